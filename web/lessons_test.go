package web

import (
	"testing"

	"bpfplay/core/lesson"
)

// TestLessonsCanBeTaught checks that every lesson has a question, and a valid step for each marker.
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
			if _, err := m.Session(l); err != nil {
				t.Errorf("%s: %v", name.Name(), err)
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
