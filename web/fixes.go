package web

import (
	"fmt"
	"time"

	"bpfplay/core"
	"bpfplay/core/history"
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
}

// causeFix is the smallest change that helps if a cause holds.
type causeFix struct {
	result history.Result
	fix    history.Fix
}

// fixAfter is the delay before the search for fixes, so that stepping stays fast.
const fixAfter = 250 * time.Millisecond

// refused reports whether the kernel refused the shown call.
func (f *Fixes) refused() bool {
	t := f.desk.trace()
	return t != nil && t.Result < 0 && t.Result != core.NotEmulated
}

// wanted reports whether to search for fixes automatically.
func (f *Fixes) wanted() bool { return !f.desk.isLate() && f.refused() && !f.looked() }

// looked reports whether the search for fixes of the shown call is done.
func (f *Fixes) looked() bool { return f.call == f.desk.at.Call }

// forget drops the fixes of the previous call.
func (f *Fixes) forget() { f.call, f.found, f.causes = 0, nil, nil }

// find searches for fixes of the shown call.
func (f *Fixes) find() {
	defer f.guard("find a fix")
	f.call, f.found = f.desk.at.Call, f.desk.session.Fixes(f.desk.at.Call)
	f.causes = nil
	if causes := f.traced.causes(f.call, f.rel.all); len(causes) > 1 {
		for i := range causes {
			f.findFor(&causes[i])
		}
		for i := range causes {
			f.findElsewhere(&causes[i])
		}
	}
	f.changed()
}

// findFor searches for the fix of a cause on the newest release on which it holds.
func (f *Fixes) findFor(c *history.Cause) {
	fixes := f.found
	if r := c.Releases[len(c.Releases)-1]; r != f.desk.machine().Release {
		s, err := history.With(f.desk.machine().On(r), f.desk.session.Calls()[:f.call])
		if err != nil {
			return
		}
		fixes = s.Fixes(f.call)
	}
	if len(fixes) > 0 {
		f.causes = append(f.causes, causeFix{c.Result, fixes[0]})
	}
}

// findElsewhere combines another release with its fix, for a cause that no change mends on its own releases.
func (f *Fixes) findElsewhere(c *history.Cause) {
	if f.ofCause(c) != nil {
		return
	}
	from := c.Releases[len(c.Releases)-1]
	for _, other := range f.causes {
		if fix := other.fix; fix.Nr > 0 {
			fix.Edits = append([]history.Edit{{What: "release", From: from.String(), To: fix.Machine.Release.String()}}, fix.Edits...)
			f.causes = append(f.causes, causeFix{c.Result, fix})
			return
		}
	}
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
	if f.desk.at.Call == call && f.refused() && !f.looked() {
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
