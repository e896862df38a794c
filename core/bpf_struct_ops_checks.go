package core

import "bpfplay/core/abi"

var (
	structOpsKey = structOpsRow("structOpsKey", "key_size == sizeof(unsigned int)", "key_size is {a}: the one key is the number 0, 4 bytes.", abi.EINVAL,
		Operand{"key_size", abi.KindU32}, &abi.KeySize)
	structOpsEntries = structOpsRow("structOpsEntries", "max_entries == 1", "max_entries is {a}: such a map holds one table of functions.", abi.EINVAL,
		Operand{"max_entries", abi.KindCount}, &abi.MaxEntries)
	structOpsFlags = row(Check{
		Name:   "structOpsFlags",
		Func:   "bpf_struct_ops_map_alloc_check",
		Must:   "map_flags has only flags that the type knows",
		Errno:  abi.EINVAL,
		Why:    "map_flags are {a}, and of those a map of functions knows none but {b}.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		B:      Operand{"known", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	structOpsNoType = structOpsRow("structOpsNoType", "btf_vmlinux_value_type_id", "btf_vmlinux_value_type_id is {a}: it has to say which type of the kernel the table of functions is of.", abi.EINVAL,
		Operand{"btf_vmlinux_value_type_id", abi.KindID}, &abi.BtfVmlinuxValueID)
	structOpsCapable = needsRow("structOpsCapable", "bpf_struct_ops_map_alloc", "bpf_capable()", "a map of functions")
	structOpsBtfFD   = structOpsRow("structOpsBtfFD", "value_type_btf_obj_fd is open", "BPF_F_VTYPE_BTF_OBJ_FD is set, so value_type_btf_obj_fd has to be the BTF of a module, but descriptor {a} is not open.", abi.EBADF,
		Operand{"value_type_btf_obj_fd", abi.KindFD}, &abi.ValueTypeBtfObjFD)
	structOpsNoBtf = structOpsRow("structOpsNoBtf", "value_type_btf_obj_fd is a BTF object", "BPF_F_VTYPE_BTF_OBJ_FD is set, so value_type_btf_obj_fd has to be the BTF of a module, but descriptor {a} is something else.", abi.EINVAL,
		Operand{"value_type_btf_obj_fd", abi.KindFD}, &abi.ValueTypeBtfObjFD)
	structOpsUnknown = structOpsRow("structOpsUnknown", "bpf_struct_ops_find_value()", "Type {a} of the kernel is no table of functions that programs may fill in. The answer is 524, ENOTSUPP, for which C libraries have no name.", abi.ENOTSUPP,
		Operand{"btf_vmlinux_value_type_id", abi.KindID}, &abi.BtfVmlinuxValueID)
)

func structOpsRow(name string, must, why string, errno abi.Errno, a Operand, f *abi.Field) *Check {
	in := "bpf_struct_ops_map_alloc"
	if errno == abi.EINVAL && f != &abi.ValueTypeBtfObjFD {
		in = "bpf_struct_ops_map_alloc_check"
	}
	return row(Check{Name: name, Func: in, Must: must, Errno: errno, Why: why, A: a, Fields: []*abi.Field{f}})
}
