package web

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/lesson"
)

// lessonState is the lesson that is being given, and where it is.
type lessonState struct {
	open     *lesson.Lesson // nil: none
	at       int            // the place of the marker that is shown
	answered map[int]bool   // the markers whose answers were shown
}

// OpenLesson reads a lesson that somebody wrote, and begins it. The error says in which line it cannot be read.
func (s *Store) OpenLesson(text string) error {
	l, err := lesson.Parse(text)
	if err != nil {
		s.fail(err)
		return err
	}
	s.BeginLesson(l)
	return nil
}

// BeginLesson puts a lesson on the desk, at its first marker.
func (s *Store) BeginLesson(l *lesson.Lesson) {
	s.keepForUndo()
	s.inside, s.cases = newInsideState(), caseState{}
	s.lesson = lessonState{open: l, answered: map[int]bool{}}
	s.open = NoPanel
	s.GoToMarker(0)
}

// EndLesson puts the lesson away; its history stays.
func (s *Store) EndLesson() {
	s.lesson = lessonState{}
	s.changed()
}

// Marker is the place at which the lesson is; nil where no lesson is given.
func (s *Store) Marker() *lesson.Marker {
	if s.lesson.open == nil {
		return nil
	}
	return &s.lesson.open.Markers[s.lesson.at]
}

// GoToMarker shows the place of marker i, counted from 0, on its own kernel. One that there is not becomes the nearest.
func (s *Store) GoToMarker(i int) {
	defer s.guard("go on with the lesson")
	l := s.lesson.open
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
	if s.session.Len() != len(l.Link.Calls) {
		s.keepForUndo() // somebody tried a call beside the lesson
	}
	s.lesson.at = i
	s.show(session)
	s.goTo(m.Step)
	s.draft = newDraft()
	s.draft.reach(session.Machine().Release)
	if t := s.Trace(); t != nil && t.Call.Op == core.OpBpf {
		s.Edit(t.Call)
	}
	s.inside.nr = 0
	if m.Map != 0 {
		s.OpenMap(m.Map)
	}
	s.tab = showTabs[m.Show]
	s.remember()
	s.changed()
}

// showTabs are the columns in which a marker's sight lies.
var showTabs = map[lesson.Show]Tab{
	lesson.ShowKernel: KernelTab, lesson.ShowInside: KernelTab,
	lesson.ShowChecks: HistoryTab, lesson.ShowReleases: HistoryTab, lesson.ShowBytes: HistoryTab,
}

// asks says whether the marker has a question whose answer is still hidden.
func (s *Store) asks() bool {
	m := s.Marker()
	return m != nil && m.Ask != "" && !s.lesson.answered[s.lesson.at]
}

// Reveal shows the answer to the marker's question.
func (s *Store) Reveal() {
	s.lesson.answered[s.lesson.at] = true
	s.changed()
}

// LessonNext shows the answer that is still hidden, or goes to the next marker.
func (s *Store) LessonNext() {
	switch {
	case s.asks():
		s.Reveal()
	case s.lesson.at+1 < len(s.lesson.open.Markers):
		s.GoToMarker(s.lesson.at + 1)
	}
}

// LessonPrev goes to the marker before.
func (s *Store) LessonPrev() { s.GoToMarker(s.lesson.at - 1) }

// looksAt is the class of a desk whose lesson points at a part of it.
func (s *Store) looksAt() string {
	if m := s.Marker(); m != nil {
		return "looks-" + string(m.Show)
	}
	return ""
}

// headlineLeast is how long, in bytes, a headline is at least, so that no lone word becomes one.
const headlineLeast = 20

// headline parts a marker's text into its first sentence and what comes behind.
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
