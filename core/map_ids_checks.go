package core

import "bpfplay/core/abi"

var (
	getNextIDCheckAttr = attrTailCheck("getNextIDCheckAttr", "bpf_obj_get_next_id", "BPF_MAP_GET_NEXT_ID")
	getNextIDStart     = fieldCheck("getNextIDStart", "bpf_obj_get_next_id", "start_id < INT_MAX", abi.EINVAL, &abi.StartID,
		"start_id is {a}, but ids are below INT_MAX, {b}.", Operand{"INT_MAX", abi.KindU32})
	getNextIDCapable = adminCheck("getNextIDCapable", "bpf_obj_get_next_id",
		"Listing the maps of the system requires CAP_SYS_ADMIN: an id gives access to the maps of other users.")
	getNextIDNone = fieldCheck("getNextIDNone", "bpf_obj_get_next_id", "a map has an id above start_id", abi.ENOENT, &abi.StartID,
		"No map has an id above {a}: a walk over all ids ends with ENOENT.")
	getNextIDFault = putUserCheck("getNextIDFault", "next_id", "&uattr->next_id", &abi.NextID, "next_id ({b})")

	getFDByIDCheckAttr = attrTailCheck("getFDByIDCheckAttr", "bpf_map_get_fd_by_id", "BPF_MAP_GET_FD_BY_ID")
	getFDByIDFlags     = fieldCheck("getFDByIDFlags", "bpf_map_get_fd_by_id", "(open_flags & ~BPF_OBJ_FLAG_MASK) == 0", abi.EINVAL, &abi.OpenFlags,
		"open_flags is {a}, but BPF_MAP_GET_FD_BY_ID takes only BPF_F_RDONLY or BPF_F_WRONLY.")
	getFDByIDCapable = adminCheck("getFDByIDCapable", "bpf_map_get_fd_by_id",
		"Opening a map by its id requires CAP_SYS_ADMIN. Other tasks open a pin, or receive a descriptor over a Unix socket.")
	getFDByIDMode = fileModeCheck("getFDByIDMode", "open_flags", &abi.OpenFlags)
	getFDByIDNone = fieldCheck("getFDByIDNone", "idr_find", "a map has this id", abi.ENOENT, &abi.MapID,
		"No map has id {a}: no such map was created, or its last reference is gone. An id is released with the last reference, before the map is freed.")
	getFDByIDGetfd = noFreeFDCheck("getFDByIDGetfd", "anon_inode_getfd", " The map exists, but cannot be opened.")
)
