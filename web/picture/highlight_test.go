package picture

import (
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// litIn returns the names of the lit cards, or their texts for badges, and "wire" for each lit wire.
func litIn(s scene) []string {
	var lit []string
	for _, c := range flat(s.cards) {
		name := c.noun
		if name == "" && len(c.texts) > 0 {
			name = c.texts[0].s
		}
		if strings.HasSuffix(c.style, " lit") {
			lit = append(lit, name)
		}
	}
	for _, w := range s.wires {
		if w.style == "wire lit" {
			lit = append(lit, "wire")
		}
	}
	slices.Sort(lit)
	return lit
}

func TestEventsAreLit(t *testing.T) {
	hash := createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16)
	fork := core.Call{Op: core.OpFork, Args: core.Args{1}}
	closeCall := core.Call{Op: core.OpClose, Args: core.Args{3}}
	work := core.Call{Op: core.OpWork}
	rows := []struct {
		calls []core.Call // the last one has the event
		kind  core.EventKind
		want  []string
	}{
		{[]core.Call{hash}, core.Checked, nil},
		{[]core.Call{hash}, core.Allocated, []string{"map 1"}},
		{[]core.Call{hash}, core.RefcntSet, []string{"ref 0 → 1"}},
		{[]core.Call{hash}, core.FDInstalled, []string{"descriptor 3 of task 0", "file 1", "wire", "wire"}},
		{[]core.Call{hash, fork}, core.Forked, []string{"task 1"}},
		{[]core.Call{hash, fork}, core.FileShared, []string{"file 1"}},
		{[]core.Call{hash, closeCall}, core.FDCleared, []string{"descriptor 3 of task 0"}},
		{[]core.Call{hash, closeCall}, core.FileDropped, []string{"file 1"}},
		{[]core.Call{hash, closeCall}, core.Released, []string{"file 1", "wire"}},
		{[]core.Call{hash, closeCall}, core.RefcntSet, []string{"ref 1 → 0"}},
		{[]core.Call{hash, closeCall}, core.WorkQueued, []string{"map 1", "map 1 in the work queue"}},
		{[]core.Call{hash, closeCall, work}, core.WorkRunning, []string{"map 1", "map 1 in the work queue"}},
		{[]core.Call{hash, closeCall, work}, core.Freed, []string{"map 1", "map 1 in the work queue"}},
		{[]core.Call{fork, {Task: 1, Op: core.OpExit}}, core.Exited, []string{"task 1"}},
	}
	for _, row := range rows {
		trace := sessionOf(t, row.calls...).Trace(len(row.calls))
		i := slices.IndexFunc(trace.Events, func(e core.Event) bool { return e.Kind == row.kind })
		if i < 0 {
			t.Errorf("%v: no event %s", row.calls, core.Event{Kind: row.kind}.Name())
			continue
		}
		s := subject{view: trace.View(i + 1), lit: highlightOf(&trace.Events[i]), width: testWidth}.layOut()
		if lit := litIn(s); !slices.Equal(lit, row.want) {
			t.Errorf("%s highlights %q, want %q", trace.Events[i].Name(), lit, row.want)
		}
	}
}

