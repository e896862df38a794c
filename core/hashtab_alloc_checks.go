package core

import "bpfplay/core/abi"

var (
	htabLRUCapable = capableCheck("htabLRUCapable", "htab_map_alloc_check", "an LRU map")
	htabZeroSeed   = fieldCheck("htabZeroSeed", "htab_map_alloc_check", "!(map_flags & BPF_F_ZERO_SEED) || capable(CAP_SYS_ADMIN)", abi.EPERM, &abi.MapFlagsField,
		"map_flags is {a}, but BPF_F_ZERO_SEED requires CAP_SYS_ADMIN, not just CAP_BPF: with a known seed, an attacker can choose keys that all share one bucket. The capabilities of the task: {b}.",
		Operand{"capabilities", abi.KindCaps})
	htabFlagsKnown = mapFlagsCheck("htabFlagsKnown", "htab_map_alloc_check", "a hash")
	htabAccess     = accessCheck("htabAccess", "htab_map_alloc_check")
	htabCommonLRU  = htabFlagsCheck("htabCommonLRU", "lru || !(map_flags & BPF_F_NO_COMMON_LRU)", abi.EINVAL,
		"map_flags is {a}, but BPF_F_NO_COMMON_LRU is only for LRU maps.")
	htabLRUPrealloc = htabFlagsCheck("htabLRUPrealloc", "!lru || !(map_flags & BPF_F_NO_PREALLOC)", abi.ENOTSUPP,
		"map_flags is {a}, but an LRU map always preallocates its elements: BPF_F_NO_PREALLOC is not supported. "+enotsuppNote)
	htabNuma = htabFlagsCheck("htabNuma", "!(map_flags & BPF_F_NUMA_NODE) || !(percpu || map_flags & BPF_F_NO_COMMON_LRU)", abi.EINVAL,
		"map_flags is {a}, but this map cannot be placed on one memory node: each CPU has its own part of it.")
	htabEntries = fieldCheck("htabEntries", "htab_map_alloc_check", "max_entries != 0", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}: a hash holds at least one element. A common cause is a size that was meant to be set at run time.")
	htabKey = fieldCheck("htabKey", "htab_map_alloc_check", "key_size != 0", abi.EINVAL, &abi.KeySize,
		"key_size is {a}: a key has at least one byte.")
	htabValue = fieldCheck("htabValue", "htab_map_alloc_check", "value_size != 0", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}: a value has at least one byte. For a set, use values of one byte.")
	htabKeyLarge   = htabSizeCheck("htabKeyLarge", "key_size <= MAX_BPF_STACK", "key_size is {a}, but must be at most {b}: programs build keys on their stack of {b} bytes.", &abi.KeySize)
	htabValueLarge = htabSizeCheck("htabValueLarge", "value_size < KMALLOC_MAX_SIZE - MAX_BPF_STACK - sizeof(struct htab_elem)",
		"value_size is {a}, but must be less than {b}: kmalloc must be able to allocate an element.", &abi.ValueSize)
	htabElemLarge = htabSizeCheck("htabElemLarge", "key_size + value_size < KMALLOC_MAX_SIZE - sizeof(struct htab_elem)",
		"key_size + value_size is {a}, but must be less than {b}: kmalloc must be able to allocate an element.", &abi.KeySize, &abi.ValueSize)
	htabPercpuLarge = percpuValueCheck("htabPercpuLarge", "htab_map_alloc_check", abi.E2BIG)

	htabBuckets       = htabBucketsCheck("htabBuckets", abi.E2BIG)
	htabBucketsMemory = htabBucketsCheck("htabBucketsMemory", abi.ENOMEM)
	htabCost          = costCheck("htabCost", "htab_map_alloc", abi.E2BIG)
	htabBucketMemory  = memoryCheck("htabBucketMemory", "htab_map_alloc", "the buckets")
	htabExtraMemory   = memoryCheck("htabExtraMemory", "alloc_extra_elems", "the spare element of each CPU")
	htabElemMemory    = memoryCheck("htabElemMemory", "prealloc_init", "the elements, which are preallocated without BPF_F_NO_PREALLOC")
	htabPercpuMemory  = memoryCheck("htabPercpuMemory", "prealloc_init", "the values of each CPU")
)

func htabFlagsCheck(name, must string, errno abi.Errno, why string) *Check {
	return &Check{Name: name, Func: "htab_map_alloc_check", Must: must, Errno: errno, Why: why, Field: &abi.MapFlagsField}
}

func htabSizeCheck(name, must, why string, fields ...*abi.Field) *Check {
	return &Check{
		Name:     name,
		Func:     "htab_map_alloc_check",
		Must:     must,
		Errno:    abi.E2BIG,
		Why:      why,
		Operands: []Operand{{"bytes", abi.KindU64}, {"limit", abi.KindU64}},
		Reads:    fields,
	}
}

func htabBucketsCheck(name string, errno abi.Errno) *Check {
	return &Check{
		Name:     name,
		Func:     "htab_map_alloc",
		Must:     "n_buckets <= U32_MAX / sizeof(struct bucket)",
		Errno:    errno,
		Why:      "max_entries, rounded up to a power of two, gives {a} buckets of {b} bytes: their size overflows 32 bits.",
		Operands: []Operand{{"n_buckets", abi.KindU64}, {"sizeof(struct bucket)", abi.KindU32}},
		Reads:    []*abi.Field{&abi.MaxEntries},
	}
}
