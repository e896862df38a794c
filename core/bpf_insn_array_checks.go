package core

import "bpfplay/core/abi"

var (
	insnArrayAttr = shapeOf("insnArrayAttr", "insn_array_alloc_check", "an array of instructions",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size == 4", "the keys of this type are numbers of 4 bytes."},
		[2]string{"value_size == sizeof(struct bpf_insn_array_value)", "a value is three offsets and padding, 16 bytes."})
	insnArrayMemory      = memoryRow("insnArrayMemory", "insn_array_alloc", "an array of instructions")
	insnArrayLookupIndex = indexRow("insnArrayLookupIndex", "insn_array_lookup_elem", abi.ENOENT)
	insnArrayIndex       = indexRow("insnArrayIndex", "insn_array_update_elem", abi.E2BIG)
	insnArrayExists      = existsRow("insnArrayExists", "insn_array_update_elem")
	insnArrayOffsets     = elemRow("insnArrayOffsets", "insn_array_update_elem", "!val.jitted_off && !val.xlated_off", abi.EINVAL,
		"Only the kernel says where an instruction is in the loaded program: xlated_off is {a} and jitted_off {b}, and both have to be 0.",
		Operand{"xlated_off", abi.KindU32}, Operand{"jitted_off", abi.KindU32})
	insnArrayNoDelete = elemRow("insnArrayNoDelete", "insn_array_delete_elem", "the type can delete", abi.EINVAL,
		"The elements of an array are always there; they cannot be deleted.", Operand{}, Operand{})
)
