package match

import (
	"bytes"
	"encoding/binary"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// wantedKey is the kind of key that leads to the traced result.
type wantedKey uint8

const (
	wantPresent wantedKey = iota // the key of an element
	wantAbsent                   // the key of no element
	wantNew                      // the key of no element, unless the map is full
)

// key fills in a key that the text does not show. Memory that already holds a suitable key is kept.
func (s *step) key(want wantedKey) {
	addr, n := abi.ElemKey.Value(s.attr), int(s.m.KeySize)
	if addr == 0 || n == 0 || n > fillLimit {
		return
	}
	if s.isShown(addr) {
		if key, ok := s.bytesAt(addr, n); ok {
			s.certain(want, key)
		}
		return
	}
	if s.refused(abi.EFAULT) || s.refused(abi.EPERM) || s.badFD() { // the kernel did not read the key
		return
	}
	now, there := s.read(addr, n)
	if !there {
		now = nil
	}
	if walked, ok := s.memo.next[place{s.task, addr}]; ok && there && walked == string(now) {
		s.certain(want, now)
		return
	}
	if key := s.pick(want, now); !bytes.Equal(key, now) {
		s.fill(&abi.ElemKey, key)
	}
}

// certain infers the state of the map for a key that the text shows, or that GET_NEXT_KEY wrote.
func (s *step) certain(want wantedKey, key []byte) {
	held := s.holdsKey(key)
	s.fresh = !held
	switch {
	case !s.known:
	case want == wantPresent && !held && s.want >= 0 && (s.cmdNeedsElement() || s.isUncovered(key)):
		s.inferElement(key)
	case want == wantAbsent && held && s.refused(abi.ENOENT) && s.mayDelete():
		s.inferDelete(key)
	}
}

// holdsKey reports whether the map has an element of the key. A slot of an array of objects is one if it holds an object.
func (s *step) holdsKey(key []byte) bool {
	if s.hasSlots() && len(key) == 4 {
		return s.memo.slots[binary.LittleEndian.Uint32(key)]
	}
	return s.k.Holds(s.m, key)
}

// hasSlots reports whether the map is an array of objects, whose slots can be empty.
func (s *step) hasSlots() bool {
	return s.m.Type.Keys() == abi.KeyIndex && s.m.Type.Holds() != abi.HoldsValues
}

// mayDelete reports whether only a deletion explains that the key is absent. An update of a full LRU map evicts an
// element before it looks for the key.
func (s *step) mayDelete() bool {
	return (s.m.Type.Keys() != abi.KeyIndex || s.hasSlots()) && !(s.m.Type.Evicts() && s.c.Cmd == abi.BPF_MAP_UPDATE_ELEM)
}

// cmdNeedsElement reports whether the command succeeds only for the key of an element.
func (s *step) cmdNeedsElement() bool {
	switch s.m.Type.Keys() {
	case abi.KeyIndex:
		return s.hasSlots() && s.c.Cmd == abi.BPF_MAP_LOOKUP_ELEM
	case abi.KeyPrefix:
		return s.c.Cmd != abi.BPF_MAP_LOOKUP_ELEM
	}
	return true
}

// pick returns a key; now is the key in memory, or nil.
func (s *step) pick(want wantedKey, now []byte) []byte {
	if s.m.Type.Keys() == abi.KeyIndex {
		return s.pickIndex(want, now)
	}
	if s.m.Type.Keys() == abi.KeyPrefix {
		if s.refused(abi.EINVAL) {
			return s.tooLong()
		}
		if whole := uint32(len(now)-4) * 8; len(now) < 4 || want != wantPresent && binary.LittleEndian.Uint32(now) != whole {
			now = nil
		}
	}
	held := now != nil && s.k.Holds(s.m, now)
	switch want {
	case wantPresent:
		if held {
			return now
		}
		if key := s.oldest(); key != nil {
			return key
		}
		key := s.unused()
		if s.known && s.want >= 0 || s.refused(abi.EEXIST) {
			s.inferElement(key)
		}
		return key
	case wantAbsent:
		if now != nil && !held {
			return now
		}
		return s.unused()
	}
	if full := s.k.Count(s.m) >= uint64(s.m.MaxEntries) && !s.m.Type.Evicts(); full {
		if held {
			return now
		}
		if key := s.oldest(); key != nil {
			return key
		}
	}
	s.fresh = true
	if now != nil && !held {
		return now
	}
	return s.unused()
}

// pickIndex returns an index.
func (s *step) pickIndex(want wantedKey, now []byte) []byte {
	most := s.m.MaxEntries
	index := most
	if len(now) >= 4 {
		index = binary.LittleEndian.Uint32(now)
	}
	switch {
	case s.m.KeySize != 4 || most == 0:
		return now
	case s.isOutside():
		if now != nil && index >= most {
			return now
		}
		return u32(most)
	case want == wantNew:
		index = uint32(s.memo.nr % uint64(most))
		s.memo.nr++
	case !s.hasSlots():
		if index >= most {
			index = 0
		}
	case index >= most || s.memo.slots[index] != (want == wantPresent):
		index = s.slot(want == wantPresent)
	}
	if want == wantPresent && s.known && s.want >= 0 && s.cmdNeedsElement() && !s.memo.slots[index] {
		s.inferElement(u32(index))
	}
	return u32(index)
}

// slot returns the lowest index of a slot that holds an object, or none if full is false; 0 without one.
func (s *step) slot(full bool) uint32 {
	for index := range min(s.m.MaxEntries, unusedTries) {
		if s.memo.slots[index] == full {
			return index
		}
	}
	return 0
}

// isOutside reports whether the traced result shows that the index is not below max_entries.
func (s *step) isOutside() bool {
	for _, row := range outside {
		if row.cmd == s.c.Cmd && s.refused(row.errno) && (row.holds == nil || slices.Contains(row.holds, s.m.Type.Holds())) {
			return true
		}
	}
	return false
}

// outside lists the errors of commands on arrays for an index that is not below max_entries; no holds means all arrays.
var outside = []struct {
	cmd   abi.Cmd
	errno abi.Errno
	holds []abi.Holding
}{
	{abi.BPF_MAP_LOOKUP_ELEM, abi.ENOENT, []abi.Holding{abi.HoldsValues}},
	{abi.BPF_MAP_UPDATE_ELEM, abi.E2BIG, nil},
	{abi.BPF_MAP_DELETE_ELEM, abi.E2BIG, nil},
	{abi.BPF_MAP_DELETE_ELEM, abi.EINVAL, []abi.Holding{abi.HoldsCPUs, abi.HoldsDevices, abi.HoldsXDPSockets}},
}

// oldest returns the key of the oldest element, or nil if the map is empty.
func (s *step) oldest() []byte {
	for keys := s.memo.keys; len(keys) > 0; keys = s.memo.keys {
		if key := []byte(keys[0]); s.k.Holds(s.m, key) {
			return key
		}
		s.memo.keys = keys[1:]
	}
	if key, ok := s.k.NextKey(s.m, nil); ok {
		return key
	}
	return nil
}

// unusedTries is the most keys tried before a key of an element is used.
const unusedTries = 1 << 12

// unused returns a new key that is not in the map: 1, 2, 3, …
func (s *step) unused() []byte {
	key := make([]byte, s.m.KeySize)
	for range unusedTries {
		s.memo.nr++
		madeUp(s.m, s.memo.nr, key)
		if !s.k.Holds(s.m, key) {
			break
		}
	}
	return key
}

// madeUp stores key number nr in key: a full prefix for a trie, a number otherwise.
func madeUp(m *core.Map, nr uint64, key []byte) {
	if m.Type.Keys() == abi.KeyPrefix && len(key) > 4 {
		binary.LittleEndian.PutUint32(key, uint32(len(key)-4)*8)
		for i := range min(len(key)-4, 8) {
			key[len(key)-1-i] = byte(nr >> (8 * i))
		}
		return
	}
	for i := range min(len(key), 8) {
		key[i] = byte(nr >> (8 * i))
	}
}

// inferElement adds an element that the text shows in the map; a BPF program or another task must have added it. The key
// is nil for a map without keys.
func (s *step) inferElement(key []byte) {
	size := s.valueSize()
	if size > fillLimit {
		return
	}
	attr := abi.ElemMapFD.Put(nil, abi.ElemMapFD.Value(s.attr))
	if fd := history.MapFD.At(s.c.Cmd); fd != nil {
		attr = abi.ElemMapFD.Put(nil, fd.Value(s.attr))
	}
	value := make([]byte, size)
	if object, ok := s.object(); ok {
		if int32(object) < 0 && s.m.Type.Holds() == abi.HoldsMaps {
			inner := s.inferInner(s.memo.inner)
			defer func() { s.infer(closeCall(inner)) }()
			object = uint32(inner)
		}
		copy(value, u32(object))
	}
	writes := []core.Write{{Addr: scratchElem, Bytes: value}}
	if key != nil {
		attr = abi.ElemKey.Put(attr, scratchKey)
		writes = append(writes, core.Write{Addr: scratchKey, Bytes: key})
	}
	attr = abi.ElemValue.Put(attr, scratchElem)
	if s.inferBpf(abi.BPF_MAP_UPDATE_ELEM, abi.Grow(attr, abi.UpdateFlags.End()), writes...) == 0 && key != nil {
		s.added(key)
	}
	s.Invented += len(key) + len(value)
}

// added records a key that was added to the map.
func (s *step) added(key []byte) {
	if s.hasSlots() {
		s.memo.slots[binary.LittleEndian.Uint32(abi.Grow(key, 4))] = true
		return
	}
	s.memo.keys = append(s.memo.keys, string(key))
}

// inferDelete deletes an element that the text shows is no longer in the map; a BPF program or another task must have
// deleted it.
func (s *step) inferDelete(key []byte) {
	attr := abi.ElemKey.Put(abi.ElemMapFD.Put(nil, abi.ElemMapFD.Value(s.attr)), scratchKey)
	if s.inferBpf(abi.BPF_MAP_DELETE_ELEM, attr, core.Write{Addr: scratchKey, Bytes: key}) == 0 {
		s.deleted(key)
	}
}

// deleted records a key that was deleted from the map.
func (s *step) deleted(key []byte) {
	if s.hasSlots() {
		delete(s.memo.slots, binary.LittleEndian.Uint32(abi.Grow(key, 4)))
	}
}
