package core_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// storageCall is a call on a local-storage map and the result of a real kernel: Debian's 5.10.262, 6.1.192, 6.12.117 and
// 7.3.4. Descriptor 0 is open and not a bpf file, 3 is a BTF object, 4 a map, and 100 is not open.
type storageCall struct {
	cmd   abi.Cmd
	key   uint32
	flags uint64
	want  int64
}

const notOpen = 100

func eachKey(cmd abi.Cmd, want int64, keys ...uint32) (calls []storageCall) {
	for _, key := range keys {
		calls = append(calls, storageCall{cmd, key, 0, want})
	}
	return calls
}

// storageRefusals are what every local-storage map refuses, whatever the key.
var storageRefusals = []storageCall{
	{abi.BPF_MAP_GET_NEXT_KEY, 0, 0, -524},
	{abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, 0, 0, -524},
	{abi.BPF_MAP_LOOKUP_ELEM, 0, abi.BPF_F_LOCK, -22},
	{abi.BPF_MAP_UPDATE_ELEM, 0, abi.BPF_F_LOCK, -22},
}

// inodeCalls fill the storage of inodes and empty it again.
var inodeCalls = []storageCall{
	{abi.BPF_MAP_LOOKUP_ELEM, notOpen, 0, -9},
	{abi.BPF_MAP_DELETE_ELEM, notOpen, 0, -9},
	{abi.BPF_MAP_UPDATE_ELEM, notOpen, 3, -9},
	{abi.BPF_MAP_LOOKUP_ELEM, 0, 0, -2},
	{abi.BPF_MAP_UPDATE_ELEM, 0, 3, -22},
	{abi.BPF_MAP_UPDATE_ELEM, 0, abi.BPF_EXIST, -2},
	{abi.BPF_MAP_UPDATE_ELEM, 0, abi.BPF_NOEXIST, 0},
	{abi.BPF_MAP_UPDATE_ELEM, 0, abi.BPF_NOEXIST, -17},
	{abi.BPF_MAP_UPDATE_ELEM, 0, abi.BPF_EXIST, 0},
	{abi.BPF_MAP_LOOKUP_ELEM, 0, 0, 0},
	{abi.BPF_MAP_LOOKUP_ELEM, 3, 0, -2},
	{abi.BPF_MAP_UPDATE_ELEM, 3, 0, 0},
	{abi.BPF_MAP_LOOKUP_ELEM, 4, 0, 0},
	{abi.BPF_MAP_DELETE_ELEM, 4, 0, 0},
	{abi.BPF_MAP_DELETE_ELEM, 3, 0, -2},
	{abi.BPF_MAP_DELETE_ELEM, 0, 0, 0},
	{abi.BPF_MAP_DELETE_ELEM, 0, 0, -2},
}

func TestLocalStorageMatchesRecordings(t *testing.T) {
	elems := []abi.Cmd{abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM}
	var socket, owner, noLsm []storageCall
	for _, cmd := range elems {
		socket = append(socket, eachKey(cmd, -9, notOpen, 1<<32-1)...)
		socket = append(socket, eachKey(cmd, -88, 0, 3, 4)...)
		owner = append(owner, eachKey(cmd, -9, notOpen, 1<<32-1, 0, 3, 4)...)
		noLsm = append(noLsm, eachKey(cmd, -9, notOpen)...)
	}
	noLsm = append(noLsm, storageCall{abi.BPF_MAP_LOOKUP_ELEM, 3, 0, -2}, storageCall{abi.BPF_MAP_UPDATE_ELEM, 3, 0, -9},
		storageCall{abi.BPF_MAP_UPDATE_ELEM, 0, 7, -22}, storageCall{abi.BPF_MAP_DELETE_ELEM, 3, 0, -2})
	for _, row := range []struct {
		release string
		typ     abi.MapType
		calls   []storageCall
	}{
		{"5.10", abi.BPF_MAP_TYPE_SK_STORAGE, socket}, {"6.1", abi.BPF_MAP_TYPE_SK_STORAGE, socket}, {"7.3", abi.BPF_MAP_TYPE_SK_STORAGE, socket},
		{"5.10", abi.BPF_MAP_TYPE_INODE_STORAGE, noLsm}, {"6.1", abi.BPF_MAP_TYPE_INODE_STORAGE, inodeCalls}, {"7.3", abi.BPF_MAP_TYPE_INODE_STORAGE, inodeCalls},
		{"6.1", abi.BPF_MAP_TYPE_TASK_STORAGE, owner}, {"7.3", abi.BPF_MAP_TYPE_TASK_STORAGE, owner},
		{"6.12", abi.BPF_MAP_TYPE_CGRP_STORAGE, owner}, {"7.3", abi.BPF_MAP_TYPE_CGRP_STORAGE, owner},
	} {
		t.Run(row.release+"/"+row.typ.Short(), func(t *testing.T) {
			r, _ := abi.ParseRelease(row.release)
			m := core.NewMachine(core.Named(r))
			k := newEveryKernel(t, m, true)
			if !k.create(row.typ, true) {
				t.Fatal("no map was created")
			}
			for _, c := range append(row.calls, storageRefusals...) {
				a := fieldValues{&abi.ElemMapFD: everyMap, &abi.ElemKey: everyKey, &abi.ElemValue: everyValue, &abi.UpdateFlags: c.flags}
				if c.cmd == abi.BPF_MAP_DELETE_ELEM {
					delete(a, &abi.ElemValue)
				}
				key := core.Write{Addr: everyKey, Bytes: binary.LittleEndian.AppendUint32(nil, c.key)}
				if got := k.do(a.call(m.Release, c.cmd, key)); got != c.want {
					t.Errorf("%s of key %d, flags %d returned %d, want %d", c.cmd, int32(c.key), c.flags, got, c.want)
				}
			}
		})
	}
}

// TestLocalStorageMemory compares memlock of fdinfo with the recorded kernels: 2 processors.
func TestLocalStorageMemory(t *testing.T) {
	for release, want := range map[string]string{"5.10": "4096", "6.1": "0", "6.12": "464", "6.18": "472", "7.3": "328"} {
		r, _ := abi.ParseRelease(release)
		k := newEveryKernel(t, core.NewMachine(core.Named(r)), false)
		if !k.create(abi.BPF_MAP_TYPE_SK_STORAGE, true) {
			t.Fatalf("%s: no map was created", release)
		}
		k.do(core.Call{Op: core.OpFdinfo, Args: core.Args{everyMap}})
		found := ""
		for _, line := range k.session.Kernel().Text() {
			if rest, ok := strings.CutPrefix(line, "memlock:\t"); ok {
				found = rest
			}
		}
		if found != want {
			t.Errorf("%s: memlock %s, want %s", release, found, want)
		}
	}
}
