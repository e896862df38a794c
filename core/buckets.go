package core

import (
	"bytes"
	"encoding/binary"
	"math"
)

// buckets keeps elements in the order in which a hash table of the kernel has them: by bucket, and in a bucket the
// newest first. The kernel allocates all buckets when a map is created; this table grows with the elements. One
// sorted array of slots has the elements, with gaps. Each is in the home slot of its bucket, or in one of the next slots
// if that is taken. The elements of a bucket are thus adjacent, and a lookup follows no chain.
//
// Elements are numbered from 1; 0 is none.
type buckets struct {
	log2   uint8        // the kernel has 1<<log2 buckets
	up     uint8        // the home slot of bucket b is b<<up>>down
	down   uint8        //
	mask   uint32       // the bits of a hash that select the bucket
	slots  []bucketSlot // the last one is empty
	rows   slab         // by number: hash, the key, the value
	valAt  int          // offset of the value in a row
	low    int          // no slot below this one has an element
	linked uint32       // elements in slots
	used   uint32       // rows that were ever taken
	freed  uint32       // the first freed row; the hash field of each has the next
	cursor int          // the slot that a walk over the map last returned
}

// bucketSlot refers to an element. It is empty if elem is 0.
type bucketSlot struct{ hash, elem uint32 }

// slotSlack is the minimum number of slots after the home slots, for the elements of the last buckets.
const slotSlack = 8

// Offsets of the fields of a row.
const (
	rowHash = 0
	rowKey  = 4
)

// newBuckets returns an empty table.
func newBuckets(log2 uint8, keySize, valueSize int) buckets {
	return buckets{log2: log2, up: 32 - log2, down: 32, mask: uint32(1<<log2 - 1), slots: make([]bucketSlot, 1+slotSlack),
		rows: newSlab(rowKey+keySize+valueSize, math.MaxUint32), valAt: rowKey + keySize}
}

func (t *buckets) hash(e uint32) uint32 {
	return binary.LittleEndian.Uint32(t.rows.row(e - 1)[rowHash:])
}
func (t *buckets) setHash(e, hash uint32) {
	binary.LittleEndian.PutUint32(t.rows.row(e - 1)[rowHash:], hash)
}
func (t *buckets) key(e uint32) []byte         { return t.rows.row(e - 1)[rowKey:t.valAt] }
func (t *buckets) value(e uint32) []byte       { return t.rows.row(e - 1)[t.valAt:] }
func (t *buckets) bucketOf(hash uint32) uint32 { return hash & t.mask }

// home returns the slot at which the elements of a bucket begin, unless earlier elements reach beyond it.
func (t *buckets) home(bucket uint32) int {
	return int(uint64(bucket) << (t.up & 63) >> (t.down & 63))
}

// take returns a row with hash and key that is in no slot.
func (t *buckets) take(hash uint32, key []byte) uint32 {
	e := t.freed
	if e == 0 {
		t.used++
		e = t.used
		t.rows.make(e - 1)
	}
	row := t.rows.row(e - 1)
	t.freed = binary.LittleEndian.Uint32(row[rowHash:]) // 0 in a new row
	// This is name, inlined by hand.
	binary.LittleEndian.PutUint32(row[rowHash:], hash)
	if len(key) == 4 {
		binary.LittleEndian.PutUint32(row[rowKey:], binary.LittleEndian.Uint32(key))
	} else {
		copyFew(row[rowKey:t.valAt], key)
	}
	return e
}

// name sets the hash and key of a row.
func (t *buckets) name(e, hash uint32, key []byte) {
	row := t.rows.row(e - 1)
	binary.LittleEndian.PutUint32(row[rowHash:], hash)
	if len(key) == 4 { // most keys are one word
		binary.LittleEndian.PutUint32(row[rowKey:], binary.LittleEndian.Uint32(key))
	} else {
		copyFew(row[rowKey:t.valAt], key)
	}
}

