package core

import "bpfplay/core/abi"

// Follows kernel/bpf/bpf_local_storage.c and net/core/bpf_sk_storage.c: storage that belongs to sockets, inodes, tasks
// and control groups. All four need BTF types of key and value, and no BTF can be loaded here: so their checks are all
// there is, and no such map ever comes to be.

var bpfLocalStorageMapOps = MapOps{
	name:          "bpf_local_storage_map_ops",
	needs:         abi.CAP_BPF,
	mapAllocCheck: bpfLocalStorageMapAllocCheck,
	mapAlloc:      bpfLocalStorageMapAlloc,
	mapFree:       func(*Kernel, *Map) {},
	mapMetaEqual:  bpfMapMetaEqual,
	inside:        noInside("Its values lie with the objects that they belong to, and only programs make them: it is empty."),
}

// localStorageSize bounds the size of the map itself.
const localStorageSize = 512

// bpfLocalStorageMapAllocCheck follows bpf_local_storage_map_alloc_check.
func bpfLocalStorageMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a := &c.attr
	allowed := (abi.BPF_F_NO_PREALLOC | abi.BPF_F_CLONE) & k.mapFlags
	if e := k.check(localStorageFlags, c.flags()&^allowed == 0, uint64(c.flags()), uint64(allowed)); e != 0 {
		return e
	}
	if e := k.check(localStoragePrealloc, c.flags()&abi.BPF_F_NO_PREALLOC != 0, uint64(c.flags()), 0); e != 0 {
		return e
	}
	if e := k.check(localStorageEntries, a.U32(&abi.MaxEntries) == 0, uint64(a.U32(&abi.MaxEntries)), 0); e != 0 {
		return e
	}
	if e := k.check(localStorageKey, a.U32(&abi.KeySize) == 4, uint64(a.U32(&abi.KeySize)), 0); e != 0 {
		return e
	}
	value := a.U32(&abi.ValueSize)
	if e := k.check(localStorageValue, value != 0, uint64(value), 0); e != 0 {
		return e
	}
	keyID, valueID := a.U32(&abi.BtfKeyTypeID), a.U32(&abi.BtfValueTypeID)
	if e := k.check(localStorageBtf, keyID != 0 && valueID != 0, uint64(keyID), uint64(valueID)); e != 0 {
		return e
	}
	if e := k.needs(c, localStorageCapable); e != 0 {
		return e
	}
	return k.check(localStorageBig, value <= localStorageMax, uint64(value), localStorageMax)
}

// bpfLocalStorageMapAlloc follows bpf_local_storage_map_alloc.
func bpfLocalStorageMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	m := k.newMap(&c.attr)
	if e := k.charge(c, m, localStorageSize, localStorageCost); e != 0 {
		return nil, e
	}
	return m, k.check(localStorageMemory, k.bpfMapAreaAlloc(m, localStorageSize), localStorageSize, k.freeMemory())
}
