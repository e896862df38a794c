package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_HASH_OF_MAPS in kernel/bpf/hashtab.c.

var htabOfMapsMapOps = MapOps{
	name:          "htab_of_maps_map_ops",
	ofMaps:        true,
	mapAllocCheck: fdHtabMapAllocCheck,
	mapAlloc:      htabOfMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       htabOfMapFree,
	freeWaits:     htabFreeWaits,
	lookup:        htabOfMapLookupElem,
	update:        htabOfMapUpdateElem,
	delete:        htabOfMapDeleteElem,
	getNextKey:    htabMapGetNextKey,
	memUsage:      htabMapMemUsage,
	batch:         htabOfMapsBatch,
	inside:        htabInside,
	prog:          &htabOfMapsProgOps,
}

// sinceMapInPlace is the first release that replaces an inner map in its element.
var sinceMapInPlace = abi.Since{abi.V6_15}

func fdHtabMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	value := c.attr.U32(&abi.ValueSize)
	if e := k.check(fdHtabValue, value == 4, uint64(value), 0); e != 0 {
		return e
	}
	return htabMapAllocCheck(k, c)
}

func htabOfMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	meta, e := bpfMapMetaAlloc(k, c)
	if e != 0 {
		return nil, e
	}
	m, e := htabMapAlloc(k, c)
	if e != 0 {
		k.putMapBTF(meta)
		return nil, e
	}
	m.data.(*bpfHtab).inner = innerMaps{meta: meta, outer: m.Nr}
	return m, 0
}

// htabOfMapFree follows htab_of_map_free: it drops the references to all inner maps.
func htabOfMapFree(k *Kernel, m *Map) {
	h := m.data.(*bpfHtab)
	for slot := h.from(0); slot != h.end(); slot = h.after(slot) {
		inner := h.inner.at(h.at(slot))
		inner.leaveOuter(m.Nr)
		k.bpfMapFDPutPtr(inner, false)
	}
	k.putMapBTF(h.inner.meta)
	m.data = nil
}

func htabOfMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	if no := k.check(htabOfMapsNoLookup, sinceMapLookup.In(k.Machine.Release), uint64(m.Type), 0); no != 0 {
		return no
	}
	h := m.data.(*bpfHtab)
	e, _ := h.find(h.seed, key)
	if no := k.check(htabLookup, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	putMapID(out, h.inner.at(e))
	return 0
}

// htabOfMapUpdateElem follows bpf_fd_htab_map_update_elem: it checks the inner map, then updates like a hash.
func htabOfMapUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	h := m.data.(*bpfHtab)
	inner, no := k.bpfMapFDGetPtr(c, h.inner.meta, value)
	if no != 0 {
		return no
	}
	old, hash, no := k.htabCheckUpdate(m, h, key, flags)
	if no != 0 {
		k.bpfMapFDPutPtr(inner, false)
		return no
	}
	e, was := old, h.inner.at(old)
	if old == 0 || !sinceMapInPlace.In(k.Machine.Release) {
		if e, no = k.htabReplace(m, h, hash, key, old); no != 0 {
			k.bpfMapFDPutPtr(inner, false)
			return no
		}
		h.inner.swap(old, nil)
		h.inner.swap(e, inner)
		k.noteReplaced(m, h, old, e)
	} else {
		h.inner.swap(e, inner)
		k.noteElem(ElemWritten, "htab_map_update_elem_in_place", m, e, 0)
	}
	if was != nil {
		k.bpfMapFDPutPtr(was, true)
	}
	return 0
}

func htabOfMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	h := m.data.(*bpfHtab)
	e, hash := h.find(h.seed, key)
	if no := k.check(htabDelete, e != 0, uint64(h.linked), 0); no != 0 {
		return no
	}
	k.htabRemove(m, h, e, hash, "htab_map_delete_elem")
	k.bpfMapFDPutPtr(h.inner.swap(e, nil), true)
	return 0
}
