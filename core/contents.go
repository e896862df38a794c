package core

import (
	"math"
	"strings"
)

// What a map holds, asked from outside: nothing is changed by it, no reference bit is set and nobody watching is told.

// Holds says whether a map has an element of just this key. A map without keys has none.
func (k *Kernel) Holds(m *Map, key []byte) bool {
	switch d := m.data.(type) {
	case *bpfHtab:
		if len(key) != int(m.KeySize) {
			return false
		}
		e, _ := d.find(d.seed, key)
		return e != 0
	case *lpmTrie:
		return len(key) == int(m.KeySize) && d.holds(key)
	case *bpfArray:
		return len(key) == 4 && KeyIndex(key) < m.MaxEntries
	}
	return false
}

// holds says whether a prefix of the trie is just this one.
func (t *lpmTrie) holds(key []byte) bool {
	prefix, data := TrieKey(key)
	if prefix > t.maxPrefix {
		return false
	}
	_, n, match := t.walk(prefix, data)
	return n != 0 && match == prefix && t.prefix(n) == prefix && !t.isInner(n)
}

// Count is how many elements a map has: of an array all.
func (k *Kernel) Count(m *Map) uint64 {
	switch d := m.data.(type) {
	case *bpfHtab:
		return uint64(d.linked)
	case *lpmTrie:
		return uint64(d.entries)
	case *bpfQueueStack:
		return uint64(d.held())
	case *bpfArray:
		return uint64(m.MaxEntries)
	}
	return 0
}

// NextKey is the key behind a key in the kernel's order, the first one behind nil; ok is false behind the last.
func (k *Kernel) NextKey(m *Map, key []byte) (next []byte, ok bool) {
	if m.ops == nil || m.ops.getNextKey == nil || m.data == nil || m.KeySize == 0 {
		return nil, false
	}
	tracer := k.tracer
	k.tracer = nil
	next = make([]byte, m.KeySize)
	e := m.ops.getNextKey(k, m, key, next)
	k.tracer = tracer
	return next, e == 0
}

// MapByID is the map with an id; nil where none has it.
func (k *Kernel) MapByID(id uint32) *Map { return k.mapIDs.find(id) }

// MapAfterID is the map with the lowest id above one; nil where there is none.
func (k *Kernel) MapAfterID(id uint32) *Map { return k.mapIDs.getNext(id + 1) }

// HasFolder says whether a path leads to a folder.
func (k *Kernel) HasFolder(path string) bool {
	dir := k.root
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' }) {
		if dir = dir.kids[name]; dir == nil || dir.kids == nil {
			return false
		}
	}
	return true
}

// Lowest is the lowest number that is not open.
func (t *FDTable) Lowest() int { return t.lowest(0, math.MaxUint64) }

// Highest is the highest number that is or was open.
func (t *FDTable) Highest() int { return len(t.slots) - 1 }
