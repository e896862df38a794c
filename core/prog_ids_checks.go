package core

import "bpfplay/core/abi"

var (
	progNextNone = fieldCheck("progNextNone", "bpf_obj_get_next_id", "a program has an id above start_id", abi.ENOENT, &abi.StartID,
		"No program has an id above {a}: a walk over all ids ends with ENOENT.")
	progIDNone = fieldCheck("progIDNone", "idr_find", "a program has this id", abi.ENOENT, &abi.ProgID,
		"No program has id {a}: no such program was loaded, or its last reference is gone. An id is released with the last reference, before the program is freed.")
	progIDGetfd = noFreeFDCheck("progIDGetfd", "anon_inode_getfd", " The program exists, but cannot be opened.")

	bindFlags = fieldCheck("bindFlags", "bpf_prog_bind_map", "flags == 0", abi.EINVAL, &abi.BindFlags,
		"flags is {a}, but BPF_PROG_BIND_MAP takes no flags.")
	bindNotOpen = fieldCheck("bindNotOpen", "bpf_prog_get", "prog_fd is open", abi.EBADF, &abi.BindProgFD,
		"Descriptor {a} is not open.")
	bindNoProg = fieldCheck("bindNoProg", "bpf_prog_get", "prog_fd refers to a program", abi.EINVAL, &abi.BindProgFD,
		"Descriptor {a} does not refer to a program.")
	bindMapNotOpen = fieldCheck("bindMapNotOpen", "bpf_map_get", "map_fd is open", abi.EBADF, &abi.BindMapFD,
		"Descriptor {a} is not open.")
	bindNoMap = fieldCheck("bindNoMap", "bpf_map_get", "map_fd refers to a map", abi.EINVAL, &abi.BindMapFD,
		"Descriptor {a} does not refer to a map.")
)
