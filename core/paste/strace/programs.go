package strace

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// loaded holds, for the commands that load programs or BTF, the pointer to the loaded bytes and the field with their size.
var loaded = table.Indexed[abi.Cmd, struct{ bytes, size *abi.Field }]{
	abi.BPF_PROG_LOAD: {&abi.Insns, &abi.InsnCnt},
	abi.BPF_BTF_LOAD:  {&abi.BtfData, &abi.BtfSize},
}

// load reads the attr of a command that loads a program or BTF, after its opening brace. If a value is of an unknown form,
// it skips the attr and returns nil.
func (r *reader) load(call *paste.Call, opening token, row *abi.Command) *attr {
	back := *r
	a := &attr{reader: r, call: call, command: row, dots: -1}
	call.Attr = []byte{}
	a.members("")
	if r.fault == nil {
		return a
	}
	lost := paste.Call{Name: call.Name, Cmd: call.Cmd}
	*r, *call = back, lost
	r.skipStruct(opening)
	return nil
}

// memory reads the memory at a pointer field of such a command, and reports whether f is one.
func (a *attr) memory(f *abi.Field) bool {
	t := a.peek()
	switch {
	case f == &abi.Insns && t.is("["):
		a.instructions()
	case (f == &abi.LogBuf || f == &abi.BtfLogBuf) && t.kind == quoted: // a buffer that the kernel writes
		a.skipValue()
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: f})
	case f == &abi.License && t.kind == quoted:
		bytes := a.unquote(a.next())
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: append(bytes, 0)})
	case f == &abi.BtfData && t.kind == quoted:
		bytes := a.unquote(a.next())
		if a.take(dots) {
			return true
		}
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: bytes})
	default:
		if f == loaded.At(a.call.Cmd).bytes && t.is("NULL") {
			a.noBytes = true
		}
		return false
	}
	return true
}

// instructions reads the array that strace -v prints. A cut array counts as not shown.
func (a *attr) instructions() {
	start := a.at
	a.skipValue()
	text := strings.TrimSpace(a.text[start:a.at])
	program, _, err := dialect.Read(text)
	if a.fault != nil || err != nil || strings.Contains(text, dots) || len(program.Refs) > 0 {
		return
	}
	a.call.Memory = append(a.call.Memory, paste.Memory{Field: &abi.Insns, Bytes: insnBytes(program.Insns)})
}

func insnBytes(insns []insn.Insn) (b []byte) {
	for _, i := range insns {
		b = i.Append(b)
	}
	return b
}

// progType returns the number of a program type.
func progType(name string) (uint64, bool) {
	for i := range abi.ProgTypes {
		if abi.ProgTypes[i].Name == name {
			return uint64(i), true
		}
	}
	return 0, false
}

func progFlag(name string) (uint64, bool) { return flag(abi.ProgFlags, name) }

// attachType returns the number of an attach type.
func attachType(name string) (uint64, bool) {
	t, ok := abi.AttachTypeNamed(name)
	return uint64(t), ok
}

func attachFlag(name string) (uint64, bool) { return flag(abi.AttachFlags, name) }

// kernVersion reads the arguments of KERNEL_VERSION.
func (a *attr) kernVersion() (v uint64) {
	a.expect("(")
	for i := range 3 {
		if i > 0 {
			a.expect(",")
		}
		v = v<<8 | a.number(a.next(), "a version", 0, 255)
	}
	a.expect(")")
	return v
}
