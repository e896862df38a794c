package core

import (
	"testing"

	"bpfplay/core/abi"
)

// noMemory is a program's own memory with nothing mapped.
type noMemory struct{}

func (noMemory) CopyFromUser(dst []byte, _ uint64) int { return len(dst) }
func (noMemory) CopyToUser(_ uint64, src []byte) int   { return len(src) }

func TestForkAndExecOfAProgramsOwnMemory(t *testing.T) {
	k, err := New(NewMachine(abi.R(6, 12, 0)))
	if err != nil {
		t.Fatal(err)
	}
	own := noMemory{}
	k.Task(0).Mem = own
	child := k.Fork(k.Task(0))
	if child.Nr != 1 || k.Task(1) != child || child.Mem != UserMem(own) {
		t.Errorf("the child is task %d with memory %T, want task 1 with shared memory", child.Nr, child.Mem)
	}
	k.Exec(child)
	if child.Mem != UserMem(own) {
		t.Errorf("exec replaced a program's own memory with %T", child.Mem)
	}
	if ret := k.Bpf(child, abi.BPF_MAP_CREATE, ArenaStart, 16); ret != -int64(abi.EFAULT) {
		t.Errorf("an attr in unmapped memory returned %d, want EFAULT", ret)
	}
	if err := k.Write(1, Write{Addr: ArenaStart, Bytes: []byte{1}}); err == nil {
		t.Error("Write reported success for a program's own memory")
	}
	k.Exit(child)
	if k.Task(1) != nil {
		t.Error("a task that exited is still found")
	}
}

func TestForkStopsAtMaxTasks(t *testing.T) {
	k, err := New(NewMachine(abi.Seed))
	if err != nil {
		t.Fatal(err)
	}
	for range MaxTasks - 1 {
		k.Exit(k.Fork(k.Task(0)))
	}
	if child := k.Fork(k.Task(0)); child != nil {
		t.Errorf("created task %d, want at most %d tasks", child.Nr, MaxTasks)
	}
}

func TestDirectCallsLetTheWorkerRun(t *testing.T) {
	m := NewMachine(abi.R(6, 12, 0))
	m.AutoWork = true
	k, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{k: k, mem: k.Task(0).Mem.(*Pages)}
	fd := c.create(t, abi.BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0)
	k.Close(k.Task(0), int32(fd))
	for range graceCalls + 1 {
		k.Dup(k.Task(0), 99)
	}
	if n := len(k.maps); n != 0 {
		t.Errorf("%d maps without references were not freed", n)
	}
}
