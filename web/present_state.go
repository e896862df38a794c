package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/lesson"
)

// presentState is what a projector shows: the lesson that is given, or else the history, call by call.
type presentState struct {
	on    bool
	large bool // the QR code fills the screen
}

// Present begins to present, or ends it.
func (s *Store) Present() {
	if s.present.on {
		s.EndPresent()
		return
	}
	s.present = presentState{on: true}
	s.open, s.playing, s.notice = NoPanel, false, Notice{}
	s.host.FullScreen(true)
	s.changed()
}

// EndPresent goes back to the desk, at the step that was shown.
func (s *Store) EndPresent() {
	if s.present.on {
		s.present = presentState{}
		s.host.FullScreen(false)
		s.changed()
	}
}

// presentKeys are what the keyboard and a clicker do while one presents, and no other keys do anything.
var presentKeys = map[string]func(*Store){
	" ": (*Store).slideOn, "ArrowRight": (*Store).slideOn, "ArrowDown": (*Store).slideOn, "PageDown": (*Store).slideOn,
	"ArrowLeft": (*Store).slideBack, "ArrowUp": (*Store).slideBack, "PageUp": (*Store).slideBack,
	"Home": func(s *Store) { s.GoToSlide(0) }, "End": func(s *Store) { s.GoToSlide(s.slides() - 1) },
	"f": (*Store).EndPresent, "Escape": (*Store).leaveLarge, "q": (*Store).toggleQR,
	"[": (*Store).slideBack, "]": (*Store).slideOn, ",": (*Store).Prev, ".": (*Store).Next,
}

// toggleQR shows the QR code as large as the screen, or in its corner.
func (s *Store) toggleQR() {
	s.present.large = !s.present.large
	s.changed()
}

// leaveLarge puts the QR code back into its corner, or ends presenting.
func (s *Store) leaveLarge() {
	if s.present.large {
		s.toggleQR()
		return
	}
	s.EndPresent()
}

// slides is how many there are: the markers of the lesson, or the boot and every call.
func (s *Store) slides() int {
	if l := s.lesson.open; l != nil {
		return len(l.Markers)
	}
	return s.session.Len() + 1
}

// slide is the place of the one that is shown, counted from 0.
func (s *Store) slide() int {
	if s.lesson.open != nil {
		return s.lesson.at
	}
	return s.at.Call
}

// GoToSlide shows slide i. One that there is not becomes the nearest.
func (s *Store) GoToSlide(i int) {
	if s.lesson.open != nil {
		s.GoToMarker(i)
		return
	}
	s.goTo(core.Step{Call: i, Event: -1})
}

// slideOn shows the answer that is still hidden, or goes on.
func (s *Store) slideOn() {
	switch {
	case s.present.large:
		s.toggleQR()
	case s.lesson.open != nil:
		s.LessonNext()
	case s.hides(s.at.Call):
		s.ShowAnswer()
	default:
		s.NextCall()
	}
}

func (s *Store) slideBack() {
	switch {
	case s.present.large:
		s.toggleQR()
	case s.lesson.open != nil:
		s.LessonPrev()
	default:
		s.PrevCall()
	}
}

// slideWords are what a slide says.
type slideWords struct {
	title, where, first, rest, ask, answer string
	hidden                                 bool // the answer is there, and not shown yet
}

// slideWords are those of the slide that is shown.
func (s *Store) slideWords() slideWords {
	on := " · " + seriesName(s.session.Machine())
	if m := s.Marker(); m != nil {
		w := slideWords{title: s.lesson.open.Title, where: fmt.Sprintf("%d of %d", s.lesson.at+1, len(s.lesson.open.Markers)) + on, ask: m.Ask, hidden: s.asks()}
		w.first, w.rest = headline(m.Text)
		if w.first == "" {
			w.first, w.ask = m.Ask, ""
		}
		if !w.hidden {
			w.answer = m.Answer
		}
		return w
	}
	w := slideWords{title: "The machine boots", where: fmt.Sprintf("%d of %d", s.at.Call, s.session.Len()) + on}
	if t := s.Trace(); t != nil {
		w.title = callName(t.Call) + callArgs(t.Call)
		if !s.hides(s.at.Call) {
			w.title += "  " + answer(t.Ret)
		}
	}
	_, says := s.tell()
	if c := s.caseHere(); c != nil && s.at.Call == c.Link.At.Call {
		says, w.ask, w.hidden = c.Asks, "What does the kernel answer?", !s.cases.shown
		if s.cases.shown {
			w.answer = c.Why
		}
	} else if t := s.Trace(); t != nil && s.at.Event == s.session.Events(s.at.Call) {
		says = t.Sentence()
	}
	w.first, w.rest = headline(says)
	return w
}

// slideShow is what a slide shows beside its words, and of which map.
func (s *Store) slideShow() lesson.Show {
	if m := s.Marker(); m != nil {
		return m.Show
	}
	if t := s.Trace(); t != nil && !s.hides(s.at.Call) && t.Ret < 0 && t.Call.Op == core.OpBpf {
		return lesson.ShowChecks
	}
	return lesson.ShowKernel
}

// seriesName is the release as one says it: "Linux 6.12".
func seriesName(m core.Machine) string {
	if m.Release == 0 {
		return kernelName(m)
	}
	return "Linux " + core.EvidenceOf(m.Release).Name
}
