package core

import "bpfplay/core/abi"

var (
	htabLRUCapable = needsRow("htabLRUCapable", "htab_map_alloc_check", "CAP_BPF (before 5.8: CAP_SYS_ADMIN)", "an LRU map")
	htabZeroSeed   = row(Check{
		Name:   "htabZeroSeed",
		Func:   "htab_map_alloc_check",
		Must:   "capable(CAP_SYS_ADMIN) for BPF_F_ZERO_SEED",
		Errno:  abi.EPERM,
		Why:    "map_flags {a} have BPF_F_ZERO_SEED: with a known seed anybody can choose keys that all fall into one bucket. It takes CAP_SYS_ADMIN, and CAP_BPF will not do; this task has {b}.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		B:      Operand{"capabilities", abi.KindCaps},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	htabFlagsKnown = htabFlagsRow("htabFlagsKnown", "map_flags has only flags that a hash knows", abi.EINVAL, "map_flags are {a}, and of those a hash knows none but {b}.")
	htabAccess     = accessRow("htabAccess", "htab_map_alloc_check")
	htabCommonLRU  = htabFlagsRow("htabCommonLRU", "BPF_F_NO_COMMON_LRU is for LRU maps", abi.EINVAL,
		"map_flags {a} have BPF_F_NO_COMMON_LRU, but the type has no list of what was used least.")
	htabLRUPrealloc = htabFlagsRow("htabLRUPrealloc", "no BPF_F_NO_PREALLOC for an LRU map", abi.ENOTSUPP,
		"map_flags {a} have BPF_F_NO_PREALLOC, but an LRU map lives off the elements that it has from the start. (524 is ENOTSUPP, a number that was not meant to leave the kernel.)")
	htabNuma = htabFlagsRow("htabNuma", "no BPF_F_NUMA_NODE where each processor has memory of its own", abi.EINVAL,
		"map_flags {a} ask for a memory node, but each processor keeps its part of the map in memory of its own.")
	htabEntries     = htabShapeRow("htabEntries", "max_entries != 0", &abi.MaxEntries, "a hash holds at least one element. A size that was meant to be set at run time is often behind it.")
	htabKey         = htabShapeRow("htabKey", "key_size != 0", &abi.KeySize, "there are no empty keys.")
	htabValue       = htabShapeRow("htabValue", "value_size != 0", &abi.ValueSize, "there are no empty values: for a set, take values of one byte.")
	htabKeyLarge    = htabSizeRow("htabKeyLarge", "key_size <= MAX_BPF_STACK", "A key of {a} bytes is too large: programs build keys on their stack, and that has {b} bytes.", &abi.KeySize)
	htabValueLarge  = htabSizeRow("htabValueLarge", "value_size < KMALLOC_MAX_SIZE - MAX_BPF_STACK - sizeof(struct htab_elem)", "A value of {a} bytes is too large: an element with it could not be allocated in one piece; less than {b} would be right.", &abi.ValueSize)
	htabElemLarge   = htabSizeRow("htabElemLarge", "key_size + value_size < KMALLOC_MAX_SIZE - sizeof(struct htab_elem)", "Key and value have {a} bytes: an element with them could not be allocated in one piece; less than {b} would be right.", &abi.KeySize, &abi.ValueSize)
	htabPercpuLarge = percpuValueRow("htabPercpuLarge", "htab_map_alloc_check", abi.E2BIG)

	htabBuckets       = htabBucketsRow("htabBuckets", abi.E2BIG)
	htabBucketsMemory = htabBucketsRow("htabBucketsMemory", abi.ENOMEM)
	htabCost          = costRow("htabCost", "htab_map_alloc", abi.E2BIG)
	htabBucketMemory  = memoryRow("htabBucketMemory", "htab_map_alloc", "the buckets")
	htabExtraMemory   = memoryRow("htabExtraMemory", "alloc_extra_elems", "a spare element for each processor, in one piece,")
	htabElemMemory    = memoryRow("htabElemMemory", "prealloc_init", "the elements, which are all made at once unless BPF_F_NO_PREALLOC is given,")
	htabPercpuMemory  = memoryRow("htabPercpuMemory", "prealloc_init", "the values of each processor")
)

func htabFlagsRow(name string, must string, errno abi.Errno, why string) *Check {
	return row(Check{
		Name:   name,
		Func:   "htab_map_alloc_check",
		Must:   must,
		Errno:  errno,
		Why:    why,
		A:      Operand{"map_flags", abi.KindMapFlags},
		B:      Operand{"known", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
}

func htabSizeRow(name string, must, why string, fields ...*abi.Field) *Check {
	return row(Check{
		Name:   name,
		Func:   "htab_map_alloc_check",
		Must:   must,
		Errno:  abi.E2BIG,
		Why:    why,
		A:      Operand{"bytes", abi.KindU64},
		B:      Operand{"limit", abi.KindU64},
		Fields: fields,
	})
}

func htabBucketsRow(name string, errno abi.Errno) *Check {
	return row(Check{
		Name:   name,
		Func:   "htab_map_alloc",
		Must:   "n_buckets <= U32_MAX / sizeof(struct bucket)",
		Errno:  errno,
		Why:    "max_entries, rounded up to a power of two, gives {a} buckets of {b} bytes, and the kernel counts those bytes in 32 bits.",
		A:      Operand{"n_buckets", abi.KindU64},
		B:      Operand{"sizeof(struct bucket)", abi.KindU32},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
}

func htabShapeRow(name, must string, f *abi.Field, why string) *Check {
	return row(Check{Name: name, Func: "htab_map_alloc_check", Must: must, Errno: abi.EINVAL, Why: f.Name + " is {a}: " + why,
		A: Operand{f.Name, f.Kind}, Fields: []*abi.Field{f}})
}
