package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// trieActions name commands as the start of a sentence.
var trieActions = table.Indexed[abi.Cmd, string]{
	abi.BPF_MAP_LOOKUP_ELEM: "Looking up", abi.BPF_MAP_UPDATE_ELEM: "Inserting", abi.BPF_MAP_DELETE_ELEM: "Deleting",
}

// trieLocation describes the prefixes that a key was compared with and the effect of the call.
func (t *Trace) trieLocation() string {
	f := t.before.Found
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		if t.next == nil {
			return ""
		}
		return fmt.Sprintf("The next prefix is %s: iteration visits a prefix after all longer prefixes below it.", prefixText(t.next))
	}
	if f == nil || trieActions.At(t.cmd()) == "" {
		return ""
	}
	if bits, data := core.TrieKey(t.Key); int(bits) > 8*len(data) {
		return ""
	}
	s := trieActions.At(t.cmd()) + " " + hexKeyText(core.InsideTrie, f.Key) + ": "
	if t.cmd() == abi.BPF_MAP_LOOKUP_ELEM {
		return s + t.longestMatch(f)
	}
	return s + t.trieEffect(f)
}

// longestMatch describes the result of a lookup in a trie.
func (t *Trace) longestMatch(f *core.Found) string {
	differs := divergence(f)
	if f.Match == 0 {
		if differs == "" {
			return "no prefix in the trie matches."
		}
		return "no prefix in the trie matches. " + differs
	}
	for _, step := range f.Path {
		if step.Nr == f.Match {
			s := fmt.Sprintf("the longest matching prefix is %s.", hexKeyText(core.InsideTrie, step.Key))
			if differs != "" {
				s += " " + differs
			}
			return s
		}
	}
	return ""
}

// divergence describes the first bit at which the last compared prefix differs from the key, or returns "" if none does.
func divergence(f *core.Found) string {
	if len(f.Path) == 0 {
		return ""
	}
	last := f.Path[len(f.Path)-1]
	if last.Match == last.Prefix {
		return ""
	}
	what := stepText(last)
	if last.Branch {
		what = "The branch at " + what
	}
	if prefix, _ := core.TrieKey(mustHex(f.Key)); last.Match >= prefix {
		return what + " was also compared, but is longer."
	}
	return fmt.Sprintf("%s was also compared, but differs at bit %d.", what, last.Match)
}

// stepText returns the prefix of a node. The bits of a branch after its prefix are stale, so they are cleared.
func stepText(step core.TrieStep) string {
	key := mustHex(step.Key)
	if _, data := core.TrieKey(key); step.Branch {
		for i := range data {
			data[i] &= byte(uint(0xff00) >> min(8, max(0, int(step.Prefix)-8*i)))
		}
	}
	return prefixText(key)
}

// trieEffect describes the effect of an update or a delete on a trie.
func (t *Trace) trieEffect(f *core.Found) string {
	_, made := t.happenedTo(core.ElemMade)
	_, replaced := t.happenedTo(core.ElemReplaced)
	_, removed := t.happenedTo(core.ElemRemoved)
	switch {
	case replaced:
		return "the prefix exists; a new node replaces its node."
	case removed && t.branchAt(t.after.Found, f.Nr):
		return "its node stays as a branch, because it has two children."
	case removed:
		return "its node is removed."
	case made:
		return "a new node is inserted " + t.insertedBelow() + "."
	case f.There:
		return "the prefix is in the trie."
	case len(f.Path) == 0:
		return "the trie is empty."
	}
	if differs := divergence(f); differs != "" {
		return "the prefix is not in the trie. " + differs
	}
	return "the prefix is not in the trie."
}

// branchAt reports whether the node nr on the path of a key is a branch without a value.
func (t *Trace) branchAt(f *core.Found, nr uint32) bool {
	for _, step := range f.Path {
		if step.Nr == nr {
			return step.Branch
		}
	}
	return false
}

// insertedBelow describes the position of a new node.
func (t *Trace) insertedBelow() string {
	path := t.after.Found.Path
	if len(path) < 2 {
		return "at the root"
	}
	above := path[len(path)-2]
	what := stepText(above)
	if !above.Branch {
		return "below " + what
	}
	for _, step := range t.before.Found.Path {
		if step.Nr == above.Nr {
			return "below the branch at " + what
		}
	}
	return "below a new branch at " + what
}
