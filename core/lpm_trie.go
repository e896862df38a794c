package core

import (
	"encoding/binary"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/lpm_trie.c: a trie of prefixes. A node branches at the bit after its prefix. If two prefixes diverge,
// an intermediate node holds their common part.

var trieMapOps = MapOps{
	name:         "trie_map_ops",
	needs:        abi.CAP_BPF,
	mapAlloc:     trieAlloc,
	mapCheckBTF:  trieBTF,
	mapFree:      trieFree,
	freeWaits:    trieFreeWaits,
	mapMetaEqual: bpfMapMetaEqual,
	lookup:       trieLookupElem,
	update:       trieUpdateElem,
	delete:       trieDeleteElem,
	getNextKey:   trieGetNextKey,
	memUsage:     trieMemUsage,
	batch:        trieBatch,
	inside:       trieInside,
	prog:         &trieProgOps,
}

var (
	sinceTrieDelete   = abi.From(abi.R(4, 15, 0))                                    // trie_delete_elem
	sinceTrieNext     = abi.From(abi.R(4, 16, 0))                                    // trie_get_next_key
	sinceTrieDelExact = abi.From(abi.R(5, 0, 0), abi.R(4, 19, 27), abi.R(4, 20, 14)) // a deletion needs the exact prefix, not only its length
	sinceTrieBothWays = abi.From(abi.R(5, 2, 0), abi.R(4, 19, 57), abi.R(5, 1, 16))  // the walk to the leftmost node visits right children too

	// Lookups check the prefix length.
	sinceTrieLonger = abi.From(abi.R(6, 8, 0), abi.R(4, 19, 306), abi.R(5, 4, 268), abi.R(5, 10, 209), abi.R(5, 15, 148), abi.R(6, 1, 75), abi.R(6, 6, 14), abi.R(6, 7, 2))
	// BPF_NOEXIST and BPF_EXIST are checked, and the next key needs the exact prefix.
	sinceTrieExact = abi.From(abi.R(6, 13, 0), abi.R(5, 4, 287), abi.R(5, 10, 231), abi.R(5, 15, 174), abi.R(6, 1, 120), abi.R(6, 6, 66), abi.R(6, 12, 5))
	// A full trie is checked only if a prefix is added.
	sinceTriePlace = abi.From(abi.R(6, 13, 0), abi.R(6, 1, 120), abi.R(6, 6, 66), abi.R(6, 12, 5))
)

// lpmTrie follows struct lpm_trie. Its nodes are rows, numbered from 1; 0 means none.
type lpmTrie struct {
	rows      slab // two children, the length of the prefix, flags, the data, the value
	root      uint32
	entries   uint32 // n_entries
	nodes     uint32 // rows that were ever used
	freed     uint32 // freed rows, linked by their first child
	dataSize  int
	maxPrefix uint32
	nodeBytes uint64 // bytes that the kernel allocates for a node
	stack     []uint32
}

// Offsets in a node.
const (
	trieChild  = 0
	triePrefix = 8 // two bytes: a prefix has at most 8 * LPM_DATA_SIZE_MAX bits
	trieFlags  = 10
	trieData   = 11
)

// LPM_TREE_NODE_FLAG_IM marks an intermediate node.
const LPM_TREE_NODE_FLAG_IM = 1

// lpmDataOffset is the offset of the data in a key, after the prefix length.
const lpmDataOffset = 4

func (t *lpmTrie) row(n uint32) []byte   { return t.rows.row(n - 1) }
func (t *lpmTrie) data(n uint32) []byte  { return t.row(n)[trieData : trieData+t.dataSize] }
func (t *lpmTrie) value(n uint32) []byte { return t.row(n)[trieData+t.dataSize:] }
func (t *lpmTrie) prefix(n uint32) uint32 {
	return uint32(binary.LittleEndian.Uint16(t.row(n)[triePrefix:]))
}
func (t *lpmTrie) isInner(n uint32) bool { return t.row(n)[trieFlags] != 0 }
func (t *lpmTrie) child(n, bit uint32) uint32 {
	return binary.LittleEndian.Uint32(t.row(n)[trieChild+4*bit:])
}

// slot is a pointer to a node: the root of the trie, or a child of a node.
type slot struct{ node, bit uint32 }

func (t *lpmTrie) at(s slot) uint32 {
	if s.node == 0 {
		return t.root
	}
	return t.child(s.node, s.bit)
}

func (t *lpmTrie) set(s slot, n uint32) {
	if s.node == 0 {
		t.root = n
		return
	}
	binary.LittleEndian.PutUint32(t.row(s.node)[trieChild+4*s.bit:], n)
}

// alloc returns a node without children.
func (t *lpmTrie) alloc(prefix uint32, data []byte, flags byte) uint32 {
	n := t.freed
	if n != 0 {
		t.freed = t.child(n, 0)
	} else {
		t.nodes++
		n = t.nodes
		t.rows.make(n - 1)
	}
	row := t.row(n)
	binary.LittleEndian.PutUint64(row[trieChild:], 0)
	binary.LittleEndian.PutUint16(row[triePrefix:], uint16(prefix))
	row[trieFlags] = flags
	copy(row[trieData:trieData+t.dataSize], data)
	return n
}

func (t *lpmTrie) free(n uint32) {
	t.set(slot{n, 0}, t.freed)
	t.freed = n
}

// extractBit follows extract_bit: it returns bit i, counted from the front.
func extractBit(data []byte, i uint32) uint32 { return uint32(data[i/8]>>(7-i%8)) & 1 }

// longestPrefixMatch follows longest_prefix_match: it returns the number of leading bits that node n and a key share, up
// to the shorter prefix.
func (t *lpmTrie) longestPrefixMatch(n, prefix uint32, data []byte) uint32 {
	limit := min(t.prefix(n), prefix)
	match := uint32(0)
	for i, b := range t.data(n) {
		same := uint32(8 - bits.Len8(b^data[i]))
		if match += same; match >= limit {
			return limit
		}
		if same < 8 {
			break
		}
	}
	return match
}

// TrieKey splits a key into the length of the prefix and the data.
func TrieKey(key []byte) (prefix uint32, data []byte) {
	return binary.LittleEndian.Uint32(key), key[lpmDataOffset:]
}

func trieLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	t := m.data.(*lpmTrie)
	prefix, _ := TrieKey(key)
	if sinceTrieLonger.In(k.Machine.Release) {
		if e := k.check(trieLookupLong, prefix <= t.maxPrefix, uint64(prefix), uint64(t.maxPrefix)); e != 0 {
			return e
		}
	}
	found := k.trieFind(t, key)
	if e := k.check(trieLookup, found != 0, uint64(prefix), uint64(t.entries)); e != 0 {
		return e
	}
	copy(out, t.value(found))
	return 0
}

