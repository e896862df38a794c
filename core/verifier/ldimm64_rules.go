package verifier

import "bpfplay/core/abi"

var (
	loadImm64Half = &Rule{
		Name:  "loadImm64Half",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "insn[1].code == 0 && insn[1].dst_reg == 0 && insn[1].src_reg == 0 && insn[1].off == 0",
		Errno: abi.EINVAL,
		Log:   "invalid bpf_ld_imm64 insn",
		Why:   "A 64-bit immediate load takes two instructions. The second holds only the upper 32 bits in imm; its other fields are 0.",
		Fix:   "Add the second half: an instruction whose opcode, registers and offset are 0.",
	}
	loadImm64Fields = &Rule{
		Name:  "loadImm64Fields",
		Func:  "check_ld_imm",
		Must:  "insn->off == 0",
		Errno: abi.EINVAL,
		Log:   "BPF_LD_IMM64 uses reserved fields",
		Why:   "A 64-bit immediate load has no offset.",
		Fix:   "Set off to 0.",
	}
	loadImm64Form = &Rule{
		Name:  "loadImm64Form",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "src_reg is a known BPF_PSEUDO_*, and insn[1].imm == 0 unless it names a value",
		Errno: abi.EINVAL,
		Log:   "unrecognized bpf_ld_imm64 insn",
		Why:   "The source register says what the number means. This release does not know this value, or the load names a map and its second imm is not 0.",
	}
	insnOpcode = &Rule{
		Name:  "insnOpcode",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "bpf_opcode_in_insntable(insn->code)",
		Errno: abi.EINVAL,
		Log:   "unknown opcode %02x",
		Why:   "This release has no instruction with this opcode.",
	}
	symbolFields = &Rule{
		Name:  "symbolFields",
		Func:  "check_pseudo_btf_id",
		Must:  "insn[1].imm == 0",
		Errno: abi.EINVAL,
		Log:   "reserved field (insn[1].imm) is used in pseudo_btf_id ldimm64 insn.",
		Why:   "A load of a kernel symbol leaves the second imm 0.",
	}
	symbolModule = &Rule{
		Name:  "symbolModule",
		Func:  "check_pseudo_btf_id",
		Must:  "insn[1].imm refers to BTF",
		Errno: abi.EINVAL,
		Log:   "invalid module BTF object FD specified.",
		Why:   "The second imm of a load of a kernel symbol is 0 or a descriptor of a module's BTF.",
	}
	symbolID = &Rule{
		Name:  "symbolID",
		Func:  "check_pseudo_btf_id",
		Must:  "the kernel's BTF has type insn->imm",
		Errno: abi.ENOENT,
		Log:   "ldimm64 insn specifies invalid btf_id %d.",
		Why:   "The kernel's BTF has no type with this id.",
	}
	symbolVar = &Rule{
		Name:  "symbolVar",
		Func:  "check_pseudo_btf_id",
		Must:  "btf_type_is_var(t)",
		Errno: abi.EINVAL,
		Log:   "pseudo btf_id %d in ldimm64 isn't KIND_VAR.",
		Why:   "The type with this id in the kernel's BTF is not a variable.",
	}
	symbolVarOrFunc = &Rule{
		Name:  "symbolVarOrFunc",
		Func:  "check_pseudo_btf_id",
		Must:  "btf_type_is_var(t) || btf_type_is_func(t)",
		Errno: abi.EINVAL,
		Log:   "pseudo btf_id %d in ldimm64 isn't KIND_VAR or KIND_FUNC",
		Why:   "The type with this id in the kernel's BTF is neither a variable nor a function.",
	}
	mapFD = &Rule{
		Name:  "mapFD",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "the descriptor refers to a map",
		Errno: abi.EBADF,
		Log:   "fd %d is not pointing to valid bpf_map",
		Why:   "The instruction names a map by a descriptor, which is not open or does not refer to a map.",
		Fix:   "Create the map first, and put its descriptor into imm.",
	}
	fdArrayMissing = &Rule{
		Name:  "fdArrayMissing",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "fd_array",
		Errno: abi.EPROTO,
		Log:   "fd_idx without fd_array is invalid",
		Why:   "The instruction names a map by its index in fd_array, but the call has no fd_array.",
		Fix:   "Set fd_array, or name the map by its descriptor.",
	}
	fdArrayFault = &Rule{
		Name:  "fdArrayFault",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "fd_array can be read",
		Errno: abi.EFAULT,
		Why:   "The entry of fd_array that the instruction names cannot be read.",
	}
	fdArrayBounds = &Rule{
		Name:  "fdArrayBounds",
		Func:  "fd_array_get_map_idx_continuous",
		Must:  "idx < env->fd_array_cnt",
		Errno: abi.EINVAL,
		Log:   "fd_idx %d out of bounds, fd_array_cnt %d",
		Why:   "The instruction names an entry past the end of fd_array.",
	}
	fdArrayNoMap = &Rule{
		Name:  "fdArrayNoMap",
		Func:  "fd_array_get_map_idx_continuous",
		Must:  "the entry of fd_array is a map",
		Errno: abi.EINVAL,
		Log:   "fd_idx %d is not a map",
		Why:   "The entry of fd_array that the instruction names is BTF, not a map.",
	}
	fdArrayCntAlone = &Rule{
		Name:  "fdArrayCntAlone",
		Func:  "process_fd_array",
		Must:  "fd_array || !fd_array_cnt",
		Errno: abi.EINVAL,
		Log:   "fd_array_cnt %d without fd_array is invalid",
		Why:   "fd_array_cnt counts the descriptors of fd_array, which the call does not have.",
	}
	fdArrayCntLimit = &Rule{
		Name:  "fdArrayCntLimit",
		Func:  "process_fd_array_continuous",
		Must:  "fd_array_cnt <= MAX_FD_ARRAY_CNT",
		Errno: abi.E2BIG,
		Log:   "fd_array has too many entries (%d, max %d)",
		Why:   "fd_array has at most 4096 descriptors.",
	}
	fdArrayCntBig = &Rule{
		Name:  "fdArrayCntBig",
		Func:  "process_fd_array",
		Must:  "fd_array_cnt < U32_MAX / sizeof(int)",
		Errno: abi.EINVAL,
		Log:   "fd_array_cnt is too big (%d)",
		Why:   "The size of fd_array does not fit 32 bits.",
	}
	fdArrayEntry = &Rule{
		Name:  "fdArrayEntry",
		Func:  "add_fd_from_fd_array",
		Must:  "the descriptor refers to a map or to BTF",
		Errno: abi.EBADF,
		Log:   "fd %d is not pointing to valid bpf_map or btf",
		Why:   "With fd_array_cnt, every descriptor of fd_array must refer to a map or to BTF.",
	}
	usedMaps = &Rule{
		Name:  "usedMaps",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "env->used_map_cnt < MAX_USED_MAPS",
		Errno: abi.E2BIG,
		Why:   "A program uses at most 64 maps.",
	}
	usedMapsNamed = &Rule{
		Name:  "usedMapsNamed",
		Func:  "add_used_map",
		Must:  "env->used_map_cnt < MAX_USED_MAPS",
		Errno: abi.E2BIG,
		Log:   "The total number of maps per program has reached the limit of %d",
		Why:   "A program uses at most 64 maps.",
	}
	valueOffLimit = &Rule{
		Name:  "valueOffLimit",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "off < BPF_MAX_VAR_OFF",
		Errno: abi.EINVAL,
		Log:   "direct value offset of %d is not allowed",
		Why:   "The offset in a value must be below 2^29.",
	}
	valueNoAddress = &Rule{
		Name:  "valueNoAddress",
		Func:  "resolve_pseudo_ldimm64",
		Must:  "map->ops->map_direct_value_addr",
		Errno: abi.EINVAL,
		Log:   "no direct value access support for this map type",
		Why:   "Only values of arrays have an address that a program can load.",
		Fix:   "Look the element up with bpf_map_lookup_elem.",
	}
	valueOneEntry = &Rule{
		Name:  "valueOneEntry",
		Func:  "array_map_direct_value_addr",
		Must:  "map->max_entries == 1",
		Errno: abi.ENOTSUPP,
		Log:   "invalid access to map value pointer, value_size=%d off=%d",
		Why:   "A program can load the address of a value only if the array has exactly one.",
		Fix:   "Look the element up with bpf_map_lookup_elem.",
	}
	valueOff = &Rule{
		Name:  "valueOff",
		Func:  "array_map_direct_value_addr",
		Must:  "off < map->value_size",
		Errno: abi.EINVAL,
		Log:   "invalid access to map value pointer, value_size=%d off=%d",
		Why:   "The offset is past the end of the value.",
	}
)
