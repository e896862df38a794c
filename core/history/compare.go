package history

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// Result is the result of a call on one release.
type Result struct {
	Release abi.Release
	Value   int64
	Check   *core.Check // the failed check; nil if no check failed
	A, B    uint64      // operands of the check
	Reached bool        // false if the call cannot be made because an earlier call had a different result
}

// Refused reports whether the result is an error number.
func (r Result) Refused() bool { return r.Reached && r.Value < 0 && r.Value != core.NotEmulated }

// Compare returns the result of call n, numbered from 1, on every release, oldest first. Each release replays the history
// up to the call. The registered map types of the machine apply to the seed only.
func (s *Session) Compare(n int) []Result {
	results := make([]Result, len(core.Releases))
	for i, e := range core.Releases {
		results[i] = s.ResultOn(e.Release, n)
	}
	return results
}

// ResultOn is Compare for one release. Callers use it to spread the releases of a long history over time.
func (s *Session) ResultOn(release abi.Release, n int) Result {
	r := Result{Release: release}
	k, err := core.New(s.machine.On(release))
	if err != nil {
		return r
	}
	for i := range s.calls[:n-1] {
		if s.calls[i].Check(k) != nil {
			return r
		}
		k.Run(&s.calls[i].Call)
	}
	last := s.calls[n-1].Call
	if last.Check(k) != nil {
		return r
	}
	var t core.Tracer
	k.Watch(&t)
	r.Value, r.Reached = k.Run(&last), true
	if e, refused := t.Failed(r.Value); refused {
		r.Check, r.A, r.B = e.Check, e.A, e.B
	}
	return r
}
