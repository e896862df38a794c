package core

import (
	"math"
	"strings"

	"bpfplay/core/abi"
)

// Read-only queries about a map: no side effects, no events.

// elemFinder is implemented by the data of map types that find an element by its exact key.
type elemFinder interface {
	holds(m *Map, key []byte) bool
}

// elemCounter is implemented by the data of map types that count their elements.
type elemCounter interface {
	numElems(m *Map) uint64
}

// Holds reports whether a map has an element of exactly this key. A map without keys has none.
func (k *Kernel) Holds(m *Map, key []byte) bool {
	d, ok := m.data.(elemFinder)
	return ok && len(key) == int(m.KeySize) && d.holds(m, key)
}

func (h *bpfHtab) holds(_ *Map, key []byte) bool {
	e, _ := h.find(h.seed, key)
	return e != 0
}

func (t *lpmTrie) holds(_ *Map, key []byte) bool {
	want := newLPMKey(key)
	if want.prefix > t.maxPrefix {
		return false
	}
	w := t.walk(&want)
	return w.node != 0 && w.match == want.prefix && t.prefix(w.node) == want.prefix && !t.isInner(w.node)
}

func (a *bpfArray) holds(m *Map, key []byte) bool { return KeyIndex(key) < m.MaxEntries }

// Count returns the number of elements; of an array it is max_entries.
func (k *Kernel) Count(m *Map) uint64 {
	if d, ok := m.data.(elemCounter); ok {
		return d.numElems(m)
	}
	return 0
}

func (h *bpfHtab) numElems(*Map) uint64       { return uint64(h.linked) }
func (t *lpmTrie) numElems(*Map) uint64       { return uint64(t.entries) }
func (q *bpfQueueStack) numElems(*Map) uint64 { return uint64(q.held()) }
func (a *bpfArray) numElems(m *Map) uint64    { return uint64(m.MaxEntries) }

// NextKey returns the key after a key in the order of the kernel, or the first key if key is nil. ok is false after the
// last key.
func (k *Kernel) NextKey(m *Map, key []byte) (next []byte, ok bool) {
	if m.ops == nil || m.ops.getNextKey == nil || m.data == nil && m.Type.Keys() != abi.KeyIndex || m.KeySize == 0 {
		return nil, false
	}
	tracer := k.tracer
	k.tracer = nil
	next = make([]byte, m.KeySize)
	e := m.ops.getNextKey(k, m, key, next)
	k.tracer = tracer
	return next, e == 0
}

// MapByID returns the map with an id, or nil.
func (k *Kernel) MapByID(id uint32) *Map { return k.mapIDs.find(id) }

// MapAfterID returns the map with the lowest id above id, or nil.
func (k *Kernel) MapAfterID(id uint32) *Map { return k.mapIDs.getNext(id + 1) }

// HasFolder reports whether t sees a folder at a path.
func (k *Kernel) HasFolder(t *Task, path string) bool {
	dir := k.root
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' }) {
		if dir = dir.kids[name]; dir == nil || dir.kids == nil {
			return false
		}
		dir = t.mounted(dir)
	}
	return true
}

// Lowest returns the lowest number that is not open.
func (t *FDTable) Lowest() int { return t.lowest(0, math.MaxUint64) }

// Highest returns the highest number that is or was open.
func (t *FDTable) Highest() int { return t.high - 1 }
