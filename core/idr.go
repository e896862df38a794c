package core

import "slices"

// Follows lib/idr.c as far as map_idr in kernel/bpf/syscall.c uses it.

// idr allocates ids cyclically, so that a freed id is not reused soon. The zero value begins at 1.
type idr struct {
	next uint32 // the search for a free id begins here
	maps []*Map // maps with an id, lowest id first
}

// idEnd is the end of the ids, which are positive as an int.
const idEnd = 1<<31 - 1

// allocCyclic follows idr_alloc_cyclic: it takes the lowest free id from next on, or else from 1 on.
func (ids *idr) allocCyclic(m *Map) {
	id, at := ids.free(max(ids.next, 1))
	if id >= idEnd {
		id, at = ids.free(1)
	}
	m.ID = id
	ids.maps = slices.Insert(ids.maps, at, m)
	ids.next = id + 1
}

// free returns the lowest free id from least on, and its position in maps.
func (ids *idr) free(least uint32) (id uint32, at int) {
	id, at = least, ids.place(least)
	for at < len(ids.maps) && ids.maps[at].ID == id {
		id, at = id+1, at+1
	}
	return id, at
}

// place returns the position of id in maps, or the one at which to insert it.
func (ids *idr) place(id uint32) int {
	at, _ := slices.BinarySearchFunc(ids.maps, id, func(m *Map, id uint32) int { return int(m.ID) - int(id) })
	return at
}

// find follows idr_find. It returns nil if no map has the id.
func (ids *idr) find(id uint32) *Map {
	if m := ids.getNext(id); m != nil && m.ID == id {
		return m
	}
	return nil
}

// getNext follows idr_get_next. It returns the map with the lowest id from least on, or nil.
func (ids *idr) getNext(least uint32) *Map {
	if at := ids.place(least); at < len(ids.maps) {
		return ids.maps[at]
	}
	return nil
}

// remove follows idr_remove.
func (ids *idr) remove(m *Map) {
	at := ids.place(m.ID)
	ids.maps = slices.Delete(ids.maps, at, at+1)
}
