package web

import (
	"bpfplay/core/history"
)

// The steps of a history are boot, then every event of every call. Between the events around a run, its instructions are
// the steps, and the events of its helper functions are not.

// weight returns the number of steps of call n: a call without events has one.
func (d *Desk) weight(n int) int {
	events, r := d.session.Events(n), d.session.RunOf(n)
	if r.Insns == 0 {
		return max(1, events)
	}
	return r.Begun + r.Insns + events - r.Ended + 1
}

// placeIn returns the index of the shown step among those of its call, from 1.
func (d *Desk) placeIn() int {
	r := d.session.RunOf(d.at.Call)
	switch {
	case d.session.Events(d.at.Call) == 0:
		return 1
	case r.Insns == 0 || d.at.Event < r.Begun:
		return d.at.Event
	case d.at.Event < r.Ended:
		return r.Begun + d.at.Insn
	}
	return r.Begun + r.Insns + d.at.Event - r.Ended + 1
}

// stepIn returns the step at an index among those of call n.
func (d *Desk) stepIn(n, place int) history.Step {
	r := d.session.RunOf(n)
	switch {
	case r.Insns == 0 || place <= r.Begun:
		return history.Step{Call: n, Event: min(place, d.session.Events(n))}
	case place <= r.Begun+r.Insns:
		return history.Step{Call: n, Event: r.Begun, Insn: place - r.Begun}
	}
	return history.Step{Call: n, Event: place - r.Begun - r.Insns + r.Ended - 1}
}

// position returns the index of the shown step among all steps, and the last index. Boot is 0.
func (d *Desk) position() (at, last int) {
	for n := 1; n <= d.session.Len(); n++ {
		if n == d.at.Call {
			at = last + d.placeIn()
		}
		last += d.weight(n)
	}
	return at, last
}

// stepAt returns the step at an index among all steps.
func (d *Desk) stepAt(place int) history.Step {
	if place <= 0 {
		return history.Step{}
	}
	for n := 1; n <= d.session.Len(); n++ {
		if place <= d.weight(n) {
			return d.stepIn(n, place)
		}
		place -= d.weight(n)
	}
	return d.last()
}

// goToInsn shows the run of the shown call after n instructions.
func (d *Desk) goToInsn(n int) {
	d.visit(history.Step{Call: d.at.Call, Event: d.session.RunOf(d.at.Call).Begun, Insn: n})
}

// GoToPlace shows the step at an index among all steps.
func (d *Desk) GoToPlace(place int) { d.visit(d.stepAt(place)) }

// Next goes one step forward.
func (d *Desk) Next() {
	at, _ := d.position()
	d.GoToPlace(at + 1)
}

// Prev goes one step back.
func (d *Desk) Prev() {
	at, _ := d.position()
	d.GoToPlace(at - 1)
}

// NextCall goes to the end of this call or, from there, to the end of the next call.
func (d *Desk) NextCall() {
	if d.at.Call > 0 && d.at.Event < d.session.Events(d.at.Call) {
		d.visit(history.Step{Call: d.at.Call, Event: -1})
		return
	}
	d.visit(history.Step{Call: d.at.Call + 1, Event: -1})
}

// PrevCall goes to the end of the previous call.
func (d *Desk) PrevCall() { d.visit(history.Step{Call: d.at.Call - 1, Event: -1}) }

// First goes to boot.
func (d *Desk) First() { d.visit(history.Step{}) }

// Last goes to the end of the history.
func (d *Desk) Last() { d.visit(d.last()) }

// AtEnd reports whether the shown step is the last.
func (d *Desk) AtEnd() bool { return d.at == d.last() }

// last returns the step after the last call.
func (d *Desk) last() history.Step {
	n := d.session.Len()
	if n == 0 {
		return history.Step{}
	}
	return history.Step{Call: n, Event: d.session.Events(n)}
}

// goToEvent shows an event of the shown call.
func (d *Desk) goToEvent(n int) { d.visit(history.Step{Call: d.at.Call, Event: n}) }

// goToCall shows the end of a call.
func (d *Desk) goToCall(n int) { d.visit(history.Step{Call: n, Event: -1}) }

// visit shows a step that the user chose.
func (d *Desk) visit(at history.Step) {
	d.goTo(at)
	d.follow.visit()
	d.remember()
}
