package core

import (
	"iter"
	"slices"
)

// descriptor is one slot of a task's table.
type descriptor struct {
	file    *File
	cloexec bool
}

// FDTable maps descriptor numbers to files. Runs of slots are shared with copies of the
// table until one of them changes, and runs without an open descriptor take no memory.
type FDTable struct {
	first *fdRun   // runs[0]
	runs  []*fdRun // by number / fdRunSlots
	next  int      // no slot below it is free
	high  int      // the highest number that is or was open, plus 1
	open  int      // number of open descriptors
}

// fdRun has the slots of adjacent numbers.
type fdRun struct {
	slots  [fdRunSlots]descriptor
	open   int  // number of open descriptors
	shared bool // of several tables: copy it before a change
}

const fdRunSlots = 256

// noFDs is the run of all numbers without an open descriptor.
var noFDs = &fdRun{shared: true}

func newFDTable() *FDTable { return &FDTable{first: noFDs, runs: []*fdRun{noFDs}} }

// File returns the file of a descriptor, or nil if it is not open.
func (t *FDTable) File(fd int) *File {
	if uint(fd) < fdRunSlots {
		return t.first.slots[fd].file
	}
	return t.at(fd).file
}

// at returns the slot of fd, which is empty if fd is not open.
func (t *FDTable) at(fd int) descriptor {
	if r := uint(fd) / fdRunSlots; r < uint(len(t.runs)) {
		return t.runs[r].slots[uint(fd)%fdRunSlots]
	}
	return descriptor{}
}

// lowest returns the lowest free number that is at least least and below limit, or -1 if none is free.
func (t *FDTable) lowest(least int, limit uint64) int {
	fd := max(least, t.next)
	for fd/fdRunSlots < len(t.runs) {
		if r := t.runs[fd/fdRunSlots]; r.open == fdRunSlots {
			fd = (fd/fdRunSlots + 1) * fdRunSlots
		} else if r.slots[fd%fdRunSlots].file == nil {
			break
		} else {
			fd++
		}
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
	nr := fd / fdRunSlots
	for len(t.runs) <= nr {
		t.runs = append(t.runs, noFDs)
	}
	r := t.runs[nr]
	if r.shared {
		own := *r
		own.shared = false
		r = &own
		t.runs[nr] = r
	}
	slot := &r.slots[fd%fdRunSlots]
	opened := int(bit(d.file != nil) - bit(slot.file != nil))
	*slot = d
	r.open += opened
	t.open += opened
	if r.open == 0 {
		t.runs[nr] = noFDs
	}
	t.first = t.runs[0]
	t.high = max(t.high, fd+1)
	if d.file == nil {
		t.next = min(t.next, fd)
	}
}

// setCloexec sets the close-on-exec flag of an open descriptor.
func (t *FDTable) setCloexec(fd int, cloexec bool) { t.set(fd, descriptor{t.File(fd), cloexec}) }

// copy returns a table with the same descriptors.
func (t *FDTable) copy() *FDTable {
	for _, r := range t.runs {
		if !r.shared {
			r.shared = true
		}
	}
	c := *t
	c.runs = slices.Clone(t.runs)
	for len(c.runs) > 1 && c.runs[len(c.runs)-1].open == 0 {
		c.runs = c.runs[:len(c.runs)-1]
	}
	for c.high = len(c.runs) * fdRunSlots; c.high > 0 && c.File(c.high-1) == nil; c.high-- {
	}
	return &c
}

// all iterates over the open descriptors, lowest number first.
func (t *FDTable) all() iter.Seq2[int, descriptor] {
	return func(yield func(int, descriptor) bool) {
		for nr := 0; nr < len(t.runs); nr++ {
			if t.runs[nr].open == 0 {
				continue
			}
			for i := range fdRunSlots {
				if d := t.runs[nr].slots[i]; d.file != nil && !yield(nr*fdRunSlots+i, d) {
					return
				}
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
