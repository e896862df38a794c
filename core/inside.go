package core

import (
	"encoding/hex"
	"fmt"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// InsideForm says how the inside of a map is built, and so how it is drawn.
type InsideForm string

const (
	InsideNone  InsideForm = "none"  // user space finds nothing in it
	InsideArray InsideForm = "array" // slots, by index
	InsideHash  InsideForm = "hash"  // chains of elements, by bucket
	InsideList  InsideForm = "list"  // elements in the order of a walk over them
	InsideTrie  InsideForm = "trie"  // nodes, each before those below it
	InsideQueue InsideForm = "queue" // slots of a ring, the next to be popped first
	InsideStack InsideForm = "stack" // likewise
	InsideBloom InsideForm = "bloom" // bits
)

// InsideQuery says which part of a map to look at.
type InsideQuery struct {
	// From is where to begin: an index, the number of a bucket, a position in a queue or a stack, the number of a
	// node of a trie, or that of a bit; 0 for the beginning. Inside.Next, Prev and Last are such places too.
	From  uint64 `json:"from"`
	Limit int    `json:"limit"` // elements to give, at most InsideLimit; 0 for none. Of a bloom filter words of 64 bits.
	Key   []byte `json:"key"`   // nil, or a key: begin where it lies or would lie. Of a bloom filter a value.
}

// InsideLimit is how many elements can be looked at in one go.
const InsideLimit = 4096

// Inside is a part of what there is in a map, as plain data for the eye.
type Inside struct {
	Map      int         `json:"map"`
	Form     InsideForm  `json:"form"`
	Sentence string      `json:"sentence"` // what it is made of, for a person
	Holds    abi.Holding `json:"holds"`    // in JSON the noun, such as "maps"; "" for plain values
	Count    uint64      `json:"count"`    // elements; of a bloom filter bits that are set
	Size     uint64      `json:"size"`     // slots, buckets or bits; 0 where the kernel does not lay it out beforehand
	CPUs     int         `json:"cpus"`     // values that an element has, one for each processor; 0 where it has one for all
	Stride   int         `json:"stride"`   // bytes from one of these to the next
	Head     uint64      `json:"head"`     // of a queue or a stack: the slot where the next element goes
	Tail     uint64      `json:"tail"`     // and that of the oldest one
	Elements []Element   `json:"elements"`
	Bits     string      `json:"bits"`  // of a bloom filter: the bytes from bit From on, as hex; the lowest bit of each first
	Above    []Element   `json:"above"` // of a trie: the nodes from the root down to the first of Elements, without it
	Lists    []LRUList   `json:"lists"` // of an LRU map
	From     uint64      `json:"from"`  // where Elements begin
	First    bool        `json:"first"` // nothing lies before them
	Next     uint64      `json:"next"`  // where the page behind begins; 0 where there is none
	Prev     uint64      `json:"prev"`  // where the page before begins, if this is not the first
	Last     uint64      `json:"last"`  // where the last page begins
	Found    *Found      `json:"found"` // where the key lies; null where none was asked for, or one of another size
}

// Element is one element of a map, or what else a map of its type is made of.
type Element struct {
	Nr     uint32      `json:"nr"`     // as events name it: an index, a slot, or the number of the memory that holds it
	Key    string      `json:"key"`    // hex; "" where the type has no keys
	Value  string      `json:"value"`  // hex; of per-CPU maps the values of all processors, one after the other
	Cut    int         `json:"cut"`    // bytes at the end of key or value that are not shown
	Bucket int64       `json:"bucket"` // of a hash; -1 elsewhere
	Place  int         `json:"place"`  // from 1: in the chain of the bucket, in a queue or stack, or in the LRU list that is shown
	List   LRUListName `json:"list"`   // of an LRU map: the list that it is in; "" elsewhere
	Used   bool        `json:"used"`   // of an LRU map: its reference bit
	Map    int         `json:"map"`    // of a map of maps: the number of the inner map; 0 for none
	Prefix uint32      `json:"prefix"` // of a trie: bits of the prefix
	Branch bool        `json:"branch"` // of a trie: a node that only parts others
	Parent uint32      `json:"parent"` // of a trie: the node above; 0 for the root
	Left   uint32      `json:"left"`   // of a trie: the node below for a bit of 0; 0 for none
	Right  uint32      `json:"right"`  // and for a bit of 1
}

// Found is where a key lies in a map, or where it was looked for.
type Found struct {
	Key    string     `json:"key"`    // hex
	There  bool       `json:"there"`  // there is an element of this very key; of a bloom filter, all its bits are set
	Nr     uint32     `json:"nr"`     // that element
	Hash   uint32     `json:"hash"`   // of a hash: what the key hashes to, from Seed on
	Seed   uint32     `json:"seed"`   // 0 with BPF_F_ZERO_SEED
	Slot   uint64     `json:"slot"`   // the bucket, or the index
	Place  int        `json:"place"`  // in its chain, from 1; 0 where it is not there
	Chain  int        `json:"chain"`  // elements in the bucket
	Path   []TrieStep `json:"path"`   // of a trie: the nodes that the key was compared with, the root first
	Map    int        `json:"map"`    // of a map of maps: the inner map that the element holds; 0 for none
	Answer uint32     `json:"answer"` // of a trie: the node of the longest prefix that matches, which a lookup gives; 0 for none
	Bits   []BloomBit `json:"bits"`   // of a bloom filter: where the hashes of the value have their bits
}

// TrieStep is one node of a trie that a key was compared with.
type TrieStep struct {
	Nr     uint32 `json:"nr"`
	Key    string `json:"key"`    // of the node, hex
	Prefix uint32 `json:"prefix"` // bits of it
	Branch bool   `json:"branch"`
	Match  uint32 `json:"match"` // bits that the two have in common, as far as both prefixes go
	Bit    int    `json:"bit"`   // the bit that said where to go on; -1 where the walk ended here
}

// BloomBit is one bit of a bloom filter.
type BloomBit struct {
	At  uint64 `json:"at"`
	Set bool   `json:"set"`
}

// LRUListName is the kernel's name of a list of nodes.
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
	CPU   int         `json:"cpu"`   // whose list it is; -1 for one that all share
	Count uint64      `json:"count"` // nodes in it
	Fresh uint64      `json:"fresh"` // of a free list: those that were never taken; they come first and have no number yet
	Head  []Element   `json:"head"`  // the first nodes
	Tail  []Element   `json:"tail"`  // the last ones, the tail last, where Head does not reach that far
}

