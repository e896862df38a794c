package match

import (
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// prepareNextKey fills in a key such that the walk over the map goes on, or ends, where the text says so.
func (s *step) prepareNextKey() bool {
	if s.mapAt(&abi.ElemMapFD) == nil {
		return true
	}
	addr, n := abi.ElemKey.Value(s.attr), int(s.m.KeySize)
	if n > fillLimit {
		return true
	}
	s.room(&abi.ElemNextKey, uint64(n))
	last, walking := s.memo.last[s.task]
	if addr == 0 || !walking {
		s.walkAhead()
	}
	if s.refused(abi.ENOENT) {
		delete(s.memo.last, s.task) // this walk ends here
	}
	if addr == 0 || s.refused(abi.EFAULT) || s.isShown(addr) || n == 0 {
		return true
	}
	now, there := s.read(addr, n)
	key := now
	switch {
	case walking:
		key = []byte(last)
	case !there:
		key = s.unused()
	}
	if s.known && s.want == 0 || s.refused(abi.ENOENT) {
		key = s.walkFrom(key)
	}
	if !there || string(key) != string(now) {
		s.fill(&abi.ElemKey, key)
	}
	return true
}

// afterNextKey remembers how far the task's walk is.
func (s *step) afterNextKey(int64) {
	if s.m == nil {
		return
	}
	if key, ok := s.read(abi.ElemNextKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.memo.last[s.task] = string(key)
	}
}

// walkLimit is how many keys are passed over for the end of a walk.
const walkLimit = 1 << 17

// walkFrom is a key behind which there is another one, or none, as the text says: the given one where that will do.
func (s *step) walkFrom(key []byte) []byte {
	next, more := s.k.NextKey(s.m, key)
	if s.want == 0 {
		if more {
			return key
		}
		return s.unused() // from a key that is not there the walk begins anew
	}
	for range walkLimit {
		if !more {
			break
		}
		key = next
		next, more = s.k.NextKey(s.m, key)
	}
	return key
}

// walkAhead puts as many elements into a map as the text shows a walk to pass.
func (s *step) walkAhead() {
	if !s.known || s.want < 0 || s.m.Type.Keys() == abi.KeyIndex {
		return
	}
	keys, first := uint64(0), true
	s.aheadOf(int64(int32(abi.ElemMapFD.Value(s.attr))), func(c *paste.Call) bool {
		if c.Cmd != abi.BPF_MAP_GET_NEXT_KEY {
			return c.Cmd == abi.BPF_MAP_LOOKUP_ELEM || c.Cmd == abi.BPF_OBJ_GET_INFO_BY_FD
		}
		if valueOr(c.Ret, -1) < 0 || !first && abi.ElemKey.Value(c.Attr) == 0 {
			return false
		}
		keys, first = keys+1, false
		return true
	})
	for s.k.Count(s.m) < min(keys, uint64(s.m.MaxEntries)) {
		before := s.k.Count(s.m)
		if s.inferElement(s.unused()); s.k.Count(s.m) == before {
			return
		}
	}
}
