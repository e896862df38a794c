package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Fix is a change under which a refused call is accepted, found by trying it.
type Fix struct {
	Edits   []Edit
	Then    []Answer     // what is answered after the first edit, after the first two, …; the last is not refused
	Call    core.Call    // the call with every edit
	Machine core.Machine // what it is accepted on
	cost    float64
}

// fixTries is how often a search may try, fixDepth how many edits a fix may have.
const (
	fixTries = 1500
	fixDepth = 4
)

// What a change costs that is none of the call: a little more than a field that the refusing check looked at.
const (
	costMachine = 1.05
	costRelease = 1.5
)

// Fixes are the smallest changes that make call n, counted from 1, succeed, the smallest first: one of the call itself,
// those of one setting of the machine, and the nearest releases that take it as it is. There is none for a call that was
// not refused.
func (s *Session) Fixes(n int) []Fix {
	if s.results[n-1] >= 0 || s.results[n-1] == core.NotEmulated {
		return nil
	}
	var fixes []Fix
	if f, ok := s.fixCall(n); ok {
		fixes = append(fixes, f)
	}
	fixes = append(fixes, s.fixMachine(n)...)
	fixes = append(fixes, s.fixRelease(n)...)
	slices.SortStableFunc(fixes, cheaperFirst)
	return fixes
}

// fixCall changes fields, sizes and the memory behind pointers, the cheapest change first.
func (s *Session) fixCall(n int) (Fix, bool) {
	bench := newFixBench(s, n)
	first := bench.try(&s.calls[n-1])
	open := []Fix{{Call: s.calls[n-1], Then: []Answer{first}}}
	for bench.tries < fixTries && len(open) > 0 {
		at := open[0]
		open = open[1:]
		if refused := at.Then[len(at.Then)-1]; !refused.Refused() {
			at.Then, at.Machine = at.Then[1:], s.machine
			return at, true
		}
		if len(at.Edits) < fixDepth {
			open = append(open, bench.follow(at)...)
			slices.SortStableFunc(open, cheaperFirst)
		}
	}
	return Fix{}, false
}

func cheaperFirst(a, b Fix) int {
	switch {
	case a.cost < b.cost:
		return -1
	case a.cost > b.cost:
		return 1
	}
	return 0
}

// fixBench tries changed calls on a kernel as it was before the call.
type fixBench struct {
	session *Session
	n       int
	kernel  *core.Kernel
	memory  *core.Pages // of the task, before the call
	tries   int
}

func newFixBench(s *Session, n int) *fixBench {
	b := &fixBench{session: s, n: n}
	b.boot()
	return b
}

// boot makes the kernel anew.
func (b *fixBench) boot() {
	b.kernel = b.session.before(b.n)
	b.memory, _ = b.kernel.Task(b.session.calls[b.n-1].Task).Mem.(*core.Pages)
}

// try makes a call and gives what it answered. A refused call leaves the kernel as it is, but for what its task wrote.
func (b *fixBench) try(c *core.Call) Answer {
	b.tries++
	k := b.kernel
	a := Answer{Release: k.Machine.Release}
	if c.Check(k) != nil {
		return a
	}
	if b.memory != nil {
		k.Task(c.Task).Mem = b.memory.Fork()
	}
	var t core.Tracer
	k.Watch(&t)
	a.Ret, a.Reached = k.Run(c), true
	k.Watch(nil)
	if e, refused := t.Answered(a.Ret); refused {
		a.By, a.A, a.B = e.Check, e.A, e.B
	}
	if slices.ContainsFunc(t.Events(), changesKernel) {
		b.boot()
	}
	return a
}

// changesKernel says whether an event left something behind.
func changesKernel(e core.Event) bool {
	return e.Kind != core.Checked && e.Kind != core.CopiedIn && e.Kind != core.CopiedOut && e.Kind != core.Compared
}

// follow gives what a change becomes with one more edit: those that succeed, and for every check that can be reached
// the cheapest that gets there.
func (b *fixBench) follow(at Fix) []Fix {
	refused := at.Then[len(at.Then)-1]
	var next []Fix
	for _, e := range b.edits(&at.Call, refused.By) {
		if b.tries >= fixTries || slices.ContainsFunc(at.Edits, func(done Edit) bool { return done.What == e.What }) {
			continue
		}
		call := e.apply(at.Call)
		answer := b.try(&call)
		if !answer.Reached || answer.Ret == core.NotEmulated || answer.Refused() && at.met(answer.By) {
			continue
		}
		next = append(next, Fix{
			Edits: append(slices.Clone(at.Edits), e), Then: append(slices.Clone(at.Then), answer), Call: call, cost: at.cost + e.cost,
		})
	}
	slices.SortStableFunc(next, cheaperFirst)
	var reached []*core.Check
	return slices.DeleteFunc(next, func(f Fix) bool {
		by := f.Then[len(f.Then)-1].By
		again := by != nil && slices.Contains(reached, by)
		reached = append(reached, by)
		return again
	})
}

// met says whether a check already refused the call on the way.
func (f *Fix) met(c *core.Check) bool {
	return slices.ContainsFunc(f.Then, func(a Answer) bool { return a.By == c })
}

// fixMachine changes one setting of the machine.
func (s *Session) fixMachine(n int) []Fix {
	var fixes []Fix
	for i := range core.Settings {
		setting, m := &core.Settings[i], s.machine
		if setting.Ease == nil {
			continue
		}
		if setting.Ease(&m); !setting.Differs(m, s.machine) {
			continue
		}
		other, err := With(m, s.calls[:n])
		if err != nil || other.results[n-1] < 0 {
			continue
		}
		edit := Edit{What: setting.Label, From: setting.Show(s.machine), To: setting.Show(m)}
		fixes = append(fixes, Fix{Edits: []Edit{edit}, Then: []Answer{{Release: m.Release, Ret: other.results[n-1], Reached: true}}, Call: s.calls[n-1], Machine: m, cost: costMachine})
	}
	return fixes
}

// fixRelease looks for the nearest earlier and the nearest later release that takes the call.
func (s *Session) fixRelease(n int) []Fix {
	var before, after []Fix
	for _, e := range core.Releases {
		if e.Release == s.machine.Release || e.Release == abi.Seed {
			continue
		}
		a := s.AnswerOf(e.Release, n)
		if !a.Reached || a.Refused() || a.Ret == core.NotEmulated {
			continue
		}
		edit := Edit{What: "release", From: s.machine.Release.String(), To: e.Release.String()}
		f := Fix{Edits: []Edit{edit}, Then: []Answer{a}, Call: s.calls[n-1], Machine: s.machine.On(e.Release), cost: costRelease}
		if e.Release < s.machine.Release {
			before = []Fix{f}
		} else if after == nil {
			after = []Fix{f}
		}
	}
	return append(after, before...)
}
