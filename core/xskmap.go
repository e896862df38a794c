package core

import "bpfplay/core/abi"

// Follows kernel/bpf/xskmap.c, later net/xdp/xskmap.c. No task can have an AF_XDP socket here, so these maps stay empty.

var xskMapOps = MapOps{
	name:         "xsk_map_ops",
	needs:        abi.CAP_NET_ADMIN,
	mapAlloc:     xskMapAlloc,
	mapCheckBTF:  noBTF,
	mapFree:      func(*Kernel, *Map) {},
	mapMetaEqual: xskMapMetaEqual,
	lookup:       xskMapLookupElem,
	update:       xskMapUpdateElem,
	delete:       xskMapDeleteElem,
	getNextKey:   nextIndex,
	memUsage:     pointerMapMemUsage(8),
	inside:       objectsInside,
}

var (
	sinceSysOnly  = abi.Since{abi.V4_20} // map_lookup_elem_sys_only, or an error from map_lookup_elem
	sinceXskPlace = abi.Since{abi.V5_3}  // BPF_NOEXIST is checked last
)

// xskMapAlloc follows xsk_map_alloc.
func xskMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.needs(c, xskMapCapable); e != 0 {
		return nil, e
	}
	a := &c.attr
	e := xskMapShape.check(k, c, a.U32(&abi.MaxEntries) != 0, a.U32(&abi.KeySize) == 4, a.U32(&abi.ValueSize) == 4,
		abi.BPF_F_NUMA_NODE|abi.BPF_F_RDONLY|abi.BPF_F_WRONLY)
	if e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	size := uint64(m.MaxEntries) * 8
	if e := k.charge(c, m, size+16*uint64(k.Machine.CPUs), xskMapCost); e != 0 {
		return nil, e
	}
	return m, k.check(xskMapMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

func xskMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, _ []byte, _ uint64) abi.Errno {
	if sinceSysOnly.In(k.Machine.Release) {
		return k.check(xskMapNoLookup, false, 0, 0)
	}
	return k.check(xskMapEmpty, false, uint64(KeyIndex(key)), uint64(m.MaxEntries))
}

func xskMapUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(xskMapFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if e := k.check(xskMapIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	if !sinceXskPlace.In(k.Machine.Release) {
		if e := k.check(xskMapExists, flags != abi.BPF_NOEXIST, uint64(index), 0); e != 0 {
			return e
		}
	}
	return k.sockfdLookup(c, value)
}

// sockfdLookup follows sockfd_lookup for the descriptor in a value. No descriptor is a socket here.
func (k *Kernel) sockfdLookup(c *bpfCall, value []byte) abi.Errno {
	fd, f := c.valueFD(value)
	if e := k.check(sockfdNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return e
	}
	if _, ok := f.Object.(*Socket); ok {
		return undecided // depends on the kind and the state of the socket
	}
	return k.check(sockfdNoSocket, false, uint64(fd), 0)
}

func xskMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	return k.check(xskMapDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries))
}

// xskMapMetaEqual follows xsk_map_meta_equal: max_entries must match too.
func xskMapMetaEqual(k *Kernel, meta, m *Map) bool {
	return bpfMapMetaEqual(k, meta, m) && meta.MaxEntries == m.MaxEntries
}
