package export

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// content is memory that a call wrote and that a program can compare.
type content struct {
	name  string // of the field that refers to it
	addr  uint64
	bytes []byte
}

// contents returns the memory that a successful call wrote: the results of BPF_PROG_TEST_RUN, or the value of a lookup. k is
// the kernel after the call.
func contents(k *core.Kernel, m *moment) []content {
	if m.call.Op != core.OpBpf && m.ret >= 0 && len(m.out) > 0 {
		return []content{{m.title(), m.outAddr(), m.out}}
	}
	if m.ret != 0 || m.attr == nil || m.call.Op != core.OpBpf {
		return nil
	}
	var all []content
	add := func(name string, addr uint64, n uint32) {
		if bytes, err := k.Read(m.call.Task, addr, int(n)); err == nil && n > 0 {
			all = append(all, content{name, addr, bytes})
		}
	}
	switch m.call.Cmd() {
	case abi.BPF_PROG_TEST_RUN:
		field := func(f *abi.Field) uint32 {
			at := m.call.Args[1] + uint64(f.Offset)
			add(f.Name, at, 4)
			bytes, err := k.Read(m.call.Task, at, 4)
			if err != nil {
				return 0
			}
			return uint32((&abi.Field{}).Value(bytes))
		}
		field(&abi.TestRetval)
		n, room := field(&abi.TestDataSizeOut), uint32(abi.TestDataSizeOut.Value(m.attr))
		if room > 0 {
			n = min(n, room)
		}
		if at := abi.TestDataOut.Value(m.attr); at != 0 {
			add(abi.TestDataOut.Name, at, n)
		}
		if at := abi.TestCtxOut.Value(m.attr); at != 0 {
			add(abi.TestCtxOut.Name, at, min(field(&abi.TestCtxSizeOut), uint32(abi.TestCtxSizeOut.Value(m.attr))))
		}
	case abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		f := k.Task(m.call.Task).Files.File(int(int32(abi.ElemMapFD.Value(m.attr))))
		if f != nil && f.Map != nil && storedValues>>f.Map.Type&1 != 0 {
			add(abi.ElemValueOut.Name, abi.ElemValueOut.Value(m.attr), f.Map.ValueSize)
		}
	}
	return all
}

// storedValues is the set of map types whose values consist of what users and programs stored. Values of others are ids, or
// depend on the CPUs of the machine.
const storedValues = 1<<abi.BPF_MAP_TYPE_HASH | 1<<abi.BPF_MAP_TYPE_ARRAY | 1<<abi.BPF_MAP_TYPE_LRU_HASH |
	1<<abi.BPF_MAP_TYPE_LPM_TRIE | 1<<abi.BPF_MAP_TYPE_QUEUE | 1<<abi.BPF_MAP_TYPE_STACK

// varying lists the helper functions whose results differ between two kernels or two runs: clocks, random numbers, CPUs and
// the current task.
var varying = [...]int32{5, 7, 8, 14, 15, 16, 125, 134, 195}

// varies reports whether instructions call one of them.
func varies(insns []insn.Insn) bool {
	for _, i := range insns {
		for _, helper := range varying {
			if i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == 0 && i.Imm == helper {
				return true
			}
		}
	}
	return false
}
