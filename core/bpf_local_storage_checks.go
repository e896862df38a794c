package core

import "bpfplay/core/abi"

var (
	localStorageFlags    = mapFlagsCheck("localStorageFlags", "bpf_local_storage_map_alloc_check", "local storage")
	localStoragePrealloc = fieldCheck("localStoragePrealloc", "bpf_local_storage_map_alloc_check", "map_flags & BPF_F_NO_PREALLOC", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but local storage requires BPF_F_NO_PREALLOC: it is allocated on first use.")
	localStorageEntries = fieldCheck("localStorageEntries", "bpf_local_storage_map_alloc_check", "max_entries == 0", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}, but must be 0: the number of objects with local storage is not limited.")
	localStorageKey = fieldCheck("localStorageKey", "bpf_local_storage_map_alloc_check", "key_size == sizeof(int)", abi.EINVAL, &abi.KeySize,
		"key_size is {a}, but a key is a descriptor of 4 bytes.")
	localStorageValue = fieldCheck("localStorageValue", "bpf_local_storage_map_alloc_check", "value_size != 0", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but a value has at least one byte.")
	localStorageBtf = &Check{
		Name:     "localStorageBtf",
		Func:     "bpf_local_storage_map_alloc_check",
		Must:     "btf_key_type_id && btf_value_type_id",
		Errno:    abi.EINVAL,
		Why:      "btf_key_type_id is {a} and btf_value_type_id is {b}, but local storage requires the BTF types of its key and its value.",
		Operands: []Operand{{"btf_key_type_id", abi.KindID}, {"btf_value_type_id", abi.KindID}},
		Reads:    []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	}
	localStorageCapable = capableCheck("localStorageCapable", "bpf_local_storage_map_alloc_check", "local storage")
	localStorageBig     = fieldCheck("localStorageBig", "bpf_local_storage_map_alloc_check", "value_size <= BPF_LOCAL_STORAGE_MAX_VALUE_SIZE", abi.E2BIG, &abi.ValueSize,
		"value_size is {a}, but a value of local storage has at most {b} bytes.", Operand{"BPF_LOCAL_STORAGE_MAX_VALUE_SIZE", abi.KindU32})
	localStorageCost   = costCheck("localStorageCost", "bpf_local_storage_map_alloc", abi.E2BIG)
	localStorageMemory = memoryCheck("localStorageMemory", "bpf_local_storage_map_alloc", "local storage")

	localStorageNextKey = elemCheck("localStorageNextKey", "notsupp_get_next_key", "the type supports iteration", abi.ENOTSUPP,
		"Local storage is stored with its owners, so the map cannot list its keys. "+enotsuppNote)
	skStorageNotOpen  = ownerOpenCheck("skStorageNotOpen", "sockfd_lookup", "a socket")
	skStorageNoSocket = ownerKindCheck("skStorageNoSocket", "sockfd_lookup", "a socket", abi.ENOTSOCK)
	taskStorageGone   = elemCheck("taskStorageGone", "pid_task", "the task is alive", abi.ENOENT,
		"Descriptor {a} refers to a task that has exited. Its values went with it.", opFD)
	storageNoValue   = storageMissingCheck("storageNoValue", "bpf_local_storage_lookup")
	taskStorageOwner = ownerKindCheck("taskStorageOwner", "pidfd_get_pid", "a task, as pidfd_open returns it", abi.EBADF)
	cgrpStorageOwner = ownerKindCheck("cgrpStorageOwner", "cgroup_v1v2_get_from_fd", "a cgroup", abi.EBADF)
)

// ownerOpenCheck refuses a key that is not an open descriptor.
func ownerOpenCheck(name, fn, owner string) *Check {
	return elemCheck(name, fn, "the descriptor in the key is open", abi.EBADF,
		"The key must be a descriptor of "+owner+", but descriptor {a} is not open.", opFD)
}

// ownerKindCheck refuses a key that is not a descriptor of the right kind.
func ownerKindCheck(name, fn, owner string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "the descriptor in the key refers to "+owner, errno,
		"The key must be a descriptor of "+owner+", but descriptor {a} is not one.", opFD)
}
