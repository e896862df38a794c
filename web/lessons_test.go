package web

import (
	"testing"

	"bpfplay/core/lesson"
	"bpfplay/core/lesson/lessontest"
)

// TestLessonsCanBeTaught checks that every lesson has a question, and that each marker has a valid step where its claims
// hold.
func TestLessonsCanBeTaught(t *testing.T) {
	names, err := texts.ReadDir("lessons")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name.Name() == "README.md" {
			continue
		}
		l, err := lesson.Parse(textOf("lessons/" + name.Name()))
		if err != nil {
			t.Errorf("%s: %v", name.Name(), err)
			continue
		}
		asked := false
		for _, m := range l.Markers {
			asked = asked || m.Ask != ""
			s, err := m.Session(l)
			if err != nil {
				t.Errorf("%s: %v", name.Name(), err)
				continue
			}
			for _, claim := range m.Claims {
				if err := lessontest.Check(claim, s, m.Step); err != nil {
					t.Errorf("%s, marker in line %d: %v", name.Name(), m.Line, err)
				}
			}
		}
		if !asked {
			t.Errorf("%s has no question", name.Name())
		}
	}
	if n := len(Lessons()); n < 10 {
		t.Errorf("found %d lessons", n)
	}
}
