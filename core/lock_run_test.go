package core_test

import (
	"encoding/binary"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
	"bpfplay/core/insn"
)

// lockedCounter are calls that load the BTF of struct counter { struct bpf_spin_lock lock; int n; } at descriptor 3 and make
// an array of it at descriptor 4.
const lockedCounter = "k=6.12/w(10002000,9feb010018000000000000004c0000004c0000002600000001000000000000010400000020000001090000000100000404000000" +
	"0500000001000000000000001e00000002000004080000001700000002000000000000001c000000010000002000000000696e740076616c006270665f7370696e5f6c6f636b006c6f636b006e00636f756e74657200)" +
	"/btf_load(0x10002000,0,138)/create(array,4,8,1,0,0,0,00,0,3,1,3)/fork(1)"

// addsLocked adds 1 to the counter of element 0 while it holds its lock.
const addsLocked = `
	*(u32 *)(r10 - 4) = 0
	r2 = r10
	r2 += -4
	r1 = map_fd 4
	call 1
	if r0 == 0 goto out
	r6 = r0
	r1 = r0
	call 93
	r1 = *(u32 *)(r6 + 4)
	r1 += 1
	*(u32 *)(r6 + 4) = r1
	r1 = r6
	call 94
	out: r0 = 0
	exit`

// TestRunsWaitForALock lets a program hold a lock on one CPU while another waits for it on the other CPU. As many counts as
// runs remain.
func TestRunsWaitForALock(t *testing.T) {
	k := afterLink(t, lockedCounter)
	p, err := insn.Assemble(addsLocked)
	if err != nil {
		t.Fatal(err)
	}
	do := func(c core.Call, want int64) {
		t.Helper()
		if ret, err := k.Do(&c); err != nil || ret != want {
			t.Fatalf("%s returned %d, %v, want %d", c.String(), ret, err, want)
		}
	}
	run := func(task int, op core.Op, n uint64) core.Call {
		return core.Call{Task: task, Op: op, Args: core.Args{n}}
	}
	const code, license = core.ArenaStart + 0x2000, core.ArenaStart + 0x3000
	load := fieldValues{&abi.ProgTypeField: uint64(abi.BPF_PROG_TYPE_SCHED_CLS), &abi.InsnCnt: uint64(len(p.Insns)), &abi.Insns: code, &abi.License: license}
	for task := range 2 {
		c := load.call(k.Machine.Release, abi.BPF_PROG_LOAD, core.Write{Addr: code, Bytes: insn.AppendAll(nil, p.Insns)}, core.Write{Addr: license, Bytes: []byte("GPL\x00")})
		c.Task = task
		do(c, 5)
		held := coretest.HeldRun(task, task)
		binary.LittleEndian.PutUint32(held.Writes[0].Bytes, 5)
		do(held, 0)
	}
	const locks = 9 // the instructions up to the call of bpf_spin_lock: the first is in two slots
	do(run(0, core.OpRunStep, locks), core.RunGoesOn)
	do(run(1, core.OpRunStep, 100), core.RunWaits)
	do(run(1, core.OpRunStep, 100), core.RunWaits)
	for _, v := range k.View().Runs {
		if v.Waits != (v.Task == 1) || v.CPU != v.Task {
			t.Errorf("task %d on CPU %d waits: %v", v.Task, v.CPU, v.Waits)
		}
	}
	// The end of the waiting run needs the other to unlock, which makes its steps meanwhile.
	do(run(1, core.OpRunEnd, 0), 0)
	if v := k.View().Runs; len(v) != 1 || v[0].Task != 0 || v[0].Steps <= locks {
		t.Errorf("the runs are %+v, want that of task 0, which unlocked", v)
	}
	do(run(0, core.OpRunEnd, 0), 0)
	look := fieldValues{&abi.ElemMapFD: 4, &abi.ElemKey: core.ArenaStart + 0x4000, &abi.ElemValueOut: core.ArenaStart + 0x5000}
	do(look.call(k.Machine.Release, abi.BPF_MAP_LOOKUP_ELEM), 0)
	if b, err := k.Read(0, core.ArenaStart+0x5000, 8); err != nil || binary.LittleEndian.Uint64(b) != 2<<32 {
		t.Errorf("the element is % x, %v, want an open lock and a count of 2", b, err)
	}
}
