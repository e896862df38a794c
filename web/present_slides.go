package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/lesson"

	"rsc.io/qr/coding"
)

// Present owns what a projector shows: the open lesson, or else the history, call by call.
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

// reset ends presenting without leaving the full screen.
func (s *Present) reset() { s.on, s.large, s.corner = false, false, corner{} }

// Toggle begins or ends presenting.
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

// End goes back to the desk, at the step that was shown.
func (s *Present) End() {
	if s.on {
		s.on, s.large = false, false
		s.host.FullScreen(false)
		s.changed()
	}
}

// presentKeys are what the keyboard and a clicker do while presenting. No other keys do anything.
var presentKeys = map[string]func(*Present){
	" ": (*Present).next, "ArrowRight": (*Present).next, "ArrowDown": (*Present).next, "PageDown": (*Present).next,
	"ArrowLeft": (*Present).back, "ArrowUp": (*Present).back, "PageUp": (*Present).back,
	"Home": func(s *Present) { s.GoToSlide(0) }, "End": func(s *Present) { s.GoToSlide(s.slides() - 1) },
	"f": (*Present).End, "Escape": (*Present).leaveLarge, "q": (*Present).toggleQR,
	"[": (*Present).back, "]": (*Present).next,
	",": func(s *Present) { s.desk.Prev() }, ".": func(s *Present) { s.desk.Next() },
}

// toggleQR shows the QR code as large as the screen, or in its corner.
func (s *Present) toggleQR() {
	s.large = !s.large
	s.changed()
}

// leaveLarge puts the QR code back into its corner, or ends presenting.
func (s *Present) leaveLarge() {
	if s.large {
		s.toggleQR()
		return
	}
	s.End()
}

// slides counts the slides: the markers of the lesson, or the boot and every call.
func (s *Present) slides() int {
	if l := s.lesson.open; l != nil {
		return len(l.Markers)
	}
	return s.desk.session.Len() + 1
}

// slide is the index of the one that is shown.
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

// next shows the answer that is still hidden, or goes on.
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

// slideWords are the words of a slide.
type slideWords struct {
	title, where, first, rest, ask, answer string
	hidden                                 bool // the answer is not shown yet
}

// slideWords are those of the slide that is shown.
func (s *Present) slideWords() slideWords {
	on := " · " + seriesName(s.desk.machine())
	if m := s.lesson.Marker(); m != nil {
		w := slideWords{title: s.lesson.open.Title, where: fmt.Sprintf("%d of %d", s.lesson.at+1, len(s.lesson.open.Markers)) + on, ask: m.Ask, hidden: s.lesson.asks()}
		w.first, w.rest = headline(m.Text)
		if w.first == "" {
			w.first, w.ask = m.Ask, ""
		}
		if !w.hidden {
			w.answer = m.Answer
		}
		return w
	}
	w := slideWords{title: "The machine boots", where: fmt.Sprintf("%d of %d", s.desk.at.Call, s.desk.session.Len()) + on}
	if t := s.desk.trace(); t != nil {
		w.title = callName(t.Call) + callArgs(t.Call)
		if !s.cases.hides(s.desk.at.Call) {
			w.title += "  " + answer(t.Ret)
		}
	}
	_, says := tell(s.desk, s.cases)
	if c := s.cases.here(); c != nil && s.desk.at.Call == c.Link.At.Call {
		says, w.ask, w.hidden = c.Asks, "What does the kernel return?", !s.cases.shown
		if s.cases.shown {
			w.answer = c.Why
		}
	} else if t := s.desk.trace(); t != nil && s.desk.at.Event == s.desk.session.Events(s.desk.at.Call) {
		says = t.Sentence()
	}
	w.first, w.rest = headline(says)
	return w
}

// slideShow is what a slide shows beside its words.
func (s *Present) slideShow() lesson.Show {
	if m := s.lesson.Marker(); m != nil {
		return m.Show
	}
	if t := s.desk.trace(); t != nil && !s.cases.hides(s.desk.at.Call) && t.Ret < 0 && t.Call.Op == core.OpBpf {
		return lesson.ShowChecks
	}
	return lesson.ShowKernel
}

// seriesName is the release in short: "Linux 6.12".
func seriesName(m core.Machine) string {
	if m.Release == 0 {
		return kernelName(m)
	}
	return "Linux " + core.EvidenceOf(m.Release).Name
}

// corner is the link of the slide as a QR code.
type corner struct {
	link string
	code *coding.Code
	fits bool
}

// derive makes the QR code of what is shown.
func (s *Present) derive() {
	if !s.on {
		return
	}
	if text := s.desk.ShareLink(); text != s.corner.link {
		s.corner.link = text
		s.corner.code, s.corner.fits = qrCode(text)
	}
}
