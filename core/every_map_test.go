package core_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Addresses that the calls of everyCall pass.
const (
	everyAttr   = core.ArenaStart
	everyKey    = core.ArenaStart + 0x1000
	everyValue  = core.ArenaStart + 0x2000
	everyOut    = core.ArenaStart + 0x4000
	everyPath   = core.ArenaStart + 0x6000
	everyMap    = 5 // the descriptor of the map under test; 3 is BTF, 4 an array that serves as template
	everyFolder = "/sys/fs/bpf/"
)

// fieldValues lays out an attr: the values of some fields, and zero for the rest.
type fieldValues map[*abi.Field]uint64

func (a fieldValues) bytes() []byte {
	var attr abi.Attr
	for f, v := range a {
		f.Put(attr[:], v)
	}
	return attr[:]
}

// call returns a bpf() call with the attr, whose size covers the command's fields in the release.
func (a fieldValues) call(r abi.Release, cmd abi.Cmd, writes ...core.Write) core.Call {
	size := 16
	if c := cmd.Known(r); c != nil {
		for _, f := range c.Fields {
			if r >= f.Since {
				size = max(size, f.End())
			}
		}
	}
	return core.Bpf(0, cmd, everyAttr, uint32(size), append(writes, core.Write{Addr: everyAttr, Bytes: a.bytes()})...)
}

// everyKernel is a kernel with descriptors for the calls to meet. It makes calls as a history does, watched, or as a
// replay does, unwatched.
type everyKernel struct {
	t       testing.TB
	session *history.Session
	watched bool
}

// newEveryKernel opens a BTF object under 3 and an array, as a template of inner maps, under 4.
func newEveryKernel(t testing.TB, m core.Machine, watched bool) everyKernel {
	t.Helper()
	s, err := history.NewSession(m)
	if err != nil {
		t.Fatal(err)
	}
	k := everyKernel{t, s, watched}
	array := fieldValues{&abi.MapTypeField: uint64(abi.BPF_MAP_TYPE_ARRAY), &abi.KeySize: 4, &abi.ValueSize: 4, &abi.MaxEntries: 1}
	k.do(core.Call{Op: core.OpTraced, Args: core.Args{3, core.TracedCloexecFD}, Path: "BPF_BTF_LOAD"})
	if k.do(array.call(m.Release, abi.BPF_MAP_CREATE)) < 0 {
		k.do(core.Call{Op: core.OpTraced, Args: core.Args{4, core.TracedFD}, Path: "openat"})
	}
	return k
}

func (k everyKernel) do(c core.Call) int64 {
	k.t.Helper()
	do := k.session.Run
	if k.watched {
		do = k.session.Do
	}
	ret, err := do(c)
	if err != nil {
		k.t.Fatalf("%s: %v", c.String(), err)
	}
	return ret
}

// everyShape lists attrs that together create a map of each type.
func everyShape(typ abi.MapType, btf bool) []fieldValues {
	var shapes []fieldValues
	for _, key := range []uint64{4, 8, 0, 16} {
		for _, value := range []uint64{8, 4, 0, 16} {
			for _, entries := range []uint64{2, 0, 4096} {
				for _, flags := range []uint64{0, abi.BPF_F_NO_PREALLOC, abi.BPF_F_MMAPABLE} {
					a := fieldValues{&abi.MapTypeField: uint64(typ), &abi.KeySize: key, &abi.ValueSize: value, &abi.MaxEntries: entries,
						&abi.MapFlagsField: flags, &abi.InnerMapFD: 4}
					if flags != abi.BPF_F_NO_PREALLOC && typ != abi.BPF_MAP_TYPE_ARRAY_OF_MAPS && typ != abi.BPF_MAP_TYPE_HASH_OF_MAPS {
						a[&abi.InnerMapFD] = 0
					}
					if btf {
						a[&abi.BtfFD], a[&abi.BtfKeyTypeID], a[&abi.BtfValueTypeID] = 3, 1, 2
					}
					shapes = append(shapes, a)
				}
			}
		}
	}
	return shapes
}

