package core

import "bpfplay/core/abi"

// Follows kernel/bpf/hashtab.c: the operations of BPF_MAP_TYPE_HASH.

var htabMapOps = MapOps{
	name:            "htab_map_ops",
	mapAllocCheck:   htabMapAllocCheck,
	mapAlloc:        htabMapAlloc,
	mapCheckBTF:     hashBTF,
	mapFree:         htabMapFree,
	freeWaits:       htabFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          htabMapLookupElem,
	update:          htabMapUpdateElem,
	delete:          htabMapDeleteElem,
	getNextKey:      htabMapGetNextKey,
	lookupAndDelete: htabMapLookupAndDeleteElem,
	memUsage:        htabMapMemUsage,
	batch:           htabBatch,
	inside:          htabInside,
	prog:            &htabProgOps,
}

var (
	sinceHashSeed  = abi.Since{abi.V4_19} // each map hashes its keys with its own seed
	sinceFullFirst = abi.Since{abi.V4_6}  // the check that the map is full comes after check_flags
	sinceExtraElem = abi.Since{abi.V4_8}  // a full map has a spare element per CPU for replacements
	sinceExtraSwap = abi.Since{abi.V4_11} // the replaced element becomes the spare one
)

// bpfHtab follows struct bpf_htab.
type bpfHtab struct {
	buckets
	seed     uint32
	prealloc bool
	swaps    bool   // the replaced element becomes the spare one
	count    uint32 // elements that max_entries limits
	spare    uint32 // the element that uses the spare one; 0 if it is free
	elemSize uint64 // bytes that the kernel allocates for an element, without per-CPU values
	lru      *lru
	inner    innerMaps // HASH_OF_MAPS: the inner map of each element

	usage, usageEach uint64 // bytes of the new map, and of each further element
}

func htabMapFree(k *Kernel, m *Map) { m.data = nil }

func htabMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if no := k.check(htabLookup, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	copyFew(out, h.value(e))
	m.initValue(out)
	return 0
}

// htabMapUpdateElem follows htab_map_update_elem: a replacement is a new element at the head of the bucket. With
// BPF_F_LOCK an existing element is overwritten in place.
func htabMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	old, hash, no := k.htabCheckUpdate(m, h, key, flags)
	if no != 0 {
		return no
	}
	if old != 0 && flags&abi.BPF_F_LOCK != 0 {
		m.copyValue(h.value(old), value)
		k.noteElem(ElemWritten, "htab_map_update_elem", m, old, 0)
		return 0
	}
	e, no := k.htabReplace(m, h, hash, key, old)
	if no != 0 {
		return no
	}
	copyFew(h.value(e), value) // makeValue, inlined by hand for speed
	m.initValue(h.value(e))
	if k.tracer != nil {
		k.noteReplaced(m, h, old, e)
	}
	return 0
}

// htabCheckUpdate runs the checks of an update in the order of the release, and finds the element of the key.
func (k *Kernel) htabCheckUpdate(m *Map, h *bpfHtab, key []byte, flags uint64) (old, hash uint32, no abi.Errno) {
	if no := k.check(htabUpdateFlags, k.withoutLock(flags) <= abi.BPF_EXIST, flags, 0); no != 0 {
		return 0, 0, no
	}
	if no := k.checkUpdateLock(htabUpdateNoLock, m, flags); no != 0 {
		return 0, 0, no
	}
	old, hash = h.find(h.seed, key)
	if !sinceFullFirst.In(k.Machine.Release) {
		if no := k.check(htabFull, old != 0 || h.count < m.MaxEntries, uint64(h.count), uint64(m.MaxEntries)); no != 0 {
			return 0, 0, no
		}
	}
	return old, hash, k.checkFlags(old, k.withoutLock(flags))
}

// withoutLock returns flags of an update without BPF_F_LOCK, in the releases that know it.
func (k *Kernel) withoutLock(flags uint64) uint64 {
	if flags&abi.BPF_F_LOCK != 0 && abi.SinceLockFlag.In(k.Machine.Release) {
		return flags &^ abi.BPF_F_LOCK
	}
	return flags
}

