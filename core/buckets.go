package core

import (
	"bytes"
	"encoding/binary"
)

// buckets keeps elements in the order in which a hash table of the kernel has them: by bucket, and in a bucket the
// newest first. The kernel allots all of its buckets when a map is made; here the table grows with the elements. To
// have the same order nevertheless, it goes by the high bits of the number of a bucket, not by the low ones: each of
// its chains holds a run of buckets, sorted.
//
// Elements are numbered from 1; 0 is none.
type buckets struct {
	log2   uint8    // the kernel has 1<<log2 buckets
	shift  uint8    // each chain holds 1<<shift buckets
	mask   uint32   // the bits of a hash that number its bucket
	heads  []uint32 // the first element of each chain
	rows   slab     // by number: next, hash, room for a node of a list, the key, the value
	keyAt  int
	valAt  int
	low    uint32 // no chain below this one has an element
	linked uint32 // elements in chains
	used   uint32 // rows that were ever taken
	freed  uint32 // the first of the rows that were given back, linked by next
	cursor uint32 // the element that a walk over the map came to last; 0 where that is gone
}

// Where a row keeps what belongs to the chain.
const (
	rowNext = 0
	rowHash = 4
	rowNode = 8
)

// newBuckets makes an empty table; node is how many bytes a row keeps for a node of a list.
func newBuckets(log2 uint8, node, keySize, valueSize int) buckets {
	keyAt := rowNode + node
	return buckets{log2: log2, shift: log2, mask: uint32(1<<log2 - 1), heads: make([]uint32, 1), rows: newSlab(keyAt + keySize + valueSize), keyAt: keyAt, valAt: keyAt + keySize}
}

func (t *buckets) next(e uint32) uint32 {
	return binary.LittleEndian.Uint32(t.rows.row(e - 1)[rowNext:])
}
func (t *buckets) setNext(e, n uint32) { binary.LittleEndian.PutUint32(t.rows.row(e - 1)[rowNext:], n) }
func (t *buckets) hash(e uint32) uint32 {
	return binary.LittleEndian.Uint32(t.rows.row(e - 1)[rowHash:])
}
func (t *buckets) key(e uint32) []byte         { return t.rows.row(e - 1)[t.keyAt:t.valAt] }
func (t *buckets) value(e uint32) []byte       { return t.rows.row(e - 1)[t.valAt:] }
func (t *buckets) bucketOf(hash uint32) uint32 { return hash & t.mask }

// chain is the number of the chain that holds a bucket.
func (t *buckets) chain(bucket uint32) uint32 { return uint32(uint64(bucket) >> (t.shift & 63)) }

// take gives a row that is in no chain, filled with hash and key.
func (t *buckets) take(hash uint32, key []byte) uint32 {
	e := t.freed
	if e != 0 {
		t.freed = t.next(e)
	} else {
		t.used++
		e = t.used
		t.rows.make(e - 1)
	}
	t.name(e, hash, key)
	return e
}

// name gives a row another hash and key.
func (t *buckets) name(e, hash uint32, key []byte) {
	row := t.rows.row(e - 1)
	binary.LittleEndian.PutUint32(row[rowHash:], hash)
	copyFew(row[t.keyAt:t.valAt], key)
}

// give takes a row back that is in no chain.
func (t *buckets) give(e uint32) {
	t.setNext(e, t.freed)
	t.freed = e
}

// findHashed is the element of a key that has this hash; 0 where there is none.
func (t *buckets) findHashed(hash uint32, key []byte) uint32 {
	for e := t.heads[t.chain(t.bucketOf(hash))]; e != 0; {
		row := t.rows.row(e - 1)
		if binary.LittleEndian.Uint32(row[rowHash:]) == hash && bytes.Equal(row[t.keyAt:t.valAt], key) {
			return e
		}
		e = binary.LittleEndian.Uint32(row[rowNext:])
	}
	return 0
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
	for e = t.heads[t.chain(t.bucketOf(hash))]; e != 0; {
		row := t.rows.row(e - 1)
		if binary.LittleEndian.Uint32(row[rowHash:]) == hash && binary.LittleEndian.Uint32(row[t.keyAt:]) == word {
			break
		}
		e = binary.LittleEndian.Uint32(row[rowNext:])
	}
	return e, hash
}

// insert puts an element at the head of its bucket.
func (t *buckets) insert(e uint32) {
	if t.linked++; t.linked > uint32(len(t.heads)) && t.shift > 0 {
		t.grow()
	}
	bucket := t.bucketOf(t.hash(e))
	c := t.chain(bucket)
	before, at := uint32(0), t.heads[c]
	for at != 0 && t.bucketOf(t.hash(at)) < bucket {
		before, at = at, t.next(at)
	}
	t.setNext(e, at)
	t.link(c, before, e)
	t.low = min(t.low, c)
}

// replace puts an element at the head of the bucket of old, and takes old out.
func (t *buckets) replace(old, e uint32) {
	bucket := t.bucketOf(t.hash(e))
	c := t.chain(bucket)
	before, at := uint32(0), t.heads[c]
	for at != old && t.bucketOf(t.hash(at)) < bucket {
		before, at = at, t.next(at)
	}
	if at == old {
		t.setNext(e, t.next(old))
		t.link(c, before, e)
		t.forget(old)
		return
	}
	t.setNext(e, at)
	t.link(c, before, e)
	t.remove(old)
	t.linked++
}

// forget lets no walk go on from an element that is gone.
func (t *buckets) forget(e uint32) {
	if e == t.cursor {
		t.cursor = 0
	}
}

// link makes e follow before, or head chain c where before is none.
func (t *buckets) link(c, before, e uint32) {
	if before == 0 {
		t.heads[c] = e
	} else {
		t.setNext(before, e)
	}
}

// remove takes an element out of its chain.
func (t *buckets) remove(e uint32) {
	c := t.chain(t.bucketOf(t.hash(e)))
	before, at := uint32(0), t.heads[c]
	for at != e {
		before, at = at, t.next(at)
	}
	t.link(c, before, t.next(e))
	t.linked--
	t.forget(e)
}

// grow doubles the chains: each parts in two, and stays sorted.
func (t *buckets) grow() {
	old := t.heads
	t.shift--
	t.low *= 2
	t.heads = make([]uint32, 2*len(old))
	for c, head := range old {
		low, before, at := uint32(2*c), uint32(0), head
		for at != 0 && t.chain(t.bucketOf(t.hash(at))) == low {
			before, at = at, t.next(at)
		}
		if t.heads[low+1] = at; before != 0 {
			t.heads[low] = head
			t.setNext(before, 0)
		}
	}
}

// from is the first element in bucket or behind it; 0 where there is none.
func (t *buckets) from(bucket uint32) uint32 {
	c := max(t.chain(bucket), t.low)
	e := t.heads[c]
	for e != 0 && t.bucketOf(t.hash(e)) < bucket {
		e = t.next(e)
	}
	if e == 0 {
		e = t.headBehind(c)
	}
	if bucket == 0 && e != 0 {
		t.low = t.chain(t.bucketOf(t.hash(e)))
	}
	return e
}

// after is the element that follows e; 0 where e is the last.
func (t *buckets) after(e uint32) uint32 {
	if n := t.next(e); n != 0 {
		return n
	}
	return t.headBehind(t.chain(t.bucketOf(t.hash(e))))
}

// headBehind is the first element of the chains behind c.
func (t *buckets) headBehind(c uint32) uint32 {
	for _, e := range t.heads[c+1:] {
		if e != 0 {
			return e
		}
	}
	return 0
}
