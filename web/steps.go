package web

import (
	"bpfplay/core/history"
)

// The steps of a history are boot, then every event of every call.

// weight returns the number of steps of call n: one for each event, and one for a call without events.
func (d *Desk) weight(n int) int { return max(1, d.session.Events(n)) }

// position returns the index of the shown step among all steps, and the last index. Boot is 0.
func (d *Desk) position() (at, last int) {
	for n := 1; n <= d.session.Len(); n++ {
		if n == d.at.Call {
			at = last + d.at.Event
			if d.session.Events(n) == 0 {
				at = last + 1
			}
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
			return history.Step{Call: n, Event: min(place, d.session.Events(n))}
		}
		place -= d.weight(n)
	}
	return d.last()
}

// GoToPlace shows the step at an index among all steps.
func (d *Desk) GoToPlace(place int) { d.goTo(d.stepAt(place)) }

// Next goes one event forward.
func (d *Desk) Next() {
	at, _ := d.position()
	d.GoToPlace(at + 1)
}

// Prev goes one event back.
func (d *Desk) Prev() {
	at, _ := d.position()
	d.GoToPlace(at - 1)
}

// NextCall goes to the end of this call or, from there, to the end of the next call.
func (d *Desk) NextCall() {
	if d.at.Call > 0 && d.at.Event < d.session.Events(d.at.Call) {
		d.goTo(history.Step{Call: d.at.Call, Event: -1})
		return
	}
	d.goTo(history.Step{Call: d.at.Call + 1, Event: -1})
}

// PrevCall goes to the end of the previous call.
func (d *Desk) PrevCall() { d.goTo(history.Step{Call: d.at.Call - 1, Event: -1}) }

// First goes to boot.
func (d *Desk) First() { d.goTo(history.Step{}) }

// Last goes to the end of the history.
func (d *Desk) Last() { d.goTo(d.last()) }

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
func (d *Desk) goToEvent(n int) { d.goTo(history.Step{Call: d.at.Call, Event: n}) }

// goToCall shows the end of a call.
func (d *Desk) goToCall(n int) { d.goTo(history.Step{Call: n, Event: -1}) }
