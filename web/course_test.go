package web

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"bpfplay/core/history"
	"bpfplay/core/lesson"
)

// packed returns the lessons and cases in the folders of this package, as the site has them.
var packed = sync.OnceValue(func() string {
	text, err := CourseText(os.DirFS("."))
	if err != nil {
		panic(err)
	}
	return text
})

// course returns them parsed.
var course = sync.OnceValue(func() *lesson.Course {
	c, err := lesson.ParseCourse(packed())
	if err != nil {
		panic(err)
	}
	return c
})

// site is a host that has the lessons and cases at once.
type site struct{ noHost }

func (site) ReadCourse(then func(string, error)) { then(packed(), nil) }

// newStore returns a store with the lessons and cases.
func newStore() *Store {
	s := NewStore(site{})
	s.course.read()
	return s
}

// TestDoorsCountTheLessonsAndCases compares the numbers in the first minute, which needs no texts, with the texts.
func TestDoorsCountTheLessonsAndCases(t *testing.T) {
	if c := course(); lessonCount != len(c.Lessons) || caseCount != len(c.Cases) {
		t.Errorf("course.go has %d lessons and %d cases, want %d and %d", lessonCount, caseCount, len(c.Lessons), len(c.Cases))
	}
}

// TestAListReadsTheCourse opens lists of lessons and cases. The page says that the texts are on their way, or why they did
// not arrive, and tries again.
func TestAListReadsTheCourse(t *testing.T) {
	for name, row := range map[string]struct {
		open func(*Store)
		has  string
	}{
		"lessons": {func(s *Store) { s.start.openShelf(lessonShelf) }, `id="lesson-24"`},
		"cases":   {func(s *Store) { s.start.openShelf(caseShelf) }, `id="case-A8"`},
		"palette": {func(s *Store) { s.Key("k", true, true); s.palette.Find("without its flag") }, "<kbd>case A8</kbd>"},
	} {
		b := newBrowser()
		s := b.load()
		if b.reads != 0 {
			t.Errorf("%s: the page reads the texts before it needs them", name)
		}
		b.offline = errors.New("the server does not answer")
		s.do(func() { row.open(s) })
		if drawn := drawnPage(s); strings.Contains(drawn, row.has) || !strings.Contains(drawn, "Loading the lessons and cases…") {
			t.Errorf("%s: the page does not say that the texts are on their way", name)
		}
		b.elapse(s)
		if drawn := drawnPage(s); !strings.Contains(drawn, "did not arrive: the server does not answer.") || !strings.Contains(drawn, "Try again") {
			t.Errorf("%s: the page does not say that the texts did not arrive", name)
		}
		b.offline = nil
		s.do(s.course.read)
		b.elapse(s)
		if drawn := drawnPage(s); !strings.Contains(drawn, row.has) || strings.Contains(drawn, "course-state") {
			t.Errorf("%s: the list does not follow its texts", name)
		}
		s.do(s.close)
		s.do(func() { row.open(s) })
		b.elapse(s)
		if b.reads != 2 {
			t.Errorf("%s: the page reads the texts %d times, want once after the failure", name, b.reads)
		}
	}
}

// TestALinkWaitsForItsTexts opens links to a lesson and a case while the server does not answer, then when it does.
func TestALinkWaitsForItsTexts(t *testing.T) {
	for _, end := range []string{"/lesson=" + course().Lessons[3].Name + ".3", "/case=A8.shown", "/level=story/case=A8/panel=export.c"} {
		want := newBrowser()
		want.SetFragment(alone + end)
		there := whereIs(want.load())

		b := newBrowser()
		b.SetFragment(alone + end)
		b.offline = errors.New("the server does not answer")
		s := b.load()
		if drawn := drawnPage(s); !strings.Contains(drawn, "did not arrive: the server does not answer.") || b.Fragment() != alone+end {
			t.Errorf("%s: without the texts, the address is %s", end, b.Fragment())
		}
		s.do(s.Leave)
		b.offline = nil
		s.do(s.course.read)
		b.elapse(s)
		if got := whereIs(s); got != there || b.Fragment() != alone+end || s.desk.work.waiting() {
			t.Errorf("%s opens %s with\n%s\nwant\n%s", end, b.Fragment(), got, there)
		}
	}
}

// TestWorkDoesNotWaitForTexts makes a call in a lesson and reloads while the server does not answer.
func TestWorkDoesNotWaitForTexts(t *testing.T) {
	b := newBrowser()
	s := b.load()
	s.do(func() { s.lesson.Begin(course().Lessons[3]) })
	s.do(func() { _, _ = s.desk.Do(createHash) })
	b.elapse(s)
	want, work := whereIs(s), workOf(s)
	b.offline = errors.New("the server does not answer")
	s = b.load()
	if workOf(s) != work || s.lesson.open != nil {
		t.Fatalf("without the texts, a reload gives\n%s\nwant\n%s", workOf(s), work)
	}
	b.offline = nil
	s.do(s.course.read)
	b.elapse(s)
	if got := whereIs(s); got != want {
		t.Errorf("with the texts, the page has\n%s\nwant\n%s", got, want)
	}
}

// TestAStoppedLinkStaysClosed stops a link that waits, or opens another one. Nothing is opened when the texts arrive.
func TestAStoppedLinkStaysClosed(t *testing.T) {
	for name, stop := range map[string]func(*Store){
		"Stop":         func(s *Store) { s.desk.StopWork() },
		"another link": func(s *Store) { open(s, workLink) },
		"a new desk":   func(s *Store) { s.desks.New() },
	} {
		b := newBrowser()
		s := b.load()
		s.do(func() { s.Arrive("v1/case=A8") })
		if !s.desk.work.waiting() {
			t.Fatal("the link does not wait")
		}
		s.do(func() { stop(s) })
		before := whereIs(s)
		b.elapse(s)
		if got := whereIs(s); got != before || s.cases.open != nil {
			t.Errorf("%s: the texts open\n%s\nwant\n%s", name, got, before)
		}
	}
}

// TestAPresentationShowsWhatItWaitsFor follows a link to a case, then a broken one, while presenting.
func TestAPresentationShowsWhatItWaitsFor(t *testing.T) {
	b := newBrowser()
	s := b.load()
	s.do(func() { open(s, workLink) })
	s.do(s.present.Toggle)
	s.do(func() { s.Arrive("v1/case=A8") })
	if drawn := drawnPage(s); !s.present.on || !strings.Contains(drawn, `id="stop-opening"`) {
		t.Errorf("the presentation (%t) does not show that the link waits", s.present.on)
	}
	s.do(func() { s.Arrive("v1/k=6.12/creat(hash") })
	if drawn := drawnPage(s); !s.present.on || !strings.Contains(drawn, `role="alert"`) {
		t.Errorf("the presentation (%t) does not show what is wrong with the link", s.present.on)
	}
}

// TestTextsThatCannotBeReadAreSaid parses an error page in place of a course.
func TestTextsThatCannotBeReadAreSaid(t *testing.T) {
	s := NewStore(nil)
	if err := s.course.take("<html>\n"); err == nil || s.course.here {
		t.Errorf("an error page became a course: %v", err)
	}
}

// TestAFrameOpensALesson opens a lesson in a frame of another page.
func TestAFrameOpensALesson(t *testing.T) {
	b := newBrowser()
	b.SetFragment("v1/lesson=" + course().Lessons[3].Name)
	s := NewStore(b)
	s.embed.on = true
	s.do(s.begin)
	if b.elapse(s); s.desk.session.Len() == 0 || s.desk.at == (history.Step{}) {
		t.Errorf("the frame shows %v", s.desk.at)
	}
}
