package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/lesson"
	"bpfplay/core/table"

	"rsc.io/qr/coding"
)

// Present owns the presentation: the open lesson or, without one, the history call by call.
type Present struct {
	*Screen
	desk   *Desk
	cases  *Case
	lesson *Lesson
	player *Player
	on     bool
	large  bool // the QR code fills the screen
	corner corner
}

// reset ends the presentation but stays in full screen.
func (s *Present) reset() { s.on, s.large, s.corner = false, false, corner{} }

// Toggle starts or ends the presentation.
func (s *Present) Toggle() {
	if s.on {
		s.End()
		return
	}
	s.on, s.large = true, false
	s.panel, s.notice = NoPanel, Notice{}
	s.player.stop()
	s.host.FullScreen(true)
	s.changed()
}

// End returns to the page at the shown step.
func (s *Present) End() {
	if s.on {
		s.on, s.large = false, false
		s.host.FullScreen(false)
		s.changed()
	}
}

// presentKeys lists all keys of the keyboard or a clicker while presenting.
var presentKeys = table.Listed[string, func(*Present)]{
	{" ", (*Present).next}, {"ArrowRight", (*Present).next}, {"ArrowDown", (*Present).next}, {"PageDown", (*Present).next},
	{"ArrowLeft", (*Present).back}, {"ArrowUp", (*Present).back}, {"PageUp", (*Present).back},
	{"Home", func(s *Present) { s.GoToSlide(0) }}, {"End", func(s *Present) { s.GoToSlide(s.slides() - 1) }},
	{"f", (*Present).End}, {"Escape", (*Present).leaveLarge}, {"q", (*Present).toggleQR},
	{"[", (*Present).back}, {"]", (*Present).next},
	{",", func(s *Present) { s.desk.Prev() }}, {".", func(s *Present) { s.desk.Next() }},
}

// toggleQR enlarges the QR code, or moves it back into its corner.
func (s *Present) toggleQR() {
	s.large = !s.large
	s.changed()
}

// leaveLarge moves the QR code back into its corner, or ends the presentation.
func (s *Present) leaveLarge() {
	if s.large {
		s.toggleQR()
		return
	}
	s.End()
}

// slides returns the number of slides: the markers of the lesson, or boot and every call.
func (s *Present) slides() int {
	if l := s.lesson.open; l != nil {
		return len(l.Markers)
	}
	return s.desk.session.Len() + 1
}

// slide returns the index of the shown slide.
func (s *Present) slide() int {
	if s.lesson.open != nil {
		return s.lesson.at
	}
	return s.desk.at.Call
}

// GoToSlide shows slide i, or the nearest one.
func (s *Present) GoToSlide(i int) {
	if s.lesson.open != nil {
		s.lesson.GoToMarker(i)
		return
	}
	s.desk.goToCall(i)
}

// next shows a hidden answer, or else the next slide.
func (s *Present) next() {
	switch {
	case s.large:
		s.toggleQR()
	case s.lesson.open != nil:
		s.lesson.Next()
	case s.cases.hides(s.desk.at.Call):
		s.cases.ShowAnswer()
	default:
		s.desk.NextCall()
	}
}

func (s *Present) back() {
	switch {
	case s.large:
		s.toggleQR()
	case s.lesson.open != nil:
		s.lesson.Prev()
	default:
		s.desk.PrevCall()
	}
}

// slideWords holds the words of a slide.
type slideWords struct {
	title, where, first, rest, ask, answer string
	hidden                                 bool // the answer is not shown yet
}

// slideWords returns the words of the shown slide.
func (s *Present) slideWords() slideWords {
	on := " · " + seriesName(s.desk.machine())
	if m := s.lesson.Marker(); m != nil {
		w := slideWords{title: s.lesson.open.Title, where: fmt.Sprintf("%d of %d", s.lesson.at+1, len(s.lesson.open.Markers)) + on, ask: m.Ask, hidden: s.lesson.asks()}
		w.lead(m.Text)
		if !w.hidden {
			w.answer = m.Answer
		}
		if s.lesson.altered() {
			w.where += " · another history"
		}
		return w
	}
	w := slideWords{title: "The machine boots", where: fmt.Sprintf("%d of %d", s.desk.at.Call, s.desk.session.Len()) + on}
	if t := s.desk.trace(); t != nil {
		w.title = callName(t.Call) + callArgs(t.Call)
		if !s.cases.hides(s.desk.at.Call) {
			w.title += "  " + shortResult(t.Result)
		}
	}
	_, sentence := tell(s.desk, s.cases)
	if c := s.cases.here(); c != nil && s.desk.at.Call == c.Link.At.Call {
		sentence, w.ask, w.hidden = c.Asks, "What does the kernel return?", !s.cases.shown
		if s.cases.shown {
			w.answer = c.Why
		}
	} else if t := s.desk.trace(); t != nil && s.desk.at.Event == s.desk.session.Events(s.desk.at.Call) {
		sentence = t.Sentence()
	}
	w.lead(sentence)
	return w
}

// lead puts a text on the slide, or else the question.
func (w *slideWords) lead(text string) {
	if w.first, w.rest = headline(text); w.first == "" {
		w.first, w.ask = w.ask, ""
	}
}

// slideShow returns the kind of stage of the shown slide.
func (s *Present) slideShow() lesson.Show {
	if m := s.lesson.Marker(); m != nil {
		return m.Show
	}
	if t := s.desk.trace(); t != nil && !s.cases.hides(s.desk.at.Call) && t.Result < 0 && t.Call.Op == core.OpBpf {
		return lesson.ShowChecks
	}
	return lesson.ShowKernel
}

// seriesName returns the release in short, such as "Linux 6.12".
func seriesName(m core.Machine) string {
	if m.Release == 0 {
		return kernelName(m)
	}
	return "Linux " + core.EvidenceOf(m.Release).Name
}

// corner is the link of the slide as a QR code.
type corner struct {
	link madeLink
	code *coding.Code
	fits bool
}

// derive computes the QR code of the shown step.
func (s *Present) derive() {
	if !s.on {
		return
	}
	if s.corner.link.follow(s.desk, false) {
		s.corner.code, s.corner.fits = qrCode(s.host.Address() + "#" + s.corner.link.text)
	}
}
