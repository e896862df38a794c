package web

import (
	"strings"

	"bpfplay/core/lesson"
)

// Lesson owns the lesson that is open, and where it is.
type Lesson struct {
	*Screen
	desk     *Desk
	inside   *Inside
	cases    *Case
	open     *lesson.Lesson // nil: none
	at       int            // the index of the marker that is shown
	answered map[int]bool   // the markers whose answers were shown
}

// reset closes the lesson.
func (s *Lesson) reset() { s.open, s.at, s.answered = nil, 0, nil }

// Begin puts a lesson on the desk, at its first marker.
func (s *Lesson) Begin(l *lesson.Lesson) {
	s.desk.keepForUndo()
	s.inside.reset()
	s.cases.reset()
	s.open, s.at, s.answered = l, 0, map[int]bool{}
	s.panel = NoPanel
	s.GoToMarker(0)
}

// End closes the lesson; its history stays.
func (s *Lesson) End() {
	s.reset()
	s.changed()
}

// Marker returns the place at which the lesson is; nil if no lesson is open.
func (s *Lesson) Marker() *lesson.Marker {
	if s.open == nil {
		return nil
	}
	return &s.open.Markers[s.at]
}

// GoToMarker shows marker i, counted from 0, or the nearest one, on its own kernel.
func (s *Lesson) GoToMarker(i int) {
	defer s.guard("go on with the lesson")
	l := s.open
	i = max(0, min(i, len(l.Markers)-1))
	m := &l.Markers[i]
	session, err := m.Session(l)
	if err != nil {
		s.fail(err)
		return
	}
	if i != 0 {
		s.notice = Notice{}
	}
	if s.desk.session.Len() != len(l.Link.Calls) {
		s.desk.keepForUndo() // the user tried another call
	}
	s.at = i
	s.desk.put(session)
	s.desk.goTo(m.Step)
	s.desk.follow.form(session.Machine())
	s.desk.editShown()
	s.inside.nr = 0
	if m.Map != 0 {
		s.inside.OpenMap(m.Map)
	}
	s.tab = showTabs[m.Show]
	s.desk.remember()
	s.changed()
}

// showTabs are the columns that a marker points at.
var showTabs = map[lesson.Show]Tab{
	lesson.ShowKernel: KernelTab, lesson.ShowInside: KernelTab,
	lesson.ShowChecks: HistoryTab, lesson.ShowReleases: HistoryTab, lesson.ShowBytes: HistoryTab,
}

// asks reports whether the marker has a question whose answer is still hidden.
func (s *Lesson) asks() bool {
	m := s.Marker()
	return m != nil && m.Ask != "" && !s.answered[s.at]
}

// Reveal shows the answer to the marker's question.
func (s *Lesson) Reveal() {
	s.answered[s.at] = true
	s.changed()
}

// Next shows the answer that is still hidden, or goes to the next marker.
func (s *Lesson) Next() {
	switch {
	case s.asks():
		s.Reveal()
	case s.at+1 < len(s.open.Markers):
		s.GoToMarker(s.at + 1)
	}
}

// Prev goes to the marker before.
func (s *Lesson) Prev() { s.GoToMarker(s.at - 1) }

// looksAt is the class of a desk whose lesson points at a part of it.
func (s *Lesson) looksAt() string {
	if m := s.Marker(); m != nil {
		return "looks-" + string(m.Show)
	}
	return ""
}

// headlineLeast is the minimum length of a headline, in bytes, so that a single word does not become one.
const headlineLeast = 20

// headline splits a marker's text into its first sentence and the rest.
func headline(text string) (first, rest string) {
	for at := 0; ; {
		end := strings.IndexAny(text[at:], ".?!\n")
		if end < 0 {
			return text, ""
		}
		at += end + 1
		if at >= len(text) {
			return text, ""
		}
		if at >= headlineLeast && (text[at] == ' ' || text[at] == '\n') {
			return strings.TrimSpace(text[:at]), strings.TrimSpace(text[at:])
		}
	}
}
