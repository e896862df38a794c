package web

import (
	"slices"
	"testing"

	"bpfplay/core"
)

// TestALongLadderIsDrawnInPart draws a call of thousands of events. The ladder has few rungs, always with the shown event
// and the failed check, and a line for every omitted run.
func TestALongLadderIsDrawnInPart(t *testing.T) {
	const n, failed = 2000, 1200
	for _, at := range []int{0, 1, 80, 1000, 1199, 1900, n} {
		runs := ladderRuns(at, n, failed, rungsShown)
		drawn, next := 0, 1
		for _, r := range runs {
			if r.first != next || r.last < r.first {
				t.Fatalf("at %d the runs are %v", at, runs)
			}
			next = r.last + 1
			if r.drawn {
				drawn += r.last - r.first + 1
			}
		}
		shows := func(event int) bool {
			return slices.ContainsFunc(runs, func(r ladderRun) bool { return r.drawn && r.first <= event && event <= r.last })
		}
		if next != n+1 || drawn > rungsShown+1 || at > 0 && !shows(at) || !shows(failed) {
			t.Errorf("at %d the runs are %v", at, runs)
		}
	}
}

func TestAShortLadderIsDrawnWhole(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(lpm_trie,8,8,16,0)"); err != nil {
		t.Fatal(err)
	}
	events := settled(s).desk.trace().Events
	failed := failedRung(events)
	if failed == 0 || events[failed-1].Kind != core.Checked || events[failed-1].Passed {
		t.Errorf("the failed check is event %d of %d", failed, len(events))
	}
	if runs := ladderRuns(1, len(events), failed, rungsShown); len(runs) != 1 || !runs[0].drawn {
		t.Errorf("%d events are drawn as %v", len(events), runs)
	}
}

// TestTheRefusalIsNeverFolded draws refused calls of each example. Whatever is folded, the failed check is not.
func TestTheRefusalIsNeverFolded(t *testing.T) {
	refused := 0
	for _, e := range Examples {
		s := opened(t, e.Link)
		for n := 1; n <= s.desk.session.Len(); n++ {
			s.desk.goToCall(n)
			tr := settled(s).desk.trace()
			if _, ok := tr.Refusal(); !ok {
				continue
			}
			refused++
			events := tr.Events
			last := failedRung(events)
			kept := keptRungs(events, len(events), last, false)
			if !slices.Contains(kept, last) || len(kept) > rungsFolded {
				t.Errorf("%s, call %d: of %d events the ladder shows %v, want the refusal, event %d", e.Title, n, len(events), kept, last)
			}
			if open := keptRungs(events, 1, last, true); len(open) != len(events) {
				t.Errorf("%s, call %d: the open ladder shows %d of %d events", e.Title, n, len(open), len(events))
			}
		}
	}
	if refused < 5 {
		t.Errorf("only %d refused calls", refused)
	}
}
