package core

import (
	"fmt"
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Runs that are held between two instructions. The task is inside bpf(BPF_PROG_TEST_RUN) and makes no other call, but other
// tasks do, also runs on other CPUs. Held programs are RCU readers: grace periods that begin meanwhile wait for them.

// holdRun keeps a run before its first instruction.
func (k *Kernel) holdRun(t *testCall) (int64, abi.Errno) {
	k.bpfProgInc(t.prog)
	k.runs.held = append(k.runs.held, t)
	k.noteRun(RunHeld, t, 0)
	return 0, 0
}

// heldRun returns the run in which a task is held, or nil.
func (k *Kernel) heldRun(t *Task) *testCall {
	for _, r := range k.runs.held {
		if r.task == t {
			return r
		}
	}
	return nil
}

// stepOthers lets the held runs other than t run one instruction each: a run that waits for a lock needs them. It reports
// whether any ran.
func (k *Kernel) stepOthers(t *testCall) (ran bool) {
	for _, r := range k.runs.held {
		if r != t && r.rounds > 0 {
			ran = r.step(k, 1) || ran
		}
	}
	return ran
}

// Results of StepRun.
const (
	RunGoesOn = iota
	RunWaits  // for a lock that another run has
	RunEnded  // the program returned; EndRun finishes the call
)

// StartRun is bpf(BPF_PROG_TEST_RUN, attr, size) on a CPU, held before the first instruction. The result is that of the call
// if it is refused, and 0 if the run is held.
func (k *Kernel) StartRun(t *Task, cpu int, attr uint64, size uint32) int64 {
	k.runs.holds, k.runs.cpu = true, cpu
	ret := k.bpf(t, abi.BPF_PROG_TEST_RUN, attr, size)
	k.runs.holds, k.runs.cpu = false, 0
	return k.endCall(ret)
}

// StepRun runs at most n instructions of the held run of t. The result is [RunGoesOn], [RunWaits] or [RunEnded].
func (k *Kernel) StepRun(t *Task, n int) int64 {
	r, result := k.heldRun(t), int64(RunGoesOn)
	k.noteRun(RunResumed, r, uint64(r.run.machine.PC))
	if r.rounds > 0 {
		k.runInsns(r, n, true)
	}
	switch {
	case r.rounds == 0 || r.run.machine.Status == interp.Faulted:
		result = RunEnded
		k.noteRun(RunReturned, r, r.run.machine.Regs[0])
	case r.run.machine.Waiting:
		result = RunWaits
		k.noteRun(RunWaited, r, uint64(r.run.machine.PC))
	default:
		k.noteRun(RunHeld, r, uint64(r.run.machine.PC))
	}
	return k.endCall(result)
}

// EndRun lets the held run of t go on to its end. The result is that of bpf(BPF_PROG_TEST_RUN).
func (k *Kernel) EndRun(t *Task) int64 {
	r := k.heldRun(t)
	k.noteRun(RunResumed, r, uint64(r.run.machine.PC))
	k.runs.held = slices.DeleteFunc(k.runs.held, func(o *testCall) bool { return o == r })
	ret, e := k.endRun(r)
	k.bpfProgPut(r.prog)
	if e != 0 {
		ret = -int64(e)
	}
	return k.endCall(ret)
}

// heldSince reports whether a run is held that began before the given number of calls: a grace period waits for it.
func (k *Kernel) heldSince(calls int) bool {
	return len(k.runs.held) > 0 && k.runs.held[0].began <= calls
}

// checkHeld returns why a call cannot be made because of held runs, or nil.
func (k *Kernel) checkHeld(c *Call) error {
	t := k.Task(c.Task)
	if t == nil {
		return nil
	}
	if c.Op == OpExec && k.anyOther(t, func(o *Task) bool { return o.group == t.group && k.heldRun(o) != nil }) {
		return fmt.Errorf("a thread of task %d is in a held run: want %s or %s first", t.Nr, OpRunStep.Name(), OpRunEnd.Name())
	}
	held := k.heldRun(t) != nil
	switch c.Op {
	case OpRunStep, OpRunEnd:
		if !held {
			return fmt.Errorf("task %d has no held run: want %s first", c.Task, OpRunStart.Name())
		}
	case OpRunStart:
		if c.Args[0] >= uint64(k.Machine.CPUs) {
			return fmt.Errorf("invalid CPU %d: want 0 to %d", c.Args[0], k.Machine.CPUs-1)
		}
		fallthrough
	default:
		if held && c.Op != OpWork {
			return fmt.Errorf("task %d is in a held run: want %s or %s", c.Task, OpRunStep.Name(), OpRunEnd.Name())
		}
	}
	return nil
}

// Run is what can be seen of a held run.
type Run struct {
	Task    int
	Prog    int // number of the program that was started
	Running int // number of the program that runs, after tail calls
	Steps   uint64
	Waits   bool // for a lock
	*interp.Machine
}

// Runs returns the held runs, oldest first. Their machines must not be changed.
func (k *Kernel) Runs() (runs []Run) {
	for _, r := range k.runs.held {
		m := r.run.machine
		running := r.prog.Nr
		if p, ok := m.Program.Ref.(*Prog); ok {
			running = p.Nr
		}
		runs = append(runs, Run{Task: r.task.Nr, Prog: r.prog.Nr, Running: running, Steps: r.ran(), Waits: m.Waiting, Machine: m})
	}
	return runs
}
