package web

import (
	"strings"
	"testing"
	"time"

	"bpfplay/core/link"
)

// addressHost stores the page's address.
type addressHost struct {
	site
	fragment string
}

func (h *addressHost) Fragment() string            { return h.fragment }
func (h *addressHost) SetFragment(fragment string) { h.fragment = fragment }

const workLink = "v1/k=6.12/create(hash,4,8,16)/close(3)"

// withWork returns a store with two calls, and its host.
func withWork(t *testing.T) (*Store, *addressHost) {
	t.Helper()
	h := &addressHost{}
	s := NewStore(h)
	if err := s.Load(workLink); err != nil {
		t.Fatal(err)
	}
	return s, h
}

func TestAFaultOfThePageKeepsTheWork(t *testing.T) {
	s, _ := withWork(t)
	s.panel, s.player.playing = HelpPanel, true
	runs := 0
	s.RunPage(func() {
		if runs++; runs == 1 {
			panic("planted")
		}
	})
	if runs != 2 {
		t.Fatalf("the page ran %d times", runs)
	}
	if s.Session().Len() != 2 || s.desk.at.Call != 2 || s.panel != HelpPanel {
		t.Errorf("%d calls, at %+v, panel %q", s.Session().Len(), s.desk.at, s.panel)
	}
	if s.player.playing {
		t.Error("playback continues without a timer")
	}
	checkFault(t, s, "planted")
}

func checkFault(t *testing.T, s *Store, fault string) {
	t.Helper()
	if n := s.notice; !n.Bad || !strings.HasPrefix(n.Text, "This is a bug in bpfplay, not in your call.") || !strings.Contains(n.Text, fault) {
		t.Errorf("the notice is %+v", n)
	}
}

// TestADeskThatCannotBeDrawnIsCleared fails to draw until the history is set aside.
func TestADeskThatCannotBeDrawnIsCleared(t *testing.T) {
	s, _ := withWork(t)
	s.panel = HelpPanel
	s.RunPage(func() {
		if s.Session().Len() > 0 {
			panic("planted")
		}
	})
	checkFault(t, s, "planted")
	if s.panel != NoPanel || !s.notice.Undo {
		t.Errorf("panel %q, notice %+v", s.panel, s.notice)
	}
	s.desk.Undo()
	if s.Session().Len() != 2 {
		t.Errorf("Undo restored %d calls", s.Session().Len())
	}
}

// TestADeskThatIsNeverDrawnPanics fails every drawing. The panic must reach the caller, with the work in the address.
func TestADeskThatIsNeverDrawnPanics(t *testing.T) {
	s, h := withWork(t)
	h.fragment = ""
	runs := 0
	fault := caught(func() { s.RunPage(func() { runs++; panic("planted") }) })
	if fault != "planted" || runs != 4 {
		t.Errorf("%d runs ended with %v", runs, fault)
	}
	if l, err := link.Parse(h.fragment); err != nil || len(l.Calls) != 2 {
		t.Errorf("the address has %q: %v", h.fragment, err)
	}
}

// TestFaultsAfterADrawingAreRescued panics after each complete drawing.
func TestFaultsAfterADrawingAreRescued(t *testing.T) {
	s, _ := withWork(t)
	runs := 0
	s.RunPage(func() {
		s.drawnCompletely(nil)
		if runs++; runs < 20 {
			panic("planted")
		}
	})
	if runs != 20 || s.Session().Len() != 2 {
		t.Errorf("%d runs, %d calls", runs, s.Session().Len())
	}
}

func TestAFaultOutsideThePageBecomesANotice(t *testing.T) {
	s, _ := withWork(t)
	told := 0
	s.notify = func() { told++ }
	if fault := s.Guard("do this", func() { panic("planted") }); fault != "planted" {
		t.Errorf("Guard returned %v", fault)
	}
	checkFault(t, s, "trying to do this: planted")
	if told != 1 {
		t.Errorf("the page was notified %d times", told)
	}
	if fault := s.Guard("do this", func() {}); fault != nil {
		t.Errorf("without a panic, Guard returned %v", fault)
	}
}

// TestAFaultOfAReaderKeepsTheText panics while a text is read.
func TestAFaultOfAReaderKeepsTheText(t *testing.T) {
	s, _ := withWork(t)
	var next []func()
	s.soon = func(_ time.Duration, do func()) { next = append(next, do) }
	s.paste.Set(strings.Repeat("bpf(BPF_MAP_CREATE, {map_type=1, key_size=4, value_size=8, max_entries=16}, 16) = 3\n", quickBytes/16))
	for _, stage := range []pasteStage{recognising, reading} {
		for !s.paste.at(stage) {
			do := next[0]
			next = next[1:]
			do()
		}
	}
	s.paste.work.job.step = func() bool { panic("planted") }
	runNext(s, &next)
	checkFault(t, s, "read a pasted text: planted")
	if s.paste.work.job != nil || s.paste.Text == "" || !strings.Contains(s.paste.Wrong, "bug in bpfplay: planted") {
		t.Errorf("under way: %v, message %q, text %q", s.paste.work.job != nil, s.paste.Wrong, s.paste.Text)
	}
}

// TestABrokenLinkKeepsTheWork opens invalid links.
func TestABrokenLinkKeepsTheWork(t *testing.T) {
	for _, fragment := range []string{"100%", "v1/k=6.12/create(hash,4,8,16%2"} {
		s, h := withWork(t)
		h.fragment = fragment
		s.OpenBroken(fragment)
		if s.Session().Len() != 2 || !strings.Contains(s.notice.Text, "The link is broken") || !strings.HasSuffix(s.notice.Link, "#"+fragment) {
			t.Errorf("%s: %d calls, notice %+v", fragment, s.Session().Len(), s.notice)
		}
		if strings.Contains(h.fragment, "%") {
			t.Errorf("the address keeps %s", h.fragment)
		}
	}
}
