package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/history"
)

// Changes of calls in the middle of the history. The calls after the change run again. Those that cannot be made any more
// are kept at their places, and tried again with the next change.

// Replace replaces call n, and runs then. If the new call cannot be made there, nothing changes.
func (d *Desk) Replace(n int, c core.Call, then func()) {
	d.amend(d.machine(), n, history.Call{Call: c}, fmt.Sprintf("Replaced call %d.", n), then)
}

// Insert inserts a call before call n, and runs then. If it cannot be made there, nothing changes.
func (d *Desk) Insert(n int, c core.Call, then func()) {
	at := history.MergedAt(n, d.kept)
	all := slices.Insert(d.allCalls(), at, history.Call{Call: c})
	d.rebuild(d.machine(), all, change{at: at, done: fmt.Sprintf("Inserted a call before call %d.", n), later: len(all) - at - 1, must: true, shifts: true, then: then})
}

// Remove removes call n of the history.
func (d *Desk) Remove(n int) {
	at := history.MergedAt(n, d.kept)
	all := slices.Delete(d.allCalls(), at, at+1)
	d.rebuild(d.machine(), all, change{at: at - 1, done: fmt.Sprintf("Removed call %d.", n), later: len(all) - at, shifts: true})
}

// RemoveKept removes a kept call.
func (d *Desk) RemoveKept(i int) {
	if i >= 0 && i < len(d.kept) {
		at := d.kept[i].After + i
		d.rebuild(d.machine(), slices.Delete(d.allCalls(), at, at+1), change{at: d.shownIn(), done: "Removed a call that cannot be made."})
	}
}

// Move exchanges call n with the one before it, or after it.
func (d *Desk) Move(n int, down bool) {
	from := history.MergedAt(n, d.kept)
	to := from - 1
	if down {
		to = from + 1
	}
	all := d.allCalls()
	if n < 1 || n > d.session.Len() || to < 0 || to >= len(all) {
		return
	}
	all[from], all[to] = all[to], all[from]
	d.rebuild(d.machine(), all, change{at: to, done: fmt.Sprintf("Moved call %d.", n), shifts: true})
}

// removeShown, moveUp and moveDown change the shown call.
func (d *Desk) removeShown() {
	if d.at.Call > 0 {
		d.Remove(d.at.Call)
	}
}

func (d *Desk) moveUp() { d.Move(d.at.Call, false) }

func (d *Desk) moveDown() { d.Move(d.at.Call, true) }

// allCalls returns a copy of the calls of the history, with the kept ones at their places.
func (d *Desk) allCalls() []history.Call { return history.Merge(d.session.Calls(), d.kept) }

// shownIn returns the index of the shown call among all calls; -1 at the boot.
func (d *Desk) shownIn() int { return history.MergedAt(d.at.Call, d.kept) }

// change describes a change of the history.
type change struct {
	at     int     // the index among all calls of the call to show afterwards; -1 for the boot
	done   string  // the change, for the notice
	later  int     // the number of calls at the end that the change does not concern, but that may return something else after it
	must   bool    // the call at that index must be made; otherwise nothing changes
	shifts bool    // calls have other numbers afterwards
	origin *origin // the pasted text of the history after the change; nil for none
	then   func()  // runs after the change; nil for nothing
}

// rebuild replaces the machine and the calls.
func (d *Desk) rebuild(m core.Machine, all []history.Call, c change) {
	defer d.guard("replay the history")
	b, err := history.Rebuilding(m, all, history.Step{Call: c.at + 1, Event: -1})
	if err != nil {
		d.fail(fmt.Errorf("nothing was changed: %w", err))
		return
	}
	_ = d.build(b, deskJob{job: job{what: "replay the history", doing: "Replaying the history", stopped: "Stopped. Nothing was changed."}, from: d.asPlaced(), put: func(session *history.Session, kept []history.Kept, _ error) error {
		return d.rebuilt(session, kept, c)
	}}) // an error is a notice
}

// rebuilt shows the session after a change.
func (d *Desk) rebuilt(session *history.Session, kept []history.Kept, c change) error {
	n := c.at + 1 // the number of the call to show, without the kept ones
	for i, k := range kept {
		if at := k.After + i; at == c.at && c.must {
			err := fmt.Errorf("nothing was changed: %s", k.Why)
			d.fail(err)
			return err
		} else if at <= c.at {
			n--
		}
	}
	more := len(kept) - len(d.kept)
	if others := d.others(session, c.later); others > 0 && len(kept) == 0 {
		c.done += fmt.Sprintf(" %s now %s something else.", english.Count(others, "later call"), english.Verb(others, "return"))
	}
	d.follow.take()
	d.put(session)
	d.kept, d.origin = kept, c.origin
	d.goTo(history.Step{Call: n, Event: -1})
	if c.shifts {
		d.follow.shifted()
	}
	d.follow.visit()
	if more > 0 {
		c.done += fmt.Sprintf(" %s can no longer be made. The history keeps %s, with the reason.", english.Count(more, "call"), pronoun(more))
	}
	d.notice = Notice{Text: strings.TrimSpace(c.done), Undo: true}
	if c.then != nil {
		c.then()
	}
	d.remember()
	return nil
}

// others returns the number of the last calls whose result is another one in a session after a change.
func (d *Desk) others(changed *history.Session, last int) (n int) {
	for i := range min(last, d.session.Len(), changed.Len()) {
		_, was := d.session.Call(d.session.Len() - i)
		if _, now := changed.Call(changed.Len() - i); was != now {
			n++
		}
	}
	return n
}

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
