package web

import (
	"time"

	"bpfplay/core"
	"bpfplay/core/history"
)

// Fixes owns what would make the call that is shown succeed.
type Fixes struct {
	*Screen
	desk  *Desk
	draft *Draft
	call  int // the call that found is for; 0: none was looked at
	found []history.Fix
}

// fixAfter is how long a call is shown before fixes are looked for, so that stepping stays fast.
const fixAfter = 250 * time.Millisecond

// refused reports whether the call that is shown was refused.
func (f *Fixes) refused() bool {
	t := f.desk.trace()
	return t != nil && t.Ret < 0 && t.Ret != core.NotEmulated
}

// wanted reports whether fixes are to be looked for unasked.
func (f *Fixes) wanted() bool { return !f.desk.isLate() && f.refused() && !f.looked() }

// looked reports whether fixes of the call that is shown were looked for.
func (f *Fixes) looked() bool { return f.call == f.desk.at.Call }

// forget drops the fixes: another call is shown.
func (f *Fixes) forget() { f.call, f.found = 0, nil }

// find looks for fixes of the call that is shown.
func (f *Fixes) find() {
	defer f.guard("look for a fix")
	f.call, f.found = f.desk.at.Call, f.desk.session.Fixes(f.desk.at.Call)
	f.changed()
}

// findLater looks for fixes of a call if it is still shown.
func (f *Fixes) findLater(call int) {
	if f.desk.at.Call == call && f.refused() && !f.looked() {
		f.find()
		f.Changed()
	}
}

// Take replaces the call that is shown by a fix.
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
