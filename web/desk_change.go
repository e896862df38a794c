package web

import (
	"bpfplay/core"
	"bpfplay/core/history"
)

// Do runs a call after the last one and shows its result. A call that takes long is made later, in slices, and Do returns
// history.ErrSlow.
func (d *Desk) Do(c core.Call) (ret int64, err error) {
	defer d.guard("make the call", &err)
	ret, err = d.session.Try(c)
	if err == history.ErrSlow {
		return ret, d.doLater(c)
	}
	if err != nil {
		d.fail(err)
		return ret, err
	}
	d.notice = Notice{}
	d.goTo(d.last())
	d.remember()
	return ret, nil
}

// editShown puts the shown call into the form if it is a bpf call.
func (d *Desk) editShown() {
	if t := d.lookInside(); t != nil && t.Call.Op == core.OpBpf {
		d.follow.edit(t.Call)
	}
}

// keepForUndo keeps the session for Undo.
func (d *Desk) keepForUndo() {
	d.follow.take()
	d.notice = Notice{}
	if d.session.Len() > 0 && !d.showsExample() {
		d.notice = Notice{Text: "Replaced your previous session.", Undo: true}
	}
}

// Undo restores the state before the last change.
func (d *Desk) Undo() { d.follow.undo() }

// Clear removes every call and keeps the machine.
func (d *Desk) Clear() { d.rebuild(d.machine(), nil, change{at: -1, done: "Removed every call."}) }

// amend replaces one call of the history, and keeps the history's pasted text and its result of the call. done describes the
// change; then, if not nil, runs after it.
func (d *Desk) amend(m core.Machine, n int, c history.Call, done string, then func()) {
	all, at := d.allCalls(), history.MergedAt(n, d.kept)
	if was := all[at]; (was.Known || was.Changed) && !c.Known && was.Op != core.OpTraced {
		c.Changed, c.Want = true, was.Want
	}
	all[at] = c
	d.rebuild(m, all, change{at: at, done: done, later: len(all) - at - 1, must: true, origin: d.origin, then: then})
}

// Reboot replays the same calls on another machine.
func (d *Desk) Reboot(m core.Machine) {
	d.rebuild(m, d.allCalls(), change{at: d.shownIn(), origin: d.origin})
}
