package core

import (
	"encoding/hex"
	"fmt"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
	"bpfplay/core/english"
)

// InsideForm is the structure of a map, which decides how it is drawn.
type InsideForm string

const (
	InsideNone  InsideForm = "none"  // no elements for user space
	InsideArray InsideForm = "array" // slots, by index
	InsideHash  InsideForm = "hash"  // chains of elements, by bucket
	InsideList  InsideForm = "list"  // elements in the order of a walk
	InsideTrie  InsideForm = "trie"  // nodes, parents before children
	InsideQueue InsideForm = "queue" // slots of a ring, in the order of pops
	InsideStack InsideForm = "stack" // likewise
	InsideBloom InsideForm = "bloom" // bits
	InsideRing  InsideForm = "ring"  // records, in the order of the consumer
)

// InsideQuery selects a part of a map.
type InsideQuery struct {
	// From is the first place: an index, a bucket, a position in a queue or stack, a node of a trie, or a bit.
	// Inside.Next, Prev and Last are such places too.
	From  uint64 `json:"from"`
	Limit int    `json:"limit"` // maximum number of elements, at most InsideLimit; of a bloom filter, words of 64 bits
	Key   []byte `json:"key"`   // nil, or the key (of a bloom filter, the value) at whose place to begin
}

// InsideLimit is the maximum number of elements in one Inside.
const InsideLimit = 4096

// Inside is a part of the contents of a map, as plain data for display.
type Inside struct {
	Map      int         `json:"map"`
	Form     InsideForm  `json:"form"`
	Sentence string      `json:"sentence"` // describes the map to the user
	Holds    abi.Holding `json:"holds"`    // in JSON the noun, such as "maps"; "" for plain values
	Count    uint64      `json:"count"`    // elements; of a bloom filter, set bits
	Size     uint64      `json:"size"`     // slots, buckets or bits; 0 if the size is not fixed
	CPUs     int         `json:"cpus"`     // values of an element, one for each processor; 0 if all share one value
	Stride   int         `json:"stride"`   // bytes between two of these values
	Head     uint64      `json:"head"`     // of a queue or stack: the slot of the next push; of a ring buffer: the producer
	Tail     uint64      `json:"tail"`     // and the slot of the oldest element; the consumer
	Elements []Element   `json:"elements"`
	Bits     string      `json:"bits"`  // of a bloom filter: the bytes from bit From on, as hex; lowest bit first
	Above    []Element   `json:"above"` // of a trie: the ancestors of the first of Elements, root first
	Lists    []LRUList   `json:"lists"` // of an LRU map
	From     uint64      `json:"from"`  // place of the first of Elements
	First    bool        `json:"first"` // reports whether no element precedes them
	Next     uint64      `json:"next"`  // place of the next page; 0 if this is the last
	Prev     uint64      `json:"prev"`  // place of the previous page, unless this is the first
	Last     uint64      `json:"last"`  // place of the last page
	Found    *Found      `json:"found"` // place of the key; null without a key of the right size
	Types    MapTypes    `json:"-"`     // of the keys and values
}

// MapTypes are the BTF types of the keys and values of a map. The zero value is for a map without BTF.
type MapTypes struct {
	BTF        *btf.BTF
	Key, Value uint32 // type ids; 0 if only the other has a type
}

// Types returns the types of the keys and values of m.
func (m *Map) Types() MapTypes {
	if m.btf == nil {
		return MapTypes{}
	}
	return MapTypes{m.btf.BTF, m.keyType, m.valueType}
}

// Element is one element, slot or node of a map.
type Element struct {
	Nr     uint32      `json:"nr"`               // as in events: an index, a slot, or the number of its memory
	Key    string      `json:"key"`              // hex; "" if the type has no keys
	Value  string      `json:"value"`            // hex; of per-CPU maps, the values of all processors in order
	Cut    int         `json:"cut"`              // omitted bytes at the end of key or value
	Bucket int64       `json:"bucket"`           // of a hash; -1 elsewhere
	Place  int         `json:"place"`            // from 1: in the bucket, queue, stack or LRU list
	List   LRUListName `json:"list"`             // of an LRU map: its list; "" elsewhere
	Used   bool        `json:"used"`             // of an LRU map: its reference bit
	Map    int         `json:"map"`              // of a map of maps: the number of the inner map; 0 for none
	Prog   int         `json:"prog,omitempty"`   // of a map of programs: the number of the program; 0 for none
	Prefix uint32      `json:"prefix"`           // of a trie: bits of the prefix
	Branch bool        `json:"branch"`           // of a trie: an intermediate node without a value
	Parent uint32      `json:"parent"`           // of a trie: the parent; 0 for the root
	Left   uint32      `json:"left"`             // of a trie: the child for a bit of 0; 0 for none
	Right  uint32      `json:"right"`            // and the child for a bit of 1
	Record *RingRecord `json:"record,omitempty"` // of a ring buffer: the header
}

