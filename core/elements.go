package core

import "encoding/hex"

// Element is one element of a map, or what else a map of its type is made of, as plain data for the eye.
type Element struct {
	Nr     uint32 `json:"nr"`     // as events name it: an index, or the number of the memory that holds it
	Key    string `json:"key"`    // hex; "" where the type has no keys
	Value  string `json:"value"`  // hex; of per-CPU maps the values of all processors, one after the other
	Bucket int    `json:"bucket"` // of a hash; -1 elsewhere
	List   string `json:"list"`   // of an LRU map: the list that it is in; "" elsewhere
	Used   bool   `json:"used"`   // of an LRU map: its reference bit
	Map    int    `json:"map"`    // of a map of maps: the number of the inner map; 0 elsewhere
	Branch bool   `json:"branch"` // of a trie: a node that only parts others
	Left   uint32 `json:"left"`   // of a trie: the node below for a bit of 0; 0 for none
	Right  uint32 `json:"right"`  // and for a bit of 1
}

// Elements are the first elements of the map with a number, in the order in which the kernel comes upon them, at most
// limit of them. Of a trie they are all nodes, the root first.
func (k *Kernel) Elements(nr, limit int) []Element {
	elements := []Element{}
	for _, m := range k.maps {
		if m.Nr != nr || m.ops == nil || m.ops.elements == nil || m.data == nil || limit <= 0 {
			continue
		}
		m.ops.elements(m, func(e Element) bool {
			elements = append(elements, e)
			return len(elements) < limit
		})
	}
	return elements
}

// element is an element without anything that only some types have.
func element(nr uint32, key, value []byte) Element {
	return Element{Nr: nr, Key: hex.EncodeToString(key), Value: hex.EncodeToString(value), Bucket: -1}
}

// indexKey is an index as a key.
func indexKey(index uint32) []byte {
	return []byte{byte(index), byte(index >> 8), byte(index >> 16), byte(index >> 24)}
}

// arrayElements are all elements of an array, those that nobody wrote among them.
func arrayElements(m *Map, visit func(Element) bool) {
	a := m.data.(*bpfArray)
	value := make([]byte, a.rows.stride)
	for i := range m.MaxEntries {
		a.rows.take(i, value)
		if !visit(element(i, indexKey(i), value)) {
			return
		}
	}
}

// htabElements are the elements of a hash by bucket.
func htabElements(m *Map, visit func(Element) bool) {
	h := m.data.(*bpfHtab)
	for e := h.from(0); e != 0; e = h.after(e) {
		el := element(e, h.key(e), h.value(e))
		el.Bucket = int(h.bucketOf(h.hash(e)))
		if h.lru != nil {
			el.List, el.Used = lruListNames[h.lru.list(e)], h.lru.isRef(e)
		}
		if inner := h.inner.at(e); inner != nil {
			el.Map = inner.Nr
		}
		if !visit(el) {
			return
		}
	}
}

// arrayOfMapElements are the places that hold a map.
func arrayOfMapElements(m *Map, visit func(Element) bool) {
	for c, chunk := range m.data.(*bpfArrayOfMaps).chunks {
		for i, inner := range chunk {
			if inner == nil {
				continue
			}
			index := uint32(c*innerChunk + i)
			el := element(index, indexKey(index), nil)
			if el.Map = inner.Nr; !visit(el) {
				return
			}
		}
	}
}

// trieElements are the nodes of a trie, each before those below it.
func trieElements(m *Map, visit func(Element) bool) {
	t := m.data.(*lpmTrie)
	rest := []uint32{t.root}
	for len(rest) > 0 {
		n := rest[len(rest)-1]
		if rest = rest[:len(rest)-1]; n == 0 {
			continue
		}
		el := element(n, append(indexKey(t.prefix(n)), t.data(n)...), t.value(n))
		el.Branch, el.Left, el.Right = t.isInner(n), t.child(n, 0), t.child(n, 1)
		if el.Branch {
			el.Value = ""
		}
		if !visit(el) {
			return
		}
		rest = append(rest, el.Right, el.Left)
	}
}

// queueStackElements are the elements of a queue or a stack, the oldest first.
func queueStackElements(m *Map, visit func(Element) bool) {
	q := m.data.(*bpfQueueStack)
	for at := q.tail; at != q.head; at = q.behind(at) {
		if !visit(element(at, nil, q.rows.row(at))) {
			return
		}
	}
}

// bloomElements are the bits of a bloom filter that are set.
func bloomElements(m *Map, visit func(Element) bool) {
	b := m.data.(*bpfBloomFilter)
	for c, chunk := range b.bits.chunks {
		for i, set := range chunk {
			for bit := range 8 {
				at := uint32((c<<b.bits.shift*b.bits.stride + i) * 8)
				if set>>bit&1 == 1 && !visit(element(at+uint32(bit), nil, nil)) {
					return
				}
			}
		}
	}
}