// trieFind returns the node with the longest prefix that matches a key, or 0.
func (k *Kernel) trieFind(t *lpmTrie, key []byte) (found uint32) {
	prefix, data := TrieKey(key)
	if prefix > t.maxPrefix && sinceTrieLonger.In(k.Machine.Release) {
		return 0
	}
	for n := t.root; n != 0; n = t.child(n, extractBit(data, t.prefix(n))) {
		match := t.longestPrefixMatch(n, prefix, data)
		if match == t.maxPrefix {
			return n
		}
		if match < t.prefix(n) {
			break
		}
		if !t.isInner(n) {
			found = n
		}
	}
	return found
}

// walk descends to the node or the empty slot at the end of the path of a key.
func (t *lpmTrie) walk(prefix uint32, data []byte) (s slot, n, match uint32) {
	for n = t.at(s); n != 0; n = t.at(s) {
		match = t.longestPrefixMatch(n, prefix, data)
		if t.prefix(n) != match || t.prefix(n) == prefix {
			break
		}
		s = slot{n, extractBit(data, t.prefix(n))}
	}
	return s, n, match
}

func trieUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	t, r := m.data.(*lpmTrie), k.Machine.Release
	if e := k.check(trieUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	prefix, data := TrieKey(key)
	if e := k.check(trieUpdateLong, prefix <= t.maxPrefix, uint64(prefix), uint64(t.maxPrefix)); e != 0 {
		return e
	}
	if !sinceTriePlace.In(r) {
		if e := k.check(trieFull, t.entries != m.MaxEntries, uint64(t.entries), uint64(m.MaxEntries)); e != 0 {
			return e
		}
	}
	s, n, match := t.walk(prefix, data)
	same := n != 0 && t.prefix(n) == match
	there := same && !t.isInner(n)
	if e := k.trieCheckPlace(m, t, there, flags); e != 0 {
		return e
	}
	fresh := t.alloc(prefix, data, 0)
	copy(t.value(fresh), value)
	switch {
	case n == 0:
		t.set(s, fresh)
	case same: // replaces a node with the same prefix
		t.set(slot{fresh, 0}, t.child(n, 0))
		t.set(slot{fresh, 1}, t.child(n, 1))
		t.set(s, fresh)
		t.free(n)
	case match == prefix: // becomes the parent of n
		t.set(slot{fresh, extractBit(t.data(n), match)}, n)
		t.set(s, fresh)
	default: // both become children of their common prefix
		im := t.alloc(match, t.data(n), LPM_TREE_NODE_FLAG_IM)
		bit := extractBit(data, match)
		t.set(slot{im, bit}, fresh)
		t.set(slot{im, 1 - bit}, n)
		t.set(s, im)
	}
	if there {
		k.noteElem(ElemReplaced, "trie_update_elem", m, n, fresh)
		return 0
	}
	t.entries++
	k.noteElem(ElemMade, "trie_update_elem", m, fresh, t.entries)
	return 0
}

