package core_test

import (
	"slices"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
)

// heldKernel is a kernel whose task 0 is in a held run of a program on CPU 1. Descriptor 3 is an array, 4 the program.
func heldKernel(t *testing.T, text string) *core.Kernel {
	t.Helper()
	k, err := core.New(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(coretest.Loads(text), coretest.HeldRun(0, 1)) {
		if ret, err := k.Do(&c); err != nil || ret < 0 {
			t.Fatalf("%s returned %d, %v", c.String(), ret, err)
		}
	}
	return k
}

func stepRun(t *testing.T, k *core.Kernel, n uint64) int64 {
	t.Helper()
	c := core.Call{Op: core.OpRunStep, Args: core.Args{n}}
	ret, err := k.Do(&c)
	if err != nil {
		t.Fatal(err)
	}
	return ret
}

// TestRegistersOfAHeldRun looks at the targets of the registers while a program runs.
func TestRegistersOfAHeldRun(t *testing.T) {
	k := heldKernel(t, coretest.Counting)
	type reg struct {
		kind core.RegKind
		off  int64
		nr   int // of the map
		mem  int // bytes that are shown at the address
	}
	view := func() core.RunView {
		t.Helper()
		v := k.View().Runs
		if len(v) != 1 {
			t.Fatalf("%d runs, want 1", len(v))
		}
		return v[0]
	}
	want := func(after string, n int, w reg) {
		t.Helper()
		r := view().Regs[n]
		if (reg{r.Kind, r.Off, r.Map, len(r.Bytes)}) != w {
			t.Errorf("after %s, r%d is %+v, want %+v", after, n, r, w)
		}
	}
	if v := view(); !v.Held || v.CPU != 1 || v.Task != 0 || v.Prog != 1 || v.Insn != 0 || v.Steps != 0 || v.Depth != 1 || !slices.Equal(v.Maps, []int{1}) {
		t.Errorf("the run begins as %+v", v)
	}
	want("the start", 1, reg{core.RegCtx, 0, 0, 0})
	want("the start", 10, reg{core.RegStack, 0, 0, 8})
	want("the start", 0, reg{core.RegScalar, 0, 0, 0})
	stepRun(t, k, 3)
	want("r2 += -4", 2, reg{core.RegStack, -4, 0, 8})
	stepRun(t, k, 1)
	want("r1 = map_fd 3", 1, reg{core.RegMap, 0, 1, 0})
	stepRun(t, k, 1)
	want("the lookup", 0, reg{core.RegElem, 0, 1, 8})
	for range 6 {
		stepRun(t, k, 1)
	}
	v := view()
	if !v.Returned || v.Steps != 11 || v.Fault != "" {
		t.Errorf("the run ends as %+v, want returned after 11 instructions", v)
	}
	var insns []int
	for _, e := range v.Recent {
		insns = append(insns, e.Insn)
	}
	if len(insns) != 11 || insns[0] != 0 || v.Recent[0].Wrote.Value != 0 {
		t.Errorf("the kept instructions are %v", insns)
	}
	if jump := v.Recent[5]; jump.Taken {
		t.Errorf("instruction %d was not taken", jump.Insn)
	}
	end := core.Call{Op: core.OpRunEnd}
	if ret, err := k.Do(&end); err != nil || ret != 0 || len(k.View().Runs) != 0 {
		t.Errorf("the run ended with %d, %v", ret, err)
	}
}

// TestKeptInstructionsAreBounded runs a loop: only the last 512 instructions of many are kept.
func TestKeptInstructionsAreBounded(t *testing.T) {
	k := heldKernel(t, "r1 = 0\nloop: r1 += 1\nif r1 < 2000 goto loop\nr0 = 0\nexit")
	for range 30 {
		stepRun(t, k, 100)
	}
	v := k.View().Runs[0]
	if len(v.Recent) != 512 || v.Steps != 3000 {
		t.Fatalf("%d instructions are kept after %d, want 512 after 3000", len(v.Recent), v.Steps)
	}
	if last := v.Recent[511]; last.Insn != 1 || last.Wrote.Value != 1500 {
		t.Errorf("the last instruction is %+v, want r1 += 1 with the value 1500", last)
	}
	if jump := v.Recent[510]; jump.Insn != 2 || !jump.Taken {
		t.Errorf("the one before is %+v, want the jump, taken", jump)
	}
}

// TestARunPausesAfterAnInstruction stops a call inside of a run, as a slider does.
func TestARunPausesAfterAnInstruction(t *testing.T) {
	for _, n := range []uint64{1, 5, 700, 4001} {
		k, err := core.New(core.NewMachine(abi.R(6, 12, 0)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range coretest.Loads("r1 = 0\nloop: r1 += 1\nif r1 < 2000 goto loop\nr0 = 0\nexit") {
			if _, err := k.Do(&c); err != nil {
				t.Fatal(err)
			}
		}
		var tracer core.Tracer
		k.Watch(&tracer)
		paused := 0
		tracer.PauseAtInsn(n, func() {
			paused++
			v := k.View().Runs
			if len(v) != 1 || v[0].Held || v[0].Steps != n || uint64(len(v[0].Recent)) != min(n, 512) {
				t.Errorf("paused after %d instructions, the run is %+v", n, v)
			}
		})
		run := coretest.TestRun()
		if ret, err := k.Do(&run); err != nil || ret != 0 || paused != 1 {
			t.Errorf("the run returned %d, %v and paused %d times, want once after %d instructions", ret, err, paused, n)
		}
		if span := tracer.Run(); span.Insns != 4003 || span.Begun == 0 || span.Ended <= span.Begun {
			t.Errorf("the run is %+v, want 4003 instructions", span)
		}
	}
}
