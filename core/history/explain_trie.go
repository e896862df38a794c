package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// trieDid says what a command does with the very prefix.
var trieDid = map[abi.Cmd]string{
	abi.BPF_MAP_LOOKUP_ELEM: "Looking up", abi.BPF_MAP_UPDATE_ELEM: "Putting in", abi.BPF_MAP_DELETE_ELEM: "Deleting",
}

// triePlace says which prefixes a key was compared with, and which answers.
func (t *Trace) triePlace() string {
	f := t.before.Found
	if t.cmd() == abi.BPF_MAP_GET_NEXT_KEY {
		if t.next == nil {
			return ""
		}
		return fmt.Sprintf("The next prefix is %s: a prefix comes after all that are longer and begin with it.", prefixText(t.next))
	}
	if f == nil || trieDid[t.cmd()] == "" {
		return ""
	}
	if bits, data := core.TrieKey(t.Key); int(bits) > 8*len(data) {
		return ""
	}
	s := trieDid[t.cmd()] + " " + hexKeyText(core.InsideTrie, f.Key) + ": "
	if t.cmd() == abi.BPF_MAP_LOOKUP_ELEM {
		return s + t.trieAnswer(f)
	}
	return s + t.trieChanged(f)
}

func (t *Trace) trieAnswer(f *core.Found) string {
	differs := divergence(f)
	if f.Answer == 0 {
		if differs == "" {
			return "no prefix in the trie matches."
		}
		return "no prefix in the trie matches. " + differs
	}
	for _, step := range f.Path {
		if step.Nr == f.Answer {
			s := fmt.Sprintf("the longest prefix that matches is %s.", hexKeyText(core.InsideTrie, step.Key))
			if differs != "" {
				s += " " + differs
			}
			return s
		}
	}
	return ""
}

// divergence returns where the last compared prefix diverges from the key, "" if it does not.
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
		return what + " was compared too, and is longer."
	}
	return fmt.Sprintf("%s was compared too, and differs from bit %d on.", what, last.Match)
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

// trieChanged says what became of the very prefix.
func (t *Trace) trieChanged(f *core.Found) string {
	_, made := t.happenedTo(core.ElemMade)
	_, replaced := t.happenedTo(core.ElemReplaced)
	_, removed := t.happenedTo(core.ElemRemoved)
	switch {
	case replaced:
		return "the prefix is there; a new node takes its place."
	case removed && t.branchAt(t.after.Found, f.Nr):
		return "its node stays as a branch, which parts the two below it."
	case removed:
		return "its node is taken out."
	case made:
		return "a new node comes " + t.belowWhat() + "."
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

// branchAt says whether a node that a key is compared with is a mere branch.
func (t *Trace) branchAt(f *core.Found, nr uint32) bool {
	for _, step := range f.Path {
		if step.Nr == nr {
			return step.Branch
		}
	}
	return false
}

// belowWhat says where a node lies that was put in.
func (t *Trace) belowWhat() string {
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
