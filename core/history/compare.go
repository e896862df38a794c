package history

import (
	"cmp"
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/sliced"
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
	c := s.Comparing(n, 0)
	for c.Step() {
	}
	return c.Results()
}

// Comparing compares a call on every release in slices.
type Comparing struct {
	results []Result
	work    *sliced.Work
	err     error
}

// ComparedWork is the most work of the replays that compare releases without being asked to, in units of [core.Tracer.Cost].
// More takes a noticeable time.
const ComparedWork = 250_000

// ComparesSoon reports whether comparing the releases at call n takes no more than ComparedWork.
func (s *Session) ComparesSoon(n int) bool {
	return s.Work(n) <= ComparedWork/uint64(len(core.Releases))
}

// CompareCost returns the work of comparing the releases at call n, in units of [core.Tracer.Cost], as far as it is known:
// that of the calls since the last comparison, on every release.
func (s *Session) CompareCost(n int) uint64 {
	work := s.Work(n) * uint64(len(core.Releases))
	for _, r := range s.rivals {
		if r != nil && r.done <= n {
			work -= s.Work(r.done)
		}
	}
	return work
}

// Comparing begins a Compare. With most, it ends when the replays of the releases have cost more units of work than that.
func (s *Session) Comparing(n int, most uint64) *Comparing {
	c := &Comparing{}
	c.work = sliced.New(func(pause func()) {
		m := meter{slice: pause}
		rivals := s.rivals
		s.rivals = nil // while they are in the middle of a call
		kept := make([]*rival, len(core.Releases))
		for i, e := range core.Releases {
			before := m.work
			m.most = cmp.Or(most, before+MaxWork)
			on := newRival(s, e.Release)
			if rivals != nil && rivals[i] != nil && rivals[i].done <= n {
				on = rivals[i]
			}
			r, err := on.goTo(s, n, &m)
			if c.err = err; err != nil && most > 0 {
				return
			}
			if most > 0 && on.light() {
				kept[i] = on
			}
			m.over, m.looked = nil, 0
			c.results = append(c.results, r)
		}
		s.rivals = kept
	})
	return c
}

// Step runs one slice and reports whether work remains.
func (c *Comparing) Step() (more bool) { return c.work.Step() }

// Stop ends the work.
func (c *Comparing) Stop() { c.work.Stop() }

// Results returns the results so far, oldest release first. They are not those of all releases if the work was limited.
func (c *Comparing) Results() []Result { return c.results }

// ResultOn is Compare for one release.
func (s *Session) ResultOn(release abi.Release, n int) Result {
	r, _ := s.resultOn(release, n, &meter{}) // a call beyond a budget is not reached
	return r
}

func (s *Session) resultOn(release abi.Release, n int, m *meter) (Result, error) {
	return newRival(s, release).goTo(s, n, m)
}

// causeOf returns the earlier call that makes a call fail: the one that opened its descriptor in the history, or the first
// one that fails if the error depends on the elements of the map. It returns nil if none does.
func (s *Session) causeOf(r Result, failed []Earlier) *Earlier {
	if r.Check.Errno == abi.EBADF {
		for _, e := range slices.Backward(failed) {
			if fd := int64(int32(r.A)); s.results[e.Call-1] == fd {
				e.FD = fd
				return &e
			}
		}
	}
	if slices.Contains(locationErrors, r.Check.Errno) && !r.Check.Scan {
		return firstOf(failed)
	}
	return nil
}

// firstOf returns the first of the earlier calls that a release refuses; nil without one.
func firstOf(failed []Earlier) *Earlier {
	if len(failed) == 0 {
		return nil
	}
	return &failed[0]
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
