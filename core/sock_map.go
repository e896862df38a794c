package core

import (
	"encoding/binary"
	"math"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/sockmap.c, later net/core/sock_map.c. No task can have a socket here, so these maps stay empty.

var sockMapOps = MapOps{
	name:         "sock_map_ops",
	needs:        abi.CAP_NET_ADMIN,
	mapAlloc:     sockMapAlloc,
	mapCheckBTF:  noBTF,
	mapFree:      sockMapFree,
	mapMetaEqual: bpfMapMetaEqual,
	lookup:       sockMapLookup,
	update:       sockMapUpdateElem,
	delete:       sockMapDeleteElem,
	getNextKey:   nextIndex,
	memUsage:     sockMapMemUsage,
	inside:       objectsInside,
}

var sockHashOps = MapOps{
	name:         "sock_hash_ops",
	needs:        abi.CAP_NET_ADMIN,
	mapAlloc:     sockHashAlloc,
	mapCheckBTF:  noBTF,
	mapFree:      sockMapFree,
	mapMetaEqual: bpfMapMetaEqual,
	lookup:       sockMapLookup,
	update:       sockMapUpdateElem,
	delete: func(k *Kernel, _ *bpfCall, _ *Map, _ []byte) abi.Errno {
		return k.check(sockHashMissing, false, 0, 0)
	},
	getNextKey: func(k *Kernel, _ *Map, _, _ []byte) abi.Errno {
		return k.check(sockHashLast, false, 0, 0)
	},
	memUsage: sockHashMemUsage,
	inside:   noInside("A hash of sockets. No task can have a descriptor of one, so it is empty."),
}

var (
	sinceCookies = abi.Since{abi.V5_7}                                  // values of 8 bytes; a lookup returns the socket cookie
	sinceSockMax = abi.Since{abi.V7_0, abi.V6_12 + 117, abi.V6_1 + 192} // max_entries <= INT_MAX
)

// Sizes of the structs of a sockhash.
const (
	sockHashBucket = 16
	sockHashElem   = 48
	sockHashKey    = 512 // MAX_BPF_STACK
)

const sockMapAllowed = abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY

// sockValueOK reports whether value_size is the size of a descriptor.
func sockValueOK(k *Kernel, c *bpfCall) bool {
	value := c.attr.U32(&abi.ValueSize)
	return value == 4 || value == 8 && sinceCookies.In(k.Machine.Release)
}

// sockMap follows struct bpf_stab and struct bpf_shtab.
type sockMap struct {
	progs sockProgs
}

// sockMapFree follows sock_map_free.
func sockMapFree(k *Kernel, m *Map) { k.dropProgs(m.data.(*sockMap).progs) }

// sockMapAlloc follows sock_map_alloc.
func sockMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.needs(c, sockMapCapable); e != 0 {
		return nil, e
	}
	entries := c.attr.U32(&abi.MaxEntries)
	fits := !sinceSockMax.In(k.Machine.Release) || entries <= math.MaxInt32
	if e := sockMapShape.check(k, c, entries != 0 && fits, c.attr.U32(&abi.KeySize) == 4, sockValueOK(k, c), sockMapAllowed); e != 0 {
		return nil, e
	}
	m := k.newMap(&c.attr)
	m.data = &sockMap{progs: sockProgs{}}
	size := uint64(m.MaxEntries) * 8
	if e := k.charge(c, m, size, sockMapCost); e != 0 {
		return nil, e
	}
	return m, k.check(sockMapMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

// sockHashAlloc follows sock_hash_alloc.
func sockHashAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	r := k.Machine.Release
	if e := k.needs(c, sockHashCapable); e != 0 {
		return nil, e
	}
	entries, key := c.attr.U32(&abi.MaxEntries), c.attr.U32(&abi.KeySize)
	if e := sockHashShape.check(k, c, entries != 0, key != 0, sockValueOK(k, c), sockMapAllowed); e != 0 {
		return nil, e
	}
	if e := k.check(sockHashKeyBig, key <= sockHashKey, uint64(key), sockHashKey); e != 0 {
		return nil, e
	}
	m := k.newMap(&c.attr)
	m.data = &sockMap{progs: sockProgs{}}
	buckets := uint64(1) << bits.Len32(entries-1)
	if e := k.check(sockHashBuckets, buckets <= math.MaxUint32/sockHashBucket, uint64(entries), buckets); e != 0 {
		return nil, e
	}
	size := buckets * sockHashBucket
	if !abi.SinceMemcg.In(r) {
		cost := size + uint64(entries)*(sockHashElem+uint64(key+7)&^7)
		if e := k.check(sockHashCost, cost < costLimit, cost, costLimit); e != 0 {
			return nil, e
		}
		if e := k.charge(c, m, cost, sockHashCost); e != 0 {
			return nil, e
		}
	}
	return m, k.check(sockHashMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory())
}

// sockMapLookup follows sock_map_lookup_sys, before 5.7 sock_map_lookup.
func sockMapLookup(k *Kernel, _ *bpfCall, m *Map, _, _ []byte, _ uint64) abi.Errno {
	switch r := k.Machine.Release; {
	case sinceCookies.In(r):
		if e := k.check(sockMapNoRoom, m.ValueSize == 8, uint64(m.ValueSize), 8); e != 0 {
			return e
		}
	case sinceSysOnly.In(r):
		return k.check(sockMapNoLookup, false, 0, 0)
	}
	return k.check(sockMapEmpty, false, 0, 0)
}

// sockMapUpdateElem follows sock_map_update_elem_sys: the descriptor is checked first.
func sockMapUpdateElem(k *Kernel, c *bpfCall, m *Map, _, value []byte, _ uint64) abi.Errno {
	if sinceCookies.In(k.Machine.Release) {
		fd := uint64(binary.LittleEndian.Uint32(value))
		if len(value) == 8 {
			fd = binary.LittleEndian.Uint64(value)
		}
		if e := k.check(sockMapFDRange, fd <= math.MaxInt32, fd, 0); e != 0 {
			return e
		}
	}
	return k.sockfdLookup(c, value)
}

func sockMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(sockMapDeleteIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	return k.check(sockMapDeleteEmpty, false, uint64(index), uint64(m.MaxEntries))
}
