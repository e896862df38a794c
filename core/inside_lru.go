package core

// Inside of the lists of an LRU map.

// listShown is the number of nodes shown at each end of a list.
const listShown = 16

// lruLists returns the lists of the map, except those of idle processors, which are empty.
func (h *bpfHtab) lruLists(m *Map) []LRUList {
	l := h.lru
	lists := []lruList{lruActive, lruInactive, lruFree}
	cpu := 0
	if l.common {
		lists, cpu = append(lists, lruLocalPending, lruLocalFree), -1
	}
	shown := make([]LRUList, 0, len(lists))
	for _, which := range lists {
		s := LRUList{Name: lruListNames[which], CPU: cpu, Count: uint64(l.ring[which].n), Head: []Element{}, Tail: []Element{}}
		switch which {
		case lruFree:
			s.Fresh = uint64(l.fresh)
			s.Count += s.Fresh
		case lruLocalPending, lruLocalFree:
			s.CPU = 0
		}
		h.lruEnds(which, &s)
		shown = append(shown, s)
	}
	return shown
}

// lruEnds returns the nodes at both ends of a list, each once.
func (h *bpfHtab) lruEnds(which lruList, s *LRUList) {
	l := h.lru
	place := int(s.Fresh)
	for e := l.ring[which].first; e != 0 && len(s.Head) < listShown; e = l.next(e) {
		place++
		s.Head = append(s.Head, h.node(e, which, place))
	}
	rest := int(l.ring[which].n) - len(s.Head)
	place = int(s.Count)
	for e := l.ring[which].last; e != 0 && len(s.Tail) < min(rest, listShown); e = l.prev(e) {
		s.Tail = append([]Element{h.node(e, which, place)}, s.Tail...)
		place--
	}
}

// node returns a node of a list. A free node has no element.
func (h *bpfHtab) node(e uint32, which lruList, place int) Element {
	if which == lruFree || which == lruLocalFree {
		return Element{Nr: e, Bucket: -1, Place: place, List: lruListNames[which]}
	}
	return h.element(e, place)
}
