package core

// How the lists of an LRU map are looked into.

// listShown is how many nodes of a list are shown from each of its ends.
const listShown = 16

// lruLists are the lists that the map has: those of the processors on which nothing runs keep nothing of their own.
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

// lruEnds walks from both ends of a list, the tail no further than to where the head came.
func (h *bpfHtab) lruEnds(which lruList, s *LRUList) {
	l := h.lru
	place := int(s.Fresh)
	for e := l.ring[which].first; e != 0 && len(s.Head) < listShown; e = l.nodeNext(e) {
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

// node is a node of a list. One that is free holds no element.
func (h *bpfHtab) node(e uint32, which lruList, place int) Element {
	if which == lruFree || which == lruLocalFree {
		return Element{Nr: e, Bucket: -1, Place: place, List: lruListNames[which]}
	}
	return h.element(e, place)
}
