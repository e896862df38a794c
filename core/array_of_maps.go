package core

import "bpfplay/core/abi"

// Follows BPF_MAP_TYPE_ARRAY_OF_MAPS in kernel/bpf/arraymap.c.

var arrayOfMapsMapOps = MapOps{
	name:          "array_of_maps_map_ops",
	ofMaps:        true,
	mapAllocCheck: fdArrayMapAllocCheck,
	mapAlloc:      arrayOfMapAlloc,
	mapCheckBTF:   noBTF,
	mapFree:       arrayOfMapFree,
	freeWaits:     arrayFreeWaits,
	lookup:        arrayOfMapLookupElem,
	update:        arrayOfMapUpdateElem,
	delete:        arrayOfMapDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      arrayOfMapMemUsage,
	batch:         arrayOfMapsBatch,
	inside:        arrayOfMapInside,
	prog:          &arrayOfMapsProgOps,
}

// bpfArrayOfMaps is an array of pointers to maps.
type bpfArrayOfMaps struct {
	innerMaps
	array *bpfArray // the memory of the pointers
}

func arrayOfMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	meta, e := bpfMapMetaAlloc(k, c)
	if e != 0 {
		return nil, e
	}
	m, e := arrayMapAlloc(k, c)
	if e != 0 {
		k.putMapBTF(meta)
		return nil, e
	}
	m.data = &bpfArrayOfMaps{innerMaps{meta: meta, outer: m.Nr}, m.data.(*bpfArray)}
	return m, 0
}

// arrayOfMapFree follows array_of_map_free: it drops the references to all inner maps.
func arrayOfMapFree(k *Kernel, m *Map) {
	for _, chunk := range m.data.(*bpfArrayOfMaps).chunks {
		for _, inner := range chunk {
			if inner != nil {
				inner.leaveOuter(m.Nr)
				k.bpfMapFDPutPtr(inner, false)
			}
		}
	}
	k.putMapBTF(m.data.(*bpfArrayOfMaps).meta)
	m.data = nil
}

func arrayOfMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	if e := k.check(arrayOfMapsNoLookup, sinceMapLookup.In(k.Machine.Release), uint64(m.Type), 0); e != 0 {
		return e
	}
	index := KeyIndex(key)
	if e := k.check(arrayOfMapsLookupIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	inner := m.data.(*bpfArrayOfMaps).at(index)
	if e := k.check(arrayOfMapsEmpty, inner != nil, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	putMapID(out, inner)
	return 0
}

// arrayOfMapUpdateElem follows bpf_fd_array_map_update_elem.
func arrayOfMapUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if e := fdArrayPlace(k, m, key, flags); e != 0 {
		return e
	}
	a, index := m.data.(*bpfArrayOfMaps), KeyIndex(key)
	inner, e := k.bpfMapFDGetPtr(c, a.meta, value)
	if e != 0 {
		return e
	}
	old := a.swap(index, inner)
	k.noteElem(ElemWritten, "bpf_fd_array_map_update_elem", m, index, 0)
	if old != nil {
		k.bpfMapFDPutPtr(old, true)
	}
	return 0
}

func arrayOfMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(fdArrayDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	a := m.data.(*bpfArrayOfMaps)
	old := a.swap(index, nil)
	if e := k.check(fdArrayDeleteEmpty, old != nil, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	k.noteElem(ElemWritten, "fd_array_map_delete_elem", m, index, 0)
	k.bpfMapFDPutPtr(old, true)
	return 0
}

func arrayOfMapMemUsage(_ *Kernel, m *Map) uint64 { return m.data.(*bpfArrayOfMaps).array.usage }
