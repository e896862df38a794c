package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Fix is a change that makes a failed call succeed. Fixes are found by trying.
type Fix struct {
	Edits   []Edit
	Results []Result     // after the first edit, after the first two, and so on; the last is a success
	Nr      int          // the changed call, from 1; 0 if only the machine changes
	Call    core.Call    // the changed call; call n itself if only the machine changes
	Machine core.Machine // the machine with every edit
	cost    float64
}

// fixTries limits the calls of a search, fixDepth the edits of a fix.
const (
	fixTries = 1500
	fixDepth = 4
)

// fixesOfCall limits the fixes of a call, and costAnother how much more than the smallest the others may cost.
const (
	fixesOfCall = 3
	costAnother = 0.5
)

// Costs of changes outside the call. Both exceed costNamed, so that a fix of the call comes first.
const (
	costMachine = 1.05
	costRelease = 1.5
)

// Fixes returns the smallest changes that make call n, numbered from 1, succeed, the smallest first: a larger map, some
// changes of the call, changes of one machine setting, and the nearest releases that accept the call. It returns nil if the
// call did not fail.
func (s *Session) Fixes(n int) []Fix { return s.FixesIn(n, nil) }

// FixesIn is Fixes in slices. It calls slice, which may be nil, after each, which may be within a call. The session may make
// further calls then.
func (s *Session) FixesIn(n int, slice func()) []Fix {
	before := s.fixSlice
	defer func() { s.fixSlice = before }()
	s.fixSlice = slice
	if s.results[n-1] >= 0 || s.results[n-1] == core.NotEmulated {
		return nil
	}
	fixes := s.fixProgram(n)
	if len(fixes) == 0 && !s.isLongProgram(n) {
		fixes = append(s.fixCapacity(n), s.fixCall(n)...)
	}
	fixes = append(append(fixes, s.fixTypes(n)...), s.fixMachine(n)...)
	fixes = append(fixes, s.fixRelease(n)...)
	slices.SortStableFunc(fixes, cheaperFirst)
	return fixes
}

