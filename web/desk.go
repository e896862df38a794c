package web

import (
	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Desk owns the session on the page and the step that is shown.
type Desk struct {
	*Screen
	session *history.Session
	at      history.Step         // the step that is shown; Event is never negative
	seen    moment               // what components draw of that step
	written written              // how much the calls of the session write
	pending map[int][]core.Write // what each task wrote since its last call
	undo    *link.Link           // the session before the last change that replaced it
	origin  *origin              // the text that the history was read from; nil if it was made here or opened from a link
	rows    historyRows
	unsaved bool   // the page's address lacks the last changes
	address string // the fragment as the desk last read or wrote it
	follow  followers
}

// followers are told what happens to the desk. The store sets them.
type followers struct {
	allowed func(history.Step) history.Step // the step to show instead, if a case still hides this one
	session func()                          // another session is on the desk
	step    func(otherCall bool)            // another step may be shown
	fresh   func()                          // an unrelated history replaces this one
	form    func(core.Machine)              // the form starts anew, for this machine
	edit    func(core.Call)                 // the call goes into the form
}

// moment is a step of a session with what the kernel looks like there.
type moment struct {
	session *history.Session
	at      history.Step
	trace   *history.Trace // nil at the boot
	view    *core.View
}

func newDesk(s *Screen) *Desk { return &Desk{Screen: s, pending: map[int][]core.Write{}} }

// boot starts a new session.
func (d *Desk) boot(m core.Machine) {
	session, err := history.NewSession(m)
	if err != nil {
		d.fail(err)
		return
	}
	d.put(session)
	d.follow.form(m)
}

// put puts a session on the desk, at its last step.
func (d *Desk) put(session *history.Session) {
	if d.session != nil {
		d.session.Close()
	}
	d.session, d.origin, d.written = session, nil, written{}
	d.rows = historyRows{row: d.rows.row}
	clear(d.pending)
	d.follow.session()
	d.goTo(d.last())
}

// goTo shows a step, or the nearest one that exists.
func (d *Desk) goTo(at history.Step) {
	at.Call = max(0, min(at.Call, d.session.Len()))
	switch {
	case at.Call == 0:
		at.Event = 0
	case at.Event < 0 || at.Event > d.session.Events(at.Call):
		at.Event = d.session.Events(at.Call)
	}
	at = d.follow.allowed(at)
	other := at.Call != d.at.Call
	if other {
		d.rows.show(at.Call)
	}
	d.at = at
	d.follow.step(other)
	d.changed()
}

// look computes the moment of the step that is shown.
func (d *Desk) look() {
	if d.isSeen() {
		return
	}
	now := moment{session: d.session, at: d.at}
	if d.at.Call > 0 {
		now.trace = d.seen.trace
		if now.trace == nil || d.seen.session != d.session || d.seen.at.Call != d.at.Call {
			now.trace = d.session.Trace(d.at.Call)
		}
		now.view = now.trace.View(d.at.Event)
	} else {
		now.view = d.session.View(history.Step{})
	}
	d.seen = now
}

// derive computes what components draw.
func (d *Desk) derive() {
	d.look()
	d.written.follow(d.session)
	d.rows.keep(d.session.Len())
}

func (d *Desk) isSeen() bool {
	return d.seen.view != nil && d.seen.session == d.session && d.seen.at == d.at
}

// lookInside returns the trace of the call that is shown; nil at the boot.
func (d *Desk) lookInside() *history.Trace {
	d.look()
	return d.seen.trace
}

// trace is the trace of the call that is shown; nil at the boot, and until look has run.
func (d *Desk) trace() *history.Trace {
	if !d.isSeen() {
		return nil
	}
	return d.seen.trace
}

// view is the kernel at the step that is shown.
func (d *Desk) view() *core.View { return d.seen.view }

// event is the last event at the step that is shown; nil at the boot and before the first event of a call.
func (d *Desk) event() *core.Event {
	t := d.trace()
	if t == nil || d.at.Event == 0 || d.at.Event > len(t.Events) {
		return nil
	}
	return &t.Events[d.at.Event-1]
}

// machine returns the machine of the session.
func (d *Desk) machine() core.Machine { return d.session.Machine() }

// living are the tasks that have not ended, after the last call.
func (d *Desk) living() []int {
	var living []int
	k := d.session.Kernel()
	for nr := range k.FreeTask() {
		if k.Task(nr) != nil {
			living = append(living, nr)
		}
	}
	return living
}

// mood is the class of a desk that shows a refusal.
func (d *Desk) mood() string {
	if e := d.event(); e != nil && e.Kind == core.Checked && !e.Passed {
		return "refused"
	}
	return ""
}
