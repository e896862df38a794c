package core

import (
	"encoding/binary"
	"math/bits"
)

// The walk from the root of a trie along the path of a key. It compares the head of a node and of a key as one word, which
// is all data of an IPv4 address.

// lpmHeadSize is the number of bytes of data in the head of a node or of a key. Shorter data is padded with zeroes.
const lpmHeadSize = 4

// lpmKey is a key as a trie compares it.
type lpmKey struct {
	prefix uint32
	head   uint32
	rest   []byte // data after the head
}

func newLPMKey(key []byte) lpmKey {
	prefix, data := TrieKey(key)
	if len(data) >= lpmHeadSize {
		return lpmKey{prefix, binary.BigEndian.Uint32(data), data[lpmHeadSize:]}
	}
	var padded [lpmHeadSize]byte
	copy(padded[:], data)
	return lpmKey{prefix: prefix, head: binary.BigEndian.Uint32(padded[:])}
}

// bit follows extract_bit: it returns bit i, counted from the front.
func (k *lpmKey) bit(i uint32) uint32 { return extractBit(k.head, k.rest, i) }

// bit returns bit i of the data of a node.
func (t *lpmTrie) bit(n, i uint32) uint32 { return extractBit(t.nodes.at(n).head, t.rest(n), i) }

func extractBit(head uint32, rest []byte, i uint32) uint32 {
	if i < 32 {
		return head << i >> 31
	}
	i -= 32
	return uint32(rest[i/8]>>(7-i%8)) & 1
}

// longestPrefixMatch follows longest_prefix_match: it returns the number of leading bits that node n and a key share, up
// to the shorter prefix.
func (t *lpmTrie) longestPrefixMatch(n uint32, key *lpmKey) uint32 {
	node := t.nodes.at(n)
	match := uint32(bits.LeadingZeros32(node.head ^ key.head))
	if match == 32 && len(key.rest) > 0 {
		match += sameBits(t.rest(n), key.rest)
	}
	return min(match, uint32(node.prefix), key.prefix)
}

// sameBits returns the number of leading bits that two slices of the same length share.
func sameBits(a, b []byte) (n uint32) {
	for ; len(a) >= 8; a, b = a[8:], b[8:] {
		if differ := binary.BigEndian.Uint64(a) ^ binary.BigEndian.Uint64(b); differ != 0 {
			return n + uint32(bits.LeadingZeros64(differ))
		}
		n += 64
	}
	for i := range a {
		if differ := a[i] ^ b[i]; differ != 0 {
			return n + uint32(bits.LeadingZeros8(differ))
		}
		n += 8
	}
	return n
}

// lpmWalk is the end of the path of a key.
type lpmWalk struct {
	slot  slot   // the last one of the path
	above slot   // the one of slot's node
	node  uint32 // the node in the slot, or 0
	match uint32 // the number of leading bits that it shares with the key
	found uint32 // the node with the longest prefix that matches the key, or 0
}

// walk descends to the node or the empty slot at the end of the path of a key.
func (t *lpmTrie) walk(key *lpmKey) lpmWalk {
	var at, above slot
	n, match, found := t.root(), uint32(0), uint32(0)
	for n != 0 {
		node := t.nodes.at(n)
		// This is longestPrefixMatch, inlined by hand for data of one word.
		match = uint32(bits.LeadingZeros32(node.head ^ key.head))
		if match == 32 && len(key.rest) > 0 {
			match = t.longestPrefixMatch(n, key)
		}
		prefix := uint32(node.prefix)
		match = min(match, prefix, key.prefix)
		if match < prefix {
			break
		}
		if node.flags == 0 {
			found = n
		}
		if prefix == key.prefix {
			break
		}
		above = at
		at = slot{n, key.bit(prefix)}
		n = node.child[at.bit&1]
	}
	return lpmWalk{slot: at, above: above, node: n, match: match, found: found}
}

// copyData copies the data of a node to out.
func (t *lpmTrie) copyData(out []byte, n uint32) {
	var head [lpmHeadSize]byte
	binary.BigEndian.PutUint32(head[:], t.nodes.at(n).head)
	copy(out[copy(out, head[:]):], t.rest(n))
}
