package core

import (
	"bytes"
	"encoding/binary"
	"math"
)

// buckets keeps elements in the order in which a hash table of the kernel has them: by bucket, and in a bucket the
// newest first. The kernel allots all of its buckets when a map is made; here the table grows with the elements. They
// lie in one array of slots, sorted, with gaps: each in the slot that its bucket has as its home, or in one of the next
// where that is taken. So the elements of a bucket lie side by side, and one is found without following a chain.
//
// Elements are numbered from 1; 0 is none.
type buckets struct {
	log2   uint8        // the kernel has 1<<log2 buckets
	up     uint8        // bucket b has slot b<<up>>down as its home
	down   uint8        //
	mask   uint32       // the bits of a hash that number its bucket
	slots  []bucketSlot // the last one is empty
	rows   slab         // by number: hash, room for a node of a list, the key, the value
	keyAt  int
	valAt  int
	low    int    // no slot below this one has an element
	linked uint32 // elements in slots
	used   uint32 // rows that were ever taken
	freed  uint32 // the first of the rows that were given back, linked where they had their hash
	cursor int    // the slot that a walk over the map came to last
}

// bucketSlot leads to an element; one without is empty.
type bucketSlot struct{ hash, elem uint32 }

// slotSlack is how many slots there are behind those that are homes, or more, for the elements of the last buckets.
const slotSlack = 8

// Where a row keeps what belongs to the table.
const (
	rowHash = 0
	rowNode = 4
)

// newBuckets makes an empty table; node is how many bytes a row keeps for a node of a list.
func newBuckets(log2 uint8, node, keySize, valueSize int) buckets {
	keyAt := rowNode + node
	return buckets{log2: log2, up: 32 - log2, down: 32, mask: uint32(1<<log2 - 1), slots: make([]bucketSlot, 1+slotSlack),
		rows: newSlab(keyAt+keySize+valueSize, math.MaxUint32), keyAt: keyAt, valAt: keyAt + keySize}
}

func (t *buckets) hash(e uint32) uint32 {
	return binary.LittleEndian.Uint32(t.rows.row(e - 1)[rowHash:])
}
func (t *buckets) setHash(e, hash uint32) {
	binary.LittleEndian.PutUint32(t.rows.row(e - 1)[rowHash:], hash)
}
func (t *buckets) key(e uint32) []byte         { return t.rows.row(e - 1)[t.keyAt:t.valAt] }
func (t *buckets) value(e uint32) []byte       { return t.rows.row(e - 1)[t.valAt:] }
func (t *buckets) bucketOf(hash uint32) uint32 { return hash & t.mask }

// home is the slot at which the elements of a bucket begin, unless those before them reach beyond it.
func (t *buckets) home(bucket uint32) int {
	return int(uint64(bucket) << (t.up & 63) >> (t.down & 63))
}

// take gives a row that is in no slot, filled with hash and key.
func (t *buckets) take(hash uint32, key []byte) uint32 {
	e := t.freed
	if e != 0 {
		t.freed = t.hash(e)
	} else {
		t.used++
		e = t.used
		t.rows.make(e - 1)
	}
	row := t.rows.row(e - 1) // as name does it, without a call
	binary.LittleEndian.PutUint32(row[rowHash:], hash)
	copyFew(row[t.keyAt:t.valAt], key)
	return e
}

// name gives a row another hash and key.
func (t *buckets) name(e, hash uint32, key []byte) {
	row := t.rows.row(e - 1)
	binary.LittleEndian.PutUint32(row[rowHash:], hash)
	copyFew(row[t.keyAt:t.valAt], key)
}

// give takes a row back that is in no slot.
func (t *buckets) give(e uint32) {
	t.setHash(e, t.freed)
	t.freed = e
}

// findHashed is the element of a key that has this hash; 0 where there is none.
func (t *buckets) findHashed(hash uint32, key []byte) uint32 {
	return t.slots[t.slotOf(hash, key)].elem
}

// slotOf is the slot of a key that has this hash; an empty one where there is none.
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

// find is the element of a key, 0 where there is none, and the hash of the key from seed on.
func (t *buckets) find(seed uint32, key []byte) (e, hash uint32) {
	if len(key) != 4 {
		hash = jhash(key, seed)
		return t.findHashed(hash, key), hash
	}
	// Most keys are one word: the same without a call.
	word, a := binary.LittleEndian.Uint32(key), jhashInitval+4+seed
	hash = jhashFinal(a+word, a, a)
	bucket := t.bucketOf(hash)
	for at := t.home(bucket); ; at++ {
		s := t.slots[at]
		if s.hash == hash && s.elem != 0 && binary.LittleEndian.Uint32(t.rows.row(s.elem - 1)[t.keyAt:]) == word {
			return s.elem, hash
		}
		if s.elem == 0 || t.bucketOf(s.hash) > bucket {
			return 0, hash
		}
	}
}

// insert puts an element at the head of its bucket.
func (t *buckets) insert(e uint32) {
	if t.linked++; uint64(t.linked)*4 > 3<<(32-t.down) {
		t.down--
		t.spread()
	}
	s := bucketSlot{t.hash(e), e}
	at := t.headOf(t.bucketOf(s.hash))
	t.low = min(t.low, at)
	for ; s.elem != 0; at++ { // the others move up as far as there is no gap
		s, t.slots[at] = t.slots[at], s
	}
	if at > t.end() {
		t.spread()
	}
}

// headOf is the slot of the first element of a bucket, or the one that a first element would get.
func (t *buckets) headOf(bucket uint32) int {
	at := t.home(bucket)
	for t.slots[at].elem != 0 && t.bucketOf(t.slots[at].hash) < bucket {
		at++
	}
	return at
}

// replace makes a row with the hash and the key of old, puts it at the head of the bucket in place of old, and takes old
// back.
func (t *buckets) replace(old, hash uint32, key []byte) (e uint32) {
	e = t.take(hash, key)
	s := bucketSlot{hash, e}
	for at := t.headOf(t.bucketOf(hash)); s.elem != old; at++ {
		s, t.slots[at] = t.slots[at], s
	}
	t.give(old)
	return e
}

// remove takes an element out of its slot; those behind it move down as far as to their homes.
func (t *buckets) remove(e uint32) {
	at := t.headOf(t.bucketOf(t.hash(e)))
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

// spread lays the elements out anew: their homes, or how many go beyond the last one, have become others.
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
