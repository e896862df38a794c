package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/lesson"
	"bpfplay/core/link"
	"bpfplay/core/table"
)

// Lesson owns the open lesson and its position.
type Lesson struct {
	*Screen
	desk     *Desk
	course   *Course
	inside   *Inside
	cases    *Case
	open     *lesson.Lesson // nil: none
	at       int            // the index of the shown marker
	answered map[int]bool   // the markers with revealed answers
	packed   string         // the text of a lesson that is not of the course, for links
	placed   placed         // the history that the marker has put on the desk
}

// reset closes the lesson.
func (s *Lesson) reset() { s.open, s.at, s.answered, s.packed, s.placed = nil, 0, nil, "", placed{} }

// start makes a lesson the open one at marker i.
func (s *Lesson) start(l *lesson.Lesson, i int) {
	s.open, s.at, s.answered, s.packed = l, i, map[int]bool{}, ""
	if l.Name == "" {
		s.packed = link.PackText(l.Source)
	}
}

// Begin opens a lesson at its first marker.
func (s *Lesson) Begin(l *lesson.Lesson) { s.begin(l, 0) }

// begin opens a lesson at marker i.
func (s *Lesson) begin(l *lesson.Lesson, i int) {
	s.desk.work.stop()
	s.desk.keepForUndo()
	s.desk.follow.open()
	s.inside.reset()
	s.cases.reset()
	s.start(l, i)
	s.panel = NoPanel
	s.GoToMarker(i)
}

// End closes the lesson and keeps its history.
func (s *Lesson) End() {
	s.reset()
	s.changed()
}

// Marker returns the shown marker; nil if no lesson is open.
func (s *Lesson) Marker() *lesson.Marker {
	if s.open == nil {
		return nil
	}
	return &s.open.Markers[s.at]
}

// GoToMarker shows marker i, counted from 0, or the nearest one, on its own kernel.
func (s *Lesson) GoToMarker(i int) {
	defer s.guard("continue the lesson")
	l := s.open
	i = max(0, min(i, len(l.Markers)-1))
	m := &l.Markers[i]
	session, err := m.Session(l)
	if err != nil {
		s.fail(err)
		return
	}
	if i != s.at {
		s.notice = Notice{}
	}
	s.desk.follow.aside()
	s.at = i
	s.desk.put(session)
	s.placed = s.desk.asPlaced()
	s.desk.goTo(m.Step)
	s.desk.follow.form(session.Machine())
	s.desk.editShown()
	s.inside.nr = 0
	if m.Map != 0 {
		s.inside.OpenMap(m.Map)
	}
	s.tab = showTabs.Of(m.Show)
	s.desk.remember()
	s.changed()
}

// showTabs maps the stage of a marker to a column.
var showTabs = table.Listed[lesson.Show, Tab]{
	{lesson.ShowKernel, KernelTab}, {lesson.ShowInside, KernelTab},
	{lesson.ShowChecks, HistoryTab}, {lesson.ShowReleases, HistoryTab}, {lesson.ShowBytes, HistoryTab},
}

// asks reports whether the marker has a hidden answer.
func (s *Lesson) asks() bool {
	m := s.Marker()
	return m != nil && m.Ask != "" && !s.answered[s.at]
}

// Reveal shows the answer of the marker.
func (s *Lesson) Reveal() {
	s.answered[s.at] = true
	s.changed()
}

// Next shows a hidden answer, or else the next marker.
func (s *Lesson) Next() {
	switch {
	case s.asks():
		s.Reveal()
	case s.at+1 < len(s.open.Markers):
		s.GoToMarker(s.at + 1)
	}
}

// Prev shows the previous marker.
func (s *Lesson) Prev() { s.GoToMarker(s.at - 1) }

// spotlight returns the CSS class that highlights the part shown by the marker.
func (s *Lesson) spotlight() string {
	if m := s.Marker(); m != nil {
		return "looks-" + string(m.Show)
	}
	return ""
}

// value returns the lesson and its step for a link: NAME.STEP, or the text of one's own lesson in place of the name.
func (s *Lesson) value(own bool) string {
	if s.open == nil {
		return ""
	}
	return s.name() + "." + strconv.Itoa(s.at+1) + shownSuffix(own && s.answered[s.at])
}

// name returns the name of the open lesson in links, or its packed text.
func (s *Lesson) name() string {
	if s.open.Name == "" {
		return s.packed
	}
	return s.open.Name
}

// arrive opens a lesson from a link. The history that it belongs to stays if the link has brought one.
func (s *Lesson) arrive(value string) error {
	value, shown := cutShown(value)
	name, step, _ := strings.Cut(value, ".")
	at, err := strconv.Atoi(step)
	if step == "" {
		at, err = 1, nil
	}
	if err != nil {
		return fmt.Errorf("invalid step %q of the lesson: want a number", step)
	}
	l, err := s.course.lessonNamed(name)
	if err != nil {
		return err
	}
	at = max(0, min(at, len(l.Markers))-1)
	if s.desk.brought {
		s.start(l, at)
		s.changed()
	} else {
		s.begin(l, at)
	}
	if shown {
		s.answered[at] = true
	}
	return nil
}

// unchanged reports whether the history and the step follow from the lesson.
func (s *Lesson) unchanged() bool {
	m := s.Marker()
	return m != nil && s.desk.isAt(s.placed, m.Step)
}

// altered reports whether the history is no longer that of the marker. After Undo, it is again.
func (s *Lesson) altered() bool {
	if s.open == nil || s.placed == s.desk.asPlaced() {
		return false
	}
	of, now := s.placed.session, s.desk.session
	return of == nil || len(s.desk.kept) > 0 || of.Len() != now.Len() ||
		link.Link{Machine: of.Machine(), Calls: of.Calls()}.Readable() != link.Link{Machine: now.Machine(), Calls: now.Calls()}.Readable()
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
