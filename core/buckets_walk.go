package core

import "bytes"

// Walks over the elements of buckets in slot order.

// end returns the empty slot after all elements.
func (t *buckets) end() int { return len(t.slots) - 1 }

// at returns the element in a slot, or 0 at the end.
func (t *buckets) at(slot int) uint32 { return t.slots[slot].elem }

// in reports whether a slot has an element of a bucket.
func (t *buckets) in(slot int, bucket uint32) bool {
	s := t.slots[slot]
	return s.elem != 0 && t.bucketOf(s.hash) == bucket
}

// from returns the slot of the first element in bucket or a later one, or the end.
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

// after returns the slot of the next element after slot, or the end.
func (t *buckets) after(slot int) int {
	for i, s := range t.slots[slot+1:] {
		if s.elem != 0 {
			return slot + 1 + i
		}
	}
	return t.end()
}

// walk returns the element after a key, or the first element if the key is absent. A caller that walks over a map passes
// the key of the previous result, so walk tries that first.
func (h *bpfHtab) walk(key []byte) uint32 {
	slot := min(h.cursor, h.end())
	if e := h.at(slot); key == nil {
		slot = h.end()
	} else if e == 0 || !bytes.Equal(h.key(e), key) {
		slot = h.slotOf(jhash(key, h.seed), key)
	}
	if h.at(slot) != 0 {
		h.cursor = h.after(slot)
	} else {
		h.cursor = h.from(0)
	}
	return h.at(h.cursor)
}
