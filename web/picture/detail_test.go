package picture

import (
	"strings"
	"testing"
)

// TestDetailLeavesOutCounters draws links, programs and maps at each detail: counters are drawn in the finest only, ids in
// the finer two, and a counter that the event changes in all.
func TestDetailLeavesOutCounters(t *testing.T) {
	s := attachedSession(t)
	for _, c := range []struct {
		detail        Detail
		counters, ids bool
	}{{Counters, true, true}, {Interface, false, true}, {Sketch, false, false}} {
		texts := textsOf(subject{view: s.Kernel().View(), width: testWidth, detail: c.detail}.layOut())
		if strings.Contains(texts, "refcnt ") != c.counters || strings.Contains(texts, "usr ") != c.counters || strings.Contains(texts, "id 1") != c.ids {
			t.Errorf("detail %d draws: %s", c.detail, texts)
		}
	}
	changed := false
	trace := s.Trace(1)
	for i := range trace.Events {
		e := &trace.Events[i]
		if lit := highlightOf(e); lit.parts&litRefcnt != 0 {
			changed = true
			if texts := textsOf(subject{view: trace.View(i + 1), lit: lit, width: testWidth, detail: Sketch}.layOut()); !strings.Contains(texts, "→ 1") {
				t.Errorf("a sketch lacks the changed counter: %s", texts)
			}
		}
	}
	if !changed {
		t.Error("no event changes a counter")
	}
}

// textsOf returns all texts of a drawing.
func textsOf(s scene) string {
	var all []string
	for _, c := range flat(s.cards) {
		for _, x := range c.texts {
			all = append(all, x.s)
		}
	}
	return strings.Join(all, " | ")
}
