package core

import "bpfplay/core/abi"

// Follows kernel/bpf/arena.c: memory that programs and user space share through mmap.

var arenaMapOps = MapOps{
	name:         "arena_map_ops",
	needs:        abi.CAP_BPF,
	takesExtra:   true,
	mapAlloc:     arenaMapAlloc,
	mapCheckBTF:  anyBTF,
	mapFree:      func(*Kernel, *Map) {},
	mapMetaEqual: bpfMapMetaEqual,
	lookup: func(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
		return k.check(arenaLookup, false, 0, 0)
	},
	update: func(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
		return k.check(arenaUpdate, false, 0, 0)
	},
	delete:     func(k *Kernel, _ *bpfCall, _ *Map, _ []byte) abi.Errno { return k.check(arenaDelete, false, 0, 0) },
	getNextKey: func(k *Kernel, _ *Map, _, _ []byte) abi.Errno { return k.check(arenaNextKey, false, 0, 0) },
	inside:     noInside("Memory that programs and user space share with mmap. It has no elements."),
}

// arenaMax is the largest size of an arena, the reach of a 32-bit offset.
const arenaMax = 1 << 32

// arenaMapAlloc follows arena_map_alloc. Pages of an arena are allocated on first access.
func arenaMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	a := &c.attr
	if e := k.check(arenaKey, a.U32(&abi.KeySize) == 0, uint64(a.U32(&abi.KeySize)), 0); e != 0 {
		return nil, e
	}
	if e := k.check(arenaValue, a.U32(&abi.ValueSize) == 0, uint64(a.U32(&abi.ValueSize)), 0); e != 0 {
		return nil, e
	}
	entries, extra := uint64(a.U32(&abi.MaxEntries)), a.U64(&abi.MapExtra)
	if e := k.check(arenaEntries, entries != 0, entries, 0); e != 0 {
		return nil, e
	}
	if e := k.check(arenaMmapable, c.flags()&abi.BPF_F_MMAPABLE != 0, uint64(c.flags()), 0); e != 0 {
		return nil, e
	}
	const allowed = abi.BPF_F_SEGV_ON_FAULT | abi.BPF_F_MMAPABLE | abi.BPF_F_NO_USER_CONV
	if e := k.check(arenaFlags, c.flags()&^uint32(allowed) == 0, uint64(c.flags()), allowed); e != 0 {
		return nil, e
	}
	page := k.Machine.PageSize
	if e := k.check(arenaAligned, extra%page == 0, extra, page); e != 0 {
		return nil, e
	}
	size := entries * page
	if e := k.check(arenaBig, size <= arenaMax, size, arenaMax); e != 0 {
		return nil, e
	}
	if e := k.check(arenaCrosses, extra>>32 == (extra+size-1)>>32, extra, size); e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	return m, k.check(arenaMemory, k.bpfMapAreaAlloc(m, page), page, k.freeMemory())
}
