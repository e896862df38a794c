package core

import "bpfplay/core/abi"

var (
	cgroupStorageKey = fieldCheck("cgroupStorageKey", "cgroup_storage_map_alloc", "key_size == sizeof(struct bpf_cgroup_storage_key) || key_size == sizeof(__u64) /* 5.9 */", abi.EINVAL, &abi.KeySize,
		"key_size is {a}. A key is a struct bpf_cgroup_storage_key, 16 bytes, or since 5.9 a cgroup id, 8 bytes.")
	cgroupStorageValue = fieldCheck("cgroupStorageValue", "cgroup_storage_map_alloc", "value_size != 0", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but a value has at least one byte.")
	cgroupStorageBig = fieldCheck("cgroupStorageBig", "cgroup_storage_map_alloc", "value_size <= limit", abi.E2BIG, &abi.ValueSize,
		"value_size is {a}, but a value of cgroup storage has at most {b} bytes.", Operand{"limit", abi.KindU32})
	cgroupStorageFlags   = mapFlagsCheck("cgroupStorageFlags", "cgroup_storage_map_alloc", "cgroup storage")
	cgroupStorageAccess  = accessCheck("cgroupStorageAccess", "bpf_map_flags_access_ok")
	cgroupStorageEntries = fieldCheck("cgroupStorageEntries", "cgroup_storage_map_alloc", "max_entries == 0", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}, but must be 0: the kernel creates storage for each cgroup that a program is attached to.")
	cgroupStorageCost   = costCheck("cgroupStorageCost", "cgroup_storage_map_alloc", abi.ENOMEM)
	cgroupStorageMemory = memoryCheck("cgroupStorageMemory", "cgroup_storage_map_alloc", "cgroup storage")

	cgroupStorageMissing = elemCheck("cgroupStorageMissing", "cgroup_storage_lookup", "the cgroup has storage", abi.ENOENT,
		"The kernel creates storage when a program is attached to a cgroup, and no program is attached to this one.")
	cgroupStorageUpdateFlags = elemCheck("cgroupStorageUpdateFlags", "cgroup_storage_update_elem", "!(flags & ~(BPF_F_LOCK | BPF_EXIST))", abi.EINVAL,
		storageFlagsWhy, opFlags)
	cgroupStorageNoLock      = updateLockCheck("cgroupStorageNoLock", "cgroup_storage_update_elem")
	percpuCgroupStorageFlags = elemCheck("percpuCgroupStorageFlags", "bpf_percpu_cgroup_storage_update", "flags == BPF_ANY || flags == BPF_EXIST", abi.EINVAL,
		storageFlagsWhy, opFlags)
	cgroupStorageNoDelete = elemCheck("cgroupStorageNoDelete", "cgroup_storage_delete_elem", "the type supports deletion", abi.EINVAL,
		"Cgroup storage cannot be deleted: the kernel frees it when the program is detached.")
	cgroupStorageLast = elemCheck("cgroupStorageLast", "cgroup_storage_get_next_key", "another key follows", abi.ENOENT,
		"No program is attached to a cgroup, so no storage exists.")
)

const storageFlagsWhy = "flags is {a}, but an update takes only BPF_ANY or BPF_EXIST: it cannot create storage."
