package bpftool

import "bpfplay/core/abi"

// handle is a map that a command names: the call that opened it and, if known, its definition.
type handle struct {
	call int
	made *madeMap // nil if the text does not create the map
}

// handle opens the map that a command names: pinned F, id N or name X.
func (c *command) handle() handle {
	r := c.lines
	switch {
	case c.take("id"):
		id := c.number("the id of a map")
		call := r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, field{field: &abi.MapID, v: id})
		return handle{call: call}
	case c.take("pinned"):
		path := c.word("the path of a map")
		h := handle{call: r.bpf(abi.BPF_OBJ_GET, 16, field{field: &abi.Pathname, v: pathAddr, text: path})}
		for i := range r.maps {
			if r.maps[i].path == path {
				h.made = &r.maps[i]
			}
		}
		return h
	case c.take("name"):
		return r.named(c.word("the name of a map"), c)
	}
	c.fail("id, pinned or name")
	return handle{}
}

// named finds a map by name. bpftool opens every map to do so.
func (r *reader) named(name string, c *command) handle {
	found := handle{call: -1}
	r.everyMap(func(fd int, made *madeMap) {
		if made.name == name && found.call < 0 {
			found = handle{fd, made}
		} else {
			r.closeFD(fd)
		}
	})
	if found.call < 0 {
		c.words = nil
		c.fail("a map of this name that the text makes")
	}
	return found
}

// size returns a field of the map's attr, such as key_size, or 0 if unknown.
func (h handle) size(f *abi.Field) uint64 {
	if h.made == nil {
		return 0
	}
	return f.Value(h.made.attr)
}
