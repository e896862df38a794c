package history

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
)

// looping counts r1 up to a million.
const looping = `
	r1 = 0
	again: r1 += 1
	if r1 < 300000 goto again
	r0 = 7
	exit`

// loadedSession has an array at descriptor 3, the program at descriptor 4, and a second task.
func loadedSession(t *testing.T, text string) *Session {
	t.Helper()
	s, err := NewSession(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range coretest.Loads(text) {
		if ret, err := s.Do(c); err != nil || ret != []int64{3, 4, 1}[i] {
			t.Fatalf("%s returned %d, %v", c.Op.Name(), ret, err)
		}
	}
	return s
}

func do(t *testing.T, s *Session, c core.Call) {
	t.Helper()
	if ret, err := s.Do(c); err != nil || ret < 0 {
		t.Fatalf("%s returned %d, %v", c.Op.Name(), ret, err)
	}
}

// TestSentenceOfRun checks that the outcome of a run names the value that the program returned.
func TestSentenceOfRun(t *testing.T) {
	s := loadedSession(t, "r0 = 7\nexit")
	do(t, s, coretest.TestRun())
	if got := s.Trace(4).Sentence(); got != "The program has run and returned 7." {
		t.Errorf("the run is described as %q", got)
	}
}

// TestStepsOfRun goes through a run forwards, backwards and again, instruction by instruction.
func TestStepsOfRun(t *testing.T) {
	s := loadedSession(t, coretest.Counting)
	do(t, s, coretest.TestRun())
	r := s.RunOf(4)
	if r.Insns != 11 || r.Begun == 0 || r.Ended <= r.Begun {
		t.Fatalf("the run is %+v, want 11 instructions", r)
	}
	at := func(n int) core.RunView {
		v := s.View(Step{Call: 4, Event: r.Begun, Insn: n})
		if len(v.Runs) != 1 {
			t.Fatalf("after %d instructions: %d runs", n, len(v.Runs))
		}
		return v.Runs[0]
	}
	look := func(n int) {
		v := at(n)
		if int(v.Steps) != n || len(v.Recent) != n {
			t.Errorf("after %d instructions: %d steps, %d kept", n, v.Steps, len(v.Recent))
		}
		if n >= 5 && n < 10 && (v.Regs[0].Kind != core.RegElem || v.Regs[0].Map != 1 || v.Regs[0].Elem != 0) {
			t.Errorf("after %d instructions, r0 is %+v, want element 0 of map 1", n, v.Regs[0])
		}
		if n == 2 && (v.Regs[2].Kind != core.RegStack || v.Regs[2].Off != 0) {
			t.Errorf("r2 is %+v, want fp", v.Regs[2])
		}
	}
	for n := 1; n <= 11; n++ {
		look(n)
	}
	for n := 11; n >= 1; n-- {
		look(n)
	}
	s.Close()
	look(9)
	if got := at(9).Regs[0].Bytes; len(got) != 8 || got[0] != 1 {
		t.Errorf("after the store, r0 points to % x, want 1", got)
	}
	if got := at(8).Regs[0].Bytes; got[0] != 0 {
		t.Errorf("before the store, r0 points to % x, want 0", got)
	}
	if last := at(9).Recent[8]; last.Insn != 9 || last.Wrote.Value != 1 {
		t.Errorf("the store is %+v, want the value 1 at instruction 9", last)
	}
	if v := s.View(Step{Call: 4, Event: -1}); len(v.Runs) != 0 {
		t.Error("the run is shown after its call")
	}
}

// TestStepsOfLongRun jumps into a loop. Only the last instructions are kept.
func TestStepsOfLongRun(t *testing.T) {
	s := loadedSession(t, looping)
	do(t, s, coretest.TestRun())
	r := s.RunOf(4)
	if r.Insns != 600_003 {
		t.Fatalf("%d instructions ran, want 600003", r.Insns)
	}
	for _, n := range []int{300_001, 300_000, 599_999, 1} {
		v := s.View(Step{Call: 4, Event: r.Begun, Insn: n}).Runs[0]
		if int(v.Steps) != n || int(v.Regs[1].Value) != n/2 {
			t.Errorf("after %d instructions: %d steps, r1 = %d", n, v.Steps, v.Regs[1].Value)
		}
		if len(v.Recent) > 512 {
			t.Errorf("%d instructions are kept", len(v.Recent))
		}
	}
}

// TestHeldRunInView holds two runs and finds the way to an instruction.
func TestHeldRunInView(t *testing.T) {
	s := loadedSession(t, coretest.Counting)
	do(t, s, coretest.HeldRun(0, 0))
	n, ok := s.InsnsUntil(0, 8)
	if !ok || n != 7 {
		t.Fatalf("instruction 8 is %d instructions away, %v, want 7", n, ok)
	}
	if _, ok := s.InsnsUntil(1, 8); ok {
		t.Error("a task without a run reaches an instruction")
	}
	do(t, s, core.Call{Op: core.OpRunStep, Args: core.Args{7}})
	do(t, s, coretest.HeldRun(1, 1))
	v := s.View(Step{Call: 6, Event: -1})
	if len(v.Runs) != 2 || v.Runs[0].Insn != 8 || v.Runs[1].Insn != 0 || v.Runs[1].CPU != 1 {
		t.Fatalf("held runs: %+v", v.Runs)
	}
	if len(v.Runs[0].Recent) != 7 {
		t.Errorf("%d instructions are kept, want 7", len(v.Runs[0].Recent))
	}
	do(t, s, core.Call{Task: 1, Op: core.OpRunEnd})
	do(t, s, core.Call{Op: core.OpRunEnd})
	if r := s.RunOf(8); r.Insns != 4 {
		t.Errorf("the last call ran %d instructions, want 4", r.Insns)
	}
	if got := s.View(Step{Call: 8, Event: s.RunOf(8).Begun, Insn: 4}).Runs; len(got) != 1 || got[0].Held || !got[0].Returned {
		t.Errorf("at the end of the run: %+v", got)
	}
}
