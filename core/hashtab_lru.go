package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_LRU_HASH and BPF_MAP_TYPE_LRU_PERCPU_HASH in kernel/bpf/hashtab.c.

var htabLRUMapOps = MapOps{
	name:            "htab_lru_map_ops",
	needs:           abi.CAP_BPF,
	lru:             true,
	mapAllocCheck:   htabMapAllocCheck,
	mapAlloc:        htabMapAlloc,
	mapCheckBTF:     hashBTF,
	mapFree:         htabMapFree,
	freeWaits:       htabFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          htabLRUMapLookupElem,
	update:          htabLRUMapUpdateElem,
	delete:          htabMapDeleteElem,
	getNextKey:      htabMapGetNextKey,
	lookupAndDelete: htabMapLookupAndDeleteElem,
	memUsage:        htabMapMemUsage,
	batch:           htabBatch,
	inside:          htabInside,
	prog:            &htabLRUProgOps,
}

var htabLRUPercpuMapOps = MapOps{
	name:            "htab_lru_percpu_map_ops",
	needs:           abi.CAP_BPF,
	lru:             true,
	percpu:          true,
	mapAllocCheck:   htabMapAllocCheck,
	mapAlloc:        htabMapAlloc,
	mapCheckBTF:     hashBTF,
	mapFree:         htabMapFree,
	freeWaits:       htabFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          bpfPercpuHashCopy,
	update:          htabLRUPercpuMapUpdateElem,
	delete:          htabMapDeleteElem,
	getNextKey:      htabMapGetNextKey,
	lookupAndDelete: htabMapLookupAndDeleteElem,
	memUsage:        htabMapMemUsage,
	batch:           htabBatch,
	inside:          htabInside,
	prog:            &htabLRUPercpuProgOps,
}

// sinceNoMark is the first release in which a lookup by a system call does not set the reference bit: a walk over the map
// must not protect all elements from eviction.
var sinceNoMark = abi.Since{abi.V5_2, abi.V5_1 + 5, abi.V5_0 + 19, abi.V4_19 + 46, abi.V4_14 + 122}

// htabEvict follows htab_lru_map_delete_node: it evicts an element.
func (k *Kernel) htabEvict(m *Map, h *bpfHtab, e uint32) {
	h.remove(e, h.hash(e))
	k.noteElem(ElemEvicted, "htab_lru_map_delete_node", m, e, h.linked)
}

func htabLRUMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if no := k.check(htabLookup, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	if !sinceNoMark.In(k.Machine.Release) {
		h.lru.setRef(e)
	}
	copyFew(out, h.value(e))
	m.initValue(out)
	return 0
}

// popLRU follows prealloc_lru_pop: it returns a node for a key, and may evict another element.
func (k *Kernel) popLRU(m *Map, h *bpfHtab, hash uint32, key []byte) (uint32, abi.Errno) {
	e := h.lru.popFree()
	if no := k.check(htabLRUFull, e != 0, uint64(h.linked), uint64(m.MaxEntries)); no != 0 {
		return 0, no
	}
	h.name(e, hash, key)
	return e, 0
}

func htabLRUMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	if no := k.check(htabUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); no != 0 {
		return no
	}
	old, hash := h.find(h.seed, key)
	linked := h.linked
	e, no := k.popLRU(m, h, hash, key)
	if no != 0 {
		return no
	}
	copyFew(h.value(e), value) // makeValue, inlined by hand for speed
	m.initValue(h.value(e))
	if h.linked != linked { // popLRU may have evicted the old element
		old = h.findHashed(hash, key)
	}
	if no := k.checkFlags(old, flags); no != 0 {
		h.lru.pushFree(e)
		return no
	}
	if old == 0 {
		h.insert(e, hash)
		k.noteElem(ElemMade, "htab_lru_map_update_elem", m, e, h.linked)
		return 0
	}
	h.lru.setRef(e)
	h.replace(old, e, hash)
	h.lru.pushFree(old)
	k.noteElem(ElemReplaced, "htab_lru_map_update_elem", m, old, e)
	return 0
}

func htabLRUPercpuMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if no := k.percpuFlags(flags); no != 0 {
		return no
	}
	return k.htabLRUPercpuUpdate(m, m.data.(*bpfHtab), key, flags, func(row []byte, fresh bool) {
		if fresh {
			clear(row)
		}
		k.percpuPut(m, row, value, flags)
	})
}

// htabLRUPercpuUpdate follows __htab_lru_percpu_map_update_elem after the check of the flags. put writes the value of an
// element; a fresh one has the value of an earlier element.
func (k *Kernel) htabLRUPercpuUpdate(m *Map, h *bpfHtab, key []byte, flags uint64, put func(row []byte, fresh bool)) abi.Errno {
	hash := jhash(key, h.seed)
	var e uint32
	if flags != abi.BPF_EXIST {
		var no abi.Errno
		if e, no = k.popLRU(m, h, hash, key); no != 0 {
			return no
		}
	}
	old := h.findHashed(hash, key)
	no := k.checkFlags(old, flags)
	switch {
	case no != 0:
	case old != 0:
		h.lru.setRef(old)
		put(h.value(old), false)
		k.noteElem(ElemWritten, "__htab_lru_percpu_map_update_elem", m, old, 0)
	default:
		put(h.value(e), true)
		h.insert(e, hash)
		k.noteElem(ElemMade, "__htab_lru_percpu_map_update_elem", m, e, h.linked)
		return 0
	}
	if e != 0 {
		h.lru.pushFree(e)
	}
	return no
}
