package core

import "bpfplay/core/abi"

var (
	bloomValueLarge = row(Check{
		Name:   "bloomValueLarge",
		Func:   "bloom_map_alloc_check",
		Must:   "value_size <= KMALLOC_MAX_SIZE",
		Errno:  abi.E2BIG,
		Why:    "A value of {a} bytes is too large: a program could not pass it in one call, which takes {b} bytes at most.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"KMALLOC_MAX_SIZE", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	bloomCapable = needsRow("bloomCapable", "bloom_map_alloc", "CAP_BPF", "a bloom filter")
	bloomShape   = shapeOf("bloomShape", "bloom_map_alloc", "a bloom filter",
		[2]string{"max_entries != 0", "it is how many values are expected, at least one: the bit set gets its size from it."},
		[2]string{"key_size == 0", "a bloom filter has values only."},
		[2]string{"value_size != 0", "there are no empty values."})
	bloomAccess = accessRow("bloomAccess", "bloom_map_alloc")
	bloomExtra  = row(Check{
		Name:   "bloomExtra",
		Func:   "bloom_map_alloc",
		Must:   "(map_extra & ~0xF) == 0",
		Errno:  abi.EINVAL,
		Why:    "map_extra is how many hash functions a bloom filter has, up to 15, or 0 for 5; it is {a}.",
		A:      Operand{"map_extra", abi.KindU64},
		Fields: []*abi.Field{&abi.MapExtra},
	})
	bloomMemory  = memoryRow("bloomMemory", "bloom_map_alloc", "the bit set")
	bloomMissing = elemRow("bloomMissing", "bloom_map_peek_elem", "the bit of every hash of the value is set", abi.ENOENT,
		"The value was surely never added: of its {b} hashes, number {a} (from 0) leads to a bit that is not set.", Operand{"hash", abi.KindU32}, Operand{"hashes", abi.KindU32})
	bloomFlags   = elemRow("bloomFlags", "bloom_map_push_elem", "flags == BPF_ANY", abi.EINVAL, "A value is added with BPF_ANY; flags is {a}.", opFlags, Operand{})
	bloomDelete  = elemRow("bloomDelete", "bloom_map_delete_elem", "values can be deleted", abi.EOPNOTSUPP, "Nothing can be taken out of a bloom filter: its bits may be shared by other values.", Operand{}, Operand{})
	bloomNextKey = elemRow("bloomNextKey", "bloom_map_get_next_key", "values can be listed", abi.EOPNOTSUPP, "A bloom filter does not keep its values, so they cannot be listed.", Operand{}, Operand{})
)
