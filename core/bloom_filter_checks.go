package core

import "bpfplay/core/abi"

var (
	bloomValueLarge = valueLimitCheck("bloomValueLarge", "bloom_map_alloc_check")
	bloomCapable    = capableCheck("bloomCapable", "bloom_map_alloc", "a bloom filter")
	bloomShape      = &shape{
		entriesCheck("bloomShape.entries", "bloom_map_alloc", "max_entries != 0", "it is the expected number of values, at least one, and decides the size of the bitset."),
		keySizeCheck("bloomShape.key", "bloom_map_alloc", "key_size == 0", "a bloom filter has no keys."),
		valueSizeCheck("bloomShape.value", "bloom_map_alloc", "value_size != 0", "a value has at least one byte."),
		mapFlagsCheck("bloomShape.flags", "bloom_map_alloc", "a bloom filter"),
	}
	bloomAccess = accessCheck("bloomAccess", "bloom_map_alloc")
	bloomExtra  = fieldCheck("bloomExtra", "bloom_map_alloc", "(map_extra & ~0xF) == 0", abi.EINVAL, &abi.MapExtra,
		"map_extra is {a}. It is the number of hash functions: 1 to 15, or 0 for the default, 5.")
	bloomMemory  = memoryCheck("bloomMemory", "bloom_map_alloc", "the bitset")
	bloomMissing = elemCheck("bloomMissing", "bloom_map_peek_elem", "every hash of the value leads to a set bit", abi.ENOENT,
		"The value was never added: hash {a} of {b}, counted from 0, leads to a bit that is not set.", Operand{"hash", abi.KindU32}, Operand{"nr_hash_funcs", abi.KindU32})
	bloomFlags = elemCheck("bloomFlags", "bloom_map_push_elem", "flags == BPF_ANY", abi.EINVAL,
		"flags is {a}, but a bloom filter takes only BPF_ANY.", opFlags)
	bloomDelete = elemCheck("bloomDelete", "bloom_map_delete_elem", "the type supports deletion", abi.EOPNOTSUPP,
		"Values cannot be deleted from a bloom filter: other values may share their bits.")
	bloomNextKey = elemCheck("bloomNextKey", "bloom_map_get_next_key", "the type has keys", abi.EOPNOTSUPP,
		"A bloom filter does not store its values, so it cannot list them.")
)
