package history

import (
	"encoding/binary"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// counting is a program that adds 1 to element 0 of the array at descriptor 3, with a load, an addition and a store.
const counting = `
	*(u32 *)(r10 - 4) = 0
	r2 = r10
	r2 += -4
	r1 = map_fd 3
	call 1
	if r0 == 0 goto out
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
	out: r0 = 0
	exit`

// looping counts r1 up to a million.
const looping = `
	r1 = 0
	again: r1 += 1
	if r1 < 300000 goto again
	r0 = 7
	exit`

// runAttr returns the attr of BPF_PROG_TEST_RUN for the program at descriptor 4.
func runAttr() []byte {
	attr := make([]byte, 80)
	binary.LittleEndian.PutUint32(attr[0:], 4)
	binary.LittleEndian.PutUint32(attr[8:], 64)
	binary.LittleEndian.PutUint64(attr[16:], core.ArenaStart+0x2000)
	return attr
}

// loadedSession has an array at descriptor 3, the program at descriptor 4, and a second task.
func loadedSession(t *testing.T, text string) *Session {
	t.Helper()
	s, err := NewSession(core.NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	var create [20]byte
	for i, v := range []uint32{uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 1, 0} {
		binary.LittleEndian.PutUint32(create[4*i:], v)
	}
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatal(err)
	}
	const at = core.ArenaStart + 0x1000
	load := make([]byte, 48)
	binary.LittleEndian.PutUint32(load[0:], uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	binary.LittleEndian.PutUint32(load[4:], uint32(len(p.Insns)))
	binary.LittleEndian.PutUint64(load[8:], at)
	binary.LittleEndian.PutUint64(load[16:], at+uint64(len(p.Insns)*insn.Size))
	for _, c := range []struct {
		call core.Call
		want int64
	}{
		{core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 20, core.Write{Addr: core.ArenaStart, Bytes: create[:]}), 3},
		{core.Bpf(0, abi.BPF_PROG_LOAD, core.ArenaStart, 48, core.Write{Addr: core.ArenaStart, Bytes: load},
			core.Write{Addr: at, Bytes: append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)}), 4},
		{core.Call{Op: core.OpFork, Args: core.Args{1}}, 1},
	} {
		if ret, err := s.Do(c.call); err != nil || ret != c.want {
			t.Fatalf("%s returned %d, %v, want %d", c.call.Op.Name(), ret, err, c.want)
		}
	}
	return s
}

func testRun() core.Call {
	return core.Bpf(0, abi.BPF_PROG_TEST_RUN, core.ArenaStart, 80, core.Write{Addr: core.ArenaStart, Bytes: runAttr()})
}

func do(t *testing.T, s *Session, c core.Call) {
	t.Helper()
	if ret, err := s.Do(c); err != nil || ret < 0 {
		t.Fatalf("%s returned %d, %v", c.Op.Name(), ret, err)
	}
}

// TestStepsOfRun goes through a run forwards, backwards and again, instruction by instruction.
func TestStepsOfRun(t *testing.T) {
	s := loadedSession(t, counting)
	do(t, s, testRun())
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
	do(t, s, testRun())
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
	s := loadedSession(t, counting)
	start := func(task, cpu int) core.Call {
		return core.Call{Task: task, Op: core.OpRunStart, Args: core.Args{uint64(cpu), core.ArenaStart, 80}, Writes: []core.Write{{Addr: core.ArenaStart, Bytes: runAttr()}}}
	}
	do(t, s, start(0, 0))
	n, ok := s.InsnsUntil(0, 8)
	if !ok || n != 7 {
		t.Fatalf("instruction 8 is %d instructions away, %v, want 7", n, ok)
	}
	if _, ok := s.InsnsUntil(1, 8); ok {
		t.Error("a task without a run reaches an instruction")
	}
	do(t, s, core.Call{Op: core.OpRunStep, Args: core.Args{7}})
	do(t, s, start(1, 1))
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
