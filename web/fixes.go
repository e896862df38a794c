package web

import (
	"fmt"
	"slices"
	"time"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/sliced"
)

// Fixes owns the fixes of the shown call.
type Fixes struct {
	*Screen
	desk   *Desk
	draft  *Draft
	traced *Traced
	rel    *Releases
	call   int // the call that found belongs to; 0 for none
	found  []history.Fix
	causes []causeFix
	work   work // the search
}

// causeFix is the smallest change that helps if a cause holds.
type causeFix struct {
	result history.Result
	fix    history.Fix
}

// fixAfter is the delay before the search for fixes, so that stepping stays fast.
const fixAfter = 250 * time.Millisecond

// refused reports whether the kernel refused the shown call. It makes no call whose result comes from a text.
func (f *Fixes) refused() bool {
	t := f.desk.trace()
	return t != nil && t.Result < 0 && t.Result != core.NotEmulated && t.Call.Op != core.OpTraced
}

// wanted reports whether to search for fixes automatically.
func (f *Fixes) wanted() bool {
	return !f.desk.isLate() && f.lacks()
}

// lacks reports whether the shown call needs fixes that are neither known nor searched for.
func (f *Fixes) lacks() bool { return f.refused() && !f.looked() && !f.searches() }

// searches reports whether a search is under way.
func (f *Fixes) searches() bool { return f.work.job != nil }

// looked reports whether the search for fixes of the shown call is done.
func (f *Fixes) looked() bool { return f.call == f.desk.at.Call }

// forget drops the fixes of the previous call, and ends the search for them.
func (f *Fixes) forget() {
	f.StopSearch()
	f.call, f.found, f.causes = 0, nil, nil
}

// StopSearch ends the search.
func (f *Fixes) StopSearch() {
	if f.work.stop() {
		f.changed()
	}
}

// find searches for fixes of the shown call.
func (f *Fixes) find() {
	f.forget()
	call := f.desk.at.Call
	search := sliced.New(func(pause func()) { f.findIn(call, pause) })
	f.work.begin(job{what: "find a fix", step: search.Step, stop: search.Stop, done: f.changed, fault: func(any) { f.call = call }}) // after a fault it is not searched for again
	f.work.slices()
}

// findIn searches in slices.
func (f *Fixes) findIn(call int, slice func()) {
	found := f.desk.session.FixesIn(call, slice)
	var fixes []causeFix
	if causes := f.traced.causes(call, f.rel.all); len(causes) > 1 {
		for i := range causes {
			fixes = f.findFor(call, &causes[i], found, fixes, slice)
		}
		for i := range causes {
			fixes = findElsewhere(&causes[i], fixes)
		}
	}
	f.call, f.found, f.causes = call, found, fixes
}

// findFor adds the fix of a cause on the newest release on which it holds.
func (f *Fixes) findFor(call int, c *history.Cause, found []history.Fix, fixes []causeFix, slice func()) []causeFix {
	if r := c.Releases[len(c.Releases)-1]; r != f.desk.machine().Release {
		b, err := history.Build(f.desk.machine().On(r), f.desk.session.Calls()[:call], history.Step{})
		if err != nil {
			return fixes
		}
		for b.Step() {
			slice()
		}
		s, err := b.Session()
		if err != nil {
			return fixes
		}
		found = s.FixesIn(call, slice)
	}
	if len(found) > 0 {
		fixes = append(fixes, causeFix{c.Result, found[0]})
	}
	return fixes
}

// findElsewhere adds another release with its fix, for a cause that no change mends on its own releases.
func findElsewhere(c *history.Cause, fixes []causeFix) []causeFix {
	if slices.ContainsFunc(fixes, func(f causeFix) bool { return f.result.SameCause(c.Result) }) {
		return fixes
	}
	from := c.Releases[len(c.Releases)-1]
	for _, other := range fixes {
		if fix := other.fix; fix.Nr > 0 {
			fix.Edits = append([]history.Edit{{What: "release", From: from.String(), To: fix.Machine.Release.String()}}, fix.Edits...)
			return append(fixes, causeFix{c.Result, fix})
		}
	}
	return fixes
}

// ofCause returns the fix of a cause of the shown call; nil if none is known.
func (f *Fixes) ofCause(c *history.Cause) *history.Fix {
	for i := range f.causes {
		if f.looked() && f.causes[i].result.SameCause(c.Result) {
			return &f.causes[i].fix
		}
	}
	return nil
}

// findLater searches for fixes of a call if it is still shown.
func (f *Fixes) findLater(call int) {
	if f.desk.at.Call == call && f.lacks() {
		f.find()
		f.Changed()
	}
}

// Take applies a fix to the shown call.
func (f *Fixes) Take(i int) {
	if !f.looked() || i < 0 || i >= len(f.found) {
		return
	}
	fix, shown, rows := f.found[i], f.desk.at.Call, f.desk.rows
	n, c, done := shown, f.desk.session.Calls()[shown-1], "Changed the machine."
	if fix.Nr > 0 {
		n, c, done = fix.Nr, history.Call{Call: fix.Call}, fmt.Sprintf("Changed call %d.", fix.Nr) // the text does not show this call
	}
	f.desk.amend(fix.Machine, n, c, done, func() {
		f.desk.goToCall(shown)
		f.desk.rows.first = rows.first
		if n == shown && c.Op == core.OpBpf {
			tab := f.tab
			f.draft.Edit(c.Call)
			f.tab = tab
		}
	})
}
