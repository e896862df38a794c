package web

import (
	"errors"
	"slices"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Past owns the earlier states of the desk, for undo and redo. A state is inputs: the machine, the calls and the draft.
// States are taken after handlers, so that every change can be undone, whatever made it.
type Past struct {
	*Screen
	desk  *Desk
	draft *Draft
	pastStates
	rev uint64 // increases with every change, and with every other step
}

// pastStates are the states of one desk.
type pastStates struct {
	done   []deskState // the last is the current one
	undone []deskState // the last is the next to redo
}

// deskState is a state of the desk.
type deskState struct {
	session int // number of the session that made the calls; it may have made more since
	machine core.Machine
	calls   []history.Call
	kept    []history.Kept
	origin  *origin
	at      history.Step
	draft   string
	clean   bool   // the draft is a call of the history
	input   string // that the user types into
}

const (
	pastMost      = 200       // maximum number of states
	pastCallsMost = 1_000_000 // maximum number of calls in the states, if none shares calls with another
)

// now returns the current state.
func (p *Past) now() deskState {
	d := p.desk
	draft, clean := p.draft.saved()
	return deskState{
		session: d.sessionNr, machine: d.machine(), calls: slices.Clip(d.session.Calls()), kept: d.kept, origin: d.origin,
		at: d.at, draft: draft, clean: clean, input: p.draft.input,
	}
}

// sameCalls reports whether two states have the same machine and calls.
func (s *deskState) sameCalls(o *deskState) bool {
	return s.session == o.session && len(s.calls) == len(o.calls) && len(s.kept) == len(o.kept)
}

// derive takes the state of the desk if something on the page has changed.
func (p *Past) derive() {
	if p.dirty || p.formed || p.done == nil {
		p.take()
	}
}

// take adds the current state if it differs from the last one. Another step, or another call in the form, is not a change.
func (p *Past) take() {
	now := p.now()
	if len(p.done) == 0 {
		p.done = append(p.done, now)
		return
	}
	last := &p.done[len(p.done)-1]
	switch {
	case last.sameCalls(&now) && (last.draft == now.draft || last.clean && now.clean):
		if last.at != now.at || last.draft != now.draft {
			p.rev++
		}
		last.at, last.draft, last.input = now.at, now.draft, now.input
	case last.sameCalls(&now) && now.input != "" && last.input == now.input:
		*last, p.undone = now, nil
		p.rev++
	default:
		p.done, p.undone = append(p.done, now), nil
		p.rev++
		for len(p.done) > 2 && (len(p.done) > pastMost || len(p.done)*len(now.calls) > pastCallsMost) {
			p.done = slices.Delete(p.done, 0, 1)
		}
	}
}

// restart forgets the earlier states, for another desk.
func (p *Past) restart() { p.pastStates = pastStates{} }

// canUndo and canRedo report whether a state can be restored.
func (p *Past) canUndo() bool { return len(p.done) > 1 }
func (p *Past) canRedo() bool { return len(p.undone) > 0 }

// Undo restores the state before the last change.
func (p *Past) Undo() {
	p.take()
	if n := len(p.done) - 1; n > 0 {
		p.restore(&p.done[n-1], func() {
			p.undone = append(p.undone, p.done[n])
			p.done = p.done[:n]
		})
	}
}

// Redo restores the state that Undo left.
func (p *Past) Redo() {
	p.take()
	if n := len(p.undone) - 1; n >= 0 {
		p.restore(&p.undone[n], func() {
			p.done = append(p.done, p.undone[n])
			p.undone = p.undone[:n]
		})
	}
}

// restore puts a state on the desk, after the states were moved.
func (p *Past) restore(s *deskState, move func()) {
	d := p.desk
	defer d.guard("undo a change")
	if s.session == d.sessionNr && len(s.calls) == d.session.Len() {
		p.show(s, nil, move)
		return
	}
	b, err := history.Build(s.machine, s.calls, s.at)
	if err != nil {
		d.fail(err)
		return
	}
	done, undone := len(p.done), len(p.undone)
	_ = d.build(b, deskJob{job: job{what: "undo a change", doing: "Replaying the history", stopped: "Stopped. Nothing was changed."}, from: d.asPlaced(), put: func(session *history.Session, _ []history.Kept, err error) error {
		if err == nil && (len(p.done) != done || len(p.undone) != undone) {
			err = errors.New("the form has changed in the meantime: try again")
		}
		if err != nil {
			d.fail(err)
			return err
		}
		p.show(s, session, move)
		return nil
	}}) // an error is a notice
}

// show shows a state whose calls a session has made; nil for the session on the desk.
func (p *Past) show(s *deskState, session *history.Session, move func()) {
	d := p.desk
	if session != nil {
		d.put(session)
		s.session = d.sessionNr
	}
	d.kept, d.origin = s.kept, s.origin
	d.notice = Notice{}
	d.goTo(s.at)
	if err := p.draft.restore(s.draft); err != nil {
		d.fail(err)
	}
	move()
	p.rev++
	d.remember()
}

// work returns the link of the last state that has calls; ok is false if none has.
func (p *Past) work() (l link.Link, ok bool) {
	for _, s := range slices.Backward(p.done) {
		if len(s.calls)+len(s.kept) > 0 {
			return link.Link{Machine: s.machine, Calls: s.calls, Kept: s.kept, At: s.at}, true
		}
	}
	return l, false
}
