package history

import (
	"fmt"
	"slices"

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
	Earlier *Earlier    // the earlier call that is the cause; nil if the call itself is
}

// Earlier is a call that a release refuses although the history's release does not, which makes a later call fail.
type Earlier struct {
	Call   int    // its number, from 1
	Result Result // of that call
	FD     int64  // the descriptor that the later call names, and that is not open without this call; -1 for none
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
	var failed []int // earlier calls that only this release refuses
	for i := range s.calls[:n-1] {
		if s.calls[i].Check(k) != nil {
			r.Earlier = s.earlier(release, failed, -1)
			return r
		}
		if ret := k.Run(&s.calls[i].Call); ret < 0 && ret != core.NotEmulated && s.results[i] >= 0 {
			failed = append(failed, i+1)
		}
	}
	last := s.calls[n-1].Call
	if last.Check(k) != nil {
		r.Earlier = s.earlier(release, failed, -1)
		return r
	}
	var t core.Tracer
	k.Watch(&t)
	r.Value, r.Reached = k.Run(&last), true
	if e, refused := t.Failed(r.Value); refused {
		r.Check, r.A, r.B = e.Check, e.A, e.B
		r.Earlier = s.causeOf(r, failed)
	}
	return r
}

// causeOf returns the earlier call that makes a call fail: the one that opened its descriptor in the history, or the first
// one that fails if the error depends on what the map holds. It returns nil if none does.
func (s *Session) causeOf(r Result, failed []int) *Earlier {
	if r.Check.Errno == abi.EBADF {
		for _, call := range slices.Backward(failed) {
			if s.results[call-1] == int64(int32(r.A)) {
				return s.earlier(r.Release, []int{call}, int64(int32(r.A)))
			}
		}
	}
	if locationErrors[r.Check.Errno] && !r.Check.Scan {
		return s.earlier(r.Release, failed, -1)
	}
	return nil
}

// earlier returns the first of calls that a release refuses as a cause; nil without such a call.
func (s *Session) earlier(release abi.Release, calls []int, fd int64) *Earlier {
	if len(calls) == 0 {
		return nil
	}
	return &Earlier{calls[0], s.ResultOn(release, calls[0]), fd}
}

// Reason returns a sentence about why the call fails; "" if no check failed.
func (r Result) Reason() string {
	if e := r.Earlier; e != nil {
		said := fmt.Sprintf("Call %d fails on %s with %s", e.Call, r.Release.Series(), abi.Errno(-e.Result.Value).Name())
		if e.FD >= 0 {
			said += fmt.Sprintf(", so descriptor %d is not open", e.FD)
		}
		if why := e.Result.Reason(); why != "" {
			return said + ". " + why
		}
		return said + "."
	}
	if r.Check == nil {
		return ""
	}
	return r.Check.Explain(r.A, r.B)
}

// SameCause reports whether two results have the same value, and fail by the same check of the same call.
func (r Result) SameCause(o Result) bool {
	if r.Reached != o.Reached || r.Value != o.Value || (r.Earlier == nil) != (o.Earlier == nil) {
		return false
	}
	if r.Earlier != nil {
		return r.Earlier.Call == o.Earlier.Call && r.Earlier.Result.SameCause(o.Earlier.Result)
	}
	return r.Check == o.Check
}
