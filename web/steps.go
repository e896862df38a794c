package web

import "bpfplay/core"

// Steps through the history: the boot, then every event of every call, one behind the other.

// weight is how many steps call n takes: one for each event, and one for a call in which nothing happened.
func (s *Store) weight(n int) int { return max(1, s.session.Events(n)) }

// position is the place of the shown step among all steps, the boot being 0, and the last place.
func (s *Store) position() (at, last int) {
	for n := 1; n <= s.session.Len(); n++ {
		if n == s.at.Call {
			at = last + s.at.Event
			if s.session.Events(n) == 0 {
				at = last + 1
			}
		}
		last += s.weight(n)
	}
	return at, last
}

// stepAt is the step at a place among all steps.
func (s *Store) stepAt(place int) core.Step {
	if place <= 0 {
		return core.Step{}
	}
	for n := 1; n <= s.session.Len(); n++ {
		if place <= s.weight(n) {
			return core.Step{Call: n, Event: min(place, s.session.Events(n))}
		}
		place -= s.weight(n)
	}
	return s.last()
}

// GoToPlace shows the step at a place among all steps.
func (s *Store) GoToPlace(place int) { s.goTo(s.stepAt(place)) }

// Next goes one event forward.
func (s *Store) Next() {
	at, _ := s.position()
	s.GoToPlace(at + 1)
}

// Prev goes one event back.
func (s *Store) Prev() {
	at, _ := s.position()
	s.GoToPlace(at - 1)
}

// NextCall goes to the end of this call, or from there to the end of the next.
func (s *Store) NextCall() {
	if s.at.Call > 0 && s.at.Event < s.session.Events(s.at.Call) {
		s.goTo(core.Step{Call: s.at.Call, Event: -1})
		return
	}
	s.goTo(core.Step{Call: s.at.Call + 1, Event: -1})
}

// PrevCall goes to the end of the call before.
func (s *Store) PrevCall() { s.goTo(core.Step{Call: s.at.Call - 1, Event: -1}) }

// First goes to the boot.
func (s *Store) First() { s.goTo(core.Step{}) }

// Last goes to the end of the history.
func (s *Store) Last() { s.goTo(s.last()) }

// AtEnd says whether the shown step is the last.
func (s *Store) AtEnd() bool { return s.at == s.last() }
