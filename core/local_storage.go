package core

import "bpfplay/core/abi"

// Follows kernel/bpf/local_storage.c: cgroup storage. The kernel creates its elements when a program is attached to a
// cgroup, which cannot happen here, so these maps stay empty.

var cgroupStorageMapOps = MapOps{
	name:        "cgroup_storage_map_ops",
	mapAlloc:    cgroupStorageMapAlloc,
	mapCheckBTF: cgroupStorageBTF,
	mapFree:     func(*Kernel, *Map) {},
	lookup:      cgroupStorageLookupElem,
	update:      cgroupStorageUpdateElem,
	delete:      cgroupStorageDeleteElem,
	getNextKey:  cgroupStorageGetNextKey,
	memUsage:    cgroupStorageMapUsage,
	inside:      cgroupStorageInside,
}

var percpuCgroupStorageMapOps = MapOps{
	name:        "cgroup_storage_map_ops",
	percpu:      true,
	mapAlloc:    cgroupStorageMapAlloc,
	mapCheckBTF: cgroupStorageBTF,
	mapFree:     func(*Kernel, *Map) {},
	lookup:      cgroupStorageLookupElem,
	update:      percpuCgroupStorageUpdate,
	delete:      cgroupStorageDeleteElem,
	getNextKey:  cgroupStorageGetNextKey,
	memUsage:    cgroupStorageMapUsage,
	inside:      cgroupStorageInside,
}

var cgroupStorageInside = noInside("Values belong to programs that are attached to control groups. The map is empty, because programs are not emulated.")

var (
	sinceSharedKeys = abi.Since{abi.V5_9}  // a key may be a cgroup id
	sinceBigStorage = abi.Since{abi.V5_15} // the limit of other local storage
	sinceAccessOK   = abi.Since{abi.V5_2}  // bpf_map_flags_access_ok
)

const (
	cgroupKeySize   = 16 // struct bpf_cgroup_storage_key
	cgroupIDSize    = 8  // a cgroup id
	localStorageMax = 65535 - localStorageElem
	// localStorageElem is sizeof(struct bpf_local_storage_elem).
	localStorageElem = 64
	// cgroupStorageSize bounds the size of the map itself.
	cgroupStorageSize = 512
)

// cgroupStorageMapAlloc follows cgroup_storage_map_alloc.
func cgroupStorageMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	r := k.Machine.Release
	key, value, entries := c.attr.U32(&abi.KeySize), c.attr.U32(&abi.ValueSize), c.attr.U32(&abi.MaxEntries)
	limit := uint32(PAGE_SIZE)
	if sinceBigStorage.In(r) {
		limit = localStorageMax
		if c.typ.typ == abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE {
			limit = PCPU_MIN_UNIT_SIZE
		}
	}
	allowed := (abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG) & k.mapFlags
	const both = abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := k.check(cgroupStorageKey, key == cgroupKeySize || key == cgroupIDSize && sinceSharedKeys.In(r), uint64(key), 0); e != 0 {
		return nil, e
	}
	if e := k.check(cgroupStorageValue, value != 0, uint64(value), 0); e != 0 {
		return nil, e
	}
	if e := k.check(cgroupStorageBig, value <= limit, uint64(value), uint64(limit)); e != 0 {
		return nil, e
	}
	if e := k.check(cgroupStorageFlags, c.flags()&^allowed == 0, uint64(c.flags()), uint64(allowed)); e != 0 {
		return nil, e
	}
	if e := k.check(cgroupStorageAccess, !sinceAccessOK.In(r) || c.flags()&both != both, uint64(c.flags()), 0); e != 0 {
		return nil, e
	}
	if e := k.check(cgroupStorageEntries, entries == 0, uint64(entries), 0); e != 0 {
		return nil, e
	}
	m := k.newMap(&c.attr)
	if e := k.chargeFrom(c, m, cgroupStorageSize, cgroupStorageCost, sinceAccessOK); e != 0 {
		return nil, e
	}
	return m, k.check(cgroupStorageMemory, k.bpfMapAreaAlloc(m, cgroupStorageSize), cgroupStorageSize, k.freeMemory())
}

func cgroupStorageLookupElem(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
	return k.check(cgroupStorageMissing, false, 0, 0)
}

func cgroupStorageUpdateElem(k *Kernel, _ *bpfCall, m *Map, _, _ []byte, flags uint64) abi.Errno {
	allowed := uint64(abi.BPF_EXIST)
	if abi.SinceLockFlag.In(k.Machine.Release) {
		allowed |= abi.BPF_F_LOCK
	}
	if e := k.check(cgroupStorageUpdateFlags, flags&^allowed == 0, flags, 0); e != 0 {
		return e
	}
	if e := k.check(cgroupStorageNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0); e != 0 {
		return e
	}
	return k.check(cgroupStorageMissing, false, 0, 0)
}

// percpuCgroupStorageUpdate follows bpf_percpu_cgroup_storage_update.
func percpuCgroupStorageUpdate(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, flags uint64) abi.Errno {
	allowed := uint64(abi.BPF_EXIST)
	if abi.SinceCPUFlags.In(k.Machine.Release) {
		flags = uint64(uint32(flags))
		allowed |= abi.BPF_F_CPU | abi.BPF_F_ALL_CPUS
	}
	if e := k.check(percpuCgroupStorageFlags, flags&^allowed == 0, flags, 0); e != 0 {
		return e
	}
	return k.check(cgroupStorageMissing, false, 0, 0)
}

func cgroupStorageDeleteElem(k *Kernel, _ *bpfCall, _ *Map, _ []byte) abi.Errno {
	return k.check(cgroupStorageNoDelete, false, 0, 0)
}

func cgroupStorageGetNextKey(k *Kernel, _ *Map, _, _ []byte) abi.Errno {
	return k.check(cgroupStorageLast, false, 0, 0)
}
