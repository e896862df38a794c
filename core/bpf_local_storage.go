package core

import (
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_local_storage.c, net/core/bpf_sk_storage.c, bpf_task_storage.c and bpf_cgrp_storage.c: storage
// that belongs to sockets, tasks and control groups. Storage of inodes is in bpf_inode_storage.go. A key is a descriptor
// of the owner. No descriptor of a socket, a task or a control group exists here, so every call on these three fails.

var (
	skStorageMapOps = localStorageOps(MapOps{
		name:   "sk_storage_map_ops",
		lookup: func(k *Kernel, c *bpfCall, _ *Map, key, _ []byte, _ uint64) abi.Errno { return k.keySocket(c, key) },
		update: func(k *Kernel, c *bpfCall, _ *Map, key, _ []byte, _ uint64) abi.Errno { return k.keySocket(c, key) },
		delete: func(k *Kernel, c *bpfCall, _ *Map, key []byte) abi.Errno { return k.keySocket(c, key) },
	})
	taskStorageMapOps = localStorageOps(ownerStorageOps("task_storage_map_ops", taskStorageOwner))
	cgrpStorageMapOps = localStorageOps(ownerStorageOps("cgrp_storage_map_ops", cgrpStorageOwner))
)

// localStorageOps returns ops with what all types of local storage share.
func localStorageOps(ops MapOps) MapOps {
	ops.needs = abi.CAP_BPF
	ops.mapAllocCheck = bpfLocalStorageMapAllocCheck
	ops.mapAlloc = bpfLocalStorageMapAlloc
	ops.mapCheckBTF = storageBTF
	ops.mapFree = func(*Kernel, *Map) {}
	ops.mapMetaEqual = bpfMapMetaEqual
	ops.getNextKey = func(k *Kernel, _ *Map, _, _ []byte) abi.Errno { return k.check(localStorageNextKey, false, 0, 0) }
	ops.memUsage = localStorageMapMemUsage
	ops.inside = noInside("Values are stored with their owners: sockets, inodes, tasks or control groups. The map cannot list them.")
	return ops
}

// ownerStorageOps returns the element ops of a type whose owners have no descriptors here.
func ownerStorageOps(name string, owner *Check) MapOps {
	refuse := func(k *Kernel, c *bpfCall, key []byte) abi.Errno {
		fd, _ := c.valueFD(key)
		return k.check(owner, false, uint64(fd), 0)
	}
	return MapOps{
		name:   name,
		lookup: func(k *Kernel, c *bpfCall, _ *Map, key, _ []byte, _ uint64) abi.Errno { return refuse(k, c, key) },
		update: func(k *Kernel, c *bpfCall, _ *Map, key, _ []byte, _ uint64) abi.Errno { return refuse(k, c, key) },
		delete: func(k *Kernel, c *bpfCall, _ *Map, key []byte) abi.Errno { return refuse(k, c, key) },
	}
}

// keySocket follows sockfd_lookup of the descriptor in a key. No descriptor is a socket here.
func (k *Kernel) keySocket(c *bpfCall, key []byte) abi.Errno {
	fd, f := c.valueFD(key)
	if e := k.check(skStorageNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return e
	}
	return k.check(skStorageNoSocket, false, uint64(fd), 0)
}

// localStorageMapMemUsage follows bpf_local_storage_map_mem_usage: one bucket per processor, at least two.
func localStorageMapMemUsage(k *Kernel, _ *Map) uint64 {
	const bucket = 16
	buckets := max(2, uint64(1)<<bits.Len32(uint32(k.Machine.CPUs)-1))
	return sizeofLocalStorage.in(k.Machine.Release) + buckets*bucket
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