// trieCheckPlace runs the checks that depend on whether the prefix exists.
func (k *Kernel) trieCheckPlace(m *Map, t *lpmTrie, there bool, flags uint64) abi.Errno {
	r := k.Machine.Release
	if sinceTrieExact.In(r) {
		if e := k.check(trieExists, !there || flags != abi.BPF_NOEXIST, flags, 0); e != 0 {
			return e
		}
		if e := k.check(trieMissing, there || flags != abi.BPF_EXIST, flags, 0); e != 0 {
			return e
		}
	}
	if sinceTriePlace.In(r) {
		return k.check(trieFull, there || t.entries != m.MaxEntries, uint64(t.entries), uint64(m.MaxEntries))
	}
	return 0
}

func trieDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	t, r := m.data.(*lpmTrie), k.Machine.Release
	if e := k.check(trieNoDelete, sinceTrieDelete.In(r), 0, 0); e != 0 {
		return e
	}
	prefix, data := TrieKey(key)
	if e := k.check(trieDeleteLong, prefix <= t.maxPrefix, uint64(prefix), uint64(t.maxPrefix)); e != 0 {
		return e
	}
	var s, above slot // the slot of the node, and that of its parent
	var parent, match uint32
	n := t.root
	for n != 0 {
		match = t.longestPrefixMatch(n, prefix, data)
		if t.prefix(n) != match || t.prefix(n) == prefix {
			break
		}
		parent, above = n, s
		s = slot{n, extractBit(data, t.prefix(n))}
		n = t.at(s)
	}
	there := n != 0 && t.prefix(n) == prefix && !t.isInner(n) && (t.prefix(n) == match || !sinceTrieDelExact.In(r))
	if e := k.check(trieDelete, there, uint64(prefix), uint64(t.entries)); e != 0 {
		return e
	}
	t.entries--
	left, right := t.child(n, 0), t.child(n, 1)
	switch {
	case left != 0 && right != 0: // two children still need a branch
		t.row(n)[trieFlags] = LPM_TREE_NODE_FLAG_IM
	case parent != 0 && t.isInner(parent) && left == 0 && right == 0: // the parent no longer branches
		t.set(above, t.child(parent, 1-s.bit))
		t.free(parent)
		t.free(n)
	default:
		t.set(s, left|right)
		t.free(n)
	}
	k.noteElem(ElemRemoved, "trie_delete_elem", m, n, t.entries)
	return 0
}

func trieMemUsage(_ *Kernel, m *Map) uint64 {
	t := m.data.(*lpmTrie)
	return t.nodeBytes * uint64(t.entries)
}

func trieFree(_ *Kernel, m *Map) { m.data = nil }
