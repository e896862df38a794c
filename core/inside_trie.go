package core

import (
	"encoding/hex"
	"fmt"

	"bpfplay/core/english"
)

// Inside of a trie. A place is the number of a node; 0 is the root. Nodes are in preorder, left children first.

func trieInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	t := m.data.(*lpmTrie)
	in.Form, in.Count = InsideTrie, uint64(t.entries)
	in.Sentence = fmt.Sprintf("A tree of %d prefixes of up to %s.", in.Count, english.Count(uint64(t.maxPrefix), "bit"))
	if in.Found = t.foundKey(m, q.Key); in.Found != nil && len(in.Found.Path) > 0 {
		q.From = uint64(in.Found.Path[len(in.Found.Path)-1].Nr)
	}
	if q.Limit == 0 || t.root() == 0 {
		return
	}
	path := t.pathTo(q.From)
	in.From, in.First = uint64(path[len(path)-1]), len(path) == 1
	for i := range path[:len(path)-1] {
		in.Above = append(in.Above, t.element(path, i))
	}
	back := append([]uint32{}, path...)
	for range q.Limit {
		in.Elements = append(in.Elements, t.element(path, len(path)-1))
		if path = t.preorder(path); len(path) == 0 {
			break
		}
	}
	if len(path) > 0 {
		in.Next = uint64(path[len(path)-1])
	}
	in.Prev = uint64(t.backFrom(back, q.Limit))
	in.Last = uint64(t.backFrom(t.deepest([]uint32{t.root()}), q.Limit-1))
}

// element returns the i-th node of a path.
func (t *lpmTrie) element(path []uint32, i int) Element {
	n := path[i]
	e := element(n, t.key(n), t.value(n))
	e.Prefix, e.Branch, e.Left, e.Right = t.prefix(n), t.isInner(n), t.child(n, 0), t.child(n, 1)
	if e.Branch {
		e.Value, e.Cut = "", 0
	}
	if i > 0 {
		e.Parent = path[i-1]
	}
	return e
}

// key returns the key of a node: the length of its prefix, then its data.
func (t *lpmTrie) key(n uint32) []byte { return append(IndexKey(t.prefix(n)), t.data(n)...) }

// pathTo returns the path from the root to a node, or the root alone if the trie does not have the node.
func (t *lpmTrie) pathTo(place uint64) []uint32 {
	root := []uint32{t.root()}
	if place == 0 || place > uint64(t.nodes.count) {
		return root
	}
	to := uint32(place)
	prefix := t.prefix(to)
	path := root
	for n := t.root(); n != to; {
		if t.prefix(n) >= prefix {
			return root[:1]
		}
		if n = t.child(n, t.bit(to, t.prefix(n))); n == 0 {
			return root[:1]
		}
		path = append(path, n)
	}
	return path
}

// preorder returns the path to the next node, or nil after the last one.
func (t *lpmTrie) preorder(path []uint32) []uint32 {
	n := path[len(path)-1]
	for bit := range uint32(2) {
		if below := t.child(n, bit); below != 0 {
			return append(path, below)
		}
	}
	for len(path) > 1 {
		path = path[:len(path)-1]
		parent := path[len(path)-1]
		if right := t.child(parent, 1); right != 0 && right != n {
			return append(path, right)
		}
		n = parent
	}
	return nil
}

// backFrom returns the node n nodes before the last node of a path, or the root.
func (t *lpmTrie) backFrom(path []uint32, n int) uint32 {
	for ; n > 0 && len(path) > 1; n-- {
		last := path[len(path)-1]
		path = path[:len(path)-1]
		if left := t.child(path[len(path)-1], 0); left != 0 && left != last {
			path = t.deepest(append(path, left))
		}
	}
	return path[len(path)-1]
}

// deepest extends a path to the last node below its end.
func (t *lpmTrie) deepest(path []uint32) []uint32 {
	for {
		n := path[len(path)-1]
		below := t.child(n, 1)
		if below == 0 {
			below = t.child(n, 0)
		}
		if below == 0 {
			return path
		}
		path = append(path, below)
	}
}

// foundKey searches a trie for a key.
func (t *lpmTrie) foundKey(m *Map, key []byte) *Found {
	f := found(key, m.KeySize)
	if f == nil {
		return nil
	}
	want := newLPMKey(key)
	for n := t.root(); n != 0; {
		step := TrieStep{Nr: n, Key: hex.EncodeToString(t.key(n)), Prefix: t.prefix(n), Branch: t.isInner(n), Bit: -1}
		step.Match = t.longestPrefixMatch(n, &want)
		whole := step.Match == step.Prefix
		if whole && !step.Branch {
			f.Match = n
		}
		on := whole && step.Prefix < min(want.prefix, t.maxPrefix)
		if on {
			step.Bit = int(want.bit(step.Prefix))
		}
		f.Path = append(f.Path, step)
		if !on {
			f.There = whole && step.Prefix == want.prefix && !step.Branch
			break
		}
		n = t.child(n, uint32(step.Bit))
	}
	if f.There {
		f.Nr = f.Match
	}
	return f
}
