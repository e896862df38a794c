package coretest

import (
	"bpfplay/core"
	"bpfplay/core/abi"

	"pgregory.net/rapid"
)

// addresses are addresses of a random attr: mapped, at the edges of mapped memory, and not mapped.
var addresses = []uint64{core.ArenaStart, core.ArenaStart, core.ArenaStart, core.ArenaStart + 1, core.ArenaReadOnly, core.ArenaStart + core.ArenaPages*core.PAGE_SIZE - 8, 0, core.TASK_SIZE - 1, core.TASK_SIZE, 1 << 63}

// AnyMachine draws a machine of any selectable release.
func AnyMachine(t *rapid.T) core.Machine {
	return machineOf(t, rapid.SampledFrom(core.Releases).Draw(t, "release").Release)
}

func machineOf(t *rapid.T, r abi.Release) core.Machine {
	m := core.NewMachine(r)
	m.Nofile = rapid.Uint64Range(0, 8).Draw(t, "nofile")
	m.AutoWork = rapid.Bool().Draw(t, "auto")
	if r != abi.Seed {
		return m
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "types") {
		m.Types = append(m.Types, core.RegisteredType{Type: abi.MapType(i), Refuses: rapid.SampledFrom([]abi.Errno{0, 0, abi.ENOMEM, abi.EPERM}).Draw(t, "refuses")})
	}
	return m
}

// Call draws a call of a task of k. Most calls are well formed.
func Call(t *rapid.T, k *core.Kernel) core.Call {
	c := core.Call{Op: core.Op(rapid.IntRange(0, int(core.OpMunmap)).Filter(func(op int) bool { return core.Op(op) < core.OpRunStart || core.Op(op) > core.OpRunEnd }).Draw(t, "op"))}
	var living []int
	for nr := range k.FreeTask() {
		if k.Task(nr) != nil {
			living = append(living, nr)
		}
	}
	if len(living) == 0 {
		return core.Call{Op: core.OpWork}
	}
	c.Task = rapid.SampledFrom(living).Draw(t, "task")
	for i, a := range c.Op.Args() {
		c.Args[i] = rapid.Uint64Range(0, min(9, a.Max)).Draw(t, "arg")
	}
	switch c.Op {
	case core.OpFork:
		c.Args[0] = uint64(k.FreeTask())
	case core.OpUnlink, core.OpFolder:
		c.Args[0], c.Path = 0, rapid.SampledFrom([]string{"/sys/fs/bpf/a", "/sys/fs/bpf", "/tmp/x"}).Draw(t, "path")
	case core.OpTraced:
		c.Path = rapid.SampledFrom([]string{"openat", "BPF_PROG_LOAD"}).Draw(t, "call")
	case core.OpBpf:
		attr := make([]byte, rapid.IntRange(0, 24).Draw(t, "len"))
		for i := range attr {
			attr[i] = rapid.SampledFrom([]byte{0, 0, 0, 0, 1, 2, 255}).Draw(t, "byte")
		}
		addr := rapid.SampledFrom(addresses).Draw(t, "addr")
		size := rapid.SampledFrom([]uint32{16, 16, 16, 0, 4, 15, 17, 24, 4096, 4097, 1<<32 - 1}).Draw(t, "size")
		c = core.Bpf(c.Task, abi.Cmd(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2, 3, 4, 6, 14, 15, 21, 22, -1}).Draw(t, "cmd")), addr, size)
		if addr < core.TASK_SIZE-uint64(len(attr)) && addr != 0 {
			c.Writes = []core.Write{{Addr: addr, Bytes: attr}}
		}
	}
	return c
}

// Calls draws calls that can be made one after the other on a machine.
func Calls(t *rapid.T, m core.Machine) []core.Call {
	k, err := core.New(m)
	if err != nil {
		t.Fatal(err)
	}
	var calls []core.Call
	for range rapid.IntRange(0, 25).Draw(t, "calls") {
		c := Call(t, k)
		if _, err := k.Do(&c); err != nil {
			t.Fatal(err)
		}
		calls = append(calls, c)
	}
	return calls
}

// Attr returns the first 64 bytes of an attr with some of its fields set.
func Attr(fields map[*abi.Field]uint64) []byte {
	var a abi.Attr
	for f, v := range fields {
		f.Put(a[:], v)
	}
	return append([]byte{}, a[:64]...)
}
