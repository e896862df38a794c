package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_PERCPU_HASH in kernel/bpf/hashtab.c: values are written in place.

var htabPercpuMapOps = MapOps{
	name:            "htab_percpu_map_ops",
	percpu:          true,
	mapAllocCheck:   htabMapAllocCheck,
	mapAlloc:        htabMapAlloc,
	mapCheckBTF:     hashBTF,
	mapFree:         htabMapFree,
	freeWaits:       htabFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          bpfPercpuHashCopy,
	update:          htabPercpuMapUpdateElem,
	delete:          htabMapDeleteElem,
	getNextKey:      htabMapGetNextKey,
	lookupAndDelete: htabMapLookupAndDeleteElem,
	memUsage:        htabMapMemUsage,
	batch:           htabBatch,
	inside:          htabInside,
	prog:            &htabPercpuProgOps,
}

func bpfPercpuHashCopy(k *Kernel, _ *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if no := k.check(htabPercpuLookup, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	if h.lru != nil && !sinceNoMark.In(k.Machine.Release) {
		h.lru.setRef(e)
	}
	k.percpuTake(m, h.value(e), out, flags)
	return 0
}

func htabPercpuMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	if no := k.percpuFlags(flags); no != 0 {
		return no
	}
	e, hash := h.find(h.seed, key)
	if no := k.checkFlags(e, flags); no != 0 {
		return no
	}
	if e != 0 {
		k.percpuPut(m, h.value(e), value, flags)
		k.noteElem(ElemWritten, "htab_map_update_elem_in_place", m, e, 0)
		return 0
	}
	e, no := k.htabReplace(m, h, hash, key, 0)
	if no != 0 {
		return no
	}
	clear(h.value(e))
	k.percpuPut(m, h.value(e), value, flags)
	k.noteReplaced(m, h, 0, e)
	return 0
}

// percpuFlags follows htab_map_check_update_flags.
func (k *Kernel) percpuFlags(flags uint64) abi.Errno {
	if abi.SinceCPUFlags.In(k.Machine.Release) {
		return k.check(htabPercpuFlags, uint32(flags) <= abi.BPF_F_ALL_CPUS, flags, 0)
	}
	return k.check(htabUpdateFlags, flags <= abi.BPF_EXIST, flags, 0)
}
