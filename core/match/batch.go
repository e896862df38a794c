package match

import "bpfplay/core/abi"

// batchCount returns the number of elements in the batch.
func (s *step) batchCount() uint64 { return min(abi.BatchCount.Value(s.attr), fillLimit) }

// batchDone returns the number of elements that the text shows as processed.
func (s *step) batchDone() uint64 {
	if n, ok := s.c.WroteNumber(&abi.BatchCount); ok {
		return min(n, fillLimit)
	}
	if s.fine() {
		return s.batchCount()
	}
	return 0
}

// prepareLookupBatch maps memory for the output, and infers elements to copy.
func (s *step) prepareLookupBatch() bool {
	if s.mapAt(&abi.BatchMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	n := s.batchCount()
	s.output(&abi.BatchKeys, n*uint64(s.m.KeySize))
	s.output(&abi.BatchVals, n*s.valueSize())
	s.output(&abi.OutBatch, uint64(max(s.m.KeySize, 4)))
	in, out := abi.InBatch.Value(s.attr), abi.OutBatch.Value(s.attr)
	if in == 0 {
		least := s.batchDone()
		if s.want == 0 {
			least++ // ENOENT means that no more elements follow
		}
		for s.known && s.k.Count(s.m) < min(least, uint64(s.m.MaxEntries)) && s.m.Type.Keys() != abi.KeyIndex {
			before := s.k.Count(s.m)
			if s.inferElement(s.unused()); s.k.Count(s.m) == before {
				break
			}
		}
		return true
	}
	if in != out && !s.isShown(in) && !s.refused(abi.EFAULT) { // resume at the last call
		if last, ok := s.bytesAt(out, int(max(s.m.KeySize, 4))); ok {
			s.fill(&abi.InBatch, last)
		}
	}
	return true
}

// prepareUpdateBatch fills in keys that are not in the map.
func (s *step) prepareUpdateBatch() bool {
	if s.mapAt(&abi.BatchMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	n := s.batchCount()
	s.batchKeys(n, s.newKeys())
	if object, ok := s.object(); ok && s.fine() && n*s.valueSize() <= fillLimit && !s.isShown(abi.BatchVals.Value(s.attr)) {
		var values []byte
		for i := range n {
			values = abi.Grow(append(values, u32(object)...), int((i+1)*s.valueSize()))
		}
		s.fill(&abi.BatchVals, values)
		return true
	}
	s.input(&abi.BatchVals, n*s.valueSize())
	return true
}

// newKeys returns a function that returns keys for an update: new ones as long as the map has room, then those of
// elements.
func (s *step) newKeys() func() []byte {
	if s.m.Type.Keys() == abi.KeyIndex {
		return func() []byte { return s.pick(wantNew, nil) }
	}
	room := uint64(0)
	if n := s.k.Count(s.m); n < uint64(s.m.MaxEntries) || s.m.Type.Evicts() {
		room = uint64(s.m.MaxEntries) - min(n, uint64(s.m.MaxEntries))
	}
	var key []byte
	more := s.known && s.want >= 0 && !s.m.Type.Evicts()
	return func() []byte {
		if room == 0 && more {
			if key, more = s.k.NextKey(s.m, key); more {
				return key
			}
		}
		room -= min(room, 1)
		return s.unused()
	}
}

// prepareDeleteBatch fills in the keys of as many elements as the text shows deleted, then absent keys.
func (s *step) prepareDeleteBatch() bool {
	if s.mapAt(&abi.BatchMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	done := s.batchDone()
	var key []byte
	more := true
	s.batchKeys(s.batchCount(), func() []byte {
		if done > 0 && more {
			done--
			if key, more = s.k.NextKey(s.m, key); more {
				return key
			}
		}
		return s.unused()
	})
	return true
}

// batchKeys fills in n keys.
func (s *step) batchKeys(n uint64, next func() []byte) {
	size := uint64(s.m.KeySize)
	if s.isShown(abi.BatchKeys.Value(s.attr)) || s.refused(abi.EFAULT) || n*size > fillLimit || size == 0 {
		return
	}
	keys := make([]byte, 0, n*size)
	for range n {
		keys = append(keys, next()...)
	}
	s.fill(&abi.BatchKeys, keys)
}
