package web

import (
	"strings"
	"testing"
)

// TestCtrlEnterPressesTheButtonInSight presses Ctrl Enter while the form is covered, and while it is in sight.
func TestCtrlEnterPressesTheButtonInSight(t *testing.T) {
	ctrlEnter := func(s *Store) { s.do(func() { s.Key("Enter", true, true) }) }
	for name, cover := range map[string]func(*Store){
		"a panel":        func(s *Store) { s.Open(ExportPanel) },
		"empty paste":    func(s *Store) { s.Open(PastePanel) },
		"a presentation": func(s *Store) { s.present.Toggle() },
		"a handout":      func(s *Store) { s.lesson.Begin(course().Lessons[3]); s.handout.Open() },
	} {
		s := opened(t, workLink)
		s.do(func() { cover(s) })
		want := s.desk.Link().String()
		if ctrlEnter(s); s.desk.Link().String() != want {
			t.Errorf("under %s the form has made %s", name, s.desk.Link())
		}
	}

	s := opened(t, workLink)
	s.do(func() { s.Open(PastePanel) })
	s.do(func() { s.paste.Set(tracedHash + tracedUpdate + tracedClose) })
	if ctrlEnter(s); s.panel != NoPanel || s.desk.origin == nil || !strings.Contains(drawnPage(s), "agree") {
		t.Errorf("the panel is %q, and the text was not replayed", s.panel)
	}

	s = opened(t, workLink)
	n := s.desk.session.Len()
	if ctrlEnter(s); s.desk.session.Len() != n+1 {
		t.Errorf("the form makes %d calls of %d", s.desk.session.Len(), n)
	}
}

// TestNoCommandsUnderAHandout presses Ctrl K while the page is a handout.
func TestNoCommandsUnderAHandout(t *testing.T) {
	s := fresh(t)
	s.do(func() { s.lesson.Begin(course().Lessons[3]); s.handout.Open() })
	if s.do(func() { s.Key("k", true, false) }); s.panel != NoPanel {
		t.Errorf("the panel %q is open under the handout", s.panel)
	}
}
