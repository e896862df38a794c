package web

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/history"
)

// countingLink has the array "hits" at descriptor 3, a program that adds 1 to its element 0 at descriptor 4, a second task,
// and BPF_PROG_TEST_RUN by task 0.
const countingLink = "v1~s-nf/z=pJJRioQwDIavY0G2TU2T-uBhrGxefNhlWZjrD6XtjOkgw-APpflNNMmH-0Jf4O1tAFc0Ol8jrHfs_Iko0szIk3sjY9OvDG58NMRoVP8Wbe0NqKf26fynoomEA30zns1XhslnJO9W2URaMsnqVTUXXLkmCyKUyU4wxHDYKV9B1_LcbcbV16ecdDqx_v4ctEcODrcGPTyhExorP3_7ABp-B-WVkb8E_6rKHnD4e6Izdv1f8B4AAP__"

// testRunOf returns the BPF_PROG_TEST_RUN of countingLink.
func testRunOf(s *Store) core.Call {
	c, _ := s.desk.session.Call(4)
	return c.Call
}

// TestTimelineGoesByInstruction goes through a run with the buttons of the timeline, forwards and backwards.
func TestTimelineGoesByInstruction(t *testing.T) {
	s := opened(t, countingLink)
	s.desk.goToCall(3)
	_, last := s.desk.position()
	var forwards, backwards []history.Step
	for s.desk.at != s.desk.last() {
		s.run(s.desk.Next)
		forwards = append(forwards, s.desk.at)
		if len(forwards) > last {
			t.Fatalf("%d steps do not reach the end", last)
		}
	}
	insns := 0
	for _, at := range forwards {
		if at.Insn > 0 {
			insns++
		}
	}
	if want := s.desk.session.RunOf(4).Insns; insns != want || want != 11 {
		t.Errorf("%d steps are instructions, want %d", insns, want)
	}
	for s.desk.at.Call > 3 {
		backwards = append([]history.Step{s.desk.at}, backwards...)
		s.run(s.desk.Prev)
	}
	if len(backwards) != len(forwards) {
		t.Errorf("%d steps back, %d forwards", len(backwards), len(forwards))
	}
}

// TestHeldRunsLoseAnUpdate holds a run after the load, ends another, and ends the first: the element is 1.
func TestHeldRunsLoseAnUpdate(t *testing.T) {
	s := opened(t, countingLink)
	c := testRunOf(s)
	s.run(func() { s.draft.Edit(c); s.runs.Start(0) })
	s.run(func() { s.runs.HoldAt(0, 8) })
	if v := s.runs.own(); v == nil || v.Insn != 8 || s.runs.regWords(v.Regs[0]) != "hits[0]" || v.Regs[1].Value != 1 {
		t.Fatalf("the run is %+v, want it at 8 with 1 in r1", v)
	}
	c.Task = 1
	s.run(func() { s.draft.Edit(c); s.runs.Start(1) })
	s.run(func() { s.runs.End(1) })
	s.run(func() { s.runs.End(0) })
	v := s.runs.own()
	if v == nil || !v.Returned {
		t.Fatalf("the run is %+v, want it returned", v)
	}
	s.run(func() { s.runs.goTo(2) })
	if _, sentence := s.runs.tell(); !strings.Contains(sentence, "which stored 2") {
		t.Errorf("the page says %q, want the store of 2 after three runs", sentence)
	}
	s.run(func() { s.runs.HoldAt(0, 3) })
	if !s.notice.Bad {
		t.Error("holding a run that has ended shows no error")
	}
}
