package history_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// rebuilt makes the calls that can be made, and returns the others, too.
func rebuilt(t *testing.T, m core.Machine, calls []history.Call) (*history.Session, []history.Kept) {
	t.Helper()
	b, err := history.Rebuilding(m, calls, history.Step{})
	if err != nil {
		t.Fatal(err)
	}
	for b.Step() {
	}
	s, err := b.Session()
	if err != nil {
		t.Fatal(err)
	}
	return s, b.Kept()
}

// TestACallWithoutItsTaskIsKept removes a fork and puts it back.
func TestACallWithoutItsTaskIsKept(t *testing.T) {
	m := core.NewMachine(abi.Seed)
	fork := history.Call{Call: core.Call{Op: core.OpFork, Args: core.Args{1}}}
	child := history.Call{Call: core.Call{Task: 1, Op: core.OpDup, Args: core.Args{3}}}
	work := history.Call{Call: core.Call{Op: core.OpWork}}
	s, kept := rebuilt(t, m, []history.Call{child, work, child, child})
	if s.Len() != 1 || len(kept) != 3 {
		t.Fatalf("%d calls, kept %+v", s.Len(), kept)
	}
	if kept[0].After != 0 || kept[1].After != 1 || kept[2].After != 1 || !strings.Contains(kept[0].Why, "no living task 1") {
		t.Errorf("kept %+v", kept)
	}
	all := history.Merge(s.Calls(), kept)
	if at := history.MergedAt(1, kept); len(all) != 4 || at != 1 || all[at].Op != core.OpWork {
		t.Errorf("merged %+v, call 1 at %d", all, at)
	}
	s, kept = rebuilt(t, m, append([]history.Call{fork}, all...))
	if s.Len() != 5 || len(kept) != 0 {
		t.Errorf("with the fork again: %d calls, kept %+v", s.Len(), kept)
	}
}
