package web

import (
	"strings"
	"testing"
)

// TestTheDeskFollowsEveryLesson goes through every lesson. Each marker must show its step on the lesson's kernel.
func TestTheDeskFollowsEveryLesson(t *testing.T) {
	s := NewStore(nil)
	for _, l := range course().Lessons {
		s.lesson.Begin(l)
		for i := range l.Markers {
			m := &l.Markers[i]
			if s.lesson.Marker() != m || s.desk.at != m.Step {
				t.Fatalf("%s: marker %d shows %v, want %v", l.Title, i+1, s.desk.at, m.Step)
			}
			if want := l.Link.Machine.Release; m.On == nil && s.Session().Machine().Release != want || m.On != nil && s.Session().Machine().Release != *m.On {
				t.Errorf("%s: marker %d is on %s", l.Title, i+1, s.Session().Machine().Release)
			}
			if m.Map != 0 {
				if _, ok := s.inside.openMap(); !ok || s.inside.nr != m.Map {
					t.Errorf("%s: marker %d does not show the inside of map %d", l.Title, i+1, m.Map)
				}
			}
			if asks := m.Ask != ""; asks != s.lesson.asks() {
				t.Errorf("%s: marker %d asks: %v", l.Title, i+1, s.lesson.asks())
			} else if asks {
				if s.Key(" ", false, false); s.lesson.asks() || s.lesson.Marker() != m {
					t.Errorf("%s: marker %d keeps its answer", l.Title, i+1)
				}
			}
			s.Key(" ", false, false)
		}
		if first, rest := headline(l.Markers[0].Text); first == "" || strings.Join(strings.Fields(first+" "+rest), " ") != strings.Join(strings.Fields(l.Markers[0].Text), " ") {
			t.Errorf("%s: the headline %q and %q lose some of %q", l.Title, first, rest, l.Markers[0].Text)
		}
	}
}

// TestALessonFileIsOpenedOrRefused opens lessons as the paste panel does.
func TestALessonFileIsOpenedOrRefused(t *testing.T) {
	s := NewStore(nil)
	s.paste.Open("mine.txt", "A lesson\n#v1/k=6.12/create(hash,4,8,16)\n@ 7\nsays")
	if !strings.Contains(s.paste.Wrong, "line 3:") {
		t.Errorf("a marker at no call gives %q", s.paste.Wrong)
	}
	if s.paste.UseLesson(); s.lesson.Marker() != nil {
		t.Error("a lesson that cannot be read is open")
	}
	s.paste.Open("mine.txt", "A lesson\n#v1/k=6.12/create(hash,4,8,16)\n@ 1\nsays")
	if s.paste.UseLesson(); s.lesson.open == nil || s.lesson.open.Title != "A lesson" {
		t.Fatalf("the lesson is %v (%s)", s.lesson.open, s.paste.Wrong)
	}
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)"); err != nil || s.lesson.Marker() != nil {
		t.Errorf("another link still shows the lesson; %v", err)
	}
}

// TestALessonSaysThatItsHistoryWasChanged changes a call during a lesson, undoes that, and returns with Back.
func TestALessonSaysThatItsHistoryWasChanged(t *testing.T) {
	s := NewStore(nil)
	says := func(when string, want bool) {
		t.Helper()
		if got := strings.Contains(drawnPage(s), `id="lesson-altered"`); got != want {
			t.Errorf("%s, the lesson shows the note: %v, want %v", when, got, want)
		}
		if got := strings.HasSuffix(s.present.slideWords().where, "another history"); got != want {
			t.Errorf("%s, the slide shows it: %v, want %v", when, got, want)
		}
	}
	s.do(func() { s.lesson.Begin(course().Lessons[3]) })
	s.do(s.lesson.Next)
	says("at the beginning", false)
	s.do(s.desk.Prev)
	says("at another step", false)
	s.do(s.desk.removeShown)
	says("without a call", true)
	s.do(s.past.Undo)
	says("after Undo", false)
	s.do(s.past.Redo)
	s.do(s.lesson.Prev)
	says("after Back", false)
}
