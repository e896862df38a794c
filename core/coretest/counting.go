package coretest

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Counting is the text of a program that adds 1 to element 0 of the array at descriptor 3, with a load, an addition and a
// store.
const Counting = `
	*(u32 *)(r10 - 4) = 0
	r2 = r10
	r2 += -4
	r1 = map_fd 3
	call 1
	if r0 == 0 goto out
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
	out: r0 = 0
	exit`

// programAt is the address of the instructions of Loads.
const programAt = core.ArenaStart + 0x1000

// Loads returns the calls of a task that make the array "hits" at descriptor 3, load the socket filter "count" with a text
// at descriptor 4, and fork a second task. It panics if the text is not assembly.
func Loads(text string) []core.Call {
	p, err := insn.Assemble(text)
	if err != nil {
		panic(err)
	}
	create := words(48, uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 4)
	copy(create[28:], "hits")
	load := words(64, uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER), uint32(len(p.Insns)))
	binary.LittleEndian.PutUint64(load[8:], programAt)
	binary.LittleEndian.PutUint64(load[16:], programAt+uint64(len(p.Insns)*insn.Size))
	copy(load[48:], "count")
	return []core.Call{
		core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, 48, core.Write{Addr: core.ArenaStart, Bytes: create}),
		core.Bpf(0, abi.BPF_PROG_LOAD, core.ArenaStart, 64, core.Write{Addr: core.ArenaStart, Bytes: load},
			core.Write{Addr: programAt, Bytes: append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)}),
		{Op: core.OpFork, Args: core.Args{1}},
	}
}

// runSize is the size of the attr of BPF_PROG_TEST_RUN, in bytes.
const runSize = 80

// TestRun returns the BPF_PROG_TEST_RUN of the program at descriptor 4 with 64 bytes of data.
func TestRun() core.Call {
	return core.Bpf(0, abi.BPF_PROG_TEST_RUN, core.ArenaStart, runSize, testRunAttr())
}

// HeldRun returns the call that starts the same run on a CPU and holds it.
func HeldRun(task, cpu int) core.Call {
	return core.Call{Task: task, Op: core.OpRunStart, Args: core.Args{uint64(cpu), core.ArenaStart, runSize}, Writes: []core.Write{testRunAttr()}}
}

func testRunAttr() core.Write {
	attr := words(runSize, 4, 0, 64)
	binary.LittleEndian.PutUint64(attr[16:], core.ArenaStart+0x2000)
	return core.Write{Addr: core.ArenaStart, Bytes: attr}
}

// words returns size bytes that begin with 32-bit words.
func words(size int, words ...uint32) []byte {
	var b []byte
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return append(b, make([]byte, size-len(b))...)
}
