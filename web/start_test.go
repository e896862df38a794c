package web

import (
	"strings"
	"testing"
)

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

// TestTheFirstFormAddsACall goes through the door to the form, and runs it: the example's calls stay.
func TestTheFirstFormAddsACall(t *testing.T) {
	s := NewStore(nil)
	s.do(s.start.begin)
	s.do(func() { s.start.enter("fill") })
	if drawn := drawnPage(s); !strings.Contains(drawn, "Run ") || !strings.Contains(drawn, "BPF_MAP_TYPE_HASH") {
		t.Error("the form has no button that runs a new call")
	}
	s.do(s.draft.Run)
	if n := s.desk.session.Len(); n != exampleCalls+1 || s.desk.at.Call != n {
		t.Errorf("the history has %d calls and shows call %d, want %d", n, s.desk.at.Call, exampleCalls+1)
	}
}