// give frees a row that is in no slot.
func (t *buckets) give(e uint32) {
	t.setHash(e, t.freed)
	t.freed = e
}

// findHashed returns the element of a key with this hash, or 0.
func (t *buckets) findHashed(hash uint32, key []byte) uint32 {
	return t.slots[t.slotOf(hash, key)].elem
}

// slotOf returns the slot of a key with this hash, or an empty slot if the key is absent.
func (t *buckets) slotOf(hash uint32, key []byte) int {
	bucket := t.bucketOf(hash)
	for at := t.home(bucket); ; at++ {
		s := t.slots[at]
		switch {
		case s.elem == 0:
			return at
		case s.hash == hash && bytes.Equal(t.key(s.elem), key):
			return at
		case t.bucketOf(s.hash) > bucket:
			return t.end()
		}
	}
}

// find returns the element of a key, or 0, and the hash of the key with seed.
func (t *buckets) find(seed uint32, key []byte) (e, hash uint32) {
	if len(key) != 4 {
		hash = jhash(key, seed)
		return t.findHashed(hash, key), hash
	}
	// Most keys are one word. This is findHashed, inlined by hand for them.
	word, a := binary.LittleEndian.Uint32(key), jhashInitval+4+seed
	hash = jhashFinal(a+word, a, a)
	bucket := t.bucketOf(hash)
	for at := t.home(bucket); ; at++ {
		s := t.slots[at]
		if s.hash == hash && s.elem != 0 && binary.LittleEndian.Uint32(t.rows.row(s.elem - 1)[rowKey:]) == word {
			return s.elem, hash
		}
		if s.elem == 0 || t.bucketOf(s.hash) > bucket {
			return 0, hash
		}
	}
}

// insert adds an element with this hash to the head of its bucket.
func (t *buckets) insert(e, hash uint32) {
	if t.linked++; uint64(t.linked)*4 > 3<<(32-t.down) {
		t.down--
		t.spread()
	}
	s := bucketSlot{hash, e}
	at := t.headOf(t.bucketOf(hash))
	t.low = min(t.low, at)
	for ; s.elem != 0; at++ { // the others move up to the first gap
		s, t.slots[at] = t.slots[at], s
	}
	if at > t.end() {
		t.spread()
	}
}

// headOf returns the slot of the first element of a bucket, or the slot for a new first element.
func (t *buckets) headOf(bucket uint32) int {
	at := t.home(bucket)
	for t.slots[at].elem != 0 && t.bucketOf(t.slots[at].hash) < bucket {
		at++
	}
	return at
}

// replace adds an element to the head of the bucket of old, which has the same key, and removes old from its slot.
func (t *buckets) replace(old, e, hash uint32) {
	s := bucketSlot{hash, e}
	for at := t.headOf(t.bucketOf(hash)); s.elem != old; at++ {
		s, t.slots[at] = t.slots[at], s
	}
}

// remove removes an element with this hash from its slot. The elements after it move down, but not below their homes.
func (t *buckets) remove(e, hash uint32) {
	at := t.headOf(t.bucketOf(hash))
	for t.slots[at].elem != e {
		at++
	}
	for ; ; at++ {
		s := t.slots[at+1]
		if s.elem == 0 || t.home(t.bucketOf(s.hash)) > at {
			break
		}
		t.slots[at] = s
	}
	t.slots[at] = bucketSlot{}
	t.linked--
}

// spread rebuilds the slots after the homes change or too many elements are beyond the last home.
func (t *buckets) spread() {
	old := t.slots
	end := 0
	for _, s := range old {
		if s.elem != 0 {
			end = max(end, t.home(t.bucketOf(s.hash))) + 1
		}
	}
	t.slots = make([]bucketSlot, max(end, 1<<(32-t.down))+slotSlack)
	at := 0
	for _, s := range old {
		if s.elem != 0 {
			at = max(at, t.home(t.bucketOf(s.hash)))
			t.slots[at] = s
			at++
		}
	}
	t.low = 0
}
