package picture

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"

	"pgregory.net/rapid"
)

// drawnTypes are registered on the seed machine of these tests: a short name, the longest name, a number without a name.
var drawnTypes = []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 4000000000}

// laterTypes are the types of random maps on releases after the seed.
var laterTypes = []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_PROG_ARRAY}

// Addresses of the attr of random calls, and of the memory that it points to.
const (
	attrAt  = 0x10000000
	pathAt  = attrAt + 0x1000
	keyAt   = attrAt + 0x2000
	valueAt = attrAt + 0x2100
)

func drawnMachine() core.Machine {
	m := core.NewMachine(abi.Seed)
	for _, t := range drawnTypes {
		m.Types = append(m.Types, core.RegisteredType{Type: t})
	}
	return m
}

// randomMachine returns a machine of a random release. Half of them are seed machines.
func randomMachine(t *rapid.T) core.Machine {
	r := rapid.SampledFrom(core.Releases).Draw(t, "release").Release
	if r == abi.Seed || rapid.Bool().Draw(t, "of the seed") {
		return drawnMachine()
	}
	m := core.NewMachine(r)
	m.AutoWork = rapid.Bool().Draw(t, "auto")
	m.NextID = rapid.SampledFrom([]uint32{0, 64, 1<<31 - 4}).Draw(t, "next id")
	return m
}

// createCall returns a BPF_MAP_CREATE.
func createCall(task int, typ abi.MapType, key, value, entries uint32) core.Call {
	attr := make([]byte, 16)
	for i, v := range []uint32{uint32(typ), key, value, entries} {
		binary.LittleEndian.PutUint32(attr[4*i:], v)
	}
	return bpfCall(task, abi.BPF_MAP_CREATE, attr)
}

func bpfCall(task int, cmd abi.Cmd, attr []byte, writes ...core.Write) core.Call {
	return core.Bpf(task, cmd, attrAt, uint32(len(attr)), append(writes, core.Write{Addr: attrAt, Bytes: attr})...)
}

// randomCalls are calls that change the drawing. Calls that create maps come up most often.
var randomCalls = []func(t *rapid.T, k *core.Kernel, task int) core.Call{
	randomCreate, randomCreate, randomCreate, randomPin, randomPin, randomGet,
	randomByID, randomUpdate, randomUpdate, randomUnlink,
	randomLoad, randomLoad, randomBind, randomSlot, randomSlot, randomHold, randomHold,
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpRunStep, 4) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpRunEnd) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpClose, 20) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpDup, 20) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpDup3, 20, 20, 0) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpFcntl, 20, 2, 1) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpUID, 2000) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpCaps, 1<<41) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpRlimit, 40) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpExec) },
	func(t *rapid.T, _ *core.Kernel, task int) core.Call { return randomOp(t, task, core.OpExit) },
	randomWork, randomWork, randomMmap, randomMunmap,
	func(_ *rapid.T, k *core.Kernel, task int) core.Call {
		return core.Call{Task: task, Op: core.OpFork, Args: core.Args{uint64(k.FreeTask())}}
	},
	func(t *rapid.T, k *core.Kernel, task int) core.Call {
		return bpfCall(task, abi.BPF_MAP_FREEZE, abi.ElemMapFD.Put(nil, randomFD(t, k, task)))
	},
}

// randomCreate creates maps of any size on the seed, and valid maps on later releases.
func randomCreate(t *rapid.T, k *core.Kernel, task int) core.Call {
	r := k.Machine.Release
	if r == abi.Seed {
		size := rapid.OneOf(rapid.Uint32Range(0, 64), rapid.Uint32())
		return createCall(task, rapid.SampledFrom(drawnTypes).Draw(t, "type"), size.Draw(t, "key"), size.Draw(t, "value"), size.Draw(t, "entries"))
	}
	typ := rapid.SampledFrom(laterTypes).Draw(t, "type")
	c := createCall(task, typ, 4, 4, rapid.SampledFrom([]uint32{1, 16, 65536}).Draw(t, "entries"))
	attr := c.Attr()
	if r >= abi.MapName.Since {
		attr = abi.InnerMapFD.Put(attr, randomFD(t, k, task))
		if typ == abi.BPF_MAP_TYPE_HASH {
			attr = abi.MapFlagsField.Put(attr, rapid.SampledFrom([]uint64{0, abi.BPF_F_NO_PREALLOC}).Draw(t, "flags"))
		}
		if typ == abi.BPF_MAP_TYPE_ARRAY && r >= abi.R(5, 5, 0) {
			attr = abi.MapFlagsField.Put(attr, abi.BPF_F_MMAPABLE)
		}
		name := rapid.StringMatching("[a-z_]{0,15}").Draw(t, "name")
		attr = append(attr, make([]byte, abi.MapName.End()-len(attr))...)
		copy(attr[abi.MapName.Offset:], name)
	}
	return bpfCall(task, abi.BPF_MAP_CREATE, attr)
}

func randomMmap(t *rapid.T, k *core.Kernel, task int) core.Call {
	prot := rapid.SampledFrom([]uint64{core.PROT_READ, core.PROT_READ | core.PROT_WRITE}).Draw(t, "prot")
	return core.Call{Task: task, Op: core.OpMmap, Args: core.Args{0, core.PAGE_SIZE, prot, core.MAP_SHARED, randomFD(t, k, task), 0}}
}

// randomMunmap unmaps the first mapping of the task, or maps if there is none.
func randomMunmap(t *rapid.T, k *core.Kernel, task int) core.Call {
	for _, v := range k.View().Tasks {
		if v.Nr == task && len(v.Areas) > 0 {
			return core.Call{Task: task, Op: core.OpMunmap, Args: core.Args{v.Areas[0].Addr, v.Areas[0].Length}}
		}
	}
	return randomMmap(t, k, task)
}

