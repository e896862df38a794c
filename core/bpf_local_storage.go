package core

import (
	"bytes"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bpf_local_storage.c, net/core/bpf_sk_storage.c, bpf_task_storage.c and bpf_cgrp_storage.c: storage
// that belongs to sockets, tasks and control groups. Storage of inodes is in bpf_inode_storage.go. A key is a descriptor
// of the owner.

var (
	skStorageMapOps   = localStorageOps(ownerStorageOps("sk_storage_map_ops", ownerKind{owner: keySocket, noLookup: storageNoValue, noDelete: storageNoValue}))
	taskStorageMapOps = localStorageOps(ownerStorageOps("task_storage_map_ops", ownerKind{owner: keyTask, noLookup: storageNoValue, noDelete: storageNoValue}))
	cgrpStorageMapOps = localStorageOps(ownerStorageOps("cgrp_storage_map_ops", ownerKind{owner: keyCgroup, noLookup: storageNoValue, noDelete: storageNoValue}))
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

// ownerKind is a kind of owners of values.
type ownerKind struct {
	owner              func(k *Kernel, c *bpfCall, key []byte) (any, abi.Errno)
	room               func(k *Kernel, fd uint64) abi.Errno // checks that the owner can have values; may be nil
	noLookup, noDelete *Check                               // fail if it has none in the map
}

// ownerStorageOps returns the element ops of a type. They follow bpf_local_storage_update and the functions around it.
func ownerStorageOps(name string, o ownerKind) MapOps {
	return MapOps{
		name: name,
		lookup: func(k *Kernel, c *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
			owner, e := o.owner(k, c, key)
			if e != 0 {
				return e
			}
			value := storageOf(m)[owner]
			if e := k.check(o.noLookup, value != nil, uint64(KeyIndex(key)), 0); e != 0 {
				return e
			}
			m.makeValue(out, value)
			return 0
		},
		update: func(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
			owner, e := o.owner(k, c, key)
			if e != 0 {
				return e
			}
			return k.bpfLocalStorageUpdate(m, o, owner, uint64(KeyIndex(key)), value, flags)
		},
		delete: func(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno {
			owner, e := o.owner(k, c, key)
			if e != 0 {
				return e
			}
			values := storageOf(m)
			if e := k.check(o.noDelete, values[owner] != nil, uint64(KeyIndex(key)), 0); e != 0 {
				return e
			}
			delete(values, owner)
			return 0
		},
	}
}

// bpfLocalStorageUpdate follows bpf_local_storage_update.
func (k *Kernel) bpfLocalStorageUpdate(m *Map, o ownerKind, owner any, fd uint64, value []byte, flags uint64) abi.Errno {
	if o.room != nil {
		if e := o.room(k, fd); e != 0 {
			return e
		}
	}
	flags = k.withoutLock(flags) // a lock was checked before
	if e := k.check(localStorageUpdateFlags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	values := storageOf(m)
	old := values[owner]
	if e := k.check(localStorageExists, old == nil || flags != abi.BPF_NOEXIST, fd, 0); e != 0 {
		return e
	}
	if e := k.check(localStorageMissing, old != nil || flags != abi.BPF_EXIST, fd, 0); e != 0 {
		return e
	}
	if values == nil {
		values = localStorage{}
		m.data = values
	}
	stored := bytes.Clone(value)
	m.initValue(stored)
	values[owner] = stored
	return 0
}

// keySocket follows sockfd_lookup of the descriptor in a key.
func keySocket(k *Kernel, c *bpfCall, key []byte) (any, abi.Errno) {
	fd, _ := c.valueFD(key)
	return objectOf[*Socket](k, c.task, fd, skStorageNotOpen, skStorageNoSocket)
}

// keyTask follows pidfd_get_pid of the descriptor in a key, and pid_task.
func keyTask(k *Kernel, c *bpfCall, key []byte) (any, abi.Errno) {
	fd, f := c.valueFD(key)
	var p *Pidfd
	if f != nil {
		p, _ = f.Object.(*Pidfd)
	}
	if e := k.check(taskStorageOwner, p != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	return p.task, k.check(taskStorageGone, p.task.alive, uint64(fd), 0)
}

// keyCgroup follows cgroup_v1v2_get_from_fd of the descriptor in a key.
func keyCgroup(k *Kernel, c *bpfCall, key []byte) (any, abi.Errno) {
	fd, f := c.valueFD(key)
	var g *Cgroup
	if f != nil {
		g, _ = f.Object.(*Cgroup)
	}
	return g, k.check(cgrpStorageOwner, g != nil, uint64(fd), 0)
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
