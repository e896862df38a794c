package web

import (
	"html"
	"strings"
	"testing"

	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// author writes text into the editor of a page.
func author(t *testing.T, b *browser, s *Store, text string) {
	t.Helper()
	s.do(s.author.New)
	s.do(func() { s.author.Set(text, 1) })
	b.elapse(s)
	if s.panel != LessonPanel || s.author.now.text != text {
		t.Fatalf("panel %q edits %q", s.panel, s.author.now.text)
	}
}

// TestALessonIsWrittenKeptAndShared writes a lesson, reloads, and opens its link in another browser.
func TestALessonIsWrittenKeptAndShared(t *testing.T) {
	b := newBrowser()
	s := b.load()
	author(t, b, s, ownText)
	if len(s.author.wrong) != 0 || s.author.marker != -1 {
		t.Fatalf("errors %v, marker %d", s.author.wrong, s.author.marker)
	}
	s.do(func() { s.author.Move(6) })
	if s.author.scene == nil || s.author.scene.at.Call != 1 {
		t.Errorf("the preview shows %+v", s.author.scene)
	}

	again := b.load()
	if len(again.author.list) != 1 || again.author.list[0].text != ownText || again.panel != LessonPanel || again.author.now != again.author.list[0] {
		t.Fatalf("after a reload: %d lessons, panel %q", len(again.author.list), again.panel)
	}
	again.do(again.author.Share)
	b.elapse(again)
	fragment := strings.TrimPrefix(again.author.link, b.Address()+"#")
	other := NewStore(nil)
	if err := other.Load(fragment); err != nil || other.lesson.open == nil || other.lesson.open.Title != "Mine" || !other.lesson.asks() {
		t.Fatalf("%s opens %v: %v", fragment, other.lesson.open, err)
	}
	again.do(again.author.SaveFile)
	if b.saved != ownText {
		t.Errorf("the file is %q", b.saved)
	}

	// A reader edits a copy: the original stays.
	reader := newBrowser()
	r := reader.load()
	r.do(func() { _ = r.desk.Load(fragment) })
	r.do(r.author.EditOpen)
	reader.elapse(r)
	if !reader.has(lessonKeys) || r.author.now.text != ownText {
		t.Errorf("the reader's copy is %q", r.author.now.text)
	}
}

// TestErrorsOfALessonNameTheirLines types a lesson with two errors. It can neither be opened nor shared.
func TestErrorsOfALessonNameTheirLines(t *testing.T) {
	b := newBrowser()
	s := b.load()
	author(t, b, s, ownText+"@ 9\nNo such call.\n@ 1 frob\nNo such event.\n")
	if w := s.author.wrong; len(w) != 2 || w[0].Line != 10 || w[1].Line != 12 {
		t.Fatalf("the errors are %v", w)
	}
	if drawn := drawnPage(s); !strings.Contains(drawn, "Line 10: ") || !strings.Contains(drawn, "▲10") {
		t.Error("the editor does not show the errors")
	}
	s.do(s.author.Teach)
	s.do(s.author.Share)
	if s.lesson.open != nil || s.author.link != "" {
		t.Error("a lesson with errors is open or shared")
	}
	s.do(func() { s.author.Set(ownText, 1) })
	s.do(s.author.Teach)
	if s.lesson.open == nil || s.panel != NoPanel {
		t.Error("the repaired lesson does not open")
	}
}

// TestANewLessonIsValid begins lessons about histories, and adds the shown step to them.
func TestANewLessonIsValid(t *testing.T) {
	for _, link := range []string{"v1/k=6.12", workLink, "v1/k=6.12/create(hash,4,8,16)/create(lpm_trie,8,8,16,0)/at=1.2", countingLink, "v1/k=seed/create(hash,4,8,16)"} {
		b := newBrowser()
		s := b.load()
		s.do(func() { open(s, link) })
		s.do(s.author.New)
		if len(s.author.wrong) != 0 {
			t.Errorf("%s: a new lesson has errors: %v", link, s.author.wrong)
		}
		n := len(s.author.read.Markers)
		s.do(s.author.AddMarker)
		if len(s.author.wrong) != 0 || len(s.author.read.Markers) != n+1 {
			t.Fatalf("%s: with the shown step: %d steps, %v\n%s", link, len(s.author.read.Markers), s.author.wrong, s.author.now.text)
		}
		found := false
		for _, m := range s.author.read.Markers {
			found = found || m.Step == s.desk.at
		}
		if !found && s.desk.at.Insn == 0 {
			t.Errorf("%s: no step is at %v:\n%s", link, s.desk.at, s.author.now.text)
		}
	}
}

// TestTheDesksCallsReplaceThoseOfALesson keeps everything but the history.
func TestTheDesksCallsReplaceThoseOfALesson(t *testing.T) {
	b := newBrowser()
	s := b.load()
	author(t, b, s, ownText)
	s.do(func() { open(s, "v1/k=5.10/create(array,4,8,16)/close(3)") })
	s.do(s.author.Continue)
	s.do(s.author.UseDesk)
	l := s.author.read
	if len(s.author.wrong) != 0 || l.Link.Machine.Release.Series().String() != "5.10" || l.Title != "Mine" || len(l.Markers) != 2 {
		t.Errorf("the lesson is\n%s\n%v", s.author.now.text, s.author.wrong)
	}
}

// TestADeletedLessonComesBack deletes a lesson and restores it.
func TestADeletedLessonComesBack(t *testing.T) {
	b := newBrowser()
	s := b.load()
	author(t, b, s, ownText)
	s.do(func() { s.author.Delete(s.author.now.id) })
	b.elapse(s)
	if len(s.author.list) != 0 || b.has(lessonKeys) {
		t.Error("the lesson is not deleted")
	}
	s.do(s.author.Restore)
	b.elapse(s)
	if again := b.load(); len(again.author.list) != 1 || again.author.list[0].text != ownText {
		t.Error("the lesson is not restored")
	}
}

// TestTwoTabsKeepBothLessons edits the same lesson in two tabs.
func TestTwoTabsKeepBothLessons(t *testing.T) {
	b := newBrowser()
	s := b.load()
	author(t, b, s, ownText)
	one, two := b.load(), b.load()
	for text, tab := range map[string]*Store{"One\n" + ownText: one, "Two\n" + ownText: two} {
		tab.do(func() { tab.author.Edit(tab.author.list[0].id) })
		tab.do(func() { tab.author.Set(text, 1) })
		b.elapse(tab)
	}
	titles := ""
	for _, stored := range b.found(lessonKeys) {
		titles += stored.Text[:4]
	}
	if titles != "One\nTwo\n" && titles != "Two\nOne\n" {
		t.Errorf("the browser keeps %q", titles)
	}
}

// TestTheHandoutHasAnswersOnItsLastPage draws the handouts of all lessons.
func TestTheHandoutHasAnswersOnItsLastPage(t *testing.T) {
	for _, l := range course().Lessons {
		s := NewStore(nil)
		s.do(func() { s.lesson.Begin(l) })
		s.do(s.handout.Open)
		drawn := drawnPage(s)
		steps, answers, ok := strings.Cut(drawn, `id="handout-answers"`)
		if !ok {
			t.Fatalf("%s has no last page", l.Title)
		}
		for _, m := range l.Markers {
			if m.Ask != "" && (strings.Contains(steps, escaped(m.Answer)) || !strings.Contains(answers, escaped(m.Answer)) || !strings.Contains(steps, escaped(m.Ask))) {
				t.Errorf("%s, line %d: the answer is not on the last page alone", l.Title, m.Line)
			}
		}
		if n := strings.Count(steps, `class="scene scene-`); n != len(l.Markers) {
			t.Errorf("%s: %d of %d steps are drawn", l.Title, n, len(l.Markers))
		}
	}
}

// TestTheHandoutNamesMapsAndValues prints a lesson about a map with a name.
func TestTheHandoutNamesMapsAndValues(t *testing.T) {
	l, err := lesson.Parse("Flows\n#" + firstExample[:strings.Index(firstExample, "/at=")] + "\n@ 2\nAn element is inserted.\n")
	if err != nil {
		t.Fatal(err)
	}
	s := NewStore(nil)
	s.do(func() { s.lesson.Begin(l) })
	s.do(s.handout.Open)
	calls, _, _ := strings.Cut(drawnPage(s), "The steps")
	for _, want := range []string{"BPF_MAP_CREATE flows hash", "BPF_MAP_UPDATE_ELEM flows[7] = 70", "BPF_MAP_LOOKUP_ELEM flows[7]"} {
		if !strings.Contains(calls, want) {
			t.Errorf("the calls do not have %q:\n%s", want, calls)
		}
	}
}

// TestControlPPrintsAHandout presses Ctrl P with and without a lesson.
func TestControlPPrintsAHandout(t *testing.T) {
	s := NewStore(nil)
	if s.Key("p", true, false) {
		t.Error("without a lesson, the browser has to print")
	}
	s.do(func() { s.lesson.Begin(course().Lessons[0]) })
	if !s.Key("p", true, false) || settled(s).handout.sheet == nil || !s.handout.prints {
		t.Error("the lesson is not printed")
	}
	if s.Key("p", true, false) {
		t.Error("on the handout, the browser has to print")
	}
	if s.Key("Escape", false, false); settled(s).handout.sheet != nil || s.lesson.open == nil {
		t.Error("Escape does not return to the lesson")
	}
}

// drawnPage returns the HTML of the page.
func drawnPage(s *Store) string { return app.HTMLString(&Page{S: settled(s)}) }

func escaped(text string) string { return html.EscapeString(text) }
