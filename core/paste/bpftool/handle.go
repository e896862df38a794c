package bpftool

import "bpfplay/core/abi"

// handle is a map that a command names: the call that opened it, and what the text tells of it.
type handle struct {
	call int
	made *madeMap // nil where the text does not make it
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

// named looks for a map by its name: bpftool goes through all there are.
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

// size is the size of the map's keys or values, as far as the text tells.
func (h handle) size(f *abi.Field) uint64 {
	if h.made == nil {
		return 0
	}
	return f.Value(h.made.attr)
}
