package core

import "bpfplay/core/abi"

var (
	arrayShape = &shape{
		entriesCheck("arrayShape.entries", "array_map_alloc_check", "max_entries != 0", "an array has at least one element. Common causes are an empty program section, or a size that was meant to be set at run time."),
		keySizeCheck("arrayShape.key", "array_map_alloc_check", "key_size == 4", "the key of an array is an index of 4 bytes."),
		valueSizeCheck("arrayShape.value", "array_map_alloc_check", "value_size != 0", "a value has at least one byte."),
		mapFlagsCheck("arrayShape.flags", "array_map_alloc_check", "an array"),
	}
	arrayAccess     = accessCheck("arrayAccess", "array_map_alloc_check")
	arrayPercpuNuma = fieldCheck("arrayPercpuNuma", "array_map_alloc_check", "!percpu || !(map_flags & BPF_F_NUMA_NODE)", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but a per-CPU array cannot be placed on one memory node: each CPU has its own copy of the values.")
	arrayMmapable = arrayTypeFlags("arrayMmapable", "map_type == BPF_MAP_TYPE_ARRAY || !(map_flags & (BPF_F_MMAPABLE | BPF_F_INNER_MAP))",
		"BPF_F_MMAPABLE and BPF_F_INNER_MAP")
	arrayPreserve = arrayTypeFlags("arrayPreserve", "map_type == BPF_MAP_TYPE_PERF_EVENT_ARRAY || !(map_flags & BPF_F_PRESERVE_ELEMS)",
		"BPF_F_PRESERVE_ELEMS")
	arrayValueLarge = fieldCheck("arrayValueLarge", "array_map_alloc_check", "value_size <= limit", abi.E2BIG, &abi.ValueSize,
		"value_size is {a}, but an element command copies at most {b} bytes.", Operand{"limit", abi.KindU32})
	arrayPercpuLarge = percpuValueCheck("arrayPercpuLarge", "array_map_alloc_check", abi.E2BIG)
	arrayPercpuUnit  = percpuValueCheck("arrayPercpuUnit", "array_map_alloc", abi.ENOMEM)
	arrayNospec      = fieldCheck("arrayNospec", "array_map_alloc", "roundup_pow_of_two(max_entries) <= U32_MAX", abi.E2BIG, &abi.MaxEntries,
		"For a task without CAP_PERFMON, the kernel rounds max_entries up to a power of two to mask speculative accesses. {a} becomes {b}, which overflows 32 bits.",
		Operand{"rounded up", abi.KindU64})
	arrayOverflow = &Check{
		Name:     "arrayOverflow",
		Func:     "array_map_alloc",
		Must:     "max_entries <= (U32_MAX - sizeof(struct bpf_array)) / elem_size",
		Errno:    abi.ENOMEM,
		Why:      "{a} elements of {b} bytes overflow the size of the array: this kernel counts it in 32 bits.",
		Operands: []Operand{opEntries, {"elem_size", abi.KindU32}},
		Reads:    mapSizes,
	}
	arrayCost         = costCheck("arrayCost", "array_map_alloc", abi.ENOMEM)
	arrayMemory       = memoryCheck("arrayMemory", "array_map_alloc", "all elements of the array")
	arrayPercpuMemory = memoryCheck("arrayPercpuMemory", "bpf_array_alloc_percpu", "each CPU's copy of the elements")
	arrayLookupIndex  = indexCheck("arrayLookupIndex", "array_map_lookup_elem", abi.ENOENT)
	arrayUpdate       = &indexUpdate{
		elemFlagsCheck("arrayUpdate.flags", "array_map_update_elem"), indexCheck("arrayUpdate.index", "array_map_update_elem", abi.E2BIG), existsCheck("arrayUpdate.exists", "array_map_update_elem"),
	}
	arrayUpdateNoLock = updateLockCheck("arrayUpdateNoLock", "array_map_update_elem")
	arrayDelete       = elemCheck("arrayDelete", "array_map_delete_elem", "the type supports deletion", abi.EINVAL,
		"Element {a} cannot be deleted: all elements of an array exist as long as the map does. Write zeros instead.", opIndex)
)

// arrayTypeFlags refuses flags that only one of the array types supports.
func arrayTypeFlags(name, must, flags string) *Check {
	return &Check{
		Name:     name,
		Func:     "array_map_alloc_check",
		Must:     must,
		Errno:    abi.EINVAL,
		Why:      "map_flags is {a}, but {b} does not support " + flags + ".",
		Operands: []Operand{{"map_flags", abi.KindMapFlags}, {"map_type", abi.KindMapType}},
		Reads:    []*abi.Field{&abi.MapTypeField, &abi.MapFlagsField},
	}
}
