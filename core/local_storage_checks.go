package core

import "bpfplay/core/abi"

var (
	cgroupStorageKey = row(Check{
		Name:   "cgroupStorageKey",
		Func:   "cgroup_storage_map_alloc",
		Must:   "key_size is that of struct bpf_cgroup_storage_key, or of a group's id (5.9)",
		Errno:  abi.EINVAL,
		Why:    "key_size is {a}: a key is a group and a kind of attachment, 16 bytes, or since 5.9 the id of a group alone, 8 bytes.",
		A:      Operand{"key_size", abi.KindU32},
		Fields: []*abi.Field{&abi.KeySize},
	})
	cgroupStorageValue = row(Check{
		Name:   "cgroupStorageValue",
		Func:   "cgroup_storage_map_alloc",
		Must:   "value_size != 0",
		Errno:  abi.EINVAL,
		Why:    "value_size is {a}: a group's storage has at least one byte.",
		A:      Operand{"value_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	cgroupStorageBig = row(Check{
		Name:   "cgroupStorageBig",
		Func:   "cgroup_storage_map_alloc",
		Must:   "value_size is not above the limit",
		Errno:  abi.E2BIG,
		Why:    "value_size is {a}, and a group's storage has at most {b} bytes.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"limit", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	cgroupStorageFlags = row(Check{
		Name:   "cgroupStorageFlags",
		Func:   "cgroup_storage_map_alloc",
		Must:   "map_flags has only flags that the type knows",
		Errno:  abi.EINVAL,
		Why:    "map_flags are {a}, and of those a group's storage knows none but {b}.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		B:      Operand{"known", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	cgroupStorageAccess = row(Check{
		Name:   "cgroupStorageAccess",
		Func:   "bpf_map_flags_access_ok",
		Must:   "not both BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG",
		Errno:  abi.EINVAL,
		Why:    "map_flags are {a}: programs could neither write to the map nor read it.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	cgroupStorageEntries = row(Check{
		Name:   "cgroupStorageEntries",
		Func:   "cgroup_storage_map_alloc",
		Must:   "max_entries == 0",
		Errno:  abi.EINVAL,
		Why:    "max_entries is {a}, and has to be 0: there is storage for every group that a program is attached to.",
		A:      Operand{"max_entries", abi.KindCount},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	cgroupStorageCost   = costRow("cgroupStorageCost", "cgroup_storage_map_alloc", abi.ENOMEM)
	cgroupStorageMemory = memoryRow("cgroupStorageMemory", "cgroup_storage_map_alloc", "the storage of control groups")

	cgroupStorageMissing = elemRow("cgroupStorageMissing", "cgroup_storage_lookup", "the group has storage", abi.ENOENT,
		"Storage appears when a program is attached to a group, and no program is attached to this one.", Operand{}, Operand{})
	cgroupStorageUpdateFlags = elemRow("cgroupStorageUpdateFlags", "cgroup_storage_update_elem", "flags are BPF_ANY or BPF_EXIST", abi.EINVAL,
		"Storage cannot be made by an update, so the flags may be BPF_ANY or BPF_EXIST, and these are {a}.", opFlags, Operand{})
	cgroupStorageNoLock = elemRow("cgroupStorageNoLock", "cgroup_storage_update_elem", "no BPF_F_LOCK, or a bpf_spin_lock in the value", abi.EINVAL,
		"BPF_F_LOCK is set ({a}), but the values of the map hold no lock.", opFlags, Operand{})
	percpuCgroupStorageFlags = elemRow("percpuCgroupStorageFlags", "bpf_percpu_cgroup_storage_update", "flags are BPF_ANY or BPF_EXIST", abi.EINVAL,
		"Storage cannot be made by an update, so the flags may be BPF_ANY or BPF_EXIST, and these are {a}.", opFlags, Operand{})
	cgroupStorageNoDelete = elemRow("cgroupStorageNoDelete", "cgroup_storage_delete_elem", "the type can delete", abi.EINVAL,
		"A group's storage goes with the program that is attached to it; it cannot be deleted.", Operand{}, Operand{})
	cgroupStorageLast = elemRow("cgroupStorageLast", "cgroup_storage_get_next_key", "there is a next element", abi.ENOENT,
		"No program is attached to any group, so there is no storage and no key.", Operand{}, Operand{})
)
