package history

import (
	"bytes"
	"slices"

	"bpfplay/core"
)

// neededWork limits the search for the calls that a call needs, in units of [core.Tracer.Cost]. bootWork is that of a new kernel.
const (
	neededWork = 150_000
	bootWork   = 1_000
)

// Needed returns calls of the history that end with call n, numbered from 1, and after which it has the same trace: result, checks
// and writes. The other calls are left out as far as a search of limited work finds them. The search is
// deterministic.
func (s *Session) Needed(n int) []Call {
	want := s.Trace(n)
	search := neededSearch{session: s, want: want, left: neededWork}
	for i := range n {
		search.kept = append(search.kept, i)
	}
	closed := s.closedBefore(n)
	unrelated := func(i int) bool { return s.results[i] < 0 || s.onAnotherMap(i+1, n) }
	if !search.guess(func(i int) bool { return closed[i] || unrelated(i) }) && !search.guess(unrelated) {
		search.guess(func(i int) bool { return closed[i] })
	}
	for size := n / 2; size > 0; size /= 2 {
		search.halve(size)
	}
	return search.calls(search.kept)
}

// onAnotherMap reports whether a call works on another map than call n.
func (s *Session) onAnotherMap(other, n int) bool {
	c := &s.calls[other-1].Call
	return c.Op == core.OpBpf && MapFD.At(commandOf(c)) != nil && s.MapOf(other) != s.MapOf(n)
}

// closedBefore marks the calls before call n that opened a descriptor that is closed before it, and that closed it.
func (s *Session) closedBefore(n int) []bool {
	type descriptor struct {
		task int
		fd   int64
	}
	closed := make([]bool, n)
	opened := map[descriptor]int{}
	for i := range n - 1 {
		c, ret := &s.calls[i].Call, s.results[i]
		switch {
		case ret < 0:
		case c.Op == core.OpClose:
			d := descriptor{c.Task, int64(c.Args[0])}
			if at, ok := opened[d]; ok {
				closed[at], closed[i] = true, true
				delete(opened, d)
			}
		case ret > 0:
			opened[descriptor{c.Task, ret}] = i
		}
	}
	return closed
}

// neededSearch leaves out calls of a history before a call, and keeps those that the call needs.
type neededSearch struct {
	session *Session
	want    *Trace
	kept    []int // indices of calls, the last one that of the call
	left    uint64
}

// guess leaves out all calls that drop selects, if the call needs none of them.
func (f *neededSearch) guess(drop func(i int) bool) bool {
	last := len(f.kept) - 1
	return f.try(append(slices.DeleteFunc(slices.Clone(f.kept[:last]), drop), f.kept[last]))
}

// halve leaves out every run of size calls that the call does not need.
func (f *neededSearch) halve(size int) {
	for at := 0; at < len(f.kept)-1 && f.left >= bootWork; {
		end := min(at+size, len(f.kept)-1)
		if !f.try(slices.Delete(slices.Clone(f.kept), at, end)) {
			at = end
		}
	}
}

// try keeps only some calls, if they are fewer and the call has the same trace after them.
func (f *neededSearch) try(kept []int) bool {
	if len(kept) == len(f.kept) || f.left < bootWork || !f.same(f.calls(kept)) {
		return false
	}
	f.kept = kept
	return true
}

func (f *neededSearch) calls(kept []int) []Call {
	calls := make([]Call, len(kept))
	for i, at := range kept {
		calls[i] = f.session.calls[at]
	}
	return calls
}

// same reports whether the last one of some calls has the wanted trace. It spends work.
func (f *neededSearch) same(calls []Call) bool {
	b, err := Build(f.session.machine, calls, Step{Call: len(calls), Event: -1})
	if err != nil {
		return false
	}
	f.left -= bootWork
	charged := uint64(0) // a slice with fewer units takes as long
	for b.Step() {
		if charged += sliceWork; charged >= f.left {
			b.Stop()
			f.left = 0
			return false
		}
	}
	s, err := b.Session()
	f.left -= min(f.left, max(charged, s.spent.work))
	return err == nil && s.Trace(len(calls)).sameOutcome(f.want)
}

// sameOutcome reports whether two traces of one call have the same result, checks, operands of a refusal, text and writes.
func (t *Trace) sameOutcome(o *Trace) bool {
	e, refused := t.Refusal()
	oe, orefused := o.Refusal()
	return t.Result == o.Result && refused == orefused && e.A == oe.A && e.B == oe.B && t.happened == o.happened &&
		slices.EqualFunc(t.Events, o.Events, func(a, b core.Event) bool { return a.Kind == b.Kind && a.Check == b.Check && a.Passed == b.Passed }) &&
		slices.Equal(t.Text, o.Text) && slices.Equal(t.Insns, o.Insns) &&
		slices.EqualFunc(t.Wrote, o.Wrote, func(a, b core.Write) bool { return a.Addr == b.Addr && bytes.Equal(a.Bytes, b.Bytes) })
}
