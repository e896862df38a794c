package core

import (
	"testing"

	"bpfplay/core/abi"
)

// makeArray creates an array of n values of 4 KiB in task and returns the result of bpf().
func makeArray(k *Kernel, task int, n uint64) int64 {
	attr := []byte{byte(abi.BPF_MAP_TYPE_ARRAY), 0, 0, 0}
	attr = abi.KeySize.Put(attr, 4)
	attr = abi.ValueSize.Put(attr, PAGE_SIZE)
	attr = abi.MaxEntries.Put(attr, n)
	c := Bpf(task, abi.BPF_MAP_CREATE, ArenaStart, uint32(len(attr)), Write{Addr: ArenaStart, Bytes: attr})
	return k.Run(&c)
}

func run(k *Kernel, op Op, task int, arg uint64) {
	k.Run(&Call{Task: task, Op: op, Args: Args{arg}})
}

// TestMemlock charges maps to the user's RLIMIT_MEMLOCK until they are freed. 5.11 has no such charge.
func TestMemlock(t *testing.T) {
	for _, r := range []abi.Release{abi.R(4, 4, 0), abi.R(4, 9, 0), abi.R(4, 19, 40), abi.R(5, 4, 59), abi.R(5, 10, 262)} {
		m := NewMachine(r)
		m.AutoWork = true
		k, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		run(k, OpMemlock, 0, 12*PAGE_SIZE)
		run(k, OpFork, 0, 1)
		if got := makeArray(k, 0, 8); got != 3 {
			t.Errorf("%s: create of the first map returned %d", r, got)
		}
		if got := makeArray(k, 1, 8); got != -int64(abi.EPERM) {
			t.Errorf("%s: create of a second map by the same user returned %d", r, got)
		}
		run(k, OpUID, 1, 1000)
		k.Machine.Unpriv = 0
		if got := makeArray(k, 1, 2); got != 3 {
			t.Errorf("%s: create by another user returned %d", r, got)
		}
		run(k, OpClose, 0, 3)
		if u := k.users[0]; u.lockedVM != 0 {
			t.Errorf("%s: user 0 still holds %d pages", r, u.lockedVM)
		}
	}
	k, err := New(NewMachine(abi.R(5, 11, 0)))
	if err != nil {
		t.Fatal(err)
	}
	run(k, OpMemlock, 0, 0)
	if got := makeArray(k, 0, 8); got != 3 {
		t.Errorf("5.11: create without locked memory returned %d", got)
	}
}

// TestFreedMapsReturnMemory compares the machine's free memory before and after maps are created, refused and freed.
func TestFreedMapsReturnMemory(t *testing.T) {
	m := NewMachine(abi.R(6, 12, 117))
	m.AutoWork = true
	k, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	free := k.freeMemory()
	if got := makeArray(k, 0, 1<<10); got != 3 || k.freeMemory() >= free {
		t.Errorf("create of a map of 4 MiB returned %d and left %d of %d bytes", got, k.freeMemory(), free)
	}
	if got := makeArray(k, 0, 1<<30); got != -int64(abi.ENOMEM) {
		t.Errorf("create of a map of 4 TiB returned %d", got)
	}
	run(k, OpClose, 0, 3)
	if k.freeMemory() != free || len(k.maps) != 0 {
		t.Errorf("%d of %d bytes are left, and %d maps", k.freeMemory(), free, len(k.maps))
	}
}

// taskFDQuery is BPF_TASK_FD_QUERY.
const taskFDQuery abi.Cmd = 20

// TestForeignCommandsAreDeclined makes a call that the core does not emulate.
func TestForeignCommandsAreDeclined(t *testing.T) {
	k, err := New(NewMachine(abi.R(6, 12, 117)))
	if err != nil {
		t.Fatal(err)
	}
	c := Bpf(0, taskFDQuery, ArenaStart, 0)
	if got := k.Run(&c); got != NotEmulated {
		t.Errorf("BPF_TASK_FD_QUERY returned %d", got)
	}
	c = Bpf(0, taskFDQuery, ArenaStart, 4097)
	if got := k.Run(&c); got != -int64(abi.E2BIG) {
		t.Errorf("BPF_TASK_FD_QUERY with an invalid size returned %d", got)
	}
}
