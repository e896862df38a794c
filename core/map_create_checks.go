package core

import "bpfplay/core/abi"

var (
	mapCreateCheckAttr = row(Check{
		Name:  "mapCreateCheckAttr",
		Func:  "map_create",
		Must:  "every byte is zero from where the last field ends",
		Errno: abi.EINVAL,
		Why:   "BPF_MAP_CREATE knows its attr up to byte {a}; byte {b} behind that is set, so a field is filled in that this kernel does not have.",
		A:     Operand{"the last field ends", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
	mapCreateBtfKeyAlone = row(Check{
		Name:   "mapCreateBtfKeyAlone",
		Func:   "map_create",
		Must:   "!attr->btf_key_type_id || attr->btf_value_type_id",
		Errno:  abi.EINVAL,
		Why:    "btf_key_type_id is {a}, but btf_value_type_id is not set: a key's type is of no use without the value's.",
		A:      Operand{"btf_key_type_id", abi.KindID},
		B:      Operand{"btf_value_type_id", abi.KindID},
		Fields: []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateVmlinuxType = row(Check{
		Name:   "mapCreateVmlinuxType",
		Func:   "map_create",
		Must:   "btf_vmlinux_value_type_id is for BPF_MAP_TYPE_STRUCT_OPS",
		Errno:  abi.EINVAL,
		Why:    "btf_vmlinux_value_type_id is {a}, but only struct_ops maps have values that are types of the kernel, and this is {b}.",
		A:      Operand{"btf_vmlinux_value_type_id", abi.KindID},
		B:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.BtfVmlinuxValueID},
	})
	mapCreateVmlinuxBoth = row(Check{
		Name:   "mapCreateVmlinuxBoth",
		Func:   "map_create",
		Must:   "!attr->btf_key_type_id && !attr->btf_value_type_id",
		Errno:  abi.EINVAL,
		Why:    "The value is a type of the kernel (btf_vmlinux_value_type_id), so no types of a program may be given beside it: btf_key_type_id is {a}, btf_value_type_id {b}.",
		A:      Operand{"btf_key_type_id", abi.KindID},
		B:      Operand{"btf_value_type_id", abi.KindID},
		Fields: []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateExtra = row(Check{
		Name:   "mapCreateExtra",
		Func:   "map_create",
		Must:   "map_extra is 0, or the type reads it",
		Errno:  abi.EINVAL,
		Why:    "map_extra is {a}, but maps of type {b} make nothing of it, so it has to be 0.",
		A:      Operand{"map_extra", abi.KindU64},
		B:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.MapExtra},
	})
	mapCreateFileFlags = row(Check{
		Name:   "mapCreateFileFlags",
		Func:   "bpf_get_file_flag",
		Must:   "not both BPF_F_RDONLY and BPF_F_WRONLY",
		Errno:  abi.EINVAL,
		Why:    "map_flags ({a}) ask for a descriptor that can only read and one that can only write. With neither flag it can do both.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	mapCreateNuma = row(Check{
		Name:   "mapCreateNuma",
		Func:   "map_create",
		Must:   "numa_node < nr_node_ids && node_online(numa_node)",
		Errno:  abi.EINVAL,
		Why:    "BPF_F_NUMA_NODE is set and numa_node is {a}, but the machine has {b} memory node, number 0.",
		A:      Operand{"numa_node", abi.KindU32},
		B:      Operand{"nr_node_ids", abi.KindU32},
		Fields: []*abi.Field{&abi.MapFlagsField, &abi.NumaNode},
	})
	findMapType = row(Check{
		Name:   "findMapType",
		Func:   "find_and_alloc_map",
		Must:   "map_type is on the list of types registered",
		Errno:  abi.EINVAL,
		Why:    "The kernel finds map types on a list that bpf_register_map_type fills at boot. It holds {b} of them, and none is of type {a}.",
		A:      Operand{"map_type", abi.KindU32},
		B:      Operand{"types registered", abi.KindU32},
		Fields: []*abi.Field{&abi.MapTypeField},
	})
	mapCreateType = row(Check{
		Name:   "mapCreateType",
		Func:   "find_and_alloc_map",
		Must:   "map_type is a type that this kernel has",
		Errno:  abi.EINVAL,
		Why:    "This kernel has no map type {a}: it is newer than the kernel, or it is none at all.",
		A:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.MapTypeField},
	})
	mapCreateTokenFD = row(Check{
		Name:   "mapCreateTokenFD",
		Func:   "bpf_token_get_from_fd",
		Must:   "map_token_fd is open",
		Errno:  abi.EBADF,
		Why:    "BPF_F_TOKEN_FD is set, so map_token_fd has to be a BPF token, but descriptor {a} is not open.",
		A:      Operand{"map_token_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.MapFlagsField, &abi.MapTokenFD},
	})
	mapCreateNoToken = row(Check{
		Name:   "mapCreateNoToken",
		Func:   "bpf_token_get_from_fd",
		Must:   "map_token_fd is a BPF token",
		Errno:  abi.EINVAL,
		Why:    "BPF_F_TOKEN_FD is set, so map_token_fd has to be a BPF token, but descriptor {a} is something else.",
		A:      Operand{"map_token_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.MapFlagsField, &abi.MapTokenFD},
	})
	mapCreateUnpriv = row(Check{
		Name:  "mapCreateUnpriv",
		Func:  "map_create",
		Must:  "!sysctl_unprivileged_bpf_disabled || bpf_capable()",
		Errno: abi.EPERM,
		Why:   "The sysctl kernel.unprivileged_bpf_disabled is {a}, so only a task with CAP_BPF or CAP_SYS_ADMIN may make maps; this one has capabilities: {b}.",
		A:     Operand{"kernel.unprivileged_bpf_disabled", abi.KindU32},
		B:     Operand{"capabilities", abi.KindCaps},
	})
	mapCreateNetAdmin = row(Check{
		Name:   "mapCreateNetAdmin",
		Func:   "map_create",
		Must:   "capable(CAP_NET_ADMIN)",
		Errno:  abi.EPERM,
		Why:    "Maps of type {a} are for those who run networks: it takes CAP_NET_ADMIN to make one, and this task has capabilities: {b}.",
		A:      Operand{"map_type", abi.KindMapType},
		B:      Operand{"capabilities", abi.KindCaps},
		Fields: []*abi.Field{&abi.MapTypeField},
	})
	mapCreateCapable = row(Check{
		Name:   "mapCreateCapable",
		Func:   "map_create",
		Must:   "bpf_capable()",
		Errno:  abi.EPERM,
		Why:    "It takes CAP_BPF or CAP_SYS_ADMIN to make a map of type {a}, and this task has capabilities: {b}.",
		A:      Operand{"map_type", abi.KindMapType},
		B:      Operand{"capabilities", abi.KindCaps},
		Fields: []*abi.Field{&abi.MapTypeField},
	})
	mapCreateNameCharOld = row(Check{
		Name:   "mapCreateNameCharOld",
		Func:   "bpf_obj_name_cpy",
		Must:   "map_name is of A-Z a-z 0-9 _",
		Errno:  abi.EINVAL,
		Why:    "A map's name is made of letters, digits and \"_\" (and \".\" from 5.2 on); byte {b} of this one is {a}. The map was made already, and is freed again.",
		A:      Operand{"byte", abi.KindU32},
		B:      Operand{"at", abi.KindU32},
		Fields: []*abi.Field{&abi.MapName},
	})
	mapCreateNameChar = row(Check{
		Name:   "mapCreateNameChar",
		Func:   "bpf_obj_name_cpy",
		Must:   "map_name is of A-Z a-z 0-9 _ .",
		Errno:  abi.EINVAL,
		Why:    "A map's name is made of letters, digits, \"_\" and \".\"; byte {b} of this one is {a}. The map was made already, and is freed again.",
		A:      Operand{"byte", abi.KindU32},
		B:      Operand{"at", abi.KindU32},
		Fields: []*abi.Field{&abi.MapName},
	})
	mapCreateNameLong = row(Check{
		Name:   "mapCreateNameLong",
		Func:   "bpf_obj_name_cpy",
		Must:   "map_name ends in a NUL",
		Errno:  abi.EINVAL,
		Why:    "All {a} bytes of map_name are set: a name has room for one less, and a NUL behind it. The map was made already, and is freed again.",
		A:      Operand{"sizeof(map_name)", abi.KindU32},
		Fields: []*abi.Field{&abi.MapName},
	})
	mapCreateBtfNoValue = row(Check{
		Name:   "mapCreateBtfNoValue",
		Func:   "map_create",
		Must:   "attr->btf_value_type_id",
		Errno:  abi.EINVAL,
		Why:    "btf_key_type_id is {a}, but btf_value_type_id is not set: a key's type is of no use without the value's. The map was made already, and is freed again.",
		A:      Operand{"btf_key_type_id", abi.KindID},
		Fields: []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateBtfBoth = row(Check{
		Name:   "mapCreateBtfBoth",
		Func:   "map_create",
		Must:   "attr->btf_key_type_id && attr->btf_value_type_id",
		Errno:  abi.EINVAL,
		Why:    "This kernel wants the types of key and value, or of neither: btf_key_type_id is {a}, btf_value_type_id {b}. The map was made already, and is freed again.",
		A:      Operand{"btf_key_type_id", abi.KindID},
		B:      Operand{"btf_value_type_id", abi.KindID},
		Fields: []*abi.Field{&abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateBtfFD = row(Check{
		Name:   "mapCreateBtfFD",
		Func:   "btf_get_by_fd",
		Must:   "btf_fd is open",
		Errno:  abi.EBADF,
		Why:    "Type ids are given, so btf_fd has to be a BTF object, but descriptor {a} is not open. The map was made already, and is freed again.",
		A:      Operand{"btf_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.BtfFD, &abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateNoBtf = row(Check{
		Name:   "mapCreateNoBtf",
		Func:   "btf_get_by_fd",
		Must:   "btf_fd is a BTF object",
		Errno:  abi.EINVAL,
		Why:    "Type ids are given, so btf_fd has to be a BTF object, but descriptor {a} is something else. The map was made already, and is freed again.",
		A:      Operand{"btf_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.BtfFD, &abi.BtfKeyTypeID, &abi.BtfValueTypeID},
	})
	mapCreateHashSize = row(Check{
		Name:   "mapCreateHashSize",
		Func:   "map_create",
		Must:   "attr->excl_prog_hash_size == SHA256_DIGEST_SIZE",
		Errno:  abi.EINVAL,
		Why:    "excl_prog_hash_size is {a}, but the hash of a program has {b} bytes. The map was made already, and is freed again.",
		A:      Operand{"excl_prog_hash_size", abi.KindU32},
		B:      Operand{"SHA256_DIGEST_SIZE", abi.KindU32},
		Fields: []*abi.Field{&abi.ExclProgHash, &abi.ExclProgHashSize},
	})
	mapCreateHashFault = row(Check{
		Name:   "mapCreateHashFault",
		Func:   "copy_from_bpfptr",
		Must:   "the hash can be read",
		Errno:  abi.EFAULT,
		Why:    "The hash of the program that alone may use the map cannot be read from {a}. The map was made already, and is freed again.",
		A:      Operand{"excl_prog_hash", abi.KindPointer},
		Fields: []*abi.Field{&abi.ExclProgHash},
	})
	mapCreateHashNull = row(Check{
		Name:   "mapCreateHashNull",
		Func:   "map_create",
		Must:   "attr->excl_prog_hash || !attr->excl_prog_hash_size",
		Errno:  abi.EINVAL,
		Why:    "excl_prog_hash_size is {a}, but there is no hash. The map was made already, and is freed again.",
		A:      Operand{"excl_prog_hash_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ExclProgHash, &abi.ExclProgHashSize},
	})
	mapCreateGetfd = row(Check{
		Name:  "mapCreateGetfd",
		Func:  "anon_inode_getfd",
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "The map was made, but every descriptor below the limit of {a} is taken. No file ever held the map, so it is freed again.",
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
)

// What the map_alloc of a registered type answers when the machine tells it to refuse.
var (
	mapAllocEPERM  = allocRefuses("mapAllocEPERM", abi.EPERM, "The map_alloc of type {a} refuses: the caller may not have such a map.")
	mapAllocENOMEM = allocRefuses("mapAllocENOMEM", abi.ENOMEM, "The map_alloc of type {a} found no memory for the map.")
	mapAllocEINVAL = allocRefuses("mapAllocEINVAL", abi.EINVAL, "The map_alloc of type {a} does not like the sizes it was given.")
)

var mapAllocRefuses = map[abi.Errno]*Check{abi.EPERM: mapAllocEPERM, abi.ENOMEM: mapAllocENOMEM, abi.EINVAL: mapAllocEINVAL}

func allocRefuses(name string, e abi.Errno, why string) *Check {
	return row(Check{
		Name:   name,
		Func:   "map_alloc",
		Must:   "the type's map_alloc makes a map",
		Errno:  e,
		Why:    why,
		A:      Operand{"map_type", abi.KindU32},
		Fields: []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries},
	})
}
