package history_test

import (
	"testing"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// countsDown is a program that the verifier follows until its limit of 1,000,000 instructions.
const countsDown = "r1 = 10000000\nr1 += -1\nif r1 != 0 goto -2\nr0 = r1\nexit\n"

// TestACostlyLoadIsVerifiedOnce walks back and forth over a load that the verifier follows to its limit. Going back is a
// replay, which must not verify the program again.
func TestACostlyLoadIsVerifiedOnce(t *testing.T) {
	start := time.Now()
	s := loaded(t, countsDown)
	once := time.Since(start)
	first := s.Trace(2).Explain()
	if first.Result != -int64(abi.E2BIG) {
		t.Fatalf("the load returns %d, want -E2BIG", first.Result)
	}
	if _, err := s.Do(core.Call{Op: core.OpWork}); err != nil {
		t.Fatal(err)
	}
	events := s.Events(2)
	start = time.Now()
	for range 5 {
		for n := range events + 1 {
			s.View(history.Step{Call: 2, Event: n})
		}
	}
	if again := time.Since(start); again > 3*once {
		t.Errorf("%d steps back took %v, the load %v", 5*(events+1), again, once)
	}
	b, err := history.Build(s.Machine(), s.Calls(), history.Step{Call: 2})
	if err != nil {
		t.Fatal(err)
	}
	slices := 1
	for b.Step() {
		slices++
	}
	if slices < 100 {
		t.Errorf("the load ran in %d slices", slices)
	}
}

// TestASlowCallIsNotTried tests that Try leaves a call that takes long to Build, and nothing changes.
func TestASlowCallIsNotTried(t *testing.T) {
	s := loaded(t, "r0 = 0\nexit\n")
	if _, err := s.Try(loadOf(t, countsDown)); err != history.ErrSlow || s.Len() != 2 {
		t.Fatalf("error %v, %d calls", err, s.Len())
	}
	if ret, err := s.Try(loadOf(t, "r0 = 0\nexit\n")); err != nil || ret != 5 {
		t.Errorf("after it, a short load returns %d, %v, want descriptor 5", ret, err)
	}
	if ret, err := s.Do(loadOf(t, countsDown)); err != nil || ret != -int64(abi.E2BIG) {
		t.Errorf("Do of the same call returns %d, %v, want -E2BIG", ret, err)
	}
}
