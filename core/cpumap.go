package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/cpumap.c: CPU maps, with a queue size for each CPU.

var cpuMapOps = MapOps{
	name:         "cpu_map_ops",
	needs:        abi.CAP_BPF,
	mapAlloc:     cpuMapAlloc,
	mapCheckBTF:  noBTF,
	mapFree:      func(*Kernel, *Map) {},
	freeWaits:    cpuFreeWaits,
	mapMetaEqual: bpfMapMetaEqual,
	lookup:       cpuMapLookupElem,
	update:       cpuMapUpdateElem,
	delete:       cpuMapDeleteElem,
	getNextKey:   nextIndex,
	memUsage:     pointerMapMemUsage(8),
	inside:       cpuMapInside,
}

var sinceCPUProgs = abi.Since{abi.V5_9} // struct bpf_cpumap_val may hold a program

const (
	// NR_CPUS is the number of CPUs that the kernel is built for.
	NR_CPUS = 8192
	// maxQueue is the largest queue size of a CPU.
	maxQueue = 16384
)

// bpfCPUMap follows struct bpf_cpu_map: the queue size of each possible CPU, 0 if unset.
type bpfCPUMap struct{ qsize []uint32 }

// cpuMapAlloc follows cpu_map_alloc.
func cpuMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.needs(c, cpuMapCapable); e != 0 {
		return nil, e
	}
	entries, value := c.attr.U32(&abi.MaxEntries), c.attr.U32(&abi.ValueSize)
	valueOK := value == 4 || value == 8 && sinceCPUProgs.In(k.Machine.Release)
	if e := cpuMapShape.check(k, c, entries != 0, c.attr.U32(&abi.KeySize) == 4, valueOK, abi.BPF_F_NUMA_NODE); e != 0 {
		return nil, e
	}
	if e := k.check(cpuMapTooMany, entries <= NR_CPUS, uint64(entries), NR_CPUS); e != 0 {
		return nil, e
	}
	m := k.newMap(&c.attr)
	size := uint64(entries) * 8
	cost := size
	if !sinceChargeFirst.In(k.Machine.Release) {
		cost += devMapPerCPU(k, entries)
	}
	if e := k.charge(c, m, cost, cpuMapCost); e != 0 {
		return nil, e
	}
	m.data = &bpfCPUMap{make([]uint32, min(int(entries), k.Machine.CPUs))}
	return m, k.check(cpuMapMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

func cpuMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	cpus, index := m.data.(*bpfCPUMap), KeyIndex(key)
	there := int64(index) < int64(len(cpus.qsize)) && cpus.qsize[index] != 0
	if e := k.check(cpuMapEmpty, there, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	clear(out)
	binary.LittleEndian.PutUint32(out, cpus.qsize[index])
	return 0
}

func cpuMapUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	cpus, index, qsize := m.data.(*bpfCPUMap), KeyIndex(key), binary.LittleEndian.Uint32(value)
	if e := k.check(cpuMapFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if e := k.check(cpuMapIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if e := k.check(cpuMapExists, flags != abi.BPF_NOEXIST, uint64(index), 0); e != 0 {
		return e
	}
	if e := k.check(cpuMapQueue, qsize <= maxQueue, uint64(qsize), maxQueue); e != 0 {
		return e
	}
	if e := k.check(cpuMapPossible, int64(index) < int64(k.Machine.CPUs), uint64(index), uint64(k.Machine.CPUs)); e != 0 {
		return e
	}
	if qsize != 0 && len(value) == 8 {
		fd := int32(binary.LittleEndian.Uint32(value[4:]))
		if e := k.cpuMapProg(c, fd); e != 0 {
			return e
		}
	}
	cpus.qsize[index] = qsize
	k.noteElem(ElemWritten, "cpu_map_update_elem", m, index, 0)
	return 0
}

func cpuMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	cpus, index := m.data.(*bpfCPUMap), KeyIndex(key)
	if e := k.check(cpuMapDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if int64(index) < int64(len(cpus.qsize)) {
		cpus.qsize[index] = 0
	}
	k.noteElem(ElemWritten, "cpu_map_delete_elem", m, index, 0)
	return 0
}

// sinceCPUMapErrors is the first release that returns the error of a failed program lookup instead of ENOMEM.
var sinceCPUMapErrors = abi.Since{abi.V7_0}

// cpuMapProg follows __cpu_map_load_bpf_program. No descriptor is a program here.
func (k *Kernel) cpuMapProg(c *bpfCall, fd int32) abi.Errno {
	if !sinceCPUMapErrors.In(k.Machine.Release) {
		return k.check(cpuMapNoProg, fd <= 0, uint64(uint32(fd)), 0)
	}
	if fd <= 0 {
		return 0
	}
	if e := k.check(cpuMapProgNotOpen, c.task.Files.File(int(fd)) != nil, uint64(uint32(fd)), 0); e != 0 {
		return e
	}
	return k.check(cpuMapProgKind, false, uint64(uint32(fd)), 0)
}
