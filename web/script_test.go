package web

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// TestThePageCanBeDrawnBetweenCallsOfAScript draws the page after each call of a script that begins shortly after a handler.
func TestThePageCanBeDrawnBetweenCallsOfAScript(t *testing.T) {
	s := opened(t, workLink)
	calls := []func() error{
		func() error { return s.Boot(core.NewMachine(abi.R(6, 12, 0))) },
		func() error { _, err := s.Make(core.Call{Op: core.OpClose, Args: core.Args{99}}); return err },
		func() error { _, err := s.Make(core.Bpf(0, 0, 0, 0)); return err },
		func() error { _, err := s.Make(core.Call{Op: core.OpFork, Args: core.Args{1}}); return err },
		func() error { return s.Load(workLink) },
		func() error { _, err := s.Paste("close(3) = 0", "", ""); return err },
	}
	s.run(func() {})
	for i, call := range calls {
		s.Called("run a script", func() {
			if err := call(); err != nil {
				t.Fatalf("call %d: %v", i, err)
			}
		})
		if fault := caught(func() { app.HTMLString(&Page{S: s}) }); fault != nil {
			t.Errorf("drawing after call %d: %v", i, fault)
		}
	}
}

// TestAHistoryThatIsTooLongForALinkHasNone makes a history whose link would unpack to more than a link may.
func TestAHistoryThatIsTooLongForALinkHasNone(t *testing.T) {
	s := opened(t, workLink)
	if s.ShareLink() == "" {
		t.Fatal("a short history has no link")
	}
	if _, err := s.Make(core.Call{Op: core.OpWork, Writes: []core.Write{{Addr: core.ArenaStart, Bytes: make([]byte, 32<<20)}}}); err != nil {
		t.Fatal(err)
	}
	if link := s.ShareLink(); link != "" {
		t.Errorf("the link has %d characters", len(link))
	}
}

// TestThePageCanBeDrawnWhenALessonArrives draws the page for the first time after the text of a linked lesson has arrived.
func TestThePageCanBeDrawnWhenALessonArrives(t *testing.T) {
	b := newBrowser()
	b.SetFragment("v1/lesson=which-check-answered.2")
	s := NewStore(b)
	s.wait()
	s.run(s.begin)
	s.drawsSoon = false // the text takes long
	for len(b.late) > 0 {
		late := b.late
		b.late = nil
		for _, do := range late {
			if fault := s.Called("take what was loaded", do); fault != nil {
				t.Fatal(fault)
			}
			html := ""
			if fault := caught(func() { html = app.HTMLString(&Page{S: s}) }); fault != nil {
				t.Fatalf("drawing: %v", fault)
			}
			if s.lesson.open != nil && !strings.Contains(html, `id="outcome"`) {
				t.Error("the page does not show the lesson's call")
			}
		}
	}
	if s.lesson.open == nil {
		t.Error("the lesson was not opened")
	}
}
