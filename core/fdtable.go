package core

import "iter"

// descriptor is one slot of a task's table.
type descriptor struct {
	file    *File
	cloexec bool
}

// FDTable maps descriptor numbers to files. The zero value is an empty table.
type FDTable struct {
	slots []descriptor
	next  int // no slot below it is free
}

// File returns the file of a descriptor, or nil if it is not open.
func (t *FDTable) File(fd int) *File {
	if uint(fd) < uint(len(t.slots)) {
		return t.slots[fd].file
	}
	return nil
}

// lowest returns the lowest free number that is at least least and below limit, or -1 if none is free.
func (t *FDTable) lowest(least int, limit uint64) int {
	fd := max(least, t.next)
	for fd < len(t.slots) && t.slots[fd].file != nil {
		fd++
	}
	if least <= t.next {
		t.next = fd
	}
	if uint64(fd) >= limit {
		return -1
	}
	return fd
}

// set stores d at fd. An empty d frees the number.
func (t *FDTable) set(fd int, d descriptor) {
	for len(t.slots) <= fd {
		t.slots = append(t.slots, descriptor{})
	}
	t.slots[fd] = d
	if d.file == nil {
		t.next = min(t.next, fd)
	}
}

// all iterates over the open descriptors, lowest number first.
func (t *FDTable) all() iter.Seq2[int, descriptor] {
	return func(yield func(int, descriptor) bool) {
		for fd, d := range t.slots {
			if d.file != nil && !yield(fd, d) {
				return
			}
		}
	}
}

// Open returns the open descriptors and their files, lowest number first.
func (t *FDTable) Open() iter.Seq2[int, *File] {
	return func(yield func(int, *File) bool) {
		for fd, d := range t.all() {
			if !yield(fd, d.file) {
				return
			}
		}
	}
}
