package paste

import (
	"strconv"

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

// bpftoolFlags are the flags that update takes.
var bpftoolFlags = map[string]uint64{"any": abi.BPF_ANY, "exist": abi.BPF_EXIST, "noexist": abi.BPF_NOEXIST}

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
	if len(c.words) == 1 {
		if bits, ok := bpftoolFlags[c.words[0]]; ok {
			c.words, flags = nil, bits
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
