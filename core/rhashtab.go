package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_RHASH in kernel/bpf/hashtab.c: a resizable hash. Elements are allocated on insertion, and values are
// written in place.

var rhtabMapOps = MapOps{
	name:            "rhtab_map_ops",
	takesExtra:      true,
	mapAllocCheck:   rhtabMapAllocCheck,
	mapAlloc:        rhtabMapAlloc,
	mapCheckBTF:     hashBTF,
	mapFree:         htabMapFree,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          rhtabMapLookupElem,
	update:          rhtabMapUpdateElem,
	delete:          rhtabMapDeleteElem,
	getNextKey:      rhtabMapGetNextKey,
	lookupAndDelete: rhtabMapLookupAndDeleteElem,
	memUsage:        htabMapMemUsage,
	batch:           rhtabBatch,
	inside:          rhtabInside,
}

// rhtabLog2 is the largest table size, as a power of two.
const rhtabLog2 = 32

// rhtabMaxHint limits the expected number of elements in map_extra, and key_size.
const rhtabMaxHint = 1<<16 - 1

func rhtabMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a, flags := &c.attr, c.flags()
	if e := k.check(rhtabPrealloc, flags&abi.BPF_F_NO_PREALLOC != 0, uint64(flags), 0); e != 0 {
		return e
	}
	if e := k.check(rhtabZeroSeed, flags&abi.BPF_F_ZERO_SEED == 0, uint64(flags), 0); e != 0 {
		return e
	}
	key, extra, entries := a.U32(&abi.KeySize), a.U64(&abi.MapExtra), uint64(a.U32(&abi.MaxEntries))
	if e := k.check(rhtabKeyLarge, key <= rhtabMaxHint, uint64(key), rhtabMaxHint); e != 0 {
		return e
	}
	if e := k.check(rhtabExtraHigh, extra>>32 == 0, extra, 0); e != 0 {
		return e
	}
	if e := k.check(rhtabExtraLarge, extra <= rhtabMaxHint, extra, rhtabMaxHint); e != 0 {
		return e
	}
	if e := k.check(rhtabExtraEntries, extra <= entries, extra, entries); e != 0 {
		return e
	}
	return htabMapAllocCheck(k, c)
}

func rhtabMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	m := k.newMap(&c.attr)
	if e := k.check(rhtabEntries, m.MaxEntries <= 1<<31, uint64(m.MaxEntries), 0); e != 0 {
		return nil, e
	}
	h := &bpfHtab{seed: k.hashSeed(m), usage: sizeofBpfRhtab.in(k.Machine.Release)}
	if e := k.check(rhtabMemory, k.bpfMapAreaAlloc(m, h.usage), h.usage, k.freeMemory()); e != 0 {
		return nil, e
	}
	h.usageEach = sizeofRhtabElem + uint64(roundUp8(int(m.KeySize))+roundUp8(int(m.ValueSize)))
	h.buckets = newBuckets(rhtabLog2, int(m.KeySize), int(m.ValueSize))
	m.data = h
	return m, 0
}

func rhtabMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if no := k.check(rhtabLookup, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	m.makeValue(out, h.value(e))
	return 0
}

func rhtabMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if no := k.check(rhtabUpdateFlags, flags&^abi.BPF_F_LOCK <= abi.BPF_EXIST, flags, 0); no != 0 {
		return no
	}
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if e != 0 {
		if no := k.check(rhtabExists, flags&abi.BPF_NOEXIST == 0, flags, 0); no != 0 {
			return no
		}
		m.copyValue(h.value(e), value)
		k.noteElem(ElemWritten, "rhtab_map_update_existing", m, e, 0)
		return 0
	}
	if no := k.check(rhtabMissing, flags&abi.BPF_EXIST == 0, flags, 0); no != 0 {
		return no
	}
	if no := k.check(rhtabFull, h.linked < m.MaxEntries, uint64(h.linked), uint64(m.MaxEntries)); no != 0 {
		return no
	}
	e = h.take(hash, key)
	m.makeValue(h.value(e), value)
	h.insert(e, hash)
	h.count++
	k.noteElem(ElemMade, "rhtab_map_update_elem", m, e, h.linked)
	return 0
}

func rhtabMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if no := k.check(rhtabDelete, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	k.htabRemove(m, h, e, hash, "rhtab_delete_elem")
	return 0
}

// rhtabMapGetNextKey follows rhtab_map_get_next_key. After a missing key it returns the first one.
func rhtabMapGetNextKey(k *Kernel, m *Map, key, out []byte) abi.Errno {
	h := m.data.(*bpfHtab)
	at := h.walk(key)
	if no := k.check(rhtabNextKey, at != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	copy(out, h.key(at))
	return 0
}

func rhtabMapLookupAndDeleteElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if no := k.check(rhtabTake, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	m.makeValue(out, h.value(e))
	k.htabRemove(m, h, e, hash, "rhtab_delete_elem")
	return 0
}
