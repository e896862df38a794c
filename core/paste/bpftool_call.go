package paste

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Where bpftool's memory lies here.
const (
	bpftoolAttr  = core.ArenaStart
	bpftoolInfo  = core.ArenaStart + 0x800
	bpftoolPath  = core.ArenaStart + 0x1000
	bpftoolKey   = core.ArenaStart + 0x2000
	bpftoolNext  = core.ArenaStart + 0x2800
	bpftoolValue = core.ArenaStart + 0x3000
	bpftoolCPUs  = 32 // copies of a value that is the same on every processor
)

// bpftoolField is what a field of an attr is set to: a number, the result of a call, or text.
type bpftoolField struct {
	field *abi.Field
	v     uint64
	ref   *Ref
	text  string
}

// bpf makes a call. The fields are pairs of a field and its number.
func (r *bpftoolLines) bpf(cmd abi.Cmd, size uint32, fields ...bpftoolField) int {
	attr := make([]byte, size)
	c := Call{Line: r.begins, Lines: r.lines, Name: "bpf", Cmd: cmd, Addr: bpftoolAttr, Size: size}
	for _, f := range fields {
		if f.field.Kind == abi.KindName {
			copy(attr[f.field.Offset:f.field.End()-1], f.text)
			continue
		}
		attr = f.field.Put(attr, f.v)
		if f.field.Kind == abi.KindPath {
			c.Path = f.text
			r.stores.write(f.v, append([]byte(f.text), 0))
		}
	}
	r.stores.write(bpftoolAttr, attr)
	for _, f := range fields {
		if f.ref != nil {
			r.stores.refer(bpftoolAttr+uint64(f.field.Offset), *f.ref, 4)
		}
	}
	r.stores.give(&c)
	r.text.Calls = append(r.text.Calls, c)
	return len(r.text.Calls) - 1
}

func (r *bpftoolLines) closeFD(call int) {
	r.text.Calls = append(r.text.Calls, Call{Line: r.begins, Lines: r.lines, Name: "close", Args: []int64{0},
		Refs: []Ref{{Call: call, In: RefArg}}})
}

// info asks what a map is.
func (r *bpftoolLines) info(fd int) {
	const size = 88 // struct bpf_map_info of the bpftool that was watched
	r.bpf(abi.BPF_OBJ_GET_INFO_BY_FD, 16, bpftoolField{field: &abi.InfoFD, ref: &Ref{Call: fd}},
		bpftoolField{field: &abi.InfoLen, v: size}, bpftoolField{field: &abi.InfoPointer, v: bpftoolInfo})
}

// elem makes a call for one element.
func (r *bpftoolLines) elem(cmd abi.Cmd, size uint32, h bpftoolHandle, key uint64, more ...bpftoolField) {
	fields := append([]bpftoolField{{field: &abi.ElemMapFD, ref: &Ref{Call: h.call}}, {field: &abi.ElemKey, v: key}}, more...)
	r.main = r.bpf(cmd, size, fields...)
}

// key reads a key and stores it; NULL where there is none.
func (r *bpftoolLines) key(c *bpftoolCommand) uint64 {
	if !c.take("key") {
		return 0
	}
	r.stores.write(bpftoolKey, c.bytes())
	return bpftoolKey
}

// value stores a value, once for every processor where the map has it so.
func (r *bpftoolLines) value(h bpftoolHandle, value []byte) uint64 {
	if abi.MapType(h.size(&abi.MapTypeField)).PerCPU() {
		slot := append(bytes.Clone(value), make([]byte, (8-len(value)%8)%8)...)
		value = bytes.Repeat(slot, bpftoolCPUs)
	}
	at := r.room(uint64(len(value)))
	r.stores.write(at, value)
	return at
}

// out is room for a value that the kernel writes.
func (r *bpftoolLines) out(h bpftoolHandle) uint64 {
	n := h.size(&abi.ValueSize)
	if abi.MapType(h.size(&abi.MapTypeField)).PerCPU() {
		n = (n + 7) / 8 * 8 * bpftoolCPUs
	}
	return r.room(n)
}

// room is where a value of so many bytes finds place.
func (r *bpftoolLines) room(n uint64) uint64 {
	if n <= core.ArenaReadOnly-bpftoolValue {
		return bpftoolValue
	}
	const wide = core.ArenaStart + 0x10000
	r.stores.touch(wide, n)
	return wide
}