// create creates a map of a type under everyMap and reports whether any attr did.
func (k everyKernel) create(typ abi.MapType, btf bool) bool {
	for _, a := range everyShape(typ, btf) {
		if k.do(a.call(k.session.Machine().Release, abi.BPF_MAP_CREATE)) == everyMap {
			return true
		}
	}
	return false
}

// everyCall lists every command on descriptor everyMap, with keys that name indices and descriptors, and the calls
// besides bpf() that a map can meet.
func everyCall(r abi.Release) []core.Call {
	var calls []core.Call
	pointers := map[string]uint64{"key": everyKey, "value": everyValue, "next_key": everyOut, "keys": everyKey, "values": everyValue,
		"out_batch": everyOut, "pathname": everyPath, "info": everyOut}
	path := core.Write{Addr: everyPath, Bytes: []byte(everyFolder + "m\x00")}
	for _, word := range []uint32{0, 3, everyMap, 1<<32 - 1} {
		key := core.Write{Addr: everyKey, Bytes: binary.LittleEndian.AppendUint32(nil, word)}
		value := core.Write{Addr: everyValue, Bytes: binary.LittleEndian.AppendUint32(nil, word)}
		for i := range abi.Commands {
			c := &abi.Commands[i]
			seen := map[string]bool{}
			for _, flags := range []uint64{0, abi.BPF_NOEXIST, abi.BPF_EXIST, abi.BPF_F_LOCK, abi.BPF_F_CPU, abi.BPF_F_ALL_CPUS} {
				for _, null := range []string{"", "key", "value", "keys", "values"} {
					a := fieldValues{}
					for _, f := range c.Fields {
						switch {
						case f.Kind == abi.KindFD:
							a[f] = everyMap
						case f.Kind == abi.KindElemFlags:
							a[f] = flags
						case f.Kind == abi.KindCount:
							a[f] = 2
						case f.Name == "info_len":
							a[f] = 88
						case f.Name != null:
							a[f] = pointers[f.Name]
						}
					}
					if attr := string(a.bytes()); !seen[attr] {
						seen[attr] = true
						calls = append(calls, a.call(r, c.Nr, key, value, path))
					}
				}
			}
		}
	}
	for id := uint64(1); id <= 3; id++ {
		calls = append(calls, fieldValues{&abi.MapID: id}.call(r, abi.BPF_MAP_GET_FD_BY_ID), fieldValues{&abi.StartID: id}.call(r, abi.BPF_MAP_GET_NEXT_ID))
	}
	for _, outer := range []abi.MapType{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, abi.BPF_MAP_TYPE_HASH_OF_MAPS} {
		a := fieldValues{&abi.MapTypeField: uint64(outer), &abi.KeySize: 4, &abi.ValueSize: 4, &abi.MaxEntries: 2, &abi.InnerMapFD: everyMap}
		calls = append(calls, a.call(r, abi.BPF_MAP_CREATE))
	}
	for _, prot := range []uint64{core.PROT_READ, core.PROT_READ | core.PROT_WRITE} {
		for _, length := range []uint64{1, 4096, 8192, 1 << 20} {
			for _, off := range []uint64{0, 4096, 8192} {
				calls = append(calls, core.Call{Op: core.OpMmap, Args: core.Args{0, length, prot, core.MAP_SHARED, everyMap, off}})
			}
		}
	}
	calls = append(calls, fieldValues{&abi.ElemMapFD: everyMap}.call(r, abi.BPF_MAP_FREEZE),
		core.Call{Op: core.OpMunmap, Args: core.Args{0x20001000, 8192}})
	return append(calls, core.Call{Op: core.OpFdinfo, Args: core.Args{everyMap}}, core.Call{Op: core.OpDup, Args: core.Args{everyMap}},
		core.Call{Op: core.OpFork, Args: core.Args{1}}, core.Call{Op: core.OpExec}, core.Call{Op: core.OpClose, Args: core.Args{everyMap}},
		core.Call{Op: core.OpUnlink, Path: everyFolder + "m"}, core.Call{Op: core.OpExit}, core.Call{Op: core.OpWork, Task: 1})
}

