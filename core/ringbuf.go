package core

import "bpfplay/core/abi"

// Follows kernel/bpf/ringbuf.c. User space accesses a ring buffer through mmap, so every element command is refused.

var ringbufMapOps = MapOps{
	name:         "ringbuf_map_ops",
	mapAlloc:     ringbufMapAlloc,
	mapFree:      func(_ *Kernel, m *Map) { m.data = nil },
	mapMetaEqual: bpfMapMetaEqual,
	lookup: func(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
		return k.check(ringbufLookup, false, 0, 0)
	},
	update: func(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
		return k.check(ringbufUpdate, false, 0, 0)
	},
	delete:     func(k *Kernel, _ *bpfCall, _ *Map, _ []byte) abi.Errno { return k.check(ringbufDelete, false, 0, 0) },
	getNextKey: func(k *Kernel, _ *Map, _, _ []byte) abi.Errno { return k.check(ringbufNextKey, false, 0, 0) },
	memUsage:   ringbufMapMemUsage,
	mmap:       ringbufMapMmap,
	poll:       ringbufMapPoll,
	inside:     ringbufInside,
}

// ringbufMeta is the memory of a ring besides its data: the map, and three pages of positions and locks.
const ringbufMeta = 320 + 3*PAGE_SIZE

// ringbufMapAlloc follows ringbuf_map_alloc.
func ringbufMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	a := &c.attr
	user := c.typ.typ == abi.BPF_MAP_TYPE_USER_RINGBUF
	allowed := (abi.BPF_F_NUMA_NODE | abi.BPF_F_RB_OVERWRITE) & k.mapFlags
	if e := k.check(ringbufFlags, c.flags()&^allowed == 0, uint64(c.flags()), uint64(allowed)); e != 0 {
		return nil, e
	}
	if e := k.check(ringbufOverwrite, !user || c.flags()&abi.BPF_F_RB_OVERWRITE == 0, uint64(c.flags()), 0); e != 0 {
		return nil, e
	}
	if e := k.check(ringbufKey, a.U32(&abi.KeySize) == 0, uint64(a.U32(&abi.KeySize)), 0); e != 0 {
		return nil, e
	}
	if e := k.check(ringbufValue, a.U32(&abi.ValueSize) == 0, uint64(a.U32(&abi.ValueSize)), 0); e != 0 {
		return nil, e
	}
	size := uint64(a.U32(&abi.MaxEntries))
	if e := k.check(ringbufPower, size != 0 && size&(size-1) == 0, size, 0); e != 0 {
		return nil, e
	}
	if e := k.check(ringbufPages, size%k.Machine.PageSize == 0, size, k.Machine.PageSize); e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	if e := k.charge(c, m, ringbufMeta+size, ringbufCost); e != 0 {
		return nil, e
	}
	const pagePointers = 2 * 8 // every page of data is mapped twice
	want := ringbufMeta + size + size/PAGE_SIZE*pagePointers
	if e := k.check(ringbufMemory, k.bpfMapAreaAlloc(m, want), want, k.freeMemory()); e != 0 {
		return nil, e
	}
	m.data = &bpfRingbuf{size: size, overwriteMode: c.flags()&abi.BPF_F_RB_OVERWRITE != 0}
	return m, 0
}
