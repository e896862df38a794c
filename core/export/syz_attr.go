package export

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// bpf formats a bpf call. An attr that does not fit its struct is written as bytes.
func (w *syzWriter) bpf(m *moment) string {
	c := &m.call
	l := syzLayouts.At(c.Cmd())
	name := "bpf$" + l.call
	if l.call == "" {
		name = "bpf$MAP_CREATE" // only the number counts
	}
	return fmt.Sprintf("%s(%s, %s, 0x%x)", name, syzInt(c.Args[0], 4), w.attr(m, l), c.Args[2])
}

func (w *syzWriter) attr(m *moment, l syzLayout) string {
	addr, at := syzAddr(m.call.Args[1])
	if !at {
		if addr == "" {
			w.remark("call %d: its attr is at 0x%x, outside the memory of the program", m.nr, m.call.Args[1])
			return "0x0"
		}
		return addr
	}
	w.lost(m)
	text := addr
	switch data := m.ownAttr(); {
	case data == nil:
	case l.fits(m, data):
		text += "=" + l.before + w.members(m, l, abi.Grow(data, l.size))
	default:
		text += "=ANY=[" + w.anything(m, l, data) + "]"
	}
	return text
}

// ownAttr returns the attr if a write of the call overlaps it, else nil.
func (m *moment) ownAttr() []byte {
	for _, wr := range m.call.Writes {
		if wr.Addr < m.call.Args[1]+uint64(len(m.attr)) && wr.Addr+uint64(len(wr.Bytes)) > m.call.Args[1] {
			return m.attr
		}
	}
	return nil
}

// members formats the fields one by one. Fields past the size of the attr keep their defaults.
func (w *syzWriter) members(m *moment, l syzLayout, data []byte) string {
	var all []string
	for _, f := range l.fields {
		if f.Offset >= len(m.attr) {
			break
		}
		value := w.value(m, f, data)
		switch flag, optional := syzOptional.Find(f); {
		case f == &abi.ExpectedAttachType:
			value = "@fallback=" + value
		case optional && flag.flags.Value(data)&flag.bit == 0:
			value = "@void, @value=" + value
		case optional:
			value = "@value=" + value + ", @void"
		}
		all = append(all, value)
	}
	if l.bare {
		return all[0]
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// value formats one member.
func (w *syzWriter) value(m *moment, f *abi.Field, data []byte) string {
	switch f.Kind {
	case abi.KindName:
		return `"` + hex.EncodeToString(f.Bytes(data)) + `"`
	case abi.KindFD:
		return w.fd(f.Value(data))
	case abi.KindPointer, abi.KindPath:
		return w.pointer(m, f, f.Value(data))
	}
	return hexNumber(f.Value(data))
}

// pointer formats an address and the bytes that the call wrote there.
func (w *syzWriter) pointer(m *moment, f *abi.Field, to uint64) string {
	addr, at := syzAddr(to)
	data := m.ownBytes(to)
	switch {
	case !at || len(data) == 0:
		return addr
	case f.Kind == abi.KindPath, f == &abi.License:
		return addr + "='" + syzText(string(data)) + "'"
	case f == &abi.ElemValueOut && m.call.Cmd() == abi.BPF_MAP_UPDATE_ELEM:
		return addr + `=@buf="` + hex.EncodeToString(data) + `"`
	}
	return addr + "=" + w.memory(f, data)
}

// ownBytes returns the bytes that the call wrote at an address.
func (m *moment) ownBytes(at uint64) []byte {
	for i := len(m.call.Writes) - 1; i >= 0; i-- {
		wr := m.call.Writes[i]
		if at >= wr.Addr && at < wr.Addr+uint64(len(wr.Bytes)) && i != m.attrWrite() {
			return wr.Bytes[at-wr.Addr:]
		}
	}
	return nil
}

// lost writes a comment about memory that the call wrote but no pointer of its attr refers to.
func (w *syzWriter) lost(m *moment) {
	row := m.command()
	for i, wr := range m.call.Writes {
		reached := i == m.attrWrite() || wr.Addr == m.call.Args[1]
		if row != nil {
			for _, f := range row.Fields {
				reached = reached || (f.Kind == abi.KindPointer || f.Kind == abi.KindPath) && f.Value(m.attr) == wr.Addr
			}
		}
		if !reached {
			w.remark("call %d: %d bytes were written to 0x%x before the call", m.nr, len(wr.Bytes), wr.Addr)
		}
	}
}

// anything formats an attr as bytes, with resources and pointers in between.
func (w *syzWriter) anything(m *moment, l syzLayout, data []byte) string {
	var parts []string
	blob := func(from, to int) {
		if from < to {
			parts = append(parts, `@ANYBLOB="`+hex.EncodeToString(data[from:to])+`"`)
		}
	}
	from := 0
	fields := l.fields
	if row := m.command(); fields == nil && row != nil {
		fields = row.Fields
	}
	for _, f := range fields {
		if f.End() > len(data) {
			break
		}
		v := f.Value(data)
		addr, at := syzAddr(v)
		name, resource := w.resources[int32(v)]
		switch {
		case f.Kind == abi.KindFD && resource:
			blob(from, f.Offset)
			parts = append(parts, "@ANYRES32="+name)
			from = f.End()
		case (f.Kind == abi.KindPointer || f.Kind == abi.KindPath) && at:
			blob(from, f.Offset)
			text := "@ANYPTR64=" + addr
			if own := m.ownBytes(v); len(own) > 0 {
				text += `=ANY=[@ANYBLOB="` + hex.EncodeToString(own) + `"]`
			}
			parts = append(parts, text)
			from = f.End()
		}
	}
	blob(from, len(data))
	return strings.Join(parts, ", ")
}

// syzAddr formats an address of the arena as the matching address of a syzkaller program. mapped is false for other
// addresses. The text is "" if syzkaller cannot express the pointer.
func syzAddr(v uint64) (text string, mapped bool) {
	switch {
	case v == 0:
		return "0x0", false
	case v == 1<<64-1:
		return hexNumber(v), false
	case v >= core.ArenaStart && v < core.ArenaStart+core.ArenaPages*core.PAGE_SIZE:
		return fmt.Sprintf("&(0x%x)", syzData+v-core.ArenaStart), true
	}
	return "", false
}
