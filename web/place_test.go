package web

import (
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/lesson"
)

const ownText = "Mine\nA map.\n#v1/k=6.12/create(hash,4,8,16)/close(3)\n@ 1\nA map.\n? How many?\n! One.\n@ 2\nGone.\n"

// whereIs describes everything that an address has to bring back.
func whereIs(s *Store) string {
	title, id := "", ""
	if l := s.lesson.open; l != nil {
		title = fmt.Sprint(l.Title, " ", s.lesson.at, s.lesson.asks())
	}
	if c := s.cases.here(); c != nil {
		id = fmt.Sprint(c.ID, s.cases.shown)
	}
	return fmt.Sprintf("%s\nat %v, level %d, lesson %s, case %s, map %d %s, panel %s %s %s %d %d, presents %v",
		s.desk.Link().Readable(), s.desk.at, s.level, title, id, s.inside.nr, s.inside.view,
		s.panel, s.shelf.at, s.export.chosen().Name, s.pair.left, s.pair.right, s.present.on)
}

// TestAnAddressBringsBackTheScreen brings the page into many states, and opens the address of each in another browser.
func TestAnAddressBringsBackTheScreen(t *testing.T) {
	const two = "v1/k=6.12/create(hash,4,8,16)/create(hash,4,8,0)"
	for _, row := range []struct {
		name  string
		state func(*Store)
		short bool // the address needs no calls
	}{
		{"a panel over the example", func(s *Store) { s.Open(HelpPanel) }, true},
		{"the lessons", func(s *Store) { s.start.openShelf(lessonShelf) }, true},
		{"a level over the example", func(s *Store) { s.desk.chooseLevel("story") }, true},
		{"a lesson", func(s *Store) { s.lesson.Begin(course().Lessons[3]); s.lesson.Next(); s.lesson.Next() }, true},
		{"a revealed answer", func(s *Store) { s.lesson.Begin(course().Lessons[3]); s.lesson.GoToMarker(2); s.lesson.Reveal() }, true},
		{"a lesson and another step", func(s *Store) { s.lesson.Begin(course().Lessons[3]); s.desk.Prev() }, false},
		{"an inside of a lesson", func(s *Store) { s.lesson.Begin(lessonWith(lesson.ShowInside)); s.inside.ViewMap(tableView) }, true},
		{"a closed inside of a lesson", func(s *Store) { s.lesson.Begin(lessonWith(lesson.ShowInside)); s.inside.closeMap() }, true},
		{"one's own lesson", func(s *Store) { beginText(s, ownText); s.lesson.GoToMarker(1) }, true},
		{"a presented lesson", func(s *Store) { s.lesson.Begin(course().Lessons[1]); s.lesson.GoToMarker(1); s.present.Toggle() }, true},
		{"a presented history", func(s *Store) { open(s, two); s.present.Toggle() }, false},
		{"a case", func(s *Store) { s.cases.Open(7) }, true},
		{"an answered case", func(s *Store) { s.cases.Open(7); s.cases.ShowAnswer() }, true},
		{"an answered case before its call", func(s *Store) { s.cases.Open(7); s.cases.ShowAnswer(); s.desk.First() }, false},
		{"the inside of a map", func(s *Store) { open(s, two); s.inside.OpenMap(1); s.inside.ViewMap(bytesView) }, false},
		{"an export", func(s *Store) { open(s, two); s.Open(ExportPanel); s.export.SetFormat("go") }, false},
		{"two calls", func(s *Store) { open(s, two); s.pair.Show(2, 1) }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := newBrowser()
			s := b.load()
			s.do(s.course.read)
			b.elapse(s)
			s.start.begin()
			s.do(func() { row.state(s) })
			b.elapse(s)
			fragment := b.Fragment()
			if short := strings.HasPrefix(fragment, alone+"/") && !strings.Contains(fragment, "k="); short != row.short {
				t.Errorf("the address is %s", fragment)
			}
			other := newBrowser()
			other.SetFragment(fragment)
			again := NewStore(other)
			again.soon = s.soon
			again.start.begin()
			again.do(again.begin)
			other.elapse(again)
			if got, want := whereIs(again), whereIs(s); got != want || again.notice.Bad {
				t.Errorf("%s opens\n%s %s\nwant\n%s", fragment, got, again.notice.Text, want)
			}
		})
	}
}

// TestALinkForOthersHidesAnswers shares a lesson and a case with revealed answers from the presenter's view.
func TestALinkForOthersHidesAnswers(t *testing.T) {
	for _, open := range []func(*Store){
		func(s *Store) { s.lesson.Begin(course().Lessons[3]); s.lesson.GoToMarker(2); s.lesson.Reveal() },
		func(s *Store) { s.cases.Open(7); s.cases.ShowAnswer() },
	} {
		s := newStore()
		open(s)
		s.present.Toggle()
		other := newStore()
		if err := other.Load(s.desk.fragment(false)); err != nil {
			t.Fatal(err)
		}
		if other.present.on || other.cases.shown || other.lesson.open != nil && !other.lesson.asks() {
			t.Errorf("%s shows the answer or presents", s.desk.fragment(false))
		}
	}
}

// TestALinkInASentenceOpens opens links with what chats put around them, and refuses ends that name nothing.
func TestALinkInASentenceOpens(t *testing.T) {
	name := course().Lessons[3].Name
	for _, text := range []string{"v1/lesson=" + name + ".2).", "http://x/#v1%2Flesson=" + name + ".2", "v1/lesson=" + name[:4] + "\n" + name[4:] + ".2"} {
		s := newStore()
		if err := s.Load(text); err != nil || s.lesson.at != 1 {
			t.Errorf("%s opens step %d: %v", text, s.lesson.at, err)
		}
	}
	for _, text := range []string{"v1/lesson=nothing.2", "v1/lesson=AAAA~AAAA.1", "v1/case=A800", "v1/panel=none", workLink + "/map=x", "v1/level=deep"} {
		s := newStore()
		if err := s.Load(text); err == nil || !s.notice.Bad {
			t.Errorf("%s opens without an error", text)
		}
	}
}

// TestWorkInALessonSurvivesAReload makes a call during a lesson and reloads.
func TestWorkInALessonSurvivesAReload(t *testing.T) {
	b := newBrowser()
	s := b.load()
	s.do(func() { s.lesson.Begin(course().Lessons[3]); s.lesson.Next() })
	s.do(func() { _, _ = s.desk.Do(createHash) })
	b.elapse(s)
	again := b.load()
	if got, want := whereIs(again), whereIs(s); got != want {
		t.Errorf("after the reload\n%s\nwant\n%s", got, want)
	}
	if again.desk.at != (history.Step{Call: s.desk.session.Len(), Event: s.desk.at.Event}) {
		t.Errorf("the reload shows %v", again.desk.at)
	}
}

func lessonWith(show lesson.Show) *lesson.Lesson {
	for _, l := range course().Lessons {
		if l.Markers[0].Show == show {
			return l
		}
	}
	panic("no lesson begins with " + show)
}

func beginText(s *Store, text string) {
	l, err := lesson.Parse(text)
	if err != nil {
		panic(err)
	}
	s.lesson.Begin(l)
}

func open(s *Store, link string) {
	if err := s.Load(link); err != nil {
		panic(err)
	}
}
