package core

import (
	"bytes"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// TestTracingChangesNoProgram loads, runs and attaches programs of every type on every release, with and without a tracer,
// and in a program's own memory. Results, memory and kernel state must be equal.
func TestTracingChangesNoProgram(t *testing.T) {
	var programs [][]insn.Insn
	for _, text := range fuzzProgs {
		p, err := insn.Assemble(text)
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, p.Insns)
	}
	ran := 0
	for _, release := range Releases {
		for typ := range uint32(len(abi.ProgTypes) + 1) {
			ran += watchPrograms(t, NewMachine(release.Release), typ, programs)
		}
	}
	if ran == 0 {
		t.Error("no program ran")
	}
}

// watchPrograms compares three kernels that load the programs with a type, and returns how many runs succeeded.
func watchPrograms(t *testing.T, machine Machine, typ uint32, programs [][]insn.Insn) (ran int) {
	t.Helper()
	const license, code, data, out = ArenaStart + 0x800, ArenaStart + 0x1000, ArenaStart + 0x2000, ArenaStart + 0x3000
	var kernels [3]*watchedKernel
	for i := range kernels {
		k, err := New(machine)
		if err != nil {
			t.Fatal(err)
		}
		kernels[i] = &watchedKernel{k, k.tasks[0].Mem.(*Pages)}
	}
	kernels[1].Watch(&Tracer{})
	kernels[2].tasks[0].Mem = ownMem{kernels[2].mem}
	all := func(cmd abi.Cmd, attr abi.Attr, size int) int64 {
		want := kernels[0].bpf(cmd, attr[:], ArenaStart, uint32(size))
		for i, k := range kernels[1:] {
			name := [...]string{"watched", "in own memory"}[i]
			if got := k.bpf(cmd, attr[:], ArenaStart, uint32(size)); got != want {
				t.Fatalf("%s, type %d, %s: unwatched %d, %s %d", machine.Release, typ, cmd, want, name, got)
			}
			if !bytes.Equal(k.mem.arena, kernels[0].mem.arena) {
				t.Fatalf("%s, type %d: %s left different bytes, %s", machine.Release, typ, cmd, name)
			}
		}
		return want
	}
	for _, shape := range [][5]uint32{{uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 4}, {uint32(abi.BPF_MAP_TYPE_HASH), 8, 8, 4}, {uint32(abi.BPF_MAP_TYPE_RINGBUF), 0, 0, 4096}} {
		var a abi.Attr
		putWords(a[:], shape[:])
		all(abi.BPF_MAP_CREATE, a, 20)
	}
	for _, p := range programs {
		for _, k := range kernels {
			k.mem.Poke(code, insn.AppendAll(nil, p))
			k.mem.Poke(license, []byte("GPL\x00"))
		}
		var a abi.Attr
		a.PutU32(&abi.ProgTypeField, typ)
		a.PutU32(&abi.InsnCnt, uint32(len(p)))
		abi.Insns.Put(a[:], code)
		abi.License.Put(a[:], license)
		fd := all(abi.BPF_PROG_LOAD, a, 48)
		if fd < 0 {
			continue
		}
		a = abi.Attr{}
		a.PutU32(&abi.TestProgFD, uint32(fd))
		a.PutU32(&abi.TestDataSizeIn, 64)
		a.PutU32(&abi.TestDataSizeOut, 256)
		abi.TestDataIn.Put(a[:], data)
		abi.TestDataOut.Put(a[:], out)
		if all(abi.BPF_PROG_TEST_RUN, a, 40) == 0 {
			ran++
		}
		for _, cmd := range []abi.Cmd{8, 9, abi.BPF_LINK_CREATE} { // BPF_PROG_ATTACH and BPF_PROG_DETACH
			a = abi.Attr{}
			putWords(a[:], []uint32{uint32(fd), uint32(fd)})
			all(cmd, a, 16)
		}
	}
	if a, b := kernels[0].View().Hash(), kernels[1].View().Hash(); a != b {
		t.Fatalf("%s, type %d: the state of the watched kernel differs", machine.Release, typ)
	}
	return ran
}
