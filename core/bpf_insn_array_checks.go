package core

import "bpfplay/core/abi"

var (
	insnArrayShape = &shape{
		entriesCheck("insnArrayShape.entries", "insn_array_alloc_check", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("insnArrayShape.key", "insn_array_alloc_check", "key_size == 4", "the key is an index of 4 bytes."),
		valueSizeCheck("insnArrayShape.value", "insn_array_alloc_check", "value_size == sizeof(struct bpf_insn_array_value)", "a value is a struct bpf_insn_array_value, 16 bytes."),
		mapFlagsCheck("insnArrayShape.flags", "insn_array_alloc_check", "an instruction array"),
	}
	insnArrayMemory      = memoryCheck("insnArrayMemory", "insn_array_alloc", "an instruction array")
	insnArrayLookupIndex = indexCheck("insnArrayLookupIndex", "insn_array_lookup_elem", abi.ENOENT)
	insnArrayIndex       = indexCheck("insnArrayIndex", "insn_array_update_elem", abi.E2BIG)
	insnArrayExists      = existsCheck("insnArrayExists", "insn_array_update_elem")
	insnArrayOffsets     = elemCheck("insnArrayOffsets", "insn_array_update_elem", "!val.jitted_off && !val.xlated_off", abi.EINVAL,
		"xlated_off is {a} and jitted_off is {b}, but both must be 0: the kernel sets them when it loads the program.",
		Operand{"xlated_off", abi.KindU32}, Operand{"jitted_off", abi.KindU32})
	insnArrayNoDelete = elemCheck("insnArrayNoDelete", "insn_array_delete_elem", "the type supports deletion", abi.EINVAL,
		"Elements of an array cannot be deleted: they exist as long as the map does.")
)
