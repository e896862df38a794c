package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_PERCPU_ARRAY in kernel/bpf/arraymap.c. Each possible CPU has a copy of a value, rounded up to 8
// bytes. A call reads or writes all copies unless its flags select one.

var percpuArrayMapOps = MapOps{
	name:          "percpu_array_map_ops",
	percpu:        true,
	mapAllocCheck: arrayMapAllocCheck,
	mapAlloc:      arrayMapAlloc,
	mapCheckBTF:   arrayBTF,
	mapFree:       arrayMapFree,
	freeWaits:     arrayFreeWaits,
	mapMetaEqual:  percpuArrayMapMetaEqual,
	lookup:        bpfPercpuArrayCopy,
	update:        bpfPercpuArrayUpdate,
	delete:        arrayMapDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      arrayMapMemUsage,
	batch:         percpuArrayBatch,
	inside:        arrayInside,
	prog:          &percpuArrayProgOps,
}

// sincePercpuLength is the first release where max_entries of an inner per-CPU array must match the template.
var sincePercpuLength = abi.Since{abi.V7_0}

func percpuArrayMapMetaEqual(k *Kernel, meta, m *Map) bool {
	if sincePercpuLength.In(k.Machine.Release) {
		return arrayMapMetaEqual(k, meta, m)
	}
	return bpfMapMetaEqual(k, meta, m)
}

func bpfPercpuArrayCopy(k *Kernel, _ *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(percpuArrayLookupIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	k.percpuTake(m, m.data.(*bpfArray).rows.row(index), out, flags)
	return 0
}

func bpfPercpuArrayUpdate(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	words := flags
	if abi.SinceCPUFlags.In(k.Machine.Release) {
		if e := k.check(percpuArrayFlags, uint32(flags) <= abi.BPF_F_ALL_CPUS, flags, 0); e != 0 {
			return e
		}
		words = 0
		if flags == abi.BPF_NOEXIST {
			words = flags
		}
	}
	index, e := k.arrayUpdateIndex(percpuArrayUpdate, m, key, words)
	if e != 0 {
		return e
	}
	k.percpuPut(m, m.data.(*bpfArray).rows.make(index), value, flags)
	k.noteElem(ElemWritten, "bpf_percpu_array_update", m, index, 0)
	return 0
}

// percpuTake copies the values of all CPUs to out, or that of the CPU that flags select. A nil row is all zeros.
func (k *Kernel) percpuTake(m *Map, row, out []byte, flags uint64) {
	if abi.SinceCPUFlags.In(k.Machine.Release) && flags&abi.BPF_F_CPU != 0 {
		if row != nil {
			row = row[int(flags>>32)*roundUp8(int(m.ValueSize)):]
		}
		out = out[:m.ValueSize]
	}
	if row == nil {
		clear(out)
		return
	}
	copy(out, row)
}

// percpuPut writes each CPU's value, one value to all CPUs, or one value to the CPU that flags select. Older releases copy
// the padding of a value too.
func (k *Kernel) percpuPut(m *Map, row, value []byte, flags uint64) {
	if !abi.SinceCPUFlags.In(k.Machine.Release) {
		copy(row, value)
		return
	}
	size, stride := int(m.ValueSize), roundUp8(int(m.ValueSize))
	if flags&abi.BPF_F_CPU != 0 {
		at := int(flags>>32) * stride
		copy(row[at:at+size], value)
		return
	}
	for cpu := range k.Machine.CPUs {
		copy(row[cpu*stride:cpu*stride+size], value)
		if flags&abi.BPF_F_ALL_CPUS == 0 {
			value = value[stride:]
		}
	}
}
