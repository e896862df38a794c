package core

import (
	"bytes"
	"encoding/binary"
	"testing"

	"bpfplay/core/abi"
	"pgregory.net/rapid"
)

// ownMem is a program's own memory, which the kernel sees only as a UserMem.
type ownMem struct{ *Pages }

// watchedKernel is one of several kernels that make the same calls.
type watchedKernel struct {
	*Kernel
	mem *Pages
}

func (k *watchedKernel) bpf(cmd abi.Cmd, attr []byte, at uint64, size uint32) int64 {
	k.mem.Poke(at, attr)
	return k.Kernel.bpf(k.tasks[0], cmd, at, size)
}

// TestTracingChangesNothing makes the same random calls with and without a tracer, in the built-in memory and in a
// program's own. Results, memory and kernel state must be equal. It covers the untraced twins of traced paths.
func TestTracingChangesNothing(t *testing.T) {
	types := []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_PERCPU_ARRAY,
		abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, abi.BPF_MAP_TYPE_LPM_TRIE, abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK}
	rapid.Check(t, func(t *rapid.T) {
		machine := NewMachine(rapid.SampledFrom(Releases[1:]).Draw(t, "release").Release)
		machine.CPUs = 2
		var kernels []*watchedKernel
		for range 3 {
			k, err := New(machine)
			if err != nil {
				t.Fatal(err)
			}
			kernels = append(kernels, &watchedKernel{k, k.tasks[0].Mem.(*Pages)})
		}
		kernels[1].Watch(&Tracer{})
		kernels[2].tasks[0].Mem = ownMem{kernels[2].mem}
		all := func(what string, cmd abi.Cmd, attr []byte, at uint64, size uint32) {
			want := kernels[0].bpf(cmd, attr, at, size)
			for i, k := range kernels[1:] {
				if got := k.bpf(cmd, attr, at, size); got != want {
					t.Fatalf("%s: unwatched %d, %s %d", what, want, [...]string{"watched", "in own memory"}[i], got)
				}
				if !bytes.Equal(k.mem.arena, kernels[0].mem.arena) {
					t.Fatalf("%s left different bytes, %s", what, [...]string{"watched", "in own memory"}[i])
				}
			}
		}
		typ := rapid.SampledFrom(types).Draw(t, "type")
		keySize, flags := uint32(rapid.SampledFrom([]int{4, 4, 8, 9}).Draw(t, "key")), uint32(0)
		switch typ {
		case abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK:
			keySize = 0
		case abi.BPF_MAP_TYPE_LPM_TRIE:
			flags = abi.BPF_F_NO_PREALLOC
		}
		var attr abi.Attr
		attr.PutU32(&abi.MapTypeField, uint32(typ))
		attr.PutU32(&abi.KeySize, keySize)
		attr.PutU32(&abi.ValueSize, uint32(rapid.SampledFrom([]int{8, 5, 40}).Draw(t, "value")))
		attr.PutU32(&abi.MaxEntries, uint32(rapid.IntRange(1, 20).Draw(t, "entries")))
		attr.PutU32(&abi.MapFlagsField, flags)
		all("create", abi.BPF_MAP_CREATE, attr[:], ArenaStart, uint32(abi.MapFlagsField.End()))

		places := []uint64{ArenaStart + 0x1000, ArenaStart + 0x1008, ArenaStart + 0x1002, ArenaReadOnly, ArenaReadOnly - 4, ArenaStart + ArenaPages*PAGE_SIZE - 3, 0}
		place := func(name string) uint64 { return rapid.SampledFrom(places).Draw(t, name) }
		for range rapid.IntRange(1, 60).Draw(t, "calls") {
			var attr abi.Attr
			cmd := abi.Cmd(rapid.SampledFrom([]int{1, 1, 2, 2, 2, 3, 4, 21, 24, 25, 26, 27}).Draw(t, "cmd"))
			key := rapid.SampledFrom(places[:3]).Draw(t, "key address")
			first, last := rapid.ByteRange(0, 24).Draw(t, "first"), rapid.ByteRange(0, 1).Draw(t, "last")
			for _, k := range kernels {
				k.mem.Poke(key, []byte{first, 0, 0, 0, last})
			}
			if cmd < abi.BPF_MAP_LOOKUP_BATCH {
				attr.PutU32(&abi.ElemMapFD, uint32(rapid.SampledFrom([]int{3, 3, 3, 3, 0, 9}).Draw(t, "fd")))
				binary.LittleEndian.PutUint64(attr[abi.ElemKey.Offset:], place("key"))
				binary.LittleEndian.PutUint64(attr[abi.ElemValue.Offset:], place("value"))
				binary.LittleEndian.PutUint64(attr[abi.UpdateFlags.Offset:], rapid.SampledFrom([]uint64{0, 0, 0, 1, 2, 3, 4, 8, 16, 1<<32 | 8}).Draw(t, "flags"))
			} else {
				attr.PutU32(&abi.BatchMapFD, 3)
				attr.PutU32(&abi.BatchCount, uint32(rapid.IntRange(0, 30).Draw(t, "count")))
				for _, f := range []*abi.Field{&abi.InBatch, &abi.OutBatch, &abi.BatchKeys, &abi.BatchVals} {
					binary.LittleEndian.PutUint64(attr[f.Offset:], place(f.Name))
				}
			}
			size := rapid.SampledFrom([]uint32{16, 24, 32, 56, 56, 120, 168, 200}).Draw(t, "size")
			all(cmd.String(), cmd, attr[:], rapid.SampledFrom([]uint64{ArenaStart, ArenaStart, ArenaStart, ArenaReadOnly + 0x800}).Draw(t, "attr"), size)
		}
		if a, b := kernels[0].View().Hash(), kernels[1].View().Hash(); a != b {
			t.Fatal("the state of the watched kernel differs")
		}
	})
}
