package history_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// TestACallWithoutItsTaskIsKept removes a fork and puts it back.
func TestACallWithoutItsTaskIsKept(t *testing.T) {
	m := core.NewMachine(abi.Seed)
	fork := history.Call{Call: core.Call{Op: core.OpFork, Args: core.Args{1}}}
	child := history.Call{Call: core.Call{Task: 1, Op: core.OpDup, Args: core.Args{3}}}
	work := history.Call{Call: core.Call{Op: core.OpWork}}
	s, kept, err := history.Rebuild(m, []history.Call{child, work, child, child})
	if err != nil || s.Len() != 1 || len(kept) != 3 {
		t.Fatalf("%d calls, kept %+v: %v", s.Len(), kept, err)
	}
	if kept[0].After != 0 || kept[1].After != 1 || kept[2].After != 1 || !strings.Contains(kept[0].Why, "no living task 1") {
		t.Errorf("kept %+v", kept)
	}
	all := history.Merge(s.Calls(), kept)
	if at := history.MergedAt(1, kept); len(all) != 4 || at != 1 || all[at].Op != core.OpWork {
		t.Errorf("merged %+v, call 1 at %d", all, at)
	}
	s, kept, err = history.Rebuild(m, append([]history.Call{fork}, all...))
	if err != nil || s.Len() != 5 || len(kept) != 0 {
		t.Errorf("with the fork again: %d calls, kept %+v: %v", s.Len(), kept, err)
	}
}
