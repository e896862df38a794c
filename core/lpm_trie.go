package core

import (
	"encoding/binary"

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
	sinceTrieDelete   = abi.Since{abi.V4_15}                                // trie_delete_elem
	sinceTrieNext     = abi.Since{abi.V4_16}                                // trie_get_next_key
	sinceTrieDelExact = abi.Since{abi.V5_0, abi.V4_19 + 27, abi.V4_20 + 14} // a deletion needs the exact prefix, not only its length
	sinceTrieBothWays = abi.Since{abi.V5_2, abi.V4_19 + 57, abi.V5_1 + 16}  // the walk to the leftmost node visits right children too

	// Lookups check the prefix length.
	sinceTrieLonger = abi.Since{abi.V6_8, abi.V4_19 + 306, abi.V5_4 + 268, abi.V5_10 + 209, abi.V5_15 + 148, abi.V6_1 + 75, abi.V6_6 + 14, abi.V6_7 + 2}
	// BPF_NOEXIST and BPF_EXIST are checked, and the next key needs the exact prefix.
	sinceTrieExact = abi.Since{abi.V6_13, abi.V5_4 + 287, abi.V5_10 + 231, abi.V5_15 + 174, abi.V6_1 + 120, abi.V6_6 + 66, abi.V6_12 + 5}
	// A full trie is checked only if a prefix is added.
	sinceTriePlace = abi.Since{abi.V6_13, abi.V6_1 + 120, abi.V6_6 + 66, abi.V6_12 + 5}
)

// lpmTrie follows struct lpm_trie. Its nodes are numbered from 1; 0 means none.
type lpmTrie struct {
	nodes     lpmNodes
	rows      slab   // the data of each node after its head, and the value
	entries   uint32 // n_entries
	freed     uint32 // freed nodes, linked by their first child
	restSize  int    // bytes of data after the head
	dataSize  int
	maxPrefix uint32
	nodeBytes uint64 // bytes that the kernel allocates for a node
	stack     []uint32
}

// LPM_TREE_NODE_FLAG_IM marks an intermediate node.
const LPM_TREE_NODE_FLAG_IM = 1

// lpmDataOffset is the offset of the data in a key, after the prefix length.
const lpmDataOffset = 4

func (t *lpmTrie) root() uint32               { return t.child(0, 0) }
func (t *lpmTrie) child(n, bit uint32) uint32 { return t.nodes.at(n).child[bit] }
func (t *lpmTrie) prefix(n uint32) uint32     { return uint32(t.nodes.at(n).prefix) }
func (t *lpmTrie) isInner(n uint32) bool      { return t.nodes.at(n).flags != 0 }
func (t *lpmTrie) rest(n uint32) []byte       { return t.rows.row(n - 1)[:t.restSize] }
func (t *lpmTrie) value(n uint32) []byte      { return t.rows.row(n - 1)[t.restSize:] }

// data returns a copy of the data of a node.
func (t *lpmTrie) data(n uint32) []byte {
	data := binary.BigEndian.AppendUint32(make([]byte, 0, lpmHeadSize+t.restSize), t.nodes.at(n).head)
	return append(data, t.rest(n)...)[:t.dataSize]
}

// slot is a pointer to a node: a child of a node, or the root, which is the first child of node 0.
type slot struct{ node, bit uint32 }

func (t *lpmTrie) set(s slot, n uint32) { t.nodes.at(s.node).child[s.bit] = n }

// alloc returns a node without children.
func (t *lpmTrie) alloc(prefix, head uint32, rest []byte, flags uint8) uint32 {
	n := t.freed
	if n != 0 {
		t.freed = t.child(n, 0)
	} else {
		n = t.nodes.add()
		t.rows.make(n - 1)
	}
	*t.nodes.at(n) = lpmNode{head: head, prefix: uint16(prefix), flags: flags}
	copyFew(t.rest(n), rest)
	return n
}

func (t *lpmTrie) free(n uint32) {
	t.set(slot{n, 0}, t.freed)
	t.freed = n
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
	copyFew(out, t.value(found))
	return 0
}

// trieFind returns the node with the longest prefix that matches a key, or 0.
func (k *Kernel) trieFind(t *lpmTrie, key []byte) (found uint32) {
	want := newLPMKey(key)
	if want.prefix > t.maxPrefix {
		if sinceTrieLonger.In(k.Machine.Release) {
			return 0
		}
		want.prefix = t.maxPrefix
	}
	return t.walk(&want).found
}

func trieUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	t, r := m.data.(*lpmTrie), k.Machine.Release
	if e := k.check(trieUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	want := newLPMKey(key)
	if e := k.check(trieUpdateLong, want.prefix <= t.maxPrefix, uint64(want.prefix), uint64(t.maxPrefix)); e != 0 {
		return e
	}
	if !sinceTriePlace.In(r) {
		if e := k.check(trieFull, t.entries != m.MaxEntries, uint64(t.entries), uint64(m.MaxEntries)); e != 0 {
			return e
		}
	}
	w := t.walk(&want)
	n := w.node
	same := n != 0 && t.prefix(n) == w.match
	there := same && !t.isInner(n)
	if e := k.trieCheckPlace(m, t, there, flags); e != 0 {
		return e
	}
	fresh := t.alloc(want.prefix, want.head, want.rest, 0)
	copyFew(t.value(fresh), value)
	switch {
	case n == 0:
		t.set(w.slot, fresh)
	case same: // replaces a node with the same prefix
		t.nodes.at(fresh).child = t.nodes.at(n).child
		t.set(w.slot, fresh)
		t.free(n)
	case w.match == want.prefix: // becomes the parent of n
		t.set(slot{fresh, t.bit(n, w.match)}, n)
		t.set(w.slot, fresh)
	default: // both become children of their common prefix
		im := t.alloc(w.match, t.nodes.at(n).head, t.rest(n), LPM_TREE_NODE_FLAG_IM)
		bit := want.bit(w.match)
		t.set(slot{im, bit}, fresh)
		t.set(slot{im, 1 - bit}, n)
		t.set(w.slot, im)
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
	want := newLPMKey(key)
	prefix := want.prefix
	if e := k.check(trieDeleteLong, prefix <= t.maxPrefix, uint64(prefix), uint64(t.maxPrefix)); e != 0 {
		return e
	}
	w := t.walk(&want)
	n, parent := w.node, w.slot.node
	there := n != 0 && t.prefix(n) == prefix && !t.isInner(n) && (t.prefix(n) == w.match || !sinceTrieDelExact.In(r))
	if e := k.check(trieDelete, there, uint64(prefix), uint64(t.entries)); e != 0 {
		return e
	}
	t.entries--
	left, right := t.child(n, 0), t.child(n, 1)
	switch {
	case left != 0 && right != 0: // two children still need a branch
		t.nodes.at(n).flags = LPM_TREE_NODE_FLAG_IM
	case parent != 0 && t.isInner(parent) && left == 0 && right == 0: // the parent no longer branches
		t.set(w.above, t.child(parent, 1-w.slot.bit))
		t.free(parent)
		t.free(n)
	default:
		t.set(w.slot, left|right)
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
