package bpftool

import (
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

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
		f := field{field: &abi.MapID, v: id}
		h := handle{}
		if i, known := r.ids[id]; known {
			h.made = &r.maps[i]
			if info := h.made.info; info > 0 { // the map has another id in this kernel
				f.ref = &paste.Ref{Call: info, From: infoAddr + uint64(abi.InfoID.Offset)}
			}
		}
		h.call = r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, f)
		r.opens(h)
		return h
	case c.take("pinned"):
		path := c.word("the path of a map")
		h := handle{call: r.bpf(abi.BPF_OBJ_GET, 16, field{field: &abi.Pathname, v: pathAddr, text: path})}
		for i := range r.maps {
			if r.maps[i].path == path {
				h.made = &r.maps[i]
			}
		}
		r.opens(h)
		return h
	case c.take("name"):
		return r.named(c.word("the name of a map"), c)
	}
	c.fail("id, pinned or name")
	return handle{}
}

// opens notes the first call of a command that opens a map which the text neither creates nor shows.
func (r *reader) opens(h handle) {
	if h.made == nil && r.foreign < 0 {
		r.foreign = h.call
	}
}

// opened sets the results of the calls that open a foreign map. The output of the command shows that they succeeded, and bpftool has
// no other descriptors open.
func (r *reader) opened() {
	const fd = 3
	if r.foreign < 0 || r.held {
		return
	}
	for i := r.foreign; i < len(r.text.Calls); i++ {
		c, result := &r.text.Calls[i], int64(0)
		switch c.Cmd {
		case abi.BPF_MAP_GET_FD_BY_ID, abi.BPF_OBJ_GET:
			result = fd
		case abi.BPF_OBJ_GET_INFO_BY_FD:
		default:
			i = len(r.text.Calls)
			continue
		}
		c.Result = &result
	}
	r.foreign = -1
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
