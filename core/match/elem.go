package match

import "bpfplay/core/abi"

// objects are what is not emulated of that which elements hold.
var objects = map[abi.Holding]bool{
	abi.HoldsPrograms: true, abi.HoldsPerfEvents: true, abi.HoldsCgroups: true, abi.HoldsTraces: true,
	abi.HoldsSockets: true, abi.HoldsXDPSockets: true,
}

// holdsObjects reports whether the elements of a type are or belong to objects that are not emulated.
func holdsObjects(t abi.MapType) bool { return t.Keys() == abi.KeyOwner || objects[t.Holds()] }

// isObject reports whether the call succeeded on such an element: it is taken as traced.
func (s *step) isObject() bool { return s.known && s.want >= 0 && s.m != nil && holdsObjects(s.m.Type) }

func (s *step) prepareLookup() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	switch {
	case s.m.Type.Holds() == abi.HoldsBits:
		s.asked()
		return true
	case s.m.Type.Keys() == abi.KeyNone && s.m.Type.Holds() == abi.HoldsValues:
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
	if s.known && s.want >= 0 && s.k.Count(s.m) == 0 {
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
	if n := s.k.Count(s.m); s.m.Type.Keys() == abi.KeyIndex || s.m.Type.Evicts() || n >= most || most-n > fillUpLimit {
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
