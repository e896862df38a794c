package core

import "bytes"

// How the elements of buckets are walked over, in their order: from slot to slot.

// end is the slot behind all elements. It is empty.
func (t *buckets) end() int { return len(t.slots) - 1 }

// at is the element in a slot; 0 at the end.
func (t *buckets) at(slot int) uint32 { return t.slots[slot].elem }

// in says whether a slot has an element of a bucket.
func (t *buckets) in(slot int, bucket uint32) bool {
	s := t.slots[slot]
	return s.elem != 0 && t.bucketOf(s.hash) == bucket
}

// from is the slot of the first element in bucket or behind it; the end where there is none.
func (t *buckets) from(bucket uint32) int {
	at := max(t.home(bucket), t.low)
	for at < t.end() && (t.slots[at].elem == 0 || t.bucketOf(t.slots[at].hash) < bucket) {
		at++
	}
	if bucket == 0 {
		t.low = at
	}
	return at
}

// behind is the slot of the element that follows that in another slot; the end where that is the last.
func (t *buckets) behind(slot int) int {
	for i, s := range t.slots[slot+1:] {
		if s.elem != 0 {
			return slot + 1 + i
		}
	}
	return t.end()
}

// walk is the element that follows that of a key, or the first one where the key is not there. Who walks over a map
// asks with the key that was given last, so that one is tried first.
func (h *bpfHtab) walk(key []byte) uint32 {
	slot := min(h.cursor, h.end())
	if e := h.at(slot); key == nil {
		slot = h.end()
	} else if e == 0 || !bytes.Equal(h.key(e), key) {
		slot = h.slotOf(jhash(key, h.seed), key)
	}
	if h.at(slot) != 0 {
		h.cursor = h.behind(slot)
	} else {
		h.cursor = h.from(0)
	}
	return h.at(h.cursor)
}