// needBTF lists the types whose maps need BTF, and noMap those of which no map can be created here.
var (
	needBTF = map[abi.MapType]bool{abi.BPF_MAP_TYPE_SK_STORAGE: true, abi.BPF_MAP_TYPE_INODE_STORAGE: true,
		abi.BPF_MAP_TYPE_TASK_STORAGE: true, abi.BPF_MAP_TYPE_CGRP_STORAGE: true}
	noMap = map[abi.MapType]bool{abi.BPF_MAP_TYPE_STRUCT_OPS: true}
)

// everyMachine is a machine of a release; that of the seed has some types registered.
func everyMachine(r abi.Release) core.Machine {
	m := core.NewMachine(r)
	if r == abi.Seed {
		m.Types = []core.RegisteredType{{Type: abi.BPF_MAP_TYPE_HASH}, {Type: abi.BPF_MAP_TYPE_ARRAY}, {Type: abi.BPF_MAP_TYPE_SK_STORAGE}}
	}
	return m
}

// everyType returns the map types that a machine knows.
func everyType(m core.Machine) (types []abi.MapType) {
	for _, t := range m.Types {
		types = append(types, t.Type)
	}
	for i := range abi.MapTypes {
		if m.Release != abi.Seed && i > 0 && abi.MapTypes[i].Since <= m.Release {
			types = append(types, abi.MapType(i))
		}
	}
	return types
}

// TestEveryCommandOnEveryMap makes every call on a map of every type of every release, with and without BTF, watched and
// unwatched, and reads the map in between.
func TestEveryCommandOnEveryMap(t *testing.T) {
	for _, e := range core.Releases {
		m := everyMachine(e.Release)
		calls := everyCall(e.Release)
		for _, typ := range everyType(m) {
			for _, btf := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/btf=%v", e.Name, typ.Short(), btf), func(t *testing.T) {
					for _, watched := range []bool{false, true} {
						everyCommand(newEveryKernel(t, m, watched), typ, btf, calls)
					}
				})
			}
		}
	}
}

// everyCommand makes the calls on one map. A map of every type can be created in one of the two ways.
func everyCommand(k everyKernel, typ abi.MapType, btf bool, calls []core.Call) {
	if !k.create(typ, btf) {
		if seed := k.session.Machine().Release == abi.Seed; !noMap[typ] && (seed || needBTF[typ] == btf) {
			k.t.Fatalf("no attr created a map of type %s", typ)
		}
		return
	}
	for i, c := range calls {
		k.do(c)
		if i%100 == 0 {
			k.session.Kernel().View().JSON()
			maps := k.session.Kernel().Maps()
			k.session.Kernel().Inside(maps[len(maps)-1].Nr, core.InsideQuery{Limit: 4})
		}
	}
}

// FuzzBpfOnAMap passes any bytes to any command after a map of any type was created. Nothing may panic.
func FuzzBpfOnAMap(f *testing.F) {
	for i, e := range core.Releases {
		for typ := range len(abi.MapTypes) {
			for _, cmd := range []abi.Cmd{abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_GET_NEXT_KEY} {
				a := fieldValues{&abi.ElemMapFD: everyMap, &abi.ElemKey: everyKey, &abi.ElemValue: everyValue}
				f.Add(uint8(i), uint32(typ), true, int32(cmd), a.call(e.Release, cmd).Writes[0].Bytes, []byte{5})
			}
		}
	}
	f.Fuzz(func(t *testing.T, release uint8, typ uint32, btf bool, cmd int32, attr, key []byte) {
		r := core.Releases[int(release)%len(core.Releases)].Release
		k := newEveryKernel(t, everyMachine(r), false)
		k.create(abi.MapType(typ), btf)
		attr, key = attr[:min(len(attr), 0x1000)], key[:min(len(key), 0x1000)]
		k.do(core.Bpf(0, abi.Cmd(cmd), everyAttr, uint32(len(attr)), core.Write{Addr: everyKey, Bytes: key}, core.Write{Addr: everyAttr, Bytes: attr}))
		k.session.Kernel().View().JSON()
	})
}
