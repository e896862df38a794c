package web

import (
	"bpfplay/core"
	"bpfplay/core/btf"
	"bpfplay/core/history"
	"bpfplay/core/link"
	"bpfplay/web/picture"
)

// Desk owns the session and the shown step.
type Desk struct {
	*Screen
	course    *Course
	session   *history.Session
	sessionNr int                  // counts the sessions that were on the desk
	at        history.Step         // the shown step; Event is never negative
	seen      moment               // computed from the step, for components to draw
	example   *history.Session     // the example of the first minute; nil after it
	element   *picture.Touched     // that the shown call names; nil for none
	touched   touchedAt            // the step that element belongs to
	written   written              // bytes that the calls of the session write
	pending   map[int][]core.Write // the writes of each task since its last call
	kept      []history.Kept       // calls of the history that cannot be made, by place
	origin    *origin              // the pasted text of the history; nil if the user built the history or opened a link
	rows      historyRows
	words     wordsInView
	work      work
	outcome   error             // of the last job
	brought   bool              // a link has brought the history, and its place is being opened
	arrives   bool              // the browser's history already has an entry for the next link
	unsaved   bool              // the page's address does not include the last changes
	stepOnly  bool              // it lacks only the shown step
	address   string            // the fragment that the desk last read or wrote
	replaced  []replacedAddress // by later ones, not long ago
	made      madeLink          // the page's own
	links     link.Packer
	follow    followers
}

// followers are callbacks for changes of the desk. The store sets them.
type followers struct {
	allowed func(history.Step) history.Step // returns another step if a case still hides this one
	session func()                          // runs after the session is replaced
	step    func(otherCall bool)            // runs after the shown step may have changed
	fresh   func()                          // runs before an unrelated history replaces this one
	clear   func()                          // closes what belongs to this history
	open    func()                          // sets the desk aside before something else is opened
	aside   func()                          // likewise, if the user has changed the desk
	back    func(id uint64)                 // opens a desk that was set aside
	file    func()                          // saves the desk as a file
	local   func() string                   // the fragment of a desk that no link carries; "" if it is not kept
	place   func(own bool) (string, bool)   // the end of a link, and whether the history follows from it
	opens   func([]placePart) error         // opens the place at the end of a link
	needs   func([]placePart) bool          // reports whether the place needs the texts of the course
	carries func() string                   // describes a shared link
	form    func(core.Machine)              // resets the form for this machine
	edit    func(core.Call)                 // puts the call into the form
	visit   func()                          // runs after the user has gone to a step
	shifted func()                          // runs after calls have got other numbers
	taught  func() bool                     // reports whether an open lesson shows this step
	take    func()                          // keeps the state of the desk for Undo
	undo    func()                          // restores the state before the last change
}

// moment is a step of a session with its view, trace and event.
type moment struct {
	session *history.Session
	at      history.Step
	trace   *history.Trace // nil at the boot
	view    *core.View
	types   *btf.BTF // of the BTF object that the call has opened; nil if it has opened none
}

func newDesk(s *Screen) *Desk {
	return &Desk{Screen: s, work: work{Screen: s}, pending: map[int][]core.Write{}}
}

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

// put replaces the session and shows its last step.
func (d *Desk) put(session *history.Session) {
	if d.session != nil {
		d.session.Close()
	}
	d.session, d.origin, d.kept, d.written = session, nil, nil, written{}
	d.sessionNr++
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
	if r := d.session.RunOf(at.Call); at.Event != r.Begun || r.Insns == 0 {
		at.Insn = 0
	} else {
		at.Insn = max(0, min(at.Insn, r.Insns))
	}
	at = d.follow.allowed(at)
	other := at.Call != d.at.Call
	if other {
		d.rows.show(d.rows.index(at.Call))
	}
	d.at = at
	d.follow.step(other)
	d.changed()
}

// look computes the moment of the shown step.
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
	}
	now.view = d.session.View(d.at)
	now.types = d.openedBTF(now.trace)
	d.seen = now
}

// derive computes the state that components draw.
func (d *Desk) derive() {
	d.look()
	d.touch()
	d.written.follow(d.session)
	d.rows.keep(d.rows.count(d.session.Len()))
}

func (d *Desk) isSeen() bool {
	return d.seen.view != nil && d.seen.session == d.session && d.seen.at == d.at
}

// lookInside returns the trace of the shown call; nil at boot.
func (d *Desk) lookInside() *history.Trace {
	d.look()
	return d.seen.trace
}

// trace returns the trace of the shown call; nil at boot and before look has run.
func (d *Desk) trace() *history.Trace {
	if !d.isSeen() {
		return nil
	}
	return d.seen.trace
}

// view returns the kernel's view at the shown step.
func (d *Desk) view() *core.View { return d.seen.view }

// event returns the last event at the shown step; nil at boot, before the first event of a call, and within a run.
func (d *Desk) event() *core.Event {
	if !d.isSeen() {
		return nil
	}
	return d.seen.event()
}

// machine returns the machine of the session.
func (d *Desk) machine() core.Machine { return d.session.Machine() }

// living returns the tasks that have not exited after the last call.
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

// mood returns the CSS class for a refused call.
func (d *Desk) mood() string {
	if e := d.event(); e != nil && e.Kind == core.Checked && !e.Passed {
		return "refused"
	}
	return ""
}
