package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows bpf_prog_test_run_syscall and bpf_prog_test_run_raw_tp in net/bpf/test_run.c, whose context is plain memory.

// MAX_BPF_FUNC_ARGS is the number of arguments of a raw tracepoint, of 8 bytes each.
const MAX_BPF_FUNC_ARGS = 12

// syscallUnused and rawTPUnused are the fields that the caller must not set.
var (
	syscallUnused = []*abi.Field{&abi.TestDataIn, &abi.TestDataOut, &abi.TestCtxOut, &abi.TestDuration, &abi.TestRepeat, &abi.TestFlags, &abi.TestBatchSize}
	rawTPUnused   = []*abi.Field{&abi.TestDataIn, &abi.TestDataOut, &abi.TestCtxOut, &abi.TestDuration, &abi.TestRepeat, &abi.TestBatchSize}
)

// testUnused checks that the caller sets none of the fields.
func (k *Kernel) testUnused(c *bpfCall, fields []*abi.Field) abi.Errno {
	for _, f := range fields {
		v := uint64(0)
		if f.Kind.Size() == 8 {
			v = c.attr.U64(f)
		} else {
			v = uint64(c.attr.U32(f))
		}
		if e := k.check(testFieldUnused, v == 0, v, uint64(f.Offset)); e != 0 {
			return e
		}
	}
	return 0
}

// testCtxBytes checks the size of the context, reads it and gives it an address.
func (k *Kernel) testCtxBytes(c *bpfCall, p *Prog, most uint64) (ctx []byte, e abi.Errno) {
	size := uint64(c.attr.U32(&abi.TestCtxSizeIn))
	if e := k.check(testCtxSmall, size >= uint64(p.MaxCtxOffset), size, uint64(p.MaxCtxOffset)); e != 0 {
		return nil, e
	}
	if e := k.check(testCtxLarge, size <= most, size, most); e != 0 {
		return nil, e
	}
	ctx = make([]byte, size)
	if size == 0 {
		return ctx, 0
	}
	return ctx, k.testCopyIn(c, testCtxFault, ctx, c.attr.U64(&abi.TestCtxIn))
}

// testRunBytes runs a program on a context of plain memory.
func (k *Kernel) testRunBytes(c *bpfCall, p *Prog, ctx []byte, cpu int) testOutcome {
	run := k.startRun(c.task, cpu)
	defer k.endRun(run)
	if len(ctx) > 0 {
		run.ctx = k.runs.space.AddBytes(ctx)
	}
	return k.testRun(c, run, p, run.ctx, 1)
}

// testRunSyscall follows bpf_prog_test_run_syscall. The context is copied back.
func (k *Kernel) testRunSyscall(c *bpfCall, p *Prog) (int64, abi.Errno) {
	if e := k.testUnused(c, syscallUnused); e != 0 {
		return 0, e
	}
	ctx, e := k.testCtxBytes(c, p, math.MaxUint16)
	if e != 0 {
		return 0, e
	}
	o := k.testRunBytes(c, p, ctx, 0)
	if o.fault {
		return k.notEmulated(c)
	}
	if e := k.testPut(c, &abi.TestRetval, o.retval); e != 0 || len(ctx) == 0 {
		return 0, e
	}
	return 0, k.copyOut(testCtxOutFault, c, c.attr.U64(&abi.TestCtxIn), ctx)
}

// testRunRawTP follows bpf_prog_test_run_raw_tp.
func (k *Kernel) testRunRawTP(c *bpfCall, p *Prog) (int64, abi.Errno) {
	if e := k.testUnused(c, rawTPUnused); e != 0 {
		return 0, e
	}
	ctx, e := k.testCtxBytes(c, p, MAX_BPF_FUNC_ARGS*8)
	if e != 0 {
		return 0, e
	}
	cpu, chosen := c.attr.U32(&abi.TestCPU), c.attr.U32(&abi.TestFlags)&BPF_F_TEST_RUN_ON_CPU != 0
	if e := k.check(testCPUUnused, chosen || cpu == 0, uint64(cpu), 0); e != 0 {
		return 0, e
	}
	if e := k.check(testNoCPU, uint64(cpu) < uint64(k.Machine.CPUs), uint64(cpu), uint64(k.Machine.CPUs)); e != 0 {
		return 0, e
	}
	o := k.testRunBytes(c, p, ctx, int(cpu))
	if o.fault {
		return k.notEmulated(c)
	}
	return 0, k.testPut(c, &abi.TestRetval, o.retval)
}
