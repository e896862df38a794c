package overlay

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// edit is a change of a source whose text is known.
type edit struct{ old, new string }

// stringEdits make syscall/js pass a string argument as its place in memory: a NaN, as all references, with a type that the
// package does not use, the length in the 16 bits above it and the address. Otherwise each argument gets a number in the
// tables of the loader, a value on the heap and a finalizer, which take longer than most calls that change the page. The
// runtime may move a stack, and what is on it, when a function is called that may split it; so none is called between the
// address and the import.
var stringEdits = []edit{
	{"func storeArgs(args []any, argValsDst []Value, argRefsDst []ref) {", `//go:nosplit
func shortString(x any) (s string, ok bool) {
	s, ok = x.(string)
	return s, ok && len(s) < 1<<16
}

//go:nosplit
func stringRef(s string) ref {
	return (nanHead|ref(len(s))<<3|7)<<32 | ref(uint32(uintptr(unsafe.Pointer(unsafe.StringData(s)))))
}

func storeArgs(args []any, argValsDst []Value, argRefsDst []ref) {`},
	{`		v := ValueOf(arg)
		argValsDst[i] = v
		argRefsDst[i] = v.ref
	}
`, `		if _, ok := shortString(arg); ok {
			continue
		}
		v := ValueOf(arg)
		argValsDst[i] = v
		argRefsDst[i] = v.ref
	}
	for i, arg := range args {
		if s, ok := shortString(arg); ok {
			argRefsDst[i] = stringRef(s)
		}
	}
`},
	{`	xv := ValueOf(x)
	valueSet(v.ref, p, xv.ref)
`, `	if s, ok := shortString(x); ok {
		valueSet(v.ref, p, stringRef(s))
		runtime.KeepAlive(v)
		return
	}
	xv := ValueOf(x)
	valueSet(v.ref, p, xv.ref)
`},
	{"//go:wasmimport gojs syscall/js.valueSet\n", "//go:wasmimport gojs syscall/js.valueSet\n//go:nosplit\n"},
	{"//go:wasmimport gojs syscall/js.valueInvoke\n", "//go:wasmimport gojs syscall/js.valueInvoke\n//go:nosplit\n"},
	{"//go:wasmimport gojs syscall/js.valueNew\n", "//go:wasmimport gojs syscall/js.valueNew\n//go:nosplit\n"},
	{"//go:wasmimport gojs syscall/js.valueCall\n//go:nosplit\n", "//go:wasmimport gojs syscall/js.valueCall\n//go:nosplit\n"}, // it has what the others need
}

// loaderEdits make wasm_exec.js read such arguments. It decodes a constant of the program once: those below
// Go.constantsEnd.
var loaderEdits = []edit{
	{`				const id = this.mem.getUint32(addr, true);
				return this._values[id];
`, `				const id = this.mem.getUint32(addr, true);
				const head = this.mem.getUint32(addr + 4, true);
				if ((head & 7) === 7) {
					return textAt(id, (head & 0x7ffff) >>> 3);
				}
				return this._values[id];
`},
	{`			const loadValue = (addr) => {
`, `			const constants = new Map();
			const textAt = (addr, len) => {
				const key = addr < this.constantsEnd && len < 4096 ? 4096 * addr + len : -1;
				let text = constants.get(key);
				if (text === undefined) {
					text = decoder.decode(new DataView(this._inst.exports.mem.buffer, addr, len));
					if (key >= 0) {
						constants.set(key, text);
					}
				}
				return text;
			}

			const loadValue = (addr) => {
`},
	{`				return decoder.decode(new DataView(this._inst.exports.mem.buffer, saddr, len));
			}

			const testCallExport`, `				return textAt(saddr, len);
			}

			const testCallExport`},
	{"			this._pendingEvent = null;\n", "			this._pendingEvent = null;\n			this.constantsEnd = 0;\n"},
}

// apply returns a text after all edits; ok is false if one does not fit.
func apply(edits []edit, text string) (edited string, ok bool) {
	for _, e := range edits {
		if strings.Count(text, e.old) != 1 {
			return "", false
		}
		text = strings.Replace(text, e.old, e.new, 1)
	}
	return text, true
}

// Loader returns wasm_exec.js as the program of Build needs it. A loader that is not of the known form is returned as it is;
// then Write returns an error.
func Loader(wasmExec []byte) []byte {
	if edited, ok := apply(loaderEdits, string(wasmExec)); ok {
		return []byte(edited)
	}
	return wasmExec
}

// passStrings applies stringEdits.
func (b Build) passStrings(replace files) error {
	if _, err := edited(filepath.Join(b.GOROOT, "lib", "wasm", "wasm_exec.js"), loaderEdits); err != nil {
		return err
	}
	file := b.source("syscall/js/js.go")
	source, err := edited(file, stringEdits)
	if err != nil {
		return err
	}
	return b.add(replace, file, "js.go", source)
}

// edited returns the text of a file after all edits.
func edited(file string, edits []edit) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	after, ok := apply(edits, string(text))
	if !ok {
		return nil, fmt.Errorf("%s has not the known form", file)
	}
	return []byte(after), nil
}
