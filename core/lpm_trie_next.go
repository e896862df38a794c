package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows trie_get_next_key in kernel/bpf/lpm_trie.c.

// trieGetNextKey follows trie_get_next_key: a prefix follows all longer prefixes that begin with it. After a missing key
// it returns the first one.
func trieGetNextKey(k *Kernel, m *Map, key, out []byte) abi.Errno {
	t := m.data.(*lpmTrie)
	if e := k.check(trieNoNext, sinceTrieNext.In(k.Machine.Release), 0, 0); e != 0 {
		return e
	}
	if e := k.check(trieEmpty, t.root() != 0, 0, 0); e != 0 {
		return e
	}
	next := uint32(0)
	if path := k.triePath(t, key); len(path) == 0 {
		next = k.trieLeftmost(t, t.root())
	} else {
		next = k.trieAfter(t, path)
	}
	if e := k.check(trieLast, next != 0, uint64(t.entries), 0); e != 0 {
		return e
	}
	binary.LittleEndian.PutUint32(out, t.prefix(next))
	t.copyData(out[lpmDataOffset:], next)
	return 0
}

// triePath returns the nodes from the root to that of a key, or none if the key is missing.
func (k *Kernel) triePath(t *lpmTrie, key []byte) []uint32 {
	if key == nil {
		return nil
	}
	want := newLPMKey(key)
	prefix := want.prefix
	if prefix > t.maxPrefix {
		return nil
	}
	path, match := t.stack[:0], uint32(0)
	n := t.root()
	for n != 0 {
		path = append(path, n)
		match = t.longestPrefixMatch(n, &want)
		if t.prefix(n) != match || t.prefix(n) == prefix {
			break
		}
		n = t.child(n, want.bit(t.prefix(n)))
	}
	t.stack = path
	wanted := prefix
	if sinceTrieExact.In(k.Machine.Release) {
		wanted = match
	}
	if n == 0 || t.isInner(n) || t.prefix(n) != wanted {
		return nil
	}
	return path
}

// trieAfter returns the node after the last one of a path, or 0 if that is the root.
func (k *Kernel) trieAfter(t *lpmTrie, path []uint32) uint32 {
	for i := len(path) - 1; i > 0; i-- {
		n, parent := path[i], path[i-1]
		if t.child(parent, 0) == n {
			if right := t.child(parent, 1); right != 0 {
				return k.trieLeftmost(t, right)
			}
		}
		if !t.isInner(parent) {
			return parent
		}
	}
	return 0
}

// trieLeftmost returns the first node below n. It descends to the left. All but the first releases descend to the right
// if no left child exists.
func (k *Kernel) trieLeftmost(t *lpmTrie, n uint32) (leftmost uint32) {
	for n != 0 {
		if !t.isInner(n) {
			leftmost = n
		}
		left := t.child(n, 0)
		if left == 0 && !t.isInner(n) && sinceTrieBothWays.In(k.Machine.Release) {
			left = t.child(n, 1)
		}
		n = left
	}
	return leftmost
}
