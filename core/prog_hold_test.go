package core

import (
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// runner is a kernel with an array of one u64 at descriptor 3, and two tasks.
type runner struct {
	*testing.T
	k     *Kernel
	tasks [2]*Task
}

func newRunner(t *testing.T, mapType abi.MapType) *runner {
	t.Helper()
	k, err := New(NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{T: t, k: k}
	var attr [20]byte
	for i, v := range []uint32{uint32(mapType), 4, 8, 1, 0} {
		binary.LittleEndian.PutUint32(attr[4*i:], v)
	}
	if fd := r.bpf(abi.BPF_MAP_CREATE, attr[:]); fd != 3 {
		t.Fatalf("map create returned %d, want 3", fd)
	}
	return r
}

// bpf makes a call of task 0 with an attr.
func (r *runner) bpf(cmd abi.Cmd, attr []byte) int64 {
	r.k.Poke(r.k.Task(0), Write{ArenaStart, attr})
	return r.k.Bpf(r.k.Task(0), cmd, ArenaStart, uint32(len(attr)))
}

// load loads a socket filter that looks up element 0 of the map and then runs the instructions with its address in r0.
// Descriptor 4 refers to it.
func (r *runner) load(text string) {
	r.Helper()
	p, err := insn.Assemble(`
		*(u32 *)(r10 - 4) = 0
		r2 = r10
		r2 += -4
		r1 = map_fd 3
		call 1
		if r0 == 0 goto out
		` + text + `
		out: r0 = 0
		exit`)
	if err != nil {
		r.Fatal(err)
	}
	const at = ArenaStart + 0x1000
	r.k.Poke(r.k.Task(0), Write{at, append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)})
	var attr [48]byte
	binary.LittleEndian.PutUint32(attr[0:], uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	binary.LittleEndian.PutUint32(attr[4:], uint32(len(p.Insns)))
	binary.LittleEndian.PutUint64(attr[8:], at)
	binary.LittleEndian.PutUint64(attr[16:], at+uint64(len(p.Insns)*insn.Size))
	if fd := r.bpf(abi.BPF_PROG_LOAD, attr[:]); fd != 4 {
		r.Fatalf("load returned %d, want 4", fd)
	}
	for i := range r.tasks {
		r.tasks[i] = r.k.Fork(r.k.Task(0))
	}
}

// start holds a run of the program by task i on CPU i.
func (r *runner) start(i int) {
	r.Helper()
	var attr [80]byte
	binary.LittleEndian.PutUint32(attr[0:], 4)
	binary.LittleEndian.PutUint32(attr[8:], 64)
	binary.LittleEndian.PutUint64(attr[16:], ArenaStart+0x2000)
	r.k.Poke(r.tasks[i], Write{ArenaStart, attr[:]})
	if ret := r.k.StartRun(r.tasks[i], i, ArenaStart, uint32(len(attr))); ret != 0 {
		r.Fatalf("start returned %d, want 0", ret)
	}
}

// until steps the run of task i until its next instruction has the opcode, or until it waits or ends.
func (r *runner) until(i int, code uint8) int64 {
	for {
		m := r.k.heldRun(r.tasks[i]).run.machine
		if m.Program.Insns[m.PC].Code == code {
			return RunGoesOn
		}
		if ret := r.k.StepRun(r.tasks[i], 1); ret != RunGoesOn {
			return ret
		}
	}
}

func (r *runner) end(i int) {
	r.Helper()
	if ret := r.k.EndRun(r.tasks[i]); ret != 0 {
		r.Errorf("the run of task %d returned %d, want 0", i, ret)
	}
}

// counter returns the sum of the copies of element 0.
func (r *runner) counter() (sum uint64) {
	var attr [32]byte
	binary.LittleEndian.PutUint32(attr[0:], 3)
	binary.LittleEndian.PutUint64(attr[8:], ArenaStart+0x3000)
	binary.LittleEndian.PutUint64(attr[16:], ArenaStart+0x3100)
	if ret := r.bpf(abi.BPF_MAP_LOOKUP_ELEM, attr[:]); ret != 0 {
		r.Fatalf("lookup returned %d", ret)
	}
	b, err := r.k.Read(0, ArenaStart+0x3100, 8*r.k.Machine.CPUs)
	if err != nil {
		r.Fatal(err)
	}
	for i := 0; i < len(b); i += 8 {
		sum += binary.LittleEndian.Uint64(b[i:])
	}
	return sum
}

const storeDW = insn.BPF_STX | insn.BPF_MEM | insn.BPF_DW

// TestLostUpdate counts twice on two CPUs at the same time. A load, an addition and a store lose an update; an atomic
// addition and a per-CPU map do not.
func TestLostUpdate(t *testing.T) {
	const racy = "r1 = *(u64 *)(r0 + 0)\nr1 += 1\n*(u64 *)(r0 + 0) = r1"
	for _, c := range []struct {
		name    string
		mapType abi.MapType
		text    string
		want    uint64
	}{
		{"load and store", abi.BPF_MAP_TYPE_ARRAY, racy, 1},
		{"atomic add", abi.BPF_MAP_TYPE_ARRAY, "r1 = 1\nlock *(u64 *)(r0 + 0) += r1", 2},
		{"per-CPU map", abi.BPF_MAP_TYPE_PERCPU_ARRAY, racy, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, c.mapType)
			r.load(c.text)
			r.start(0)
			r.start(1)
			r.until(0, storeDW)
			r.until(1, storeDW)
			r.end(0)
			r.end(1)
			if got := r.counter(); got != c.want {
				t.Errorf("counted %d, want %d", got, c.want)
			}
		})
	}
}

// TestHeldRunBlocksItsTask checks that the task of a held run makes no other call, that other tasks do, and that the
// program survives its last descriptor.
func TestHeldRunBlocksItsTask(t *testing.T) {
	r := newRunner(t, abi.BPF_MAP_TYPE_ARRAY)
	r.load("*(u64 *)(r0 + 0) = 7")
	r.start(0)
	closing := Call{Task: r.tasks[0].Nr, Op: OpClose, Args: Args{4}}
	if err := closing.Check(r.k); err == nil {
		t.Error("a task in a held run can close a descriptor")
	}
	for _, task := range []*Task{r.k.Task(0), r.tasks[1]} {
		if ret := r.k.Close(task, 4); ret != 0 {
			t.Errorf("close returned %d", ret)
		}
	}
	r.k.Work()
	if runs := r.k.Runs(); len(runs) != 1 || runs[0].Task != r.tasks[0].Nr || runs[0].Regs[10] == 0 {
		t.Errorf("held runs: %+v", runs)
	}
	r.end(0)
	if got := r.counter(); got != 7 {
		t.Errorf("the value is %d, want 7", got)
	}
	step := Call{Task: r.tasks[0].Nr, Op: OpRunStep, Args: Args{1}}
	if err := step.Check(r.k); err == nil {
		t.Error("a task without a held run can step")
	}
}
