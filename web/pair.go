package web

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Pair owns the two compared calls.
type Pair struct {
	*Screen
	desk        *Desk
	left, right int            // counted from 1; 0 for none
	a, b        *history.Trace // computed by derive; nil if one of the calls does not exist
}

// near is the maximum distance to a retry of a refused call. Loaders try again without optional fields.
const near = 3

// likely returns a nearby retry of call n with the opposite outcome; 0 if none is near.
func (p *Pair) likely(n int) int {
	call, ret := p.desk.session.Call(n)
	for other := n + 1; other <= min(n+near, p.desk.session.Len()); other++ {
		if c, r := p.desk.session.Call(other); c.Op == core.OpBpf && call.Op == core.OpBpf && c.Cmd() == call.Cmd() && (r < 0) != (ret < 0) {
			return other
		}
	}
	return 0
}

// pairReach is how far from a call its partner is searched.
const pairReach = 2000

// nearestLike returns the call that tells most about call n: one of the same kind, best with the opposite outcome, on the same
// map or for the same type, near it. It returns a neighbour if no call is of the same kind, 0 if no other call exists.
func (p *Pair) nearestLike(n int) int {
	if other := p.likely(n); other > 0 {
		return other
	}
	best, most := 0, 0
	for away := 1; away <= min(pairReach, p.desk.session.Len()); away++ {
		for _, other := range [2]int{n + away, n - away} {
			if likeness := p.likeness(n, other); likeness > most {
				best, most = other, likeness
			}
		}
	}
	switch {
	case best > 0:
		return best
	case n < p.desk.session.Len():
		return n + 1
	case n > 1:
		return n - 1
	}
	return 0
}

// likeness returns how much call b tells about call a; 0 if it is of another kind.
func (p *Pair) likeness(a, b int) int {
	s := p.desk.session
	if b < 1 || b > s.Len() {
		return 0
	}
	left, retA := s.Call(a)
	right, retB := s.Call(b)
	if left.Op != right.Op || left.Op == core.OpBpf && left.Cmd() != right.Cmd() {
		return 0
	}
	like := 1
	if (retA < 0) != (retB < 0) {
		like += 4
	}
	if left.Op != core.OpBpf {
		return like
	}
	if s.MapOf(a) > 0 && s.MapOf(a) == s.MapOf(b) {
		like += 2
	}
	if l, r := left.Attr(), right.Attr(); (left.Cmd() == abi.BPF_MAP_CREATE || left.Cmd() == abi.BPF_PROG_LOAD) && len(l) >= 4 && len(r) >= 4 && bytes.Equal(l[:4], r[:4]) {
		like += 2 // the same type
	}
	return like
}

// Show shows two calls side by side.
func (p *Pair) Show(left, right int) {
	p.left, p.right, p.panel = left, right, PairPanel
	p.changed()
}

// openShown compares the shown call, or the first at the boot, with the nearest similar call.
func (p *Pair) openShown() {
	if p.desk.session.Len() < 2 {
		p.fail(errors.New("a comparison needs two calls"))
		return
	}
	at := max(1, p.desk.at.Call)
	p.Show(at, p.nearestLike(at))
}

// choose changes one of the two calls.
func (p *Pair) choose(el element) {
	n, err := strconv.Atoi(el.typed())
	switch {
	case err != nil:
	case el.data("side") == "left":
		p.Show(n, p.right)
	default:
		p.Show(p.left, n)
	}
}

// derive computes the traces of the two calls while they are shown.
func (p *Pair) derive() {
	p.a, p.b = nil, nil
	n := p.desk.session.Len()
	if p.panel == PairPanel && p.left >= 1 && p.left <= n && p.right >= 1 && p.right <= n {
		p.a, p.b = p.desk.session.Trace(p.left), p.desk.session.Trace(p.right)
	}
}

// fieldPair is one line of the comparison.
type fieldPair struct{ name, left, right string }

func (f fieldPair) differs() bool { return f.left != f.right }

// fieldPairs returns the fields, sizes and memory of two calls.
func fieldPairs(left, right *history.Trace) []fieldPair {
	pairs := []fieldPair{{"call", callName(left.Call), callName(right.Call)}, {"result", result(left.Result), result(right.Result)}}
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
			if l, r := pointee(f, &left.Call), pointee(f, &right.Call); l != "" || r != "" {
				pairs = append(pairs, fieldPair{"memory at " + f.Name, l, r})
			}
		}
	}
	return pairs
}

// fieldsOf returns the fields of the left call's command, then those of the right call's command that are new.
func fieldsOf(left, right *history.Trace) []*abi.Field {
	var fields []*abi.Field
	seen := map[*abi.Field]bool{}
	for _, t := range []*history.Trace{left, right} {
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

// unreached is the text of a field that a call does not have.
const unreached = "–"

// shownField returns a field as the form shows it; unreached if the call's size or command does not include it.
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

// pointee returns the bytes that the call's task wrote at a pointer, as hex; "" for none.
func pointee(f *abi.Field, c *core.Call) string {
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

// eventPair is one line of two ladders: an index into the events of each, -1 if only the other ladder has the step.
type eventPair struct{ left, right int }

// pairMost is the maximum number of compared events of a ladder.
const pairMost = 400

// eventPairs aligns two ladders by their longest common subsequence.
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

// sameStep reports whether two events are the same step of the kernel, passed or not.
func sameStep(a, b core.Event) bool {
	return a.Kind == b.Kind && a.Check == b.Check && a.Func == b.Func
}
