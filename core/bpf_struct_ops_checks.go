package core

import "bpfplay/core/abi"

var (
	structOpsKey = fieldCheck("structOpsKey", "bpf_struct_ops_map_alloc_check", "key_size == sizeof(unsigned int)", abi.EINVAL, &abi.KeySize,
		"key_size is {a}, but the key of a struct_ops map is an index of 4 bytes, always 0.")
	structOpsEntries = fieldCheck("structOpsEntries", "bpf_struct_ops_map_alloc_check", "max_entries == 1", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}, but a struct_ops map holds exactly one struct.")
	structOpsFlags  = mapFlagsCheck("structOpsFlags", "bpf_struct_ops_map_alloc_check", "a struct_ops map")
	structOpsNoType = fieldCheck("structOpsNoType", "bpf_struct_ops_map_alloc_check", "btf_vmlinux_value_type_id", abi.EINVAL, &abi.BtfVmlinuxValueID,
		"btf_vmlinux_value_type_id is {a}, but a struct_ops map needs the type of its value in the kernel's BTF.")
	structOpsCapable = capableCheck("structOpsCapable", "bpf_struct_ops_map_alloc", "a struct_ops map")
	structOpsBtfFD   = fieldCheck("structOpsBtfFD", "bpf_struct_ops_map_alloc", "value_type_btf_obj_fd is open", abi.EBADF, &abi.ValueTypeBtfObjFD,
		"BPF_F_VTYPE_BTF_OBJ_FD is set, so value_type_btf_obj_fd must be the BTF of a module, but descriptor {a} is not open.")
	structOpsNoBtf = fieldCheck("structOpsNoBtf", "bpf_struct_ops_map_alloc", "value_type_btf_obj_fd refers to a BTF object", abi.EINVAL, &abi.ValueTypeBtfObjFD,
		"BPF_F_VTYPE_BTF_OBJ_FD is set, so value_type_btf_obj_fd must be the BTF of a module, but descriptor {a} refers to something else.")
	structOpsUnknown = fieldCheck("structOpsUnknown", "bpf_struct_ops_map_alloc", "bpf_struct_ops_find_value(btf_vmlinux_value_type_id)", abi.ENOTSUPP, &abi.BtfVmlinuxValueID,
		"Type {a} of the kernel's BTF is not a struct_ops type. "+enotsuppNote)
)
