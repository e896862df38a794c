package bpftool

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Where bpftool's memory lies here.
const (
	attrAddr  = core.ArenaStart
	infoAddr  = core.ArenaStart + 0x800
	pathAddr  = core.ArenaStart + 0x1000
	keyAddr   = core.ArenaStart + 0x2000
	nextAddr  = core.ArenaStart + 0x2800
	valueAddr = core.ArenaStart + 0x3000
	cpus      = 32 // copies of a value that is the same on every processor
)

// field is what a field of an attr is set to: a number, the result of a call, or text.
type field struct {
	field *abi.Field
	v     uint64
	ref   *paste.Ref
	text  string
}

// bpf makes a call. The fields are pairs of a field and its number.
func (r *reader) bpf(cmd abi.Cmd, size uint32, fields ...field) int {
	attr := make([]byte, size)
	c := paste.Call{Line: r.begins, Lines: r.lines, Name: "bpf", Cmd: cmd, Addr: attrAddr, Size: size}
	for _, f := range fields {
		if f.field.Kind == abi.KindName {
			copy(attr[f.field.Offset:f.field.End()-1], f.text)
			continue
		}
		attr = f.field.Put(attr, f.v)
		if f.field.Kind == abi.KindPath {
			c.Path = f.text
			r.stores.Write(f.v, append([]byte(f.text), 0))
		}
	}
	r.stores.Write(attrAddr, attr)
	for _, f := range fields {
		if f.ref != nil {
			r.stores.Refer(attrAddr+uint64(f.field.Offset), *f.ref, 4)
		}
	}
	r.stores.Give(&c)
	r.text.Calls = append(r.text.Calls, c)
	return len(r.text.Calls) - 1
}

func (r *reader) closeFD(call int) {
	r.text.Calls = append(r.text.Calls, paste.Call{Line: r.begins, Lines: r.lines, Name: "close", Args: []int64{0},
		Refs: []paste.Ref{{Call: call, In: paste.RefArg}}})
}

// info asks what a map is.
func (r *reader) info(fd int) {
	const size = 88 // struct bpf_map_info of the bpftool that was watched
	r.bpf(abi.BPF_OBJ_GET_INFO_BY_FD, 16, field{field: &abi.InfoFD, ref: &paste.Ref{Call: fd}},
		field{field: &abi.InfoLen, v: size}, field{field: &abi.InfoPointer, v: infoAddr})
}

// elem makes a call for one element.
func (r *reader) elem(cmd abi.Cmd, size uint32, h handle, key uint64, more ...field) {
	fields := append([]field{{field: &abi.ElemMapFD, ref: &paste.Ref{Call: h.call}}, {field: &abi.ElemKey, v: key}}, more...)
	r.main = r.bpf(cmd, size, fields...)
}

// key reads a key and stores it; NULL where there is none.
func (r *reader) key(c *command) uint64 {
	if !c.take("key") {
		return 0
	}
	r.stores.Write(keyAddr, c.bytes())
	return keyAddr
}

// value stores a value, once for every processor where the map has it so.
func (r *reader) value(h handle, value []byte) uint64 {
	if abi.MapType(h.size(&abi.MapTypeField)).PerCPU() {
		slot := append(bytes.Clone(value), make([]byte, (8-len(value)%8)%8)...)
		value = bytes.Repeat(slot, cpus)
	}
	at := r.room(uint64(len(value)))
	r.stores.Write(at, value)
	return at
}

// out is room for a value that the kernel writes.
func (r *reader) out(h handle) uint64 {
	n := h.size(&abi.ValueSize)
	if abi.MapType(h.size(&abi.MapTypeField)).PerCPU() {
		n = (n + 7) / 8 * 8 * cpus
	}
	return r.room(n)
}

// room is where a value of so many bytes finds place.
func (r *reader) room(n uint64) uint64 {
	if n <= core.ArenaReadOnly-valueAddr {
		return valueAddr
	}
	const wide = core.ArenaStart + 0x10000
	r.stores.Touch(wide, n)
	return wide
}
