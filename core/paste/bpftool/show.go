package bpftool

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// show reads the info of one map, or of all maps that the text creates.
func (r *reader) show(c *command) {
	words := c.words
	show := func() {
		c.words, c.fault = words, ""
		if len(words) > 0 {
			h := c.handle()
			r.info(h.call)
			r.closeFD(h.call)
			return
		}
		r.everyMap(func(fd int, _ *madeMap) { r.closeFD(fd) })
	}
	r.shownFor = showing{show, len(r.text.Calls), r.begins, r.lines}
	show()
}

// dumpMost is the most elements of a dump that are read.
const dumpMost = 1000

// dump walks the keys. Their number is in the output of bpftool; without it, dump notes that it is unknown.
func (r *reader) dump(c *command) {
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
		for range min(n, dumpMost) {
			r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, field{field: &abi.ElemNextKey, v: keyAddr})
			key = keyAddr
			r.elem(abi.BPF_MAP_LOOKUP_ELEM, 32, h, key, field{field: &abi.ElemValueOut, v: r.out(h)})
		}
		r.elem(abi.BPF_MAP_GET_NEXT_KEY, 24, h, key, field{field: &abi.ElemNextKey, v: keyAddr})
		r.closeFD(h.call)
		r.begins, r.lines = nowLine, nowLines
		r.main = -1
	}
	known := h.made != nil && strings.HasSuffix(abi.MapType(h.size(&abi.MapTypeField)).String(), "ARRAY")
	if known {
		pairs(int(h.size(&abi.MaxEntries)))
	} else {
		pairs(1)
		c.lost = append(c.lost, fmt.Sprintf("how many elements there are: the calls for one stand here, at most %d are read", dumpMost))
	}
	r.again = pairs
}

// everyMap opens all maps that the text creates in the order of their ids, and reads their info. visit closes or keeps
// the descriptor.
func (r *reader) everyMap(visit func(fd int, made *madeMap)) {
	start := field{field: &abi.StartID}
	for i := range r.maps {
		id := &paste.Ref{Call: r.bpf(abi.BPF_MAP_GET_NEXT_ID, 12, start), From: attrAddr + uint64(abi.NextID.Offset)}
		fd := r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, field{field: &abi.MapID, ref: id})
		r.info(fd)
		visit(fd, &r.maps[i])
		start.ref = id
	}
	r.bpf(abi.BPF_MAP_GET_NEXT_ID, 12, start)
}
