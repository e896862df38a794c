package web

import (
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
		if err := call(); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
		s.Scripted()
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
