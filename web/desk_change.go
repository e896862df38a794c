package web

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Do runs a call after the last one and shows its result.
func (d *Desk) Do(c core.Call) (ret int64, err error) {
	defer d.guard("make the call")
	ret, err = d.session.Do(c)
	if err != nil {
		d.fail(err)
		return ret, err
	}
	d.notice = Notice{}
	d.goTo(d.last())
	d.remember()
	return ret, nil
}

// Load opens a link. If the link is invalid, nothing changes.
func (d *Desk) Load(text string) (err error) {
	defer d.guard("open a link")
	d.address = d.host.Fragment()
	l, err := link.Parse(text)
	if err == nil {
		var session *history.Session
		if session, err = history.With(l.Machine, l.Calls); err == nil {
			d.keepForUndo()
			d.follow.fresh()
			d.put(session)
			d.follow.form(l.Machine)
			d.goTo(l.At)
			d.editShown()
			d.panel, d.tab = NoPanel, HistoryTab
			return nil
		}
		err = fmt.Errorf("this link cannot be opened: %w", err)
	}
	d.fail(err)
	return err
}

// editShown puts the shown call into the form if it is a bpf call.
func (d *Desk) editShown() {
	if t := d.lookInside(); t != nil && t.Call.Op == core.OpBpf {
		d.follow.edit(t.Call)
	}
}

// keepForUndo saves the session for Undo.
func (d *Desk) keepForUndo() {
	d.notice = Notice{}
	if d.session.Len() > 0 {
		l := d.Link()
		d.undo = &l
		d.notice = Notice{Text: "Replaced your previous session.", Undo: true}
	}
}

// Undo restores the session that the last change replaced.
func (d *Desk) Undo() {
	if d.undo == nil {
		return
	}
	l := *d.undo
	d.undo = nil
	if err := d.Load(l.String()); err == nil {
		d.remember()
	}
}

// Remove removes a call from the history. If a later call depends on it, nothing changes.
func (d *Desk) Remove(n int) {
	d.replace(d.machine(), slices.Delete(slices.Clone(d.session.Calls()), n-1, n), n-1)
}

// removeShown removes the shown call.
func (d *Desk) removeShown() { d.Remove(d.at.Call) }

// Clear removes every call and keeps the machine.
func (d *Desk) Clear() { d.replace(d.machine(), nil, 0) }

// replace replaces the calls or the machine, and shows call at.
func (d *Desk) replace(m core.Machine, calls []history.Call, at int) bool {
	defer d.guard("replay the history")
	session, err := history.With(m, calls)
	if err != nil {
		d.fail(fmt.Errorf("nothing was changed: %w", err))
		return false
	}
	d.keepForUndo()
	d.put(session)
	d.goTo(history.Step{Call: at, Event: -1})
	d.remember()
	return true
}

// amend replaces one call of the history, and keeps the history's pasted text.
func (d *Desk) amend(m core.Machine, n int, c history.Call) bool {
	calls := slices.Clone(d.session.Calls())
	calls[n-1] = c
	o := d.origin
	if !d.replace(m, calls, n) {
		return false
	}
	d.origin = o
	return true
}

// Reboot replays the same calls on another machine.
func (d *Desk) Reboot(m core.Machine) bool {
	o := d.origin
	if !d.replace(m, d.session.Calls(), d.at.Call) {
		return false
	}
	d.origin = o
	d.notice = Notice{}
	d.changed()
	return true
}
