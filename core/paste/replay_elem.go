package paste

import "bpfplay/core/abi"

// objectMaps are the types whose elements are objects that are not emulated: what the text shows to succeed is taken so.
var objectMaps = map[abi.MapType]bool{
	abi.BPF_MAP_TYPE_PROG_ARRAY: true, abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY: true, abi.BPF_MAP_TYPE_CGROUP_ARRAY: true,
	abi.BPF_MAP_TYPE_SOCKMAP: true, abi.BPF_MAP_TYPE_SOCKHASH: true, abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY: true,
	abi.BPF_MAP_TYPE_XSKMAP: true, abi.BPF_MAP_TYPE_STACK_TRACE: true, abi.BPF_MAP_TYPE_SK_STORAGE: true,
	abi.BPF_MAP_TYPE_INODE_STORAGE: true, abi.BPF_MAP_TYPE_TASK_STORAGE: true, abi.BPF_MAP_TYPE_CGRP_STORAGE: true,
	abi.BPF_MAP_TYPE_CGROUP_STORAGE: true, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: true,
}

// isObject says whether a call is about an element that is no plain bytes, and is taken as traced.
func (s *step) isObject() bool { return s.known && s.said >= 0 && s.m != nil && objectMaps[s.m.Type] }

func (s *step) prepareLookup() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	switch s.m.Type {
	case abi.BPF_MAP_TYPE_BLOOM_FILTER:
		s.asked()
		return true
	case abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK:
		s.notEmpty()
	}
	if s.refused(abi.ENOENT) {
		s.key(wantAbsent)
	} else {
		s.key(wantPresent)
	}
	s.room(&abi.ElemValueOut, s.valueSize())
	return true
}

// notEmpty puts something into a queue or stack that the text shows not to be empty.
func (s *step) notEmpty() {
	if s.known && s.said >= 0 && s.k.Count(s.m) == 0 {
		s.inferElement(nil)
	}
}

// prepareUpdate fills in a key that makes the answer true, and a value. A successful update from the same address as one
// before is taken for a loop over keys.
func (s *step) prepareUpdate() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	flags := abi.UpdateFlags.Value(s.attr)
	switch {
	case s.refused(abi.E2BIG):
		s.fillUp()
		s.key(wantAbsent)
	case s.refused(abi.EEXIST), flags == abi.BPF_EXIST && s.fine():
		s.key(wantPresent)
	case s.refused(abi.ENOENT):
		s.key(wantAbsent)
	default:
		s.key(wantNew)
	}
	s.value()
	return true
}

// fillUpLimit is how many elements are put into a map, at most, that the text shows to be full.
const fillUpLimit = 64

// fillUp puts elements into a map until it is full, where few are missing.
func (s *step) fillUp() {
	most := uint64(s.m.MaxEntries)
	if n := s.k.Count(s.m); indexed[s.m.Type] || evicts[s.m.Type] || n >= most || most-n > fillUpLimit {
		return
	}
	for n := s.k.Count(s.m); n < most; n++ {
		s.inferElement(s.unused())
	}
}

func (s *step) prepareDelete() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	if s.refused(abi.ENOENT) {
		s.key(wantAbsent)
	} else {
		s.key(wantPresent)
	}
	return true
}

// bytesAt is what will lie at an address when the call is made.
func (s *step) bytesAt(addr uint64, n int) ([]byte, bool) {
	b, ok := s.read(addr, n)
	for _, w := range s.writes {
		if addr >= w.Addr && addr+uint64(n) <= w.Addr+uint64(len(w.Bytes)) {
			copy(b, w.Bytes[addr-w.Addr:])
			ok = true
		}
	}
	return b, ok
}

// afterUpdate remembers a key that the map did not have.
func (s *step) afterUpdate(int64) {
	if s.m == nil || !s.fresh {
		return
	}
	if key, ok := s.read(abi.ElemKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.memo.keys = append(s.memo.keys, string(key))
	}
}
