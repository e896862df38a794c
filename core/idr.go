package core

import "slices"

// Follows lib/idr.c as far as map_idr in kernel/bpf/syscall.c uses it.

// idr gives out ids in turn, so that an old id is not soon somebody else's. The zero value begins at 1.
type idr struct {
	next uint32 // where the search for a free id begins
	maps []*Map // that have an id, lowest first
}

// idEnd is the first number that is no id: ids are positive as an int.
const idEnd = 1<<31 - 1

// allocCyclic follows idr_alloc_cyclic: the lowest free id from next on, then from 1 on.
func (ids *idr) allocCyclic(m *Map) {
	id, at := ids.free(max(ids.next, 1))
	if id >= idEnd {
		id, at = ids.free(1)
	}
	m.ID = id
	ids.maps = slices.Insert(ids.maps, at, m)
	ids.next = id + 1
}

// free finds the lowest free id from least on, and its place in the list.
func (ids *idr) free(least uint32) (id uint32, at int) {
	id, at = least, ids.place(least)
	for at < len(ids.maps) && ids.maps[at].ID == id {
		id, at = id+1, at+1
	}
	return id, at
}

// place is where in the list id is, or would be.
func (ids *idr) place(id uint32) int {
	at, _ := slices.BinarySearchFunc(ids.maps, id, func(m *Map, id uint32) int { return int(m.ID) - int(id) })
	return at
}

// find follows idr_find; nil where nothing has the id.
func (ids *idr) find(id uint32) *Map {
	if m := ids.getNext(id); m != nil && m.ID == id {
		return m
	}
	return nil
}

// getNext follows idr_get_next: what has the lowest id from least on; nil where nothing has.
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
