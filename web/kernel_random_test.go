package web

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"

	"pgregory.net/rapid"
)

// drawnTypes are registered on the machine of these tests: a short name, the longest, a number without a name.
var drawnTypes = []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 4000000000}

func drawnMachine() core.Machine {
	m := core.NewMachine(abi.Seed)
	for _, t := range drawnTypes {
		m.Types = append(m.Types, core.RegisteredType{Type: t})
	}
	return m
}

// createCall makes a map.
func createCall(task int, typ abi.MapType, key, value, entries uint32) core.Call {
	attr := make([]byte, 16)
	for i, v := range []uint32{uint32(typ), key, value, entries} {
		binary.LittleEndian.PutUint32(attr[4*i:], v)
	}
	const at = 0x10000000
	return core.Bpf(task, abi.BPF_MAP_CREATE, at, 16, core.Write{Addr: at, Bytes: attr})
}

// randomCalls are the kinds of calls that change what is drawn; those that make maps come up most.
var randomCalls = []func(t *rapid.T, k *core.Kernel, task int) core.Call{
	randomCreate, randomCreate, randomCreate,
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpClose, 20) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpDup, 20) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpDup3, 20, 20, 0) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpFcntl, 20, 2, 1) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpUID, 2000) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpCaps, 1<<41) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpRlimit, 40) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpExec) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpExit) },
	func(t *rapid.T, _ *core.Kernel, _ int) core.Call { return core.Call{Op: core.OpWork} },
	func(_ *rapid.T, k *core.Kernel, task int) core.Call {
		return core.Call{Task: task, Op: core.OpFork, Args: [3]uint64{uint64(k.FreeTask())}}
	},
}

func randomCreate(t *rapid.T, _ *core.Kernel, task int) core.Call {
	size := rapid.OneOf(rapid.Uint32Range(0, 64), rapid.Uint32())
	return createCall(task, rapid.SampledFrom(drawnTypes).Draw(t, "type"), size.Draw(t, "key"), size.Draw(t, "value"), size.Draw(t, "entries"))
}

func randomOp(t *rapid.T, task int, op core.Op, most ...uint64) core.Call {
	c := core.Call{Task: task, Op: op}
	for i, m := range most {
		c.Args[i] = rapid.Uint64Range(0, m).Draw(t, "arg")
	}
	return c
}

// randomSession is a session after some calls; one that can no longer be made is left out.
func randomSession(t *rapid.T) *core.Session {
	s, err := core.NewSession(drawnMachine())
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 60).Draw(t, "calls") {
		task := rapid.IntRange(0, 5).Draw(t, "task")
		_, _ = s.Do(rapid.SampledFrom(randomCalls).Draw(t, "call")(t, s.Kernel(), task))
	}
	return s
}

// randomMoment is what is on screen at some moment: a view, and the event that led to it or nil.
func randomMoment(t *rapid.T, s *core.Session) (*core.View, *core.Event) {
	if s.Len() == 0 {
		return s.Kernel().View(), nil
	}
	trace := s.Trace(rapid.IntRange(1, s.Len()).Draw(t, "moment"))
	n := rapid.IntRange(0, len(trace.Events)).Draw(t, "event")
	if n == 0 {
		return trace.View(0), nil
	}
	return trace.View(n), &trace.Events[n-1]
}
