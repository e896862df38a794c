package web

import (
	"testing"

	"bpfplay/core/lesson/lessontest"
)

// TestLessonsCanBeTaught checks that every lesson has a question, and that each marker has a valid step where its claims
// hold.
func TestLessonsCanBeTaught(t *testing.T) {
	for _, l := range course().Lessons {
		asked := false
		for _, m := range l.Markers {
			asked = asked || m.Ask != ""
			s, err := m.Session(l)
			if err != nil {
				t.Errorf("%s: %v", l.Name, err)
				continue
			}
			for _, claim := range m.Claims {
				if err := lessontest.Check(claim, s, m.Step); err != nil {
					t.Errorf("%s, marker in line %d: %v", l.Name, m.Line, err)
				}
			}
		}
		if !asked {
			t.Errorf("%s has no question", l.Name)
		}
	}
	if n := len(course().Lessons); n < 10 {
		t.Errorf("found %d lessons", n)
	}
}