// Found is the result of the search for a key.
type Found struct {
	Key   string     `json:"key"`    // hex
	There bool       `json:"there"`  // the map has the key; of a bloom filter, all bits of the value are set
	Nr    uint32     `json:"nr"`     // that element
	Hash  uint32     `json:"hash"`   // of a hash: the hash of the key with Seed
	Seed  uint32     `json:"seed"`   // 0 with BPF_F_ZERO_SEED
	Slot  uint64     `json:"slot"`   // the bucket, or the index
	Place int        `json:"place"`  // in the bucket, from 1; 0 if absent
	Chain int        `json:"chain"`  // elements in the bucket
	Path  []TrieStep `json:"path"`   // of a trie: the nodes that were compared with the key, root first
	Map   int        `json:"map"`    // of a map of maps: the inner map that the element holds; 0 for none
	Match uint32     `json:"answer"` // of a trie: the result of a lookup, the node of the longest matching prefix; 0 for none
	Bits  []BloomBit `json:"bits"`   // of a bloom filter: the bits of the value
}

// TrieStep is one node of a trie that was compared with a key.
type TrieStep struct {
	Nr     uint32 `json:"nr"`
	Key    string `json:"key"`    // of the node, hex
	Prefix uint32 `json:"prefix"` // bits of the prefix
	Branch bool   `json:"branch"`
	Match  uint32 `json:"match"` // length of the common prefix in bits
	Bit    int    `json:"bit"`   // the bit that selected the child; -1 if the walk ended here
}

// BloomBit is one bit of a bloom filter.
type BloomBit struct {
	At  uint64 `json:"at"`
	Set bool   `json:"set"`
}

// LRUListName is the name of a list of nodes in the kernel.
type LRUListName string

const (
	LRUActive       LRUListName = "active"
	LRUInactive     LRUListName = "inactive"
	LRUFree         LRUListName = "free"
	LRULocalFree    LRUListName = "local free"
	LRULocalPending LRUListName = "local pending"
)

// Elements reports whether the nodes of the list hold elements.
func (n LRUListName) Elements() bool { return n != LRUFree && n != LRULocalFree }

// LRUList is one list of an LRU map.
type LRUList struct {
	Name  LRUListName `json:"name"`
	CPU   int         `json:"cpu"`   // the processor of the list; -1 for a shared list
	Count uint64      `json:"count"` // nodes in it
	Fresh uint64      `json:"fresh"` // of a free list: nodes that were never taken; they come first and have no number
	Head  []Element   `json:"head"`  // the first nodes
	Tail  []Element   `json:"tail"`  // the last nodes that are not in Head, the tail last
}

// mapNr returns the map with a number, or nil if it is freed or was never created.
func (k *Kernel) mapNr(nr int) *Map {
	at, ok := slices.BinarySearchFunc(k.maps, nr, func(m *Map, nr int) int { return m.Nr - nr })
	if !ok {
		return nil
	}
	return k.maps[at]
}

// Inside returns a part of the map with number nr, or nil if no such map exists. It visits only the elements that it
// returns, so a map of any size can be shown page by page.
func (k *Kernel) Inside(nr int, q InsideQuery) *Inside {
	m := k.mapNr(nr)
	if m == nil {
		return nil
	}
	q.Limit = max(0, min(q.Limit, InsideLimit))
	in := &Inside{Map: nr, Form: InsideNone, Elements: []Element{}, Above: []Element{}, Lists: []LRUList{}, First: true, Types: m.Types()}
	switch {
	case m.ops == nil || m.state == ObjectRunning:
		in.Sentence = "The map is being created or freed."
		return in
	case m.ops.inside == nil:
		in.Sentence = "The map has no elements. Its type was registered at boot and has only map_alloc and map_free."
		return in
	}
	if m.ops.percpu {
		in.CPUs, in.Stride = k.Machine.CPUs, roundUp8(int(m.ValueSize))
	}
	m.ops.inside(k, m, q, in)
	return in
}

// shownBytes is the maximum number of bytes of a key or value in an Element.
const shownBytes = 4096

// element returns an Element with the fields that all types have.
func element(nr uint32, key, value []byte) Element {
	e := Element{Nr: nr, Bucket: -1}
	e.Key = e.shown(key)
	e.Value = e.shown(value)
	return e
}

func (e *Element) shown(b []byte) string {
	if len(b) > shownBytes {
		e.Cut += len(b) - shownBytes
		b = b[:shownBytes]
	}
	return hex.EncodeToString(b)
}

// found returns a Found for key, or nil if its size is not size.
func found(key []byte, size uint32) *Found {
	if key == nil || len(key) != int(size) {
		return nil
	}
	return &Found{Key: hex.EncodeToString(key)}
}

// slots sets the pages of a map of n slots and returns the slots of the requested page.
func (in *Inside) slots(q InsideQuery, n uint64) (from, to uint64) {
	from = min(q.From, n)
	to = min(n, from+uint64(q.Limit))
	in.From, in.First = from, from == 0
	if to < n && to > from {
		in.Next = to
	}
	if limit := uint64(q.Limit); limit > 0 && n > 0 {
		in.Prev = from - min(from, limit)
		in.Last = (n - 1) / limit * limit
	}
	return from, to
}

// noInside is for map types without elements for user space.
func noInside(sentence string) func(*Kernel, *Map, InsideQuery, *Inside) {
	return func(_ *Kernel, _ *Map, _ InsideQuery, in *Inside) { in.Sentence = sentence }
}

// ofSize returns a sentence such as "2 elements in 8 buckets."
func ofSize(count, size uint64, noun, slot string) string {
	return fmt.Sprintf("%s in %s.", english.Count(count, noun), english.Count(size, slot))
}
