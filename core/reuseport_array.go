package core

import (
	"encoding/binary"
	"math"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/reuseport_array.c. No task can have a socket here, so these maps stay empty.

var reuseportArrayOps = MapOps{
	name:          "reuseport_array_ops",
	needs:         abi.CAP_BPF,
	mapAllocCheck: reuseportArrayAllocCheck,
	mapAlloc:      reuseportArrayAlloc,
	mapFree:       func(*Kernel, *Map) {},
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        reuseportArrayLookupElem,
	update:        reuseportArrayUpdateElem,
	delete:        reuseportArrayDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      pointerMapMemUsage(0),
	inside:        objectsInside,
}

// reuseportArrayAllocCheck follows reuseport_array_alloc_check.
func reuseportArrayAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	value := c.attr.U32(&abi.ValueSize)
	if e := k.check(reuseportValue, value == 4 || value == 8, uint64(value), 0); e != 0 {
		return e
	}
	return arrayMapAllocCheck(k, c)
}

// reuseportArrayAlloc follows reuseport_array_alloc.
func reuseportArrayAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.needs(c, reuseportCapable); e != 0 {
		return nil, e
	}
	m := k.newMap(&c.attr)
	size := sizeofBpfArray.in(k.Machine.Release) + uint64(m.MaxEntries)*8
	if e := k.charge(c, m, size, reuseportCost); e != 0 {
		return nil, e
	}
	return m, k.check(reuseportMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

// reuseportArrayLookupElem follows bpf_fd_reuseport_array_lookup_elem.
func reuseportArrayLookupElem(k *Kernel, _ *bpfCall, m *Map, key, _ []byte, _ uint64) abi.Errno {
	if e := k.check(reuseportNoRoom, m.ValueSize == 8, uint64(m.ValueSize), 8); e != 0 {
		return e
	}
	return k.check(reuseportEmpty, false, uint64(KeyIndex(key)), uint64(m.MaxEntries))
}

// reuseportArrayUpdateElem follows bpf_fd_reuseport_array_update_elem.
func reuseportArrayUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(reuseportFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if e := k.check(reuseportIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if len(value) == 8 {
		fd := binary.LittleEndian.Uint64(value)
		if e := k.check(reuseportFDRange, fd <= math.MaxInt32, fd, 0); e != 0 {
			return e
		}
	}
	return k.sockfdLookup(c, value)
}

func reuseportArrayDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(reuseportDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	return k.check(reuseportDeleteEmpty, false, uint64(index), uint64(m.MaxEntries))
}