// checkUpdateLock requires a lock in the value if BPF_F_LOCK asks for it. Calls are checked before; updates of programs are
// not.
func (k *Kernel) checkUpdateLock(row *Check, m *Map, flags uint64) abi.Errno {
	if flags&abi.BPF_F_LOCK == 0 {
		return 0
	}
	return k.check(row, m.hasLock(), flags, 0)
}

// checkFlags follows check_flags: BPF_NOEXIST requires a new key, BPF_EXIST an existing one. Untraced, BPF_ANY passes
// without a call.
func (k *Kernel) checkFlags(old uint32, flags uint64) abi.Errno {
	if flags == abi.BPF_ANY && k.tracer == nil {
		return 0
	}
	return k.checkExists(old, flags)
}

func (k *Kernel) checkExists(old uint32, flags uint64) abi.Errno {
	if no := k.check(htabExists, old == 0 || flags != abi.BPF_NOEXIST, flags, 0); no != 0 {
		return no
	}
	return k.check(htabMissing, old != 0 || flags != abi.BPF_EXIST, flags, 0)
}

// htabReplace inserts a new element at the head of its bucket. It replaces old if that is not 0.
func (k *Kernel) htabReplace(m *Map, h *bpfHtab, hash uint32, key []byte, old uint32) (uint32, abi.Errno) {
	isSpare := false
	if h.count >= m.MaxEntries || k.tracer != nil {
		var no abi.Errno
		if isSpare, no = k.allocHtabElem(m, h, old); no != 0 {
			return 0, no
		}
	}
	e := h.take(hash, key)
	if old != 0 {
		h.replace(old, e, hash)
		h.give(old)
		h.uncount(old)
	} else {
		h.insert(e, hash)
	}
	if isSpare {
		h.spare = e
	} else {
		h.count++
	}
	return e, 0
}

// noteReplaced records the event of htabReplace, once the new element has its value.
func (k *Kernel) noteReplaced(m *Map, h *bpfHtab, old, e uint32) {
	if old != 0 {
		k.noteElem(ElemReplaced, "htab_map_update_elem", m, old, e)
	} else {
		k.noteElem(ElemMade, "htab_map_update_elem", m, e, h.linked)
	}
}

// allocHtabElem follows alloc_htab_elem: it checks that an element is free. isSpare is true if it is the spare one.
func (k *Kernel) allocHtabElem(m *Map, h *bpfHtab, old uint32) (isSpare bool, no abi.Errno) {
	full := h.count >= m.MaxEntries
	if full && old != 0 {
		r := k.Machine.Release
		if h.swaps || !sinceFullFirst.In(r) {
			full = false // a replacement adds no element
		} else if sinceExtraElem.In(r) && h.spare == 0 {
			return true, 0
		}
	}
	return false, k.check(htabFull, !full, uint64(h.count), uint64(m.MaxEntries))
}

// uncount follows the counting in free_htab_elem.
func (h *bpfHtab) uncount(e uint32) {
	if e == h.spare {
		h.spare = 0
	} else {
		h.count--
	}
}

func htabMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if no := k.check(htabDelete, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	k.htabRemove(m, h, e, hash, "htab_map_delete_elem")
	return 0
}

// htabRemove removes an element and records the event.
func (k *Kernel) htabRemove(m *Map, h *bpfHtab, e, hash uint32, in string) {
	h.remove(e, hash)
	if h.lru != nil {
		h.lru.pushFree(e)
	} else {
		h.give(e)
		h.uncount(e)
	}
	k.noteElem(ElemRemoved, in, m, e, h.linked)
}

// htabMapGetNextKey follows htab_map_get_next_key. After a missing key it returns the first one.
func htabMapGetNextKey(k *Kernel, m *Map, key, out []byte) abi.Errno {
	h := m.data.(*bpfHtab)
	at := h.walk(key)
	if no := k.check(htabNextKey, at != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	copyFew(out, h.key(at))
	return 0
}

// htabMapLookupAndDeleteElem follows __htab_map_lookup_and_delete_elem.
func htabMapLookupAndDeleteElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if no := k.check(htabTake, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	copyFew(out, h.value(e))
	m.initValue(out)
	k.htabRemove(m, h, e, hash, "__htab_map_lookup_and_delete_elem")
	return 0
}
