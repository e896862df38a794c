package web

import (
	"time"

	"bpfplay/core"
	"bpfplay/core/history"
)

// Fixes owns the fixes of the shown call.
type Fixes struct {
	*Screen
	desk  *Desk
	draft *Draft
	call  int // the call that found belongs to; 0 for none
	found []history.Fix
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
func (f *Fixes) forget() { f.call, f.found = 0, nil }

// find searches for fixes of the shown call.
func (f *Fixes) find() {
	defer f.guard("find a fix")
	f.call, f.found = f.desk.at.Call, f.desk.session.Fixes(f.desk.at.Call)
	f.changed()
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
	fix := f.found[i]
	if f.desk.amend(fix.Machine, f.desk.at.Call, fix.Call) && fix.Call.Op == core.OpBpf {
		tab := f.tab
		f.draft.Edit(fix.Call)
		f.tab = tab
	}
}
