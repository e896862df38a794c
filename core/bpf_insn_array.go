package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_insn_array.c: jump targets in a program. User space writes offsets into the original program;
// without programs, the offsets into the loaded one stay 0.

var insnArrayMapOps = MapOps{
	name:          "insn_array_map_ops",
	needs:         abi.CAP_BPF,
	mapAllocCheck: insnArrayAllocCheck,
	mapAlloc:      insnArrayAlloc,
	mapCheckBTF:   insnArrayBTF,
	mapFree:       func(*Kernel, *Map) {},
	lookup:        insnArrayLookupElem,
	update:        insnArrayUpdateElem,
	delete: func(k *Kernel, _ *bpfCall, _ *Map, _ []byte) abi.Errno {
		return k.check(insnArrayNoDelete, false, 0, 0)
	},
	getNextKey: nextIndex,
	memUsage:   insnArrayMemUsage,
	inside:     insnArrayInside,
}

const (
	insnValueSize  = 16                // struct bpf_insn_array_value: orig_off, xlated_off, jitted_off, padding
	insnEntrySize  = insnValueSize + 8 // and the address of the instruction
	insnArrayBytes = 320               // about sizeof(struct bpf_insn_array)
)

// insnArrayAllocCheck follows insn_array_alloc_check.
func insnArrayAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a := &c.attr
	return insnArrayShape.check(k, c, a.U32(&abi.MaxEntries) != 0, a.U32(&abi.KeySize) == 4, a.U32(&abi.ValueSize) == insnValueSize, 0)
}

// insnArrayAlloc follows insn_array_alloc.
func insnArrayAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	m := k.newMap(&c.attr)
	m.Flags |= abi.BPF_F_RDONLY_PROG
	m.data = map[uint32]uint32{} // nonzero orig_off by index
	size := insnArrayBytes + uint64(m.MaxEntries)*insnEntrySize
	return m, k.check(insnArrayMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

func insnArrayLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(insnArrayLookupIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	clear(out)
	binary.LittleEndian.PutUint32(out, m.data.(map[uint32]uint32)[index])
	return 0
}

func insnArrayUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(insnArrayIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if e := k.check(insnArrayExists, flags&abi.BPF_NOEXIST == 0, uint64(index), 0); e != 0 {
		return e
	}
	xlated, jitted := binary.LittleEndian.Uint32(value[4:]), binary.LittleEndian.Uint32(value[8:])
	if e := k.check(insnArrayOffsets, xlated == 0 && jitted == 0, uint64(xlated), uint64(jitted)); e != 0 {
		return e
	}
	m.data.(map[uint32]uint32)[index] = binary.LittleEndian.Uint32(value)
	k.noteElem(ElemWritten, "insn_array_update_elem", m, index, 0)
	return 0
}
