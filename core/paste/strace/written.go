package strace

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// pointedAt reads the memory at a pointer field, as strace -v prints it.
func (a *attr) pointedAt(f *abi.Field) {
	if f == &abi.InfoPointer {
		a.info()
		return
	}
	if t := a.peek(); t.kind == quoted {
		bytes := a.unquote(a.next())
		a.take(dots)
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: bytes})
		return
	}
	a.numbers(f)
}

// numbers reads an array or a struct at a pointer. strace prints the address of keys and values, so an author wrote those, and the
// size of the numbers is unknown. A single number begins with the same bytes in any size.
func (a *attr) numbers(f *abi.Field) {
	start := a.at
	var bytes []byte
	if a.take("[") {
		if n, ok := integer(a.next().text); ok && !n.negative && !n.tooLarge && a.take("]") {
			bytes = binary.LittleEndian.AppendUint64(nil, n.size)
		}
	}
	why := " is read as a number in little-endian order"
	if bytes == nil {
		why = " is not read: want bytes in quotes, or one number in brackets"
		a.at = start
		a.skipValue()
	}
	a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: bytes})
	if f.Dir != abi.Out {
		a.notes = append(a.notes, f.Name+why)
	}
}

// info reads the struct that the kernel wrote about a map or a program, and skips those of other objects.
func (a *attr) info() {
	for _, info := range [...]struct {
		row   *abi.Command
		field *abi.Field
	}{{&mapInfoStruct, &abi.InfoPointer}, {&progInfoStruct, &paste.ProgInfo}} {
		back := a.scanner
		inner := &attr{reader: a.reader, call: &paste.Call{Cmd: abi.BPF_OBJ_GET_INFO_BY_FD}, command: info.row, dots: -1}
		if inner.take("{") {
			inner.members("")
		}
		if a.fault == nil && inner.end > 0 {
			a.wroteInfo(info.field, inner)
			return
		}
		a.scanner = back
	}
	a.skipValue()
}

// wroteInfo keeps the members of a struct that the kernel read, and those that it wrote.
func (a *attr) wroteInfo(pointer *abi.Field, inner *attr) {
	given, wrote := make([]byte, inner.end), abi.Grow(inner.call.Attr, inner.end)
	for _, f := range inner.given {
		if f.Dir != abi.Out {
			copy(f.Bytes(given), f.Bytes(wrote))
		}
	}
	for _, w := range inner.call.Wrote {
		wrote = w.Field.Put(wrote, w.Field.Value(append(make([]byte, w.Field.Offset), w.Bytes...)))
	}
	if pointer == &paste.ProgInfo {
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: pointer, Bytes: given})
	}
	a.call.Wrote = append(a.call.Wrote, paste.Memory{Field: pointer, Bytes: wrote})
}

var (
	mapInfoStruct  = abi.Command{Name: "struct bpf_map_info", Fields: abi.MapInfoFields}
	progInfoStruct = abi.Command{Name: "struct bpf_prog_info", Fields: abi.ProgInfoFields}
)

// written reads the number after the arrow, which the kernel wrote into a field.
func (a *attr) written(f *abi.Field) {
	if n, ok := integer(a.peek().text); ok && !n.negative && !n.tooLarge {
		a.next()
		a.call.Wrote = append(a.call.Wrote, paste.Memory{Field: f, Bytes: f.Put(nil, n.size)[f.Offset:]})
		return
	}
	a.skipValue()
}

// writtenMembers reads the members of a struct that the kernel wrote to.
func (a *attr) writtenMembers() {
	if !a.peek().is("{") {
		a.skipValue()
		return
	}
	for depth := 0; a.fault == nil; {
		t := a.next()
		switch {
		case t.is("{"):
			depth++
		case t.is("}"):
			if depth--; depth == 0 {
				return
			}
		case t.kind == end:
			a.fail(t, "", "want }")
		case t.kind == word && a.take("=") && !a.peek().is("{"):
			if f := field(t, a.command.Fields); f != nil {
				a.written(f)
			} else {
				a.skipValue()
			}
		}
	}
}

// device reads the arguments of makedev.
func (a *attr) device() uint64 {
	a.expect("(")
	major := a.number(a.next(), "a device", 0, 1<<32-1)
	a.expect(",")
	minor := a.number(a.next(), "a device", 0, 1<<32-1)
	a.expect(")")
	return minor&0xff | major<<8 | minor&^0xff<<12
}
