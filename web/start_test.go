package web

import "testing"

// TestBackReturnsToTheStart opens a lesson from the list of the first minute, presents it, and goes back and forward.
func TestBackReturnsToTheStart(t *testing.T) {
	for name, leave := range map[string]func(*Store){
		"the lesson":     func(*Store) {},
		"a presentation": func(s *Store) { s.present.Toggle() },
		"a handout":      func(s *Store) { s.handout.Open() },
	} {
		b := newBrowser()
		s := NewStore(b)
		s.do(s.start.begin)
		s.do(s.begin)
		b.elapse(s)
		s.do(func() { s.start.enter("lesson") })
		b.elapse(s)
		s.do(func() { s.shelf.beginLesson(3) })
		b.elapse(s)
		s.do(func() { leave(s) })
		b.elapse(s)
		b.travel(s, -1)
		if s.lesson.open != nil || !s.start.on() || s.present.on || s.handout.on || s.panel != ExamplesPanel {
			t.Errorf("Back from %s: the lesson is open: %v, the start: %v, presenting: %v, on paper: %v, the panel is %q",
				name, s.lesson.open != nil, s.start.on(), s.present.on, s.handout.on, s.panel)
		}
		if len(s.desks.list) != 0 || s.notice.Text != "" {
			t.Errorf("Back from %s keeps %d desks and says %q", name, len(s.desks.list), s.notice.Text)
		}
		b.travel(s, 1)
		if l := s.lesson.open; l == nil || l.Name != course().Lessons[3].Name || s.panel != NoPanel {
			t.Errorf("Forward to %s opens %v, the panel is %q", name, l, s.panel)
		}
	}
}
