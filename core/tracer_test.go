package core

import "testing"

// TestFailedCheckIsKept fails a check in the middle of more events than a trace keeps.
func TestFailedCheckIsKept(t *testing.T) {
	for _, refusedAt := range []int{1, FirstEvents, FirstEvents + 1, 2500, 5000 - FirstEvents, 5000 - FirstEvents + 1, 5000 - FirstEvents + 2, 5000} {
		var tracer Tracer
		for i := 1; i <= 5000; i++ {
			tracer.add(Event{Kind: Checked, Check: htabFull, Passed: i != refusedAt, A: uint64(i)})
		}
		events, refused, left := tracer.Events(), 0, uint64(0)
		for _, e := range events {
			if e.Kind == LeftOut {
				left = e.A
			} else if !e.Passed {
				refused = int(e.A)
			}
		}
		if refused != refusedAt || len(events) != MaxEvents || left != uint64(5000-MaxEvents+1) || events[MaxEvents-1].A != 5000 {
			t.Errorf("failed check at %d: the trace has it at %d, keeps %d events and leaves out %d", refusedAt, refused, len(events), left)
		}
	}
}
