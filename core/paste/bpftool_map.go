package paste

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// The commands of bpftool map.

// bpftoolNumbers are the numbers that create takes.
var bpftoolNumbers = []struct {
	word  string
	field *abi.Field
}{{"key", &abi.KeySize}, {"value", &abi.ValueSize}, {"entries", &abi.MaxEntries}, {"flags", &abi.MapFlagsField}}

func (r *bpftoolLines) create(c *bpftoolCommand) {
	made := bpftoolMap{path: c.word("a path"), attr: make([]byte, 72)}
	inner := -1
	fields := []bpftoolField{}
	for len(c.words) > 0 && c.fault == "" {
		switch {
		case c.take("type"):
			word := c.word("a map type")
			v, err := abi.KindMapType.Parse(word)
			if err != nil {
				c.fail("a map type such as hash instead of " + strconv.Quote(word))
			}
			fields = append(fields, bpftoolField{field: &abi.MapTypeField, v: v})
		case c.take("name"):
			made.name = c.word("a name")
			fields = append(fields, bpftoolField{field: &abi.MapName, text: made.name})
		case c.take("inner_map"):
			h := c.handle()
			r.info(h.call)
			inner = h.call
			fields = append(fields, bpftoolField{field: &abi.InnerMapFD, ref: &Ref{Call: inner}})
		case c.take("dev") || c.take("offload_dev"):
			c.lost = append(c.lost, "the number of the device "+c.word("a device")+": 2 stands for it")
			fields = append(fields, bpftoolField{field: &abi.MapIfindex, v: 2})
		default:
			c.createNumber(&fields)
		}
	}
	for _, f := range fields {
		if f.field.Kind != abi.KindName {
			made.attr = f.field.Put(made.attr, f.v)
		}
	}
	fd := r.bpf(abi.BPF_MAP_CREATE, 72, fields...)
	r.main = fd
	r.bpf(abi.BPF_OBJ_PIN, 16, bpftoolField{field: &abi.Pathname, v: bpftoolPath, text: made.path}, bpftoolField{field: &abi.ObjFD, ref: &Ref{Call: fd}})
	r.closeFD(fd)
	if inner >= 0 {
		r.closeFD(inner)
	}
	if c.fault == "" {
		r.maps = append(r.maps, made)
	}
}

func (c *bpftoolCommand) createNumber(fields *[]bpftoolField) {
	for _, n := range bpftoolNumbers {
		if c.take(n.word) {
			*fields = append(*fields, bpftoolField{field: n.field, v: c.number("a number for " + n.word)})
			return
		}
	}
	c.fail("type, key, value, entries, name, flags, inner_map or dev")
}

// size is the size of the map's keys or values, as far as the text tells.
func (h bpftoolHandle) size(f *abi.Field) uint64 {
	if h.made == nil {
		return 0
	}
	return f.Value(h.made.attr)
}

// perCPU are the types of which user space copies a value for every processor.
var perCPU = map[abi.MapType]bool{abi.BPF_MAP_TYPE_PERCPU_HASH: true, abi.BPF_MAP_TYPE_PERCPU_ARRAY: true,
	abi.BPF_MAP_TYPE_LRU_PERCPU_HASH: true, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: true}

// value stores a value, once for every processor where the map has it so.
func (r *bpftoolLines) value(h bpftoolHandle, value []byte) uint64 {
	if perCPU[abi.MapType(h.size(&abi.MapTypeField))] {
		slot := append(bytes.Clone(value), make([]byte, (8-len(value)%8)%8)...)
		value = bytes.Repeat(slot, bpftoolCPUs)
	}
	at := r.room(uint64(len(value)))
	r.stores.write(at, value)
	return at
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

// out is room for a value that the kernel writes.
func (r *bpftoolLines) out(h bpftoolHandle) uint64 {
	n := h.size(&abi.ValueSize)
	if perCPU[abi.MapType(h.size(&abi.MapTypeField))] {
		n = (n + 7) / 8 * 8 * bpftoolCPUs
	}
	return r.room(n)
}

// key reads a key and stores it; NULL where there is none.
func (r *bpftoolLines) key(c *bpftoolCommand) uint64 {
	if !c.take("key") {
		return 0
	}
	r.stores.write(bpftoolKey, c.bytes())
	return bpftoolKey
}

// elem makes a call for one element.
func (r *bpftoolLines) elem(cmd abi.Cmd, size uint32, h bpftoolHandle, key uint64, more ...bpftoolField) {
	fields := append([]bpftoolField{{field: &abi.ElemMapFD, ref: &Ref{Call: h.call}}, {field: &abi.ElemKey, v: key}}, more...)
	r.main = r.bpf(cmd, size, fields...)
}

func (r *bpftoolLines) update(c *bpftoolCommand) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	value, inner := uint64(bpftoolValue), -1
	if c.take("value") {
		switch {
		case c.is("id") || c.is("pinned") || c.is("name"):
			inner = c.handle().call
			r.stores.refer(value, Ref{Call: inner}, 4)
		default:
			value = r.value(h, c.bytes())
		}
	}
	flags := uint64(abi.BPF_ANY)
	for word, bit := range map[string]uint64{"any": abi.BPF_ANY, "exist": abi.BPF_EXIST, "noexist": abi.BPF_NOEXIST} {
		if len(c.words) == 1 && c.words[0] == word {
			c.words, flags = nil, bit
		}
	}
	r.elem(abi.BPF_MAP_UPDATE_ELEM, 32, h, key, bpftoolField{field: &abi.ElemValue, v: value}, bpftoolField{field: &abi.UpdateFlags, v: flags})
	if inner >= 0 {
		r.closeFD(inner)
	}
	r.closeFD(h.call)
}