// fixCall tries changes of fields, of the size and of memory that pointers refer to, the cheapest first. It returns the
// smallest one, and others that are as short but change another field, or the same field in the other direction.
func (s *Session) fixCall(n int) []Fix {
	bench := newFixBench(s, n)
	first := bench.try(&s.calls[n-1].Call)
	if !first.Reached {
		return nil // the call takes too long to be tried many times
	}
	open := []Fix{{Call: s.calls[n-1].Call, Results: []Result{first}}}
	var fixes []Fix
	for bench.tries < fixTries && len(open) > 0 && len(fixes) < fixesOfCall {
		fix := open[0]
		open = open[1:]
		last := fix.Results[len(fix.Results)-1]
		switch {
		case len(fixes) > 0 && (len(fix.Edits) > len(fixes[0].Edits) || fix.cost > fixes[0].cost+costAnother):
			return fixes
		case !last.Refused():
			fix.Results, fix.Nr, fix.Machine = fix.Results[1:], n, s.machine
			fixes = append(fixes, fix)
		case len(fixes) == 0 && len(fix.Edits) < fixDepth:
			open = append(open, bench.extend(fix)...)
			slices.SortStableFunc(open, cheaperFirst)
		}
	}
	return fixes
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

// fixWork is the most work of a call that a fix tries, besides that of the history.
const fixWork = 250_000

// fixBench tries changed calls on a kernel in the state before the call.
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

// boot replays the history up to the call on a new kernel.
func (b *fixBench) boot() {
	b.kernel = b.session.replayed(b.n-1, b.session.fixSlice).kernel
	b.memory, _ = b.kernel.Task(b.session.calls[b.n-1].Task).Mem.(*core.Pages)
}

// try makes a call and returns its result. A call that changes the kernel costs a replay; a failed one rarely does.
func (b *fixBench) try(c *core.Call) Result {
	b.tries++
	k := b.kernel
	r := Result{Release: k.Machine.Release}
	if c.Check(k) != nil {
		return r
	}
	if b.memory != nil {
		k.Task(c.Task).Mem = b.memory.Fork()
	}
	var t core.Tracer
	k.Watch(&t)
	m := meter{most: fixWork, slice: b.session.fixSlice}
	if m.run(k, &t, func() { r.Value = k.Run(c) }) != nil {
		b.boot() // the kernel is in the middle of the call
		return r
	}
	r.Reached = true
	k.Watch(nil)
	if e, refused := t.Failed(r.Value); refused {
		r.Check, r.A, r.B = e.Check, e.A, e.B
	}
	if slices.ContainsFunc(t.Events(), changesKernel) {
		b.boot()
	}
	return r
}

// changesKernel reports whether an event changes the kernel or user memory beyond the call.
func changesKernel(e core.Event) bool {
	switch e.Kind {
	case core.Checked, core.CopiedIn, core.CopiedOut, core.Compared, core.ProgRefused, core.Undecided:
		return false
	}
	return true
}

// extend returns fix with one more edit: for every check that fails next, the cheapest edit that leads to it, and every
// edit that leads to success, unless a cheaper one is like it.
func (b *fixBench) extend(fix Fix) []Fix {
	last := fix.Results[len(fix.Results)-1]
	var next []Fix
	for _, e := range b.edits(&fix.Call, last.Check) {
		if b.tries >= fixTries || slices.ContainsFunc(fix.Edits, func(done Edit) bool { return done.What == e.What }) {
			continue
		}
		call := e.apply(fix.Call)
		r := b.try(&call)
		if !r.Reached || r.Value == core.NotEmulated || r.Refused() && fix.met(r.Check) {
			continue
		}
		next = append(next, Fix{
			Edits: append(slices.Clone(fix.Edits), e), Results: append(slices.Clone(fix.Results), r), Call: call, cost: fix.cost + e.cost,
		})
	}
	slices.SortStableFunc(next, cheaperFirst)
	var reached []*core.Check
	var done []Edit
	return slices.DeleteFunc(next, func(f Fix) bool {
		check := f.Results[len(f.Results)-1].Check
		if check == nil {
			e := f.Edits[len(f.Edits)-1]
			again := slices.ContainsFunc(done, e.isLike)
			done = append(done, e)
			return again
		}
		again := slices.Contains(reached, check)
		reached = append(reached, check)
		return again
	})
}

// met reports whether a check already failed on the way to f.
func (f *Fix) met(c *core.Check) bool {
	return slices.ContainsFunc(f.Results, func(r Result) bool { return r.Check == c })
}

// fixMachine returns the single machine settings whose change makes call n succeed.
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
		edit := Edit{What: setting.Label, From: setting.Show(s.machine), To: setting.Show(m)}
		fixes = append(fixes, s.tried(n, m, s.calls[:n], Fix{Edits: []Edit{edit}, Call: s.calls[n-1].Call, cost: costMachine})...)
	}
	return fixes
}

// fixRelease returns the nearest later and the nearest earlier release on which call n succeeds.
func (s *Session) fixRelease(n int) []Fix {
	var before, after []Fix
	for _, e := range core.Releases {
		if e.Release == s.machine.Release || e.Release == abi.Seed {
			continue
		}
		r, err := s.resultOn(e.Release, n, &meter{most: s.Work(n) + fixWork, slice: s.fixSlice})
		if err != nil || !r.Reached || r.Refused() || r.Value == core.NotEmulated {
			continue
		}
		edit := Edit{What: "release", From: s.machine.Release.String(), To: e.Release.String()}
		f := Fix{Edits: []Edit{edit}, Results: []Result{r}, Call: s.calls[n-1].Call, Machine: s.machine.On(e.Release), cost: costRelease}
		if e.Release < s.machine.Release {
			before = []Fix{f}
		} else if after == nil {
			after = []Fix{f}
		}
	}
	return append(after, before...)
}
