package core

import "bpfplay/core/abi"

// freedNote ends the sentence of a check that fails after the map was allocated.
const freedNote = " The map was already allocated and is freed again."

// btfIDsCheck is a check of the BTF types of key and value.
func btfIDsCheck(name, must, why string) *Check {
	return &Check{
		Name:     name,
		Func:     "map_create",
		Must:     must,
		Errno:    abi.EINVAL,
		Why:      why,
		Operands: []Operand{{"btf_key_type_id", abi.KindID}, {"btf_value_type_id", abi.KindID}},
		Reads:    []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	}
}

// mapFDCheck is a check of a descriptor that map_create reads if other fields say so.
func mapFDCheck(name, fn, must string, errno abi.Errno, fd *abi.Field, why string, others ...*abi.Field) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why, Field: fd, Reads: others}
}

var (
	mapCreateCheckAttr   = attrTailCheck("mapCreateCheckAttr", "map_create", "BPF_MAP_CREATE")
	mapCreateBtfKeyAlone = btfIDsCheck("mapCreateBtfKeyAlone", "!attr->btf_key_type_id || attr->btf_value_type_id",
		"btf_key_type_id is {a}, but btf_value_type_id is 0: the type of the key requires the type of the value.")
	mapCreateVmlinuxType = fieldCheck("mapCreateVmlinuxType", "map_create", "!btf_vmlinux_value_type_id || map_type == BPF_MAP_TYPE_STRUCT_OPS", abi.EINVAL, &abi.BtfVmlinuxValueID,
		"btf_vmlinux_value_type_id is {a}, but only struct_ops maps use it, and map_type is {b}.", Operand{"map_type", abi.KindMapType})
	mapCreateVmlinuxBoth = btfIDsCheck("mapCreateVmlinuxBoth", "!attr->btf_key_type_id && !attr->btf_value_type_id",
		"btf_key_type_id is {a} and btf_value_type_id is {b}, but both must be 0 together with btf_vmlinux_value_type_id.")
	mapCreateExtra = fieldCheck("mapCreateExtra", "map_create", "map_extra == 0 || the map type uses it", abi.EINVAL, &abi.MapExtra,
		"map_extra is {a}, but must be 0: map type {b} does not use it.", Operand{"map_type", abi.KindMapType})
	mapCreateFileFlags = fileModeCheck("mapCreateFileFlags", "map_flags", &abi.MapFlagsField)
	mapCreateNuma      = &Check{
		Name:     "mapCreateNuma",
		Func:     "map_create",
		Must:     "numa_node < nr_node_ids && node_online(numa_node)",
		Errno:    abi.EINVAL,
		Why:      "BPF_F_NUMA_NODE is set and numa_node is {a}, but the machine has {b} memory node, number 0.",
		Operands: []Operand{{"numa_node", abi.KindU32}, {"nr_node_ids", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MapFlagsField, &abi.NumaNode},
	}
	findMapType = &Check{
		Name:     "findMapType",
		Func:     "find_and_alloc_map",
		Must:     "map_type is registered",
		Errno:    abi.EINVAL,
		Why:      "Map type {a} is not registered. The kernel looks it up in a list that bpf_register_map_type fills at boot, and that has {b} entries.",
		Operands: []Operand{{"map_type", abi.KindU32}, {"registered types", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MapTypeField},
	}
	mapCreateType = fieldCheck("mapCreateType", "find_and_alloc_map", "map_type < ARRAY_SIZE(bpf_map_types) && bpf_map_types[map_type]", abi.EINVAL, &abi.MapTypeField,
		"This kernel has no map type {a}: the type is newer than the kernel, or does not exist.")
	mapCreateTokenFD = mapFDCheck("mapCreateTokenFD", "bpf_token_get_from_fd", "map_token_fd is open", abi.EBADF, &abi.MapTokenFD,
		"BPF_F_TOKEN_FD is set, so map_token_fd must be a BPF token, but descriptor {a} is not open.", &abi.MapFlagsField)
	mapCreateNoToken = mapFDCheck("mapCreateNoToken", "bpf_token_get_from_fd", "map_token_fd refers to a BPF token", abi.EINVAL, &abi.MapTokenFD,
		"BPF_F_TOKEN_FD is set, so map_token_fd must be a BPF token, but descriptor {a} refers to something else.", &abi.MapFlagsField)
	mapCreateUnpriv = unprivCheck("mapCreateUnpriv", "map_create", "!sysctl_unprivileged_bpf_disabled || bpf_capable()",
		"only a task with CAP_BPF or CAP_SYS_ADMIN may create maps.")
	mapCreateNetAdmin = mapTypeCapableCheck("mapCreateNetAdmin", "capable(CAP_NET_ADMIN)", "CAP_NET_ADMIN")
	mapCreateCapable  = mapTypeCapableCheck("mapCreateCapable", "bpf_capable()", "CAP_BPF or CAP_SYS_ADMIN")

	mapCreateNameCharOld = nameCharCheck("mapCreateNameCharOld", "isalnum(c) || c == '_'", "letters, digits and '_' (since 5.2 also '.')")
	mapCreateNameChar    = nameCharCheck("mapCreateNameChar", "isalnum(c) || c == '_' || c == '.'", "letters, digits, '_' and '.'")
	mapCreateNameLong    = &Check{
		Name:     "mapCreateNameLong",
		Func:     "bpf_obj_name_cpy",
		Must:     "map_name is NUL-terminated",
		Errno:    abi.EINVAL,
		Why:      "All {a} bytes of map_name are set, but it must end with a NUL byte." + freedNote,
		Operands: []Operand{{"sizeof(map_name)", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MapName},
	}
	mapCreateBtfNoValue = btfIDsCheck("mapCreateBtfNoValue", "attr->btf_value_type_id",
		"btf_key_type_id is {a}, but btf_value_type_id is {b}: the type of the key requires the type of the value."+freedNote)
	mapCreateBtfBoth = btfIDsCheck("mapCreateBtfBoth", "attr->btf_key_type_id && attr->btf_value_type_id",
		"btf_key_type_id is {a} and btf_value_type_id is {b}, but this kernel requires both or neither."+freedNote)
	mapCreateBtfFD = mapFDCheck("mapCreateBtfFD", "btf_get_by_fd", "btf_fd is open", abi.EBADF, &abi.BtfFD,
		"BTF type ids are set, so btf_fd must be a BTF object, but descriptor {a} is not open."+freedNote, &abi.BtfKeyTypeID, &abi.BtfValueTypeID)
	mapCreateNoBtf = mapFDCheck("mapCreateNoBtf", "btf_get_by_fd", "btf_fd refers to a BTF object", abi.EINVAL, &abi.BtfFD,
		"BTF type ids are set, so btf_fd must be a BTF object, but descriptor {a} refers to something else."+freedNote, &abi.BtfKeyTypeID, &abi.BtfValueTypeID)
	mapCreateHashSize = &Check{
		Name:     "mapCreateHashSize",
		Func:     "map_create",
		Must:     "attr->excl_prog_hash_size == SHA256_DIGEST_SIZE",
		Errno:    abi.EINVAL,
		Why:      "excl_prog_hash_size is {a}, but the hash of a program has {b} bytes." + freedNote,
		Operands: []Operand{{"excl_prog_hash_size", abi.KindU32}, {"SHA256_DIGEST_SIZE", abi.KindU32}},
		Reads:    []*abi.Field{&abi.ExclProgHash, &abi.ExclProgHashSize},
	}
	mapCreateHashFault = fieldCheck("mapCreateHashFault", "copy_from_bpfptr", "excl_prog_hash can be read", abi.EFAULT, &abi.ExclProgHash,
		"excl_prog_hash, the hash of the only program that may use the map, cannot be read at {a}."+freedNote)
	mapCreateHashNull = &Check{
		Name:     "mapCreateHashNull",
		Func:     "map_create",
		Must:     "attr->excl_prog_hash || !attr->excl_prog_hash_size",
		Errno:    abi.EINVAL,
		Why:      "excl_prog_hash_size is {a}, but excl_prog_hash is NULL." + freedNote,
		Operands: []Operand{{"excl_prog_hash_size", abi.KindU32}},
		Reads:    []*abi.Field{&abi.ExclProgHash, &abi.ExclProgHashSize},
	}
	mapCreateGetfd = noFreeFDCheck("mapCreateGetfd", "anon_inode_getfd", " The map was created, but no file refers to it, so it is freed again.")
)

// mapTypeCapableCheck is the capability check of map_create for the type, since 6.5.
func mapTypeCapableCheck(name, must, takes string) *Check {
	return &Check{
		Name:     name,
		Func:     "map_create",
		Must:     must,
		Errno:    abi.EPERM,
		Why:      "Creating a map of type {a} requires " + takes + ". The capabilities of the task: {b}.",
		Operands: []Operand{{"map_type", abi.KindMapType}, {"capabilities", abi.KindCaps}},
		Reads:    []*abi.Field{&abi.MapTypeField},
	}
}

func nameCharCheck(name, must, chars string) *Check {
	return &Check{
		Name:     name,
		Func:     "bpf_obj_name_cpy",
		Must:     must,
		Errno:    abi.EINVAL,
		Why:      "Byte {b} of map_name is {a}, but a name consists of " + chars + "." + freedNote,
		Operands: []Operand{{"c", abi.KindU32}, {"offset", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MapName},
	}
}

// What the map_alloc of a registered type returns if the machine says that it refuses.
var (
	mapAllocEPERM  = mapAllocRefusal("mapAllocEPERM", abi.EPERM, "the caller may not create such a map.")
	mapAllocENOMEM = mapAllocRefusal("mapAllocENOMEM", abi.ENOMEM, "no memory is left for the map.")
	mapAllocEINVAL = mapAllocRefusal("mapAllocEINVAL", abi.EINVAL, "the sizes are invalid.")
)

var mapAllocRefuses = map[abi.Errno]*Check{abi.EPERM: mapAllocEPERM, abi.ENOMEM: mapAllocENOMEM, abi.EINVAL: mapAllocEINVAL}

func mapAllocRefusal(name string, errno abi.Errno, because string) *Check {
	return &Check{
		Name:     name,
		Func:     "map_alloc",
		Must:     "!IS_ERR(map)",
		Errno:    errno,
		Why:      "The map_alloc function of type {a} failed: " + because,
		Operands: []Operand{{"map_type", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries},
	}
}