func randomWork(*rapid.T, *core.Kernel, int) core.Call { return core.Call{Op: core.OpWork} }

func randomPath(t *rapid.T) string {
	return "/sys/fs/bpf/" + rapid.SampledFrom([]string{"a", "b", "of_my_program", "line\nbreak", "\xff", strings.Repeat("long_", 50), strings.Repeat("W", 255)}).Draw(t, "path")
}

// randomFD returns a descriptor of the task, most of the time.
func randomFD(t *rapid.T, k *core.Kernel, task int) uint64 {
	fds := []uint64{3}
	for _, task := range slices.DeleteFunc(k.View().Tasks, func(v core.TaskView) bool { return v.Nr != task }) {
		for _, d := range task.FDs {
			if d.File != 0 {
				fds = append(fds, uint64(d.FD))
			}
		}
	}
	return rapid.SampledFrom(fds).Draw(t, "fd")
}

func randomMode(t *rapid.T, r, since abi.Release) uint64 {
	if r < since {
		return 0
	}
	return rapid.SampledFrom([]uint64{0, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY}).Draw(t, "mode")
}

func randomPin(t *rapid.T, k *core.Kernel, task int) core.Call {
	attr := abi.ObjFD.Put(abi.Pathname.Put(nil, pathAt), randomFD(t, k, task))
	return bpfCall(task, abi.BPF_OBJ_PIN, attr, core.Write{Addr: pathAt, Bytes: []byte(randomPath(t) + "\x00")})
}

// randomUnlink unlinks a pin, if one exists.
func randomUnlink(t *rapid.T, k *core.Kernel, task int) core.Call {
	c := core.Call{Task: task, Op: core.OpUnlink, Path: "/init"}
	if pins := k.View().Pins; len(pins) > 0 {
		c.Path = rapid.SampledFrom(pins).Draw(t, "pin").Path
	}
	return c
}

func randomGet(t *rapid.T, k *core.Kernel, task int) core.Call {
	attr := abi.ObjFD.Put(abi.Pathname.Put(nil, pathAt), 0)
	if mode := randomMode(t, k.Machine.Release, abi.ObjFlags.Since); mode != 0 {
		attr = abi.ObjFlags.Put(attr, mode)
	}
	return bpfCall(task, abi.BPF_OBJ_GET, attr, core.Write{Addr: pathAt, Bytes: []byte(randomPath(t) + "\x00")})
}

func randomByID(t *rapid.T, k *core.Kernel, task int) core.Call {
	id := uint64(1)
	for _, m := range k.View().Maps {
		if m.ID != 0 && rapid.Bool().Draw(t, "this one") {
			id = uint64(m.ID)
		}
	}
	attr := abi.MapID.Put(nil, id)
	if mode := randomMode(t, k.Machine.Release, abi.OpenFlags.Since); mode != 0 {
		attr = abi.OpenFlags.Put(attr, mode)
	}
	return bpfCall(task, abi.BPF_MAP_GET_FD_BY_ID, attr)
}

// randomUpdate may store one map in another and replace a third.
func randomUpdate(t *rapid.T, k *core.Kernel, task int) core.Call {
	value := binary.LittleEndian.AppendUint32(nil, uint32(randomFD(t, k, task)))
	attr := abi.ElemValue.Put(abi.ElemKey.Put(abi.ElemMapFD.Put(nil, randomFD(t, k, task)), keyAt), valueAt)
	attr = abi.UpdateFlags.Put(attr, 0)
	return bpfCall(task, abi.BPF_MAP_UPDATE_ELEM, attr, core.Write{Addr: keyAt, Bytes: make([]byte, 4)}, core.Write{Addr: valueAt, Bytes: value})
}

func randomOp(t *rapid.T, task int, op core.Op, most ...uint64) core.Call {
	c := core.Call{Task: task, Op: op}
	for i, m := range most {
		c.Args[i] = rapid.Uint64Range(0, m).Draw(t, "arg")
	}
	return c
}

// randomSession returns a session with some calls. It skips calls that the session rejects.
func randomSession(t *rapid.T) *history.Session {
	s, err := history.NewSession(randomMachine(t))
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 60).Draw(t, "calls") {
		task := max(rapid.IntRange(-5, 5).Draw(t, "task"), 0)
		_, _ = s.Do(rapid.SampledFrom(slices.Concat(randomCalls, objectCalls)).Draw(t, "call")(t, s.Kernel(), task))
	}
	return s
}

// randomMoment returns the view of a random step, and the event that led to it or nil.
func randomMoment(t *rapid.T, s *history.Session) (*core.View, *core.Event) {
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

// TestRandomSessionsReachEveryEvent makes sure that random sessions have all the events that the drawing highlights.
func TestRandomSessionsReachEveryEvent(t *testing.T) {
	met := map[core.EventKind]int{}
	pins, modes := 0, map[int]int{}
	for seed := range 2000 {
		s := rapid.Custom(randomSession).Example(seed)
		for i := range s.Len() {
			for _, e := range s.Trace(i + 1).Events {
				met[e.Kind]++
			}
		}
		v := s.Kernel().View()
		pins += len(v.Pins)
		for _, f := range v.Files {
			modes[f.Mode]++
		}
	}
	for i, lit := range highlights {
		if kind := core.EventKind(i); lit != 0 && met[kind] == 0 {
			t.Errorf("no random session has the event %s", core.Event{Kind: kind}.Name())
		}
	}
	if pins == 0 || modes[core.O_RDONLY] == 0 || modes[core.O_WRONLY] == 0 {
		t.Errorf("%d pins, files by mode %v", pins, modes)
	}
}
