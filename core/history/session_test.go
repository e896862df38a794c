package history_test

import (
	"bytes"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
	"bpfplay/core/history"

	"pgregory.net/rapid"
)

func TestTwoRunsGiveTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(t)
		again, err := history.With(s.Machine(), s.Calls())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(s.Kernel().View().JSON(), again.Kernel().View().JSON()) {
			t.Fatalf("two runs differ:\n%s\n%s", s.Kernel().View().JSON(), again.Kernel().View().JSON())
		}
	})
}

func TestGoingBackShowsWhatWasThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(t)
		forward, err := history.NewSession(s.Machine())
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= s.Len(); n++ {
			before := forward.Kernel().View().Hash()
			c, ret := s.Call(n)
			if again, _ := forward.Do(c.Call); again != ret {
				t.Fatalf("call %d: result %d, and %d in a replay", n, ret, again)
			}
			trace := s.Trace(n)
			if trace.Ret != ret || trace.View(0).Hash() != before || s.View(history.Step{Call: n, Event: len(trace.Events)}).Hash() != forward.Kernel().View().Hash() {
				t.Fatalf("call %d: the view differs after going back", n)
			}
		}
	})
}

// TestEveryRefusalHasItsCheck draws histories. Every error number must come from the last failed check.
func TestEveryRefusalHasItsCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySession(t)
		for n := 1; n <= s.Len(); n++ {
			trace := s.Trace(n)
			e, refused := trace.Refusal()
			if trace.Ret == core.NotEmulated {
				continue
			}
			if refused != (trace.Ret < 0) {
				t.Fatalf("call %d: result %d, but refused is %v", n, trace.Ret, refused)
			}
			if refused && int64(e.Check.Errno) != -trace.Ret {
				t.Fatalf("call %d: result %d, but its check returns %s", n, trace.Ret, e.Check.Errno.Name())
			}
			if trace.Sentence() == "" && trace.Call.Op != core.OpFcntl && trace.Call.Op != core.OpBpf {
				t.Fatalf("call %d (%s) has no sentence", n, trace.Call.Op.Name())
			}
		}
	})
}

func TestACallThatCannotBeMadeChangesNothing(t *testing.T) {
	s, err := history.NewSession(core.NewMachine(abi.Seed))
	if err != nil {
		t.Fatal(err)
	}
	before := s.Kernel().View().Hash()
	for _, c := range []core.Call{{Task: 7, Op: core.OpClose}, {Op: core.OpFork, Args: core.Args{0}}, {Op: core.OpFork, Args: core.Args{1 << 40}}, {Op: core.OpRlimit, Args: core.Args{1 << 40}}} {
		if _, err := s.Do(c); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
	if s.Len() != 0 || s.Kernel().View().Hash() != before {
		t.Error("a call that cannot be made changed the session")
	}
}

// anySession draws a history on any release.
func anySession(t *rapid.T) *history.Session {
	m := coretest.AnyMachine(t)
	s, err := history.NewSession(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coretest.Calls(t, m) {
		if _, err := s.Run(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
