package strace

import (
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// pointedAt reads the memory at a pointer field, as strace -v prints it.
func (a *attr) pointedAt(f *abi.Field) {
	if f == &abi.InfoPointer {
		a.mapInfo()
		return
	}
	if t := a.peek(); t.kind == quoted {
		bytes := a.unquote(a.next())
		a.take(dots)
		a.call.Memory = append(a.call.Memory, paste.Memory{Field: f, Bytes: bytes})
		return
	}
	a.skipValue()
}

// mapInfo reads the struct bpf_map_info that the kernel wrote, and skips those of other objects.
func (a *attr) mapInfo() {
	back := a.scanner
	inner := &attr{reader: a.reader, call: &paste.Call{Cmd: abi.BPF_OBJ_GET_INFO_BY_FD}, command: &mapInfoStruct, dots: -1}
	if inner.take("{") {
		inner.members("")
	}
	if a.fault != nil || inner.end == 0 {
		a.scanner = back
		a.skipValue()
		return
	}
	a.call.Wrote = append(a.call.Wrote, paste.Memory{Field: &abi.InfoPointer, Bytes: abi.Grow(inner.call.Attr, inner.end)})
}

var mapInfoStruct = abi.Command{Name: "struct bpf_map_info", Fields: abi.MapInfoFields}

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
