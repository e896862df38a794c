package match

import (
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// prepareNextKey fills in a key after which the walk over the map continues or ends as in the text.
func (s *step) prepareNextKey() bool {
	if s.mapAt(&abi.ElemMapFD) == nil {
		return true
	}
	addr, n := abi.ElemKey.Value(s.attr), int(s.m.KeySize)
	if n > fillLimit {
		return true
	}
	if s.fine() {
		s.output(&abi.ElemNextKey, uint64(n))
	}
	last, walking := s.memo.last[s.task]
	if addr == 0 || !walking {
		s.walkAhead()
	}
	if s.refused(abi.ENOENT) {
		delete(s.memo.last, s.task) // end of the walk
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

// afterNextKey records the position of the walk of the task.
func (s *step) afterNextKey(int64) {
	if s.m == nil {
		return
	}
	if key, ok := s.read(abi.ElemNextKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.memo.last[s.task] = string(key)
		s.memo.next[place{s.task, abi.ElemNextKey.Value(s.attr)}] = string(key)
	}
}

// walkLimit is the most keys skipped to reach the end of a walk.
const walkLimit = 1 << 17

// walkFrom returns a key that has a successor or none, as in the text. It prefers the given key.
func (s *step) walkFrom(key []byte) []byte {
	next, more := s.k.NextKey(s.m, key)
	if s.want == 0 {
		if more {
			return key
		}
		return s.unused() // the walk restarts after an absent key
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

// walkAhead infers as many elements as the text shows in a walk.
func (s *step) walkAhead() {
	if !s.known || s.want < 0 || s.m.Type.Keys() == abi.KeyIndex {
		return
	}
	keys, first := uint64(0), true
	s.aheadOf(s.at, int64(int32(abi.ElemMapFD.Value(s.attr))), func(c *paste.Call) bool {
		if c.Cmd != abi.BPF_MAP_GET_NEXT_KEY {
			return c.Cmd == abi.BPF_MAP_LOOKUP_ELEM || c.Cmd == abi.BPF_OBJ_GET_INFO_BY_FD
		}
		if valueOr(c.Result, -1) < 0 || !first && abi.ElemKey.Value(c.Attr) == 0 {
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
