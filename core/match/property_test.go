package match

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"

	"pgregory.net/rapid"
)

// Addresses of the keys and values of random calls.
const (
	randomKeyAt   = 0x7ffe10000000
	randomValueAt = 0x7ffe20000000
)

// randomTypes are the map types of random calls.
var randomTypes = []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_QUEUE, 99}

// randomText makes random calls on a machine and returns them as a text with their results. If shown, the text has the
// keys and values too.
func randomText(t *rapid.T, m core.Machine, shown bool, types []abi.MapType) paste.Text {
	k, err := core.New(m)
	if err != nil {
		t.Fatal(err)
	}
	text := paste.Text{Format: "random"}
	tasks := []int{0}
	for range rapid.IntRange(1, 40).Draw(t, "calls") {
		task := rapid.SampledFrom(tasks).Draw(t, "task")
		c := paste.Call{Pid: 100 + task, Line: len(text.Calls) + 1, Lines: 1}
		call := core.Call{Task: task}
		fd := rapid.Uint64Range(2, 7).Draw(t, "fd")
		switch rapid.IntRange(0, 9).Draw(t, "what") {
		case 0, 1:
			c.Name, c.Cmd = "bpf", abi.BPF_MAP_CREATE
			c.Attr = abi.MaxEntries.Put(abi.ValueSize.Put(abi.KeySize.Put(abi.MapTypeField.Put(nil, uint64(rapid.SampledFrom(types).Draw(t, "type"))),
				rapid.SampledFrom([]uint64{4, 4, 4, 0}).Draw(t, "key")), 8), rapid.Uint64Range(0, 3).Draw(t, "entries"))
		case 2:
			c.Name, c.Args = "close", []int64{int64(fd)}
			call.Op, call.Args = core.OpClose, core.Args{fd}
		case 3:
			c.Name, c.Args = "dup", []int64{int64(fd)}
			call.Op, call.Args = core.OpDup, core.Args{fd}
		case 4:
			if len(tasks) > 3 {
				continue
			}
			child := k.FreeTask()
			tasks = append(tasks, child)
			call.Op, call.Args = core.OpFork, core.Args{uint64(child)}
			c.Name = "clone"
		default:
			c.Name, c.Cmd = "bpf", rapid.SampledFrom([]abi.Cmd{abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM}).Draw(t, "cmd")
			key := u32(rapid.Uint32Range(0, 4).Draw(t, "key"))
			c.Attr = abi.ElemValue.Put(abi.ElemKey.Put(abi.ElemMapFD.Put(nil, fd), randomKeyAt), randomValueAt)
			if c.Cmd == abi.BPF_MAP_UPDATE_ELEM {
				c.Attr = abi.UpdateFlags.Put(c.Attr, rapid.Uint64Range(0, 3).Draw(t, "flags"))
			}
			call.Writes = []core.Write{{Addr: randomKeyAt, Bytes: key}, {Addr: randomValueAt, Bytes: make([]byte, 64)}}
			if shown {
				c.Memory = []paste.Memory{{Addr: randomKeyAt, Bytes: key}, {Addr: randomValueAt, Bytes: make([]byte, 64)}}
			}
		}
		if c.Name == "bpf" {
			c.Size = uint32(len(c.Attr))
			call = core.Bpf(task, c.Cmd, core.ArenaStart, c.Size, append(call.Writes, core.Write{Addr: core.ArenaStart, Bytes: c.Attr})...)
		}
		ret, err := k.Do(&call)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name == "clone" {
			ret += 100
		}
		c.Ret = &ret
		text.Calls = append(text.Calls, c)
	}
	return text
}

// replayAll replays a text from a machine on this machine, and on the best one.
func all(t *rapid.T, text paste.Text, m core.Machine) (own, found *Result) {
	results := [2]*Result{}
	for i, o := range []Options{{Release: m.Release.String(), Machine: &m}, {}} {
		r, err := New(text, o)
		if err != nil {
			t.Fatal(err)
		}
		for !r.Step(rapid.IntRange(1, 50).Draw(t, "calls at once")) {
		}
		results[i] = r.Result()
	}
	return results[0], results[1]
}

// TestAKernelAgreesWithItsOwnResults replays random calls, with their keys and values, on the kernel that made them.
func TestAKernelAgreesWithItsOwnResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newPlan(&paste.Text{}).machine(rapid.SampledFrom(core.Releases[2:]).Draw(t, "release").Release)
		text := randomText(t, m, true, randomTypes)
		own, found := all(t, text, m)
		if own.Judged != len(text.Calls) || own.Agree != own.Judged || own.Inferred != 0 {
			t.Fatalf("%d of %d results agree with %v itself, and %d calls were inferred", own.Agree, own.Judged, m.Release, own.Inferred)
		}
		for _, a := range found.Releases {
			if a.Release == m.Release && a.Setting == "" && a.Agree != a.Judged {
				t.Fatalf("%v agrees with only %d of the %d results that it returned", m.Release, a.Agree, a.Judged)
			}
		}
		if found.Agree != found.Judged {
			t.Fatalf("%d of %d results agree with %v, which was found", found.Agree, found.Judged, found.Machine.Release)
		}
		again, err := history.With(found.Machine, found.Calls)
		if err != nil || again.Len() != len(found.Calls) {
			t.Fatalf("the calls cannot be made again: %v", err)
		}
		for i, v := range found.Verdicts {
			if v.Call < 0 {
				t.Fatalf("call %d was not made: %s", i, v.Why)
			}
			if _, ret := again.Call(v.Call + 1); ret != v.Got {
				t.Fatalf("call %d returned %d, and %d in the replay", i, ret, v.Got)
			}
		}
	})
}

// TestMissingMemoryIsInferred replays random calls without their keys and values.
func TestMissingMemoryIsInferred(t *testing.T) {
	types := []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH}
	rapid.Check(t, func(t *rapid.T) {
		m := newPlan(&paste.Text{}).machine(rapid.SampledFrom(core.Releases[6:]).Draw(t, "release").Release)
		text := randomText(t, m, false, types)
		own, _ := all(t, text, m)
		if own.Agree != own.Judged {
			for i, v := range own.Verdicts {
				if !v.Agrees {
					c := text.Calls[i]
					t.Fatalf("call %d, %s %v %x: said %d, we %d (%d of %d agree with %v)", i, c.Name, c.Cmd, c.Attr, v.Want, v.Got, own.Agree, own.Judged, m.Release)
				}
			}
			t.Fatalf("%d of %d agree, and every verdict does", own.Agree, own.Judged)
		}
	})
}
