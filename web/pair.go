package web

import (
	"bytes"
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// pair is two calls of the history side by side.
type pair struct{ left, right int } // counted from 1; 0: none is chosen

// near is how far behind a refused call another try of it is looked for: loaders try again without what they can do without.
const near = 3

// likelyPair is the call to compare the shown one with: a later try of it that went otherwise; 0 where there is none.
func (s *Store) likelyPair() int {
	n := s.at.Call
	call, ret := s.session.Call(n)
	for other := n + 1; other <= min(n+near, s.session.Len()); other++ {
		if c, r := s.session.Call(other); c.Op == core.OpBpf && call.Op == core.OpBpf && c.Cmd() == call.Cmd() && (r < 0) != (ret < 0) {
			return other
		}
	}
	return 0
}

// nearestLike is another call of the same kind, the later ones first; else any other call; 0 where there is none.
func (s *Store) nearestLike(n int) int {
	if other := s.likelyPair(); other > 0 {
		return other
	}
	call, _ := s.session.Call(n)
	for away := 1; away < s.session.Len(); away++ {
		for _, other := range [2]int{n + away, n - away} {
			if other < 1 || other > s.session.Len() {
				continue
			}
			if c, _ := s.session.Call(other); c.Op == call.Op && (c.Op != core.OpBpf || c.Cmd() == call.Cmd()) {
				return other
			}
		}
	}
	switch {
	case n < s.session.Len():
		return n + 1
	case n > 1:
		return n - 1
	}
	return 0
}

// ComparePair shows two calls side by side.
func (s *Store) ComparePair(left, right int) {
	s.pair, s.open = pair{left, right}, PairPanel
	s.changed()
}

// fieldPair is one line of the comparison.
type fieldPair struct{ name, left, right string }

func (f fieldPair) differs() bool { return f.left != f.right }

// fieldPairs are the fields, sizes and memory of two calls.
func fieldPairs(left, right *core.Trace) []fieldPair {
	pairs := []fieldPair{{"call", callName(left.Call), callName(right.Call)}, {"answer", result(left.Ret), result(right.Ret)}}
	if left.Call.Task != right.Call.Task {
		pairs = append(pairs, fieldPair{"task", fmt.Sprint(left.Call.Task), fmt.Sprint(right.Call.Task)})
	}
	if left.Call.Op != core.OpBpf || right.Call.Op != core.OpBpf {
		return append(pairs, fieldPair{"arguments", callArgs(left.Call), callArgs(right.Call)})
	}
	pairs = append(pairs, fieldPair{"size", fmt.Sprint(left.Call.Args[2]), fmt.Sprint(right.Call.Args[2])})
	for _, f := range fieldsOf(left, right) {
		l, r := shownField(f, &left.Call), shownField(f, &right.Call)
		if l == unreached && r == unreached {
			continue
		}
		pairs = append(pairs, fieldPair{f.Name, l, r})
		if f.Kind == abi.KindPointer || f.Kind == abi.KindPath {
			if l, r := behind(f, &left.Call), behind(f, &right.Call); l != "" || r != "" {
				pairs = append(pairs, fieldPair{"what lies at " + f.Name, l, r})
			}
		}
	}
	return pairs
}

// fieldsOf are the fields of the left call's command, and those of the right one's where that is another.
func fieldsOf(left, right *core.Trace) []*abi.Field {
	var fields []*abi.Field
	seen := map[*abi.Field]bool{}
	for _, t := range []*core.Trace{left, right} {
		row := t.Call.Cmd().Known(abi.Newest)
		if row == nil {
			continue
		}
		for _, f := range row.Fields {
			if !seen[f] {
				seen[f] = true
				fields = append(fields, f)
			}
		}
	}
	return fields
}

// unreached stands for a field that a call does not have.
const unreached = "–"

// shownField is a field as the form shows it; unreached where the call's size does not reach it, or its command has it not.
func shownField(f *abi.Field, c *core.Call) string {
	attr := c.Attr()
	row := c.Cmd().Known(abi.Newest)
	if row == nil || len(attr) < f.End() || c.Args[2] < uint64(f.End()) || !slices.Contains(row.Fields, f) {
		return unreached
	}
	if f.Kind == abi.KindName {
		name, _, _ := bytes.Cut(f.Bytes(attr), []byte{0})
		return fmt.Sprintf("%q", name)
	}
	return f.Kind.Format(f.Value(attr))
}

// behind is what the call's task wrote where a pointer leads, as hex; "" where it wrote nothing there.
func behind(f *abi.Field, c *core.Call) string {
	attr := c.Attr()
	if len(attr) < f.End() {
		return ""
	}
	text := ""
	for _, w := range c.Writes {
		if w.Addr == f.Value(attr) && w.Addr != c.Args[1] {
			text = fmt.Sprintf("% x", w.Bytes)
		}
	}
	return text
}

// eventPair is one line of two ladders side by side: places among the events of each, -1 where only the other has it.
type eventPair struct{ left, right int }

// pairMost is how many events of each ladder are laid beside each other.
const pairMost = 400

// eventPairs lays two ladders beside each other so that as many steps as possible meet: a longest common subsequence.
func eventPairs(a, b []core.Event) []eventPair {
	a, b = a[:min(len(a), pairMost)], b[:min(len(b), pairMost)]
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if sameStep(a[i], b[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var pairs []eventPair
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && sameStep(a[i], b[j]):
			pairs = append(pairs, eventPair{i, j})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			pairs = append(pairs, eventPair{i, -1})
			i++
		default:
			pairs = append(pairs, eventPair{-1, j})
			j++
		}
	}
	return pairs
}

// sameStep says whether two events are the same step of the kernel, whatever came of it.
func sameStep(a, b core.Event) bool {
	return a.Kind == b.Kind && a.Check == b.Check && a.Func == b.Func
}
