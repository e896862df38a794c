package history

import "bpfplay/core"

// Beyond returns the checks that the refused call n does not reach: those after the failed check once a fix is applied to the
// call. It returns nil if the fix changes the machine or skips that check.
func (s *Session) Beyond(n int, f Fix) []core.Event {
	refusal, refused := s.Trace(n).Refusal()
	if !refused || f.Nr != n {
		return nil
	}
	k := s.before(n)
	if f.Call.Check(k) != nil {
		return nil
	}
	var t core.Tracer
	k.Watch(&t)
	k.Run(&f.Call)
	var checks []core.Event
	reached := false
	for _, e := range t.Events() {
		switch {
		case e.Kind != core.Checked:
		case e.Check == refusal.Check:
			reached, checks = e.Passed, nil
		case reached:
			checks = append(checks, e)
		}
	}
	return checks
}