// mapNr finds a map by its number; nil where it is freed or was never made.
func (k *Kernel) mapNr(nr int) *Map {
	at, ok := slices.BinarySearchFunc(k.maps, nr, func(m *Map, nr int) int { return m.Nr - nr })
	if !ok {
		return nil
	}
	return k.maps[at]
}

// Inside looks into the map with a number; nil where there is none. It walks over no more elements than it gives, so
// that a map of any size can be looked at page by page.
func (k *Kernel) Inside(nr int, q InsideQuery) *Inside {
	m := k.mapNr(nr)
	if m == nil {
		return nil
	}
	q.Limit = max(0, min(q.Limit, InsideLimit))
	in := &Inside{Map: nr, Form: InsideNone, Elements: []Element{}, Above: []Element{}, Lists: []LRUList{}, First: true}
	switch {
	case m.ops == nil || m.state == MapRunning:
		in.Sentence = "It is being made or freed."
		return in
	case m.ops.inside == nil:
		in.Sentence = "It keeps nothing: its type was registered at boot, and has no more than map_alloc and map_free."
		return in
	}
	if m.ops.percpu {
		in.CPUs, in.Stride = k.Machine.CPUs, roundUp8(int(m.ValueSize))
	}
	m.ops.inside(k, m, q, in)
	return in
}

// shownBytes is how many bytes of a key or a value are shown.
const shownBytes = 4096

// element is an element without anything that only some types have.
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

// found begins the place of a key; nil where the key has another size than those of the map.
func found(key []byte, size uint32) *Found {
	if key == nil || len(key) != int(size) {
		return nil
	}
	return &Found{Key: hex.EncodeToString(key)}
}

// slots lays the pages over n slots in a row, and gives those of the page that was asked for.
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

// noInside is for maps in which user space finds nothing.
func noInside(sentence string) func(*Kernel, *Map, InsideQuery, *Inside) {
	return func(_ *Kernel, _ *Map, _ InsideQuery, in *Inside) { in.Sentence = sentence }
}

// ofSize says how many things are in how many places.
func ofSize(count, size uint64, noun, slot string) string {
	return fmt.Sprintf("%s in %s.", english.Count(count, noun), english.Count(size, slot))
}
