package core

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Follows bpf_prog_test_run in kernel/bpf/syscall.c, and the steps common to the test_run functions of net/bpf/test_run.c.

var (
	sinceTestCtx    = abi.Since{abi.V5_2}  // contexts of the caller
	sinceTestClamp  = abi.Since{abi.V4_20} // data_size_out limits the copy
	sinceTestMetaIn = abi.Since{abi.V5_15} // XDP programs get a context of the caller
)

// testRuns are the test_run functions by program type. A type without one refuses the command; notRun is for types whose
// function is not emulated.
var testRuns = [...]struct {
	since abi.Release
	run   func(*Kernel, *bpfCall, *Prog) (int64, abi.Errno)
}{
	abi.BPF_PROG_TYPE_SOCKET_FILTER:           {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_SCHED_CLS:               {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_SCHED_ACT:               {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_XDP:                     {abi.V4_12, (*Kernel).testRunXDP},
	abi.BPF_PROG_TYPE_CGROUP_SKB:              {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_LWT_IN:                  {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_LWT_OUT:                 {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_LWT_XMIT:                {abi.V4_12, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_LWT_SEG6LOCAL:           {abi.V4_18, (*Kernel).testRunSkb},
	abi.BPF_PROG_TYPE_RAW_TRACEPOINT:          {abi.V5_10, (*Kernel).testRunRawTP},
	abi.BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE: {abi.V5_10, (*Kernel).testRunRawTP},
	abi.BPF_PROG_TYPE_FLOW_DISSECTOR:          {abi.V5_0, (*Kernel).testRunUnknown},
	abi.BPF_PROG_TYPE_TRACING:                 {abi.V5_5, (*Kernel).testRunUnknown},
	abi.BPF_PROG_TYPE_SK_LOOKUP:               {abi.V5_13, (*Kernel).testRunUnknown},
	abi.BPF_PROG_TYPE_STRUCT_OPS:              {abi.V5_17, (*Kernel).testRunUnknown},
	abi.BPF_PROG_TYPE_SYSCALL:                 {abi.V5_14, (*Kernel).testRunSyscall},
	abi.BPF_PROG_TYPE_NETFILTER:               {abi.V6_4, (*Kernel).testRunUnknown},
}

// testRunUnknown ends a run that is not emulated.
func (k *Kernel) testRunUnknown(c *bpfCall, _ *Prog) (int64, abi.Errno) { return k.notEmulated(c) }

// bpfProgTestRun follows bpf_prog_test_run.
func (k *Kernel) bpfProgTestRun(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, testCheckAttr); e != 0 {
		return 0, e
	}
	a := &c.attr
	if sinceTestCtx.In(k.Machine.Release) {
		for _, pair := range [...]struct{ size, at *abi.Field }{{&abi.TestCtxSizeIn, &abi.TestCtxIn}, {&abi.TestCtxSizeOut, &abi.TestCtxOut}} {
			size, at := a.U32(pair.size), a.U64(pair.at)
			if e := k.check(testCtxPair, (size == 0) == (at == 0), uint64(size), at); e != 0 {
				return 0, e
			}
		}
	}
	fd := a.U32(&abi.TestProgFD)
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(testBadFD, f != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if e := k.check(testNoProg, f.Prog != nil, uint64(fd), 0); e != 0 {
		return 0, e
	}
	p := f.Prog
	run := (func(*Kernel, *bpfCall, *Prog) (int64, abi.Errno))(nil)
	if int(p.Type) < len(testRuns) && testRuns[p.Type].since <= k.Machine.Release {
		run = testRuns[p.Type].run
	}
	if e := k.check(testNoRun, run != nil, uint64(p.Type), 0); e != 0 {
		return 0, e
	}
	return run(k, c, p)
}

// testCtxInit follows bpf_ctx_init: it returns the caller's context with size bytes, or nil if no context is passed.
func (k *Kernel) testCtxInit(c *bpfCall, size int) ([]byte, abi.Errno) {
	in, out, n := c.attr.U64(&abi.TestCtxIn), c.attr.U64(&abi.TestCtxOut), uint64(c.attr.U32(&abi.TestCtxSizeIn))
	if in == 0 && out == 0 {
		return nil, 0
	}
	ctx := make([]byte, size)
	if in == 0 {
		return ctx, 0
	}
	if e := k.check(testCtxSilly, n <= k.Machine.PageSize, n, k.Machine.PageSize); e != 0 {
		return nil, e
	}
	if n > uint64(size) {
		at, faulted := k.zeroedUser(c.task, in, uint64(size), n)
		if e := k.check(testCtxTailFault, !faulted, at, 0); e != 0 {
			return nil, e
		}
		if e := k.check(testCtxTail, at == n, at, 0); e != 0 {
			return nil, e
		}
		n = uint64(size)
	}
	return ctx, k.testCopyIn(c, testCtxFault, ctx[:n], in)
}

// testCtxFinish follows bpf_ctx_finish.
func (k *Kernel) testCtxFinish(c *bpfCall, ctx []byte) abi.Errno {
	at, room := c.attr.U64(&abi.TestCtxOut), c.attr.U32(&abi.TestCtxSizeOut)
	if ctx == nil || at == 0 {
		return 0
	}
	if e := k.copyOut(testCtxOutFault, c, at, ctx[:min(len(ctx), int(room))]); e != 0 {
		return e
	}
	if e := k.testPut(c, &abi.TestCtxSizeOut, uint32(len(ctx))); e != 0 {
		return e
	}
	return k.check(testCtxSpace, uint32(len(ctx)) <= room, uint64(len(ctx)), uint64(room))
}

// testFinish follows bpf_test_finish: it writes the packet, whose last frags bytes are in further pages, and the results.
func (k *Kernel) testFinish(c *bpfCall, packet []byte, frags int, o testOutcome) abi.Errno {
	at, room := c.attr.U64(&abi.TestDataOut), int(c.attr.U32(&abi.TestDataSizeOut))
	n := len(packet)
	if room != 0 && sinceTestClamp.In(k.Machine.Release) {
		n = min(n, room)
	}
	if at != 0 {
		if e := k.check(testFragSpace, n >= frags || sinceTestHead.In(k.Machine.Release), uint64(n), uint64(frags)); e != 0 {
			return e
		}
		out := packet[:n]
		if frags > 0 && !sinceTestHead.In(k.Machine.Release) { // the first page is cut, and the further ones follow
			out = append(slices.Clip(packet[:n-frags]), packet[len(packet)-frags:]...)
		}
		if e := k.copyOut(testDataOutFault, c, at, out); e != 0 {
			return e
		}
	}
	for _, out := range [...]struct {
		field *abi.Field
		v     uint32
	}{{&abi.TestDataSizeOut, uint32(len(packet))}, {&abi.TestRetval, o.retval}, {&abi.TestDuration, o.duration}} {
		if e := k.testPut(c, out.field, out.v); e != 0 {
			return e
		}
	}
	return k.check(testDataSpace, n == len(packet), uint64(len(packet)), uint64(room))
}

// testPut writes a field of the caller's attr, whatever size the caller passed.
func (k *Kernel) testPut(c *bpfCall, f *abi.Field, v uint32) abi.Errno {
	b := k.scratch[:4]
	putIndex(b, v)
	return k.copyOut(testAttrFault, c, c.uattr+uint64(f.Offset), b)
}

// testCopyIn fills b from the caller's memory.
func (k *Kernel) testCopyIn(c *bpfCall, row *Check, b []byte, addr uint64) abi.Errno {
	left := c.task.Mem.CopyFromUser(b, addr)
	if e := k.check(row, left == 0, addr, uint64(len(b))); e != 0 {
		return e
	}
	k.noteCopy(CopiedIn, "copy_from_user", addr, len(b))
	return 0
}

// testOutcome is the outcome of a run.
type testOutcome struct {
	retval   uint32
	duration uint32 // nanoseconds
}

// testCall is a BPF_PROG_TEST_RUN that is ready to run its program.
type testCall struct {
	call   bpfCall // of the command
	run    *progRun
	prog   *Prog
	rounds uint64 // that remain
	all    uint64 // rounds of the call
	steps  uint64 // instructions of the finished rounds
	fresh  func() // if not nil, prepares the context of each round
	finish func(c *bpfCall, o testOutcome) (int64, abi.Errno)
	task   *Task
	began  int        // calls before it
	recent []Executed // the last instructions, of a watched or held run
}

// testMost is the number of instructions after which a call counts as not emulated. The kernel would go on.
const testMost = 1 << 28

// testRun follows bpf_test_run: it runs p as often as the caller asks, with the context of run in r1, and then finish. A
// call that is to be held stops before the first instruction.
func (k *Kernel) testRun(c *bpfCall, run *progRun, p *Prog, repeat uint32, finish func(*bpfCall, testOutcome) (int64, abi.Errno)) (int64, abi.Errno) {
	return k.testRunFresh(c, run, p, repeat, nil, finish)
}

// testRunFresh is testRun with a function that prepares the context of each round.
func (k *Kernel) testRunFresh(c *bpfCall, run *progRun, p *Prog, repeat uint32, fresh func(), finish func(*bpfCall, testOutcome) (int64, abi.Errno)) (int64, abi.Errno) {
	rounds := max(uint64(repeat), 1)
	t := &testCall{call: *c, run: run, prog: p, rounds: rounds, all: rounds, fresh: fresh, finish: finish, task: c.task, began: k.calls}
	t.begin(k, (*interp.Machine).Start)
	k.noteRun(RunStarted, t, uint64(run.machine.CPU))
	if k.runs.holds {
		return k.holdRun(t)
	}
	return k.endRun(t)
}

// begin begins a round.
func (t *testCall) begin(k *Kernel, start func(*interp.Machine, *interp.Program, uint64)) {
	if t.fresh != nil {
		t.fresh()
	}
	start(t.run.machine, k.programOf(t.prog), t.run.ctx)
}

// step runs at most n instructions. It reports whether any ran.
func (t *testCall) step(k *Kernel, n int) bool {
	m := t.run.machine
	before := m.Steps
	m.Run(n)
	ran := m.Steps != before && !m.Waiting || m.Steps > before+1
	if m.Status == interp.Exited && t.rounds > 0 {
		t.steps += m.Steps
		if t.rounds--; t.rounds > 0 {
			t.begin(k, (*interp.Machine).Restart)
		}
	}
	return ran
}

// endRun runs the program to its end and finishes the call.
func (k *Kernel) endRun(t *testCall) (int64, abi.Errno) {
	defer k.freeRun(t.run)
	k.runs.current = t
	defer func() { k.runs.current = nil }()
	for t.rounds > 0 {
		k.runInsns(t, testMost, false)
		m := t.run.machine
		stuck := m.Waiting && !k.stepOthers(t)
		if m.Status == interp.Faulted || stuck || t.ran() >= testMost {
			return k.notEmulated(&t.call)
		}
	}
	k.noteRun(RunReturned, t, t.run.machine.Regs[0])
	return t.finish(&t.call, testOutcome{
		retval:   uint32(t.run.machine.Regs[0]),
		duration: uint32(t.steps / t.all * nanosecondsPerInsn),
	})
}

// nanosecondsPerInsn is the time that an instruction takes by the emulated clock.
const nanosecondsPerInsn = 1