// TestLaterEventsAreLit looks at events of the last call of each link.
func TestLaterEventsAreLit(t *testing.T) {
	const path = "w(10003000,2f7379732f66732f6270662f6100)/"
	const pinned = "create(hash,4,8,16)/" + path + "obj_pin(0x10003000,3)/"
	const unlinked = pinned + "unlink(2f7379732f66732f6270662f61)/"
	const inner = "create(hash,4,8,16)/create(array_of_maps,4,4,4,0,3)/w(10002000,00000000)/w(10002100,03000000)/update_elem(4,0x10002000,0x10002100)/" +
		"close(3)/w(10002000,00000000)/delete_elem(4,0x10002000)/"
	rows := []struct {
		link string
		kind core.EventKind
		want []string
	}{
		{"k=6.12/create(hash,4,8,16)", core.IDGiven, []string{"id 1"}},
		{"k=6.12/create(hash,4,8,16)", core.UsercntSet, []string{"usr 0 → 1"}},
		{"k=6.12/create(hash,4,8,16)/close(3)", core.FDCleared, []string{"descriptor 3 of task 0"}},
		{"k=6.12/create(hash,4,8,16)/close(3)", core.IDTaken, []string{"id 1 → 0"}},
		{"k=6.12/create(hash,4,8,16)/freeze(3)", core.FrozenSet, []string{"frozen"}},
		{"k=6.12/" + pinned, core.Pinned, []string{"pin /sys/fs/bpf/a", "wire"}},
		{"k=6.12/" + unlinked, core.Unpinned, []string{"a pin", "wire"}},
		{"k=5.4/" + unlinked, core.GraceBegun, []string{"map 1", "map 1 in the work queue"}},
		{"k=5.4/" + unlinked + "work()", core.GraceEnded, []string{"map 1", "map 1 in the work queue"}},
		{"k=6.12/" + inner, core.GraceBegun, []string{"map 1", "map 1 in the work queue"}},
		{"k=6.12/" + inner + "work()", core.GraceEnded, []string{"map 1", "map 1 in the work queue"}},
		{"k=5.4/create(hash,4,8,16)/close(3)/work()", core.FreeWaited, []string{"map 1", "map 1 in the work queue"}},
	}
	for _, row := range rows {
		s, e := momentOf(t, row.link, row.kind)
		if lit := litIn(subject{view: s, lit: highlightOf(e), width: testWidth}.layOut()); !slices.Equal(lit, row.want) {
			t.Errorf("%s of %s highlights %q, want %q", e.Name(), row.link, lit, row.want)
		}
	}
}

// momentOf returns the view after the first event of a kind in the last call of a link.
func momentOf(t *testing.T, text string, kind core.EventKind) (*core.View, *core.Event) {
	t.Helper()
	l, err := link.Parse("v1/" + text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	trace := s.Trace(s.Len())
	i := slices.IndexFunc(trace.Events, func(e core.Event) bool { return e.Kind == kind })
	if i < 0 {
		t.Fatalf("%s: no event %s", text, core.Event{Kind: kind}.Name())
	}
	return trace.View(i + 1), &trace.Events[i]
}

// TestGhostFileIsBeforeItsMap closes one of several files and wants its ghost to keep the reference to its map.
func TestGhostFileIsBeforeItsMap(t *testing.T) {
	const pinned = "create(hash,4,8,16)/w(10003000,2f7379732f66732f6270662f6100)/obj_pin(0x10003000,3)/close(3)/"
	for _, release := range []string{"3.19", "4.4", "5.4", "7.3"} {
		calls := pinned + "create(hash,4,8,16)/get_fd_by_id(2)/close(3)"
		v, e := momentOf(t, "k="+release+"/"+calls, core.FDCleared)
		seen := highlightOf(e).withGhosts(v)
		i := slices.IndexFunc(seen.Files, func(f core.FileView) bool { return f.Nr == e.File })
		if i < 0 || seen.Files[i].Map != 2 {
			t.Errorf("%s: the ghost is not a file of map 2: %+v", release, seen.Files)
		}
	}
}

// TestLitIsShown highlights a descriptor and a file that a collapsed list hides otherwise.
func TestLitIsShown(t *testing.T) {
	var calls []core.Call
	for range 60 {
		calls = append(calls, createCall(0, abi.BPF_MAP_TYPE_HASH, 4, 8, 16))
	}
	trace := sessionOf(t, calls...).Trace(len(calls))
	i := slices.IndexFunc(trace.Events, func(e core.Event) bool { return e.Kind == core.FDInstalled })
	s := subject{view: trace.View(i + 1), lit: highlightOf(&trace.Events[i]), width: testWidth}.layOut()
	if lit := litIn(s); !slices.Contains(lit, "descriptor 62 of task 0") || !slices.Contains(lit, "file 60") {
		t.Errorf("got %q highlighted", lit)
	}
}
