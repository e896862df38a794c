package bpftool

import (
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// The commands of bpftool map.

// numbers lists the numbers that create takes.
var numbers = []struct {
	word  string
	field *abi.Field
}{{"key", &abi.KeySize}, {"value", &abi.ValueSize}, {"entries", &abi.MaxEntries}, {"flags", &abi.MapFlagsField}}

// createSize is the size of the attr of BPF_MAP_CREATE in the bpftool that was watched.
const createSize = 72

func (r *reader) create(c *command) {
	made := madeMap{path: c.word("a path"), attr: make([]byte, createSize)}
	inner := -1
	fields := []field{}
	for len(c.words) > 0 && c.fault == "" {
		switch {
		case c.take("type"):
			word := c.word("a map type")
			v, err := abi.KindMapType.Parse(word)
			if err != nil {
				c.fail("a map type such as hash instead of " + strconv.Quote(word))
			}
			fields = append(fields, field{field: &abi.MapTypeField, v: v})
		case c.take("name"):
			made.name = c.word("a name")
			fields = append(fields, field{field: &abi.MapName, text: made.name})
		case c.take("inner_map"):
			h := c.handle()
			r.info(h.call)
			inner = h.call
			fields = append(fields, field{field: &abi.InnerMapFD, ref: &paste.Ref{Call: inner}})
		case c.take("dev") || c.take("offload_dev"):
			c.lost = append(c.lost, "the number of the device "+c.word("a device")+": 2 is used")
			fields = append(fields, field{field: &abi.MapIfindex, v: 2})
		default:
			c.createNumber(&fields)
		}
	}
	for _, f := range fields {
		if f.field.Kind != abi.KindName {
			made.attr = f.field.Put(made.attr, f.v)
		}
	}
	fd := r.bpf(abi.BPF_MAP_CREATE, createSize, fields...)
	r.main = fd
	r.bpf(abi.BPF_OBJ_PIN, 16, field{field: &abi.Pathname, v: pathAddr, text: made.path}, field{field: &abi.ObjFD, ref: &paste.Ref{Call: fd}})
	r.closeFD(fd)
	if inner >= 0 {
		r.closeFD(inner)
	}
	if c.fault == "" {
		r.maps = append(r.maps, made)
	}
}

func (c *command) createNumber(fields *[]field) {
	for _, n := range numbers {
		if c.take(n.word) {
			*fields = append(*fields, field{field: n.field, v: c.number("a number for " + n.word)})
			return
		}
	}
	c.fail("type, key, value, entries, name, flags, inner_map or dev")
}

// updateFlags lists the flags that update takes.
var updateFlags = table.Listed[string, uint64]{{"any", abi.BPF_ANY}, {"exist", abi.BPF_EXIST}, {"noexist", abi.BPF_NOEXIST}}

func (r *reader) update(c *command) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	value, inner := uint64(valueAddr), -1
	if c.take("value") {
		switch {
		case c.is("id") || c.is("pinned") || c.is("name"):
			inner = c.handle().call
			r.stores.Refer(value, paste.Ref{Call: inner}, 4)
		default:
			value = r.value(h, c.bytes())
		}
	}
	flags := uint64(abi.BPF_ANY)
	if len(c.words) == 1 {
		if bits, ok := updateFlags.Find(c.words[0]); ok {
			c.words, flags = nil, bits
		}
	}
	r.elem(abi.BPF_MAP_UPDATE_ELEM, 32, h, key, field{field: &abi.ElemValue, v: value}, field{field: &abi.UpdateFlags, v: flags})
	if inner >= 0 {
		r.closeFD(inner)
	}
	r.closeFD(h.call)
}

func (r *reader) lookup(c *command) { r.read(c, abi.BPF_MAP_LOOKUP_ELEM) }

func (r *reader) pop(c *command) { r.read(c, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM) }

func (r *reader) read(c *command, cmd abi.Cmd) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(cmd, 32, h, key, field{field: &abi.ElemValueOut, v: r.out(h)})
	r.closeFD(h.call)
}

func (r *reader) getnext(c *command) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, field{field: &abi.ElemNextKey, v: nextAddr})
	r.closeFD(h.call)
}

func (r *reader) remove(c *command) {
	h := c.handle()
	r.info(h.call)
	key := r.key(c)
	r.elem(abi.BPF_MAP_DELETE_ELEM, 32, h, key)
	r.closeFD(h.call)
}

func (r *reader) freeze(c *command) {
	h := c.handle()
	r.main = r.bpf(abi.BPF_MAP_FREEZE, 4, field{field: &abi.ElemMapFD, ref: &paste.Ref{Call: h.call}})
	r.closeFD(h.call)
}

func (r *reader) pin(c *command) {
	h := c.handle()
	path := c.word("a path")
	r.main = r.bpf(abi.BPF_OBJ_PIN, 16, field{field: &abi.Pathname, v: pathAddr, text: path}, field{field: &abi.ObjFD, ref: &paste.Ref{Call: h.call}})
	r.closeFD(h.call)
}