func (r *bpftoolLines) lookup(c *bpftoolCommand) { r.read(c, abi.BPF_MAP_LOOKUP_ELEM) }

func (r *bpftoolLines) pop(c *bpftoolCommand) { r.read(c, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM) }

func (r *bpftoolLines) read(c *bpftoolCommand, cmd abi.Cmd) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(cmd, 32, h, key, bpftoolField{field: &abi.ElemValueOut, v: r.out(h)})
	r.closeFD(h.call)
}

func (r *bpftoolLines) getnext(c *bpftoolCommand) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, bpftoolField{field: &abi.ElemNextKey, v: bpftoolNext})
	r.closeFD(h.call)
}

func (r *bpftoolLines) remove(c *bpftoolCommand) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(abi.BPF_MAP_DELETE_ELEM, 32, h, key)
	r.closeFD(h.call)
}

func (r *bpftoolLines) freeze(c *bpftoolCommand) {
	h := c.handle()
	r.main = r.bpf(abi.BPF_MAP_FREEZE, 4, bpftoolField{field: &abi.ElemMapFD, ref: &Ref{Call: h.call}})
	r.closeFD(h.call)
}

func (r *bpftoolLines) pin(c *bpftoolCommand) {
	h := c.handle()
	path := c.word("a path")
	r.main = r.bpf(abi.BPF_OBJ_PIN, 16, bpftoolField{field: &abi.Pathname, v: bpftoolPath, text: path}, bpftoolField{field: &abi.ObjFD, ref: &Ref{Call: h.call}})
	r.closeFD(h.call)
}

// show asks what one map is, or all of them that the text makes.
func (r *bpftoolLines) show(c *bpftoolCommand) {
	if len(c.words) > 0 {
		h := c.handle()
		r.info(h.call)
		r.closeFD(h.call)
		return
	}
	id := &Ref{}
	for i := range r.maps {
		next := r.nextID(i, id)
		id = &Ref{Call: next, From: bpftoolAttr + uint64(abi.NextID.Offset)}
		fd := r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, bpftoolField{field: &abi.MapID, ref: id})
		r.info(fd)
		r.closeFD(fd)
	}
	r.nextID(len(r.maps), id)
}

// bpftoolDumpMost is how many elements of a dump are read.
const bpftoolDumpMost = 1000

// dump goes through the keys. How many there are the printed text says; else it is said that this is not known.
func (r *bpftoolLines) dump(c *bpftoolCommand) {
	h := c.handle()
	r.info(h.call)
	r.info(h.call)
	from := len(r.text.Calls)
	line, lines := r.begins, r.lines
	pairs := func(n int) {
		r.text.Calls = r.text.Calls[:from]
		nowLine, nowLines := r.begins, r.lines
		r.begins, r.lines = line, lines
		key := uint64(0)
		for range min(n, bpftoolDumpMost) {
			r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, bpftoolField{field: &abi.ElemNextKey, v: bpftoolKey})
			key = bpftoolKey
			r.elem(abi.BPF_MAP_LOOKUP_ELEM, 32, h, key, bpftoolField{field: &abi.ElemValueOut, v: r.out(h)})
		}
		r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, bpftoolField{field: &abi.ElemNextKey, v: bpftoolKey})
		r.closeFD(h.call)
		r.begins, r.lines = nowLine, nowLines
		r.main = -1
	}
	known := h.made != nil && strings.HasSuffix(abi.MapType(h.size(&abi.MapTypeField)).String(), "ARRAY")
	if known {
		pairs(int(h.size(&abi.MaxEntries)))
	} else {
		pairs(1)
		c.lost = append(c.lost, fmt.Sprintf("how many elements there are: the calls for one stand here, at most %d are read", bpftoolDumpMost))
	}
	r.again = pairs
}
