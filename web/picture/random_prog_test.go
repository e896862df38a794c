package picture

import (
	"encoding/binary"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"

	"pgregory.net/rapid"
)

// randomLoad loads a socket filter that looks up element 0 of a map, or that uses no map.
func randomLoad(t *rapid.T, k *core.Kernel, task int) core.Call {
	text := "r0 = 0\nexit"
	if rapid.Bool().Draw(t, "uses a map") {
		text = "*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd " + strconv.FormatUint(randomFD(t, k, task), 10) + "\ncall 1\n" + text
	}
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatal(err)
	}
	attr := make([]byte, 48)
	binary.LittleEndian.PutUint32(attr[0:], uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	binary.LittleEndian.PutUint32(attr[4:], uint32(len(p.Insns)))
	binary.LittleEndian.PutUint64(attr[8:], pathAt)
	binary.LittleEndian.PutUint64(attr[16:], pathAt+uint64(len(p.Insns)*insn.Size))
	return bpfCall(task, abi.BPF_PROG_LOAD, attr, core.Write{Addr: pathAt, Bytes: append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)})
}

// randomBind binds a map to a program.
func randomBind(t *rapid.T, k *core.Kernel, task int) core.Call {
	attr := make([]byte, 12)
	binary.LittleEndian.PutUint32(attr[0:], openFD(k, task, func(f *core.File) bool { return f.Prog != nil }))
	binary.LittleEndian.PutUint32(attr[4:], uint32(randomFD(t, k, task)))
	return bpfCall(task, abi.BPF_PROG_BIND_MAP, attr)
}

// randomSlot puts a program into an array of programs, or removes it.
func randomSlot(t *rapid.T, k *core.Kernel, task int) core.Call {
	attr := make([]byte, 32)
	binary.LittleEndian.PutUint32(attr[0:], openFD(k, task, func(f *core.File) bool { return f.Map != nil && f.Map.Type == abi.BPF_MAP_TYPE_PROG_ARRAY }))
	binary.LittleEndian.PutUint64(attr[8:], pathAt)
	if rapid.Bool().Draw(t, "removes") {
		return bpfCall(task, abi.BPF_MAP_DELETE_ELEM, attr, core.Write{Addr: pathAt, Bytes: make([]byte, 4)})
	}
	binary.LittleEndian.PutUint64(attr[16:], pathAt+4)
	value := binary.LittleEndian.AppendUint32(make([]byte, 4), openFD(k, task, func(f *core.File) bool { return f.Prog != nil }))
	return bpfCall(task, abi.BPF_MAP_UPDATE_ELEM, attr, core.Write{Addr: pathAt, Bytes: value})
}

// openFD returns the first descriptor of a task that refers to a file of a kind, or 3.
func openFD(k *core.Kernel, task int, is func(*core.File) bool) uint32 {
	if t := k.Task(task); t != nil {
		for fd := range t.Files.Highest() + 1 {
			if f := t.Files.File(fd); f != nil && is(f) {
				return uint32(fd)
			}
		}
	}
	return 3
}

// randomHold starts a run and holds it.
func randomHold(t *rapid.T, k *core.Kernel, task int) core.Call {
	attr := make([]byte, 80)
	binary.LittleEndian.PutUint32(attr[0:], openFD(k, task, func(f *core.File) bool { return f.Prog != nil }))
	binary.LittleEndian.PutUint32(attr[8:], 64)
	binary.LittleEndian.PutUint64(attr[16:], pathAt)
	c := bpfCall(task, abi.BPF_PROG_TEST_RUN, attr)
	c.Op, c.Args = core.OpRunStart, core.Args{0, attrAt, 80}
	return c
}
