package web

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// litIn are the cards that are lit, by what they stand for or, for a badge, what they say.
func litIn(s picScene) []string {
	var lit []string
	for _, c := range flat(s.cards) {
		name := c.noun
		if name == "" && len(c.texts) > 0 {
			name = c.texts[0].s
		}
		if strings.HasSuffix(c.is, " lit") {
			lit = append(lit, name)
		}
	}
	for _, w := range s.wires {
		if w.is == "wire lit" {
			lit = append(lit, "wire")
		}
	}
	slices.Sort(lit)
	return lit
}

func TestEventsAreLit(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	fork := core.Call{Op: core.OpFork, Args: [3]uint64{1}}
	gone := core.Call{Op: core.OpClose, Args: [3]uint64{3}}
	work := core.Call{Op: core.OpWork}
	rows := []struct {
		calls []core.Call // the last one is looked into
		kind  core.EventKind
		want  []string
	}{
		{[]core.Call{hash}, core.Checked, nil},
		{[]core.Call{hash}, core.Allocated, []string{"map 1"}},
		{[]core.Call{hash}, core.RefcntSet, []string{"ref 0 → 1"}},
		{[]core.Call{hash}, core.FDInstalled, []string{"descriptor 3 of task 0", "file 1", "wire", "wire"}},
		{[]core.Call{hash, fork}, core.Forked, []string{"task 1"}},
		{[]core.Call{hash, fork}, core.FileShared, []string{"file 1"}},
		{[]core.Call{hash, gone}, core.FDCleared, []string{"descriptor 3 of task 0"}},
		{[]core.Call{hash, gone}, core.FileDropped, []string{"file 1"}},
		{[]core.Call{hash, gone}, core.Released, []string{"file 1", "wire"}},
		{[]core.Call{hash, gone}, core.RefcntSet, []string{"ref 1 → 0"}},
		{[]core.Call{hash, gone}, core.WorkQueued, []string{"map 1", "map 1 in the lane"}},
		{[]core.Call{hash, gone, work}, core.WorkRunning, []string{"map 1", "map 1 in the lane"}},
		{[]core.Call{hash, gone, work}, core.Freed, []string{"map 1", "map 1 in the lane"}},
		{[]core.Call{fork, {Task: 1, Op: core.OpExit}}, core.Exited, []string{"task 1"}},
	}
	for _, row := range rows {
		trace := sessionOf(t, row.calls...).Trace(len(row.calls))
		i := slices.IndexFunc(trace.Events, func(e core.Event) bool { return e.Kind == row.kind })
		if i < 0 {
			t.Errorf("%v do not come to event %d", row.calls, row.kind)
			continue
		}
		s := picSubject{view: trace.View(i + 1), lit: lightsOf(&trace.Events[i]), width: picWidth}.scene()
		if lit := litIn(s); !slices.Equal(lit, row.want) {
			t.Errorf("%s lights %q, want %q", trace.Events[i].Name(), lit, row.want)
		}
	}
}

// TestLitIsSeen looks at a descriptor and a map that would be behind "and more".
func TestLitIsSeen(t *testing.T) {
	var calls []core.Call
	for range 60 {
		calls = append(calls, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	}
	trace := sessionOf(t, calls...).Trace(len(calls))
	i := slices.IndexFunc(trace.Events, func(e core.Event) bool { return e.Kind == core.FDInstalled })
	s := picSubject{view: trace.View(i + 1), lit: lightsOf(&trace.Events[i]), width: picWidth}.scene()
	if lit := litIn(s); !slices.Contains(lit, "descriptor 62 of task 0") || !slices.Contains(lit, "file 60") {
		t.Errorf("only %q are lit", lit)
	}
}
