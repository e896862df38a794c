package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// objects holds the kinds of elements that refer to objects that are not emulated.
var objects = []abi.Holding{
	abi.HoldsPrograms, abi.HoldsPerfEvents, abi.HoldsCgroups, abi.HoldsTraces,
	abi.HoldsSockets, abi.HoldsXDPSockets,
}

// holdsObjects reports whether elements of type t refer or belong to objects that are not emulated.
func holdsObjects(t abi.MapType) bool {
	return t.Keys() == abi.KeyOwner || slices.Contains(objects, t.Holds())
}

// isObject reports whether the call succeeded on such an element, or took the lock of a value whose BTF the text does not
// show, so that its result is taken from the text.
func (s *step) isObject() bool {
	if !s.known || s.want < 0 || s.m == nil {
		return false
	}
	return holdsObjects(s.m.Type) && !s.storesObject() || s.memo.unseenBTF && elemFlags.At(s.c.Cmd) != nil && elemFlags.At(s.c.Cmd).Value(s.attr)&abi.BPF_F_LOCK != 0
}

// storesObject reports whether the call puts a program that the kernel has loaded into a BPF_MAP_TYPE_PROG_ARRAY, or an event
// that it has opened into a BPF_MAP_TYPE_PERF_EVENT_ARRAY. The text may leave out which event.
func (s *step) storesObject() bool {
	events := s.m.Type == abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY
	if s.m.Type != abi.BPF_MAP_TYPE_PROG_ARRAY && !events || s.c.Cmd != abi.BPF_MAP_UPDATE_ELEM {
		return false
	}
	value := abi.Field{Kind: abi.KindFD}
	for _, w := range s.writes[:s.given] {
		if w.Addr == abi.ElemValue.Value(s.attr) && len(w.Bytes) >= 4 {
			fd := int64(int32(value.Value(w.Bytes)))
			f := s.file(fd)
			return f != nil && f.Prog != nil || events && s.isPerf(fd)
		}
	}
	return events && s.perfFD() >= 0
}

// elemFlags maps commands to the field that holds BPF_F_LOCK.
var elemFlags = table.Indexed[abi.Cmd, *abi.Field]{
	abi.BPF_MAP_LOOKUP_ELEM: &abi.LookupFlags, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: &abi.LookupDelFlags, abi.BPF_MAP_UPDATE_ELEM: &abi.UpdateFlags,
	abi.BPF_MAP_LOOKUP_BATCH: &abi.BatchElem, abi.BPF_MAP_UPDATE_BATCH: &abi.BatchElem,
}

func (s *step) prepareLookup() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	switch {
	case s.m.Type.Holds() == abi.HoldsBits:
		s.asked()
		return true
	case s.m.Type.Keys() == abi.KeyNone && s.m.Type.Holds() == abi.HoldsValues:
		s.emptyOrNot()
	}
	if s.refused(abi.ENOENT) {
		s.key(wantAbsent)
	} else {
		s.key(wantPresent)
	}
	if s.fine() {
		s.output(&abi.ElemValueOut, s.valueSize())
	}
	return true
}

// emptyOrNot infers an element if the text shows that a queue or stack is not empty, and pops all if it is empty.
func (s *step) emptyOrNot() {
	n := s.k.Count(s.m)
	switch {
	case !s.known:
	case s.want >= 0 && n == 0:
		s.inferElement(nil)
	case s.refused(abi.ENOENT) && n <= fillUpLimit:
		attr := abi.ElemValueOut.Put(abi.ElemMapFD.Put(nil, abi.ElemMapFD.Value(s.attr)), scratchElem)
		room := core.Write{Addr: scratchElem, Bytes: make([]byte, min(s.valueSize(), fillLimit))}
		for range n {
			s.inferBpf(abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, attr, room)
		}
	}
}

// prepareUpdate fills in a value and a key that leads to the traced result. Repeated successful updates from one address
// are assumed to loop over new keys.
func (s *step) prepareUpdate() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	if s.refused(abi.EPERM) {
		s.freeze()
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

// freeze infers that another task has frozen the map, if the descriptor allows the write that failed.
func (s *step) freeze() {
	f := s.file(int64(int32(abi.ElemMapFD.Value(s.attr))))
	if f.Mode != core.O_RDONLY && s.m.Flags&(abi.BPF_F_RDONLY|abi.BPF_F_RDONLY_PROG) == 0 && !s.confined[s.task] && s.machine.UID == 0 {
		s.inferBpf(abi.BPF_MAP_FREEZE, abi.ElemMapFD.Put(nil, abi.ElemMapFD.Value(s.attr)))
	}
}

// fillUpLimit is the most elements inferred for a map that the text shows is full.
const fillUpLimit = 64

// fillUp infers elements until the map is full, unless too many are missing.
func (s *step) fillUp() {
	most := uint64(s.m.MaxEntries)
	if n := s.k.Count(s.m); s.m.Type.Keys() == abi.KeyIndex || s.m.Type.Evicts() || n >= most || most-n > fillUpLimit {
		return
	}
	for n := s.k.Count(s.m); n < most; n++ {
		if s.m.Type.Keys() == abi.KeyNone {
			s.inferElement(nil)
		} else {
			s.inferElement(s.unused())
		}
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

// bytesAt returns n bytes at addr as the call will see them.
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

// afterUpdate records a key that was not in the map.
func (s *step) afterUpdate(int64) {
	if s.m == nil || !s.fresh && !s.hasSlots() {
		return
	}
	if key, ok := s.read(abi.ElemKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.added(key)
	}
}

// afterDelete records a deleted key.
func (s *step) afterDelete(int64) {
	if s.m == nil {
		return
	}
	if key, ok := s.read(abi.ElemKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.deleted(key)
	}
}
