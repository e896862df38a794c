package history_test

import (
	"strings"
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

// TestFixesOfASlowCallSucceed tests that each fix of a load that takes long has a result, the last of which is a success.
func TestFixesOfASlowCallSucceed(t *testing.T) {
	s := loaded(t, countsDown)
	slices := 0
	for _, f := range s.FixesIn(2, func() { slices++ }) {
		if len(f.Results) != len(f.Edits) || len(f.Results) == 0 || f.Results[len(f.Results)-1].Refused() {
			t.Errorf("a fix with the edits %+v has the results %+v", f.Edits, f.Results)
		}
	}
	if slices < 10 {
		t.Errorf("the search ran in %d slices", slices)
	}
}

// TestARebuildRunsInSlices makes a history with a costly load again, with calls that cannot be made around it.
func TestARebuildRunsInSlices(t *testing.T) {
	s := loaded(t, countsDown)
	other := history.Call{Call: core.Call{Task: 7, Op: core.OpClose}}
	calls := append([]history.Call{other}, s.Calls()...)
	b, err := history.Rebuilding(s.Machine(), append(calls, other), history.Step{Call: 2, Event: -1})
	if err != nil {
		t.Fatal(err)
	}
	slices := 1
	for b.Step() {
		slices++
	}
	made, err := b.Session()
	if err != nil || made.Len() != 2 || len(b.Kept()) != 2 || b.Kept()[1].After != 2 {
		t.Fatalf("%d calls, kept %+v, %v", made.Len(), b.Kept(), err)
	}
	if slices < 100 {
		t.Errorf("the calls were made in %d slices", slices)
	}
}

// TestCallsBeyondABudgetAreKept edits a history whose later calls exceed a budget: they are kept, and the others work.
func TestCallsBeyondABudgetAreKept(t *testing.T) {
	m := core.NewMachine(abi.R(6, 12, 0))
	m.Nofile = 1 << 20
	dense := core.Call{Op: core.OpUnseen, Args: core.Args{1 << 20}}
	calls := []history.Call{{Call: dense}}
	for n := range 20 {
		calls = append(calls, history.Call{Call: core.Call{Op: core.OpFork, Args: core.Args{uint64(n + 1)}}})
	}
	s, kept := rebuilt(t, m, calls)
	if s.Len() < 2 || len(kept) == 0 || s.Len()+len(kept) != len(calls) {
		t.Fatalf("%d calls, %d kept", s.Len(), len(kept))
	}
	if why := kept[len(kept)-1].Why; !strings.Contains(why, "too many open descriptors") {
		t.Errorf("the last call is kept because of %q", why)
	}
	if _, err := history.With(m, s.Calls()); err != nil {
		t.Errorf("the calls that were made cannot be made again: %v", err)
	}
}
