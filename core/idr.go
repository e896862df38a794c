package core

import "slices"

// Follows lib/idr.c as far as map_idr, prog_idr and btf_idr use it.

// identified is an object with an id.
type identified interface {
	*Map | *Prog | *BTFObject | *Link
	id() *uint32
}

// idr allocates ids cyclically, so that a freed id is not reused soon. The zero value begins at 1.
type idr[T identified] struct {
	next    uint32 // the search for a free id begins here
	objects []T    // objects with an id, lowest id first
}

// idEnd is the end of the ids, which are positive as an int.
const idEnd = 1<<31 - 1

// allocCyclic follows idr_alloc_cyclic: it takes the lowest free id from next on, or else from 1 on.
func (ids *idr[T]) allocCyclic(o T) {
	id, at := ids.free(max(ids.next, 1))
	if id >= idEnd {
		id, at = ids.free(1)
	}
	*o.id() = id
	ids.objects = slices.Insert(ids.objects, at, o)
	ids.next = id + 1
}

// free returns the lowest free id from least on, and its position in objects.
func (ids *idr[T]) free(least uint32) (id uint32, at int) {
	id, at = least, ids.place(least)
	for at < len(ids.objects) && *ids.objects[at].id() == id {
		id, at = id+1, at+1
	}
	return id, at
}

// place returns the position of id in objects, or the one at which to insert it.
func (ids *idr[T]) place(id uint32) int {
	at, _ := slices.BinarySearchFunc(ids.objects, id, func(o T, id uint32) int { return int(*o.id()) - int(id) })
	return at
}

// find follows idr_find. It returns nil if no object has the id.
func (ids *idr[T]) find(id uint32) T {
	if o := ids.getNext(id); o != nil && *o.id() == id {
		return o
	}
	return nil
}

// getNext follows idr_get_next. It returns the object with the lowest id from least on, or nil.
func (ids *idr[T]) getNext(least uint32) T {
	if at := ids.place(least); at < len(ids.objects) {
		return ids.objects[at]
	}
	return nil
}

// nextID returns the lowest id from least on, or 0.
func (ids *idr[T]) nextID(least uint32) uint32 {
	if o := ids.getNext(least); o != nil {
		return *o.id()
	}
	return 0
}

// remove follows idr_remove.
func (ids *idr[T]) remove(o T) {
	at := ids.place(*o.id())
	ids.objects = slices.Delete(ids.objects, at, at+1)
}
