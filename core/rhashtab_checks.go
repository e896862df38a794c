package core

import "bpfplay/core/abi"

var (
	rhtabPrealloc = fieldCheck("rhtabPrealloc", "rhtab_map_alloc_check", "map_flags & BPF_F_NO_PREALLOC", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but a resizable hash requires BPF_F_NO_PREALLOC: it allocates each element on insertion.")
	rhtabZeroSeed = fieldCheck("rhtabZeroSeed", "rhtab_map_alloc_check", "!(map_flags & BPF_F_ZERO_SEED)", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but a resizable hash always uses a random seed: it does not support BPF_F_ZERO_SEED.")
	rhtabKeyLarge = fieldCheck("rhtabKeyLarge", "rhtab_map_alloc_check", "key_size <= U16_MAX", abi.E2BIG, &abi.KeySize,
		"key_size is {a}, but a key of a resizable hash has at most {b} bytes.", Operand{"U16_MAX", abi.KindU64})
	rhtabExtraHigh = fieldCheck("rhtabExtraHigh", "rhtab_map_alloc_check", "map_extra >> 32 == 0", abi.EINVAL, &abi.MapExtra,
		"map_extra is {a}, but its upper 32 bits must be 0. The lower ones are the expected number of elements.")
	rhtabExtraLarge = fieldCheck("rhtabExtraLarge", "rhtab_map_alloc_check", "map_extra <= U16_MAX", abi.E2BIG, &abi.MapExtra,
		"map_extra, the expected number of elements, is {a}, but must be at most {b}.", Operand{"U16_MAX", abi.KindU64})
	rhtabExtraEntries = &Check{
		Name:     "rhtabExtraEntries",
		Func:     "rhtab_map_alloc_check",
		Must:     "map_extra <= max_entries",
		Errno:    abi.EINVAL,
		Why:      "map_extra, the expected number of elements, is {a}, but max_entries is {b}.",
		Operands: []Operand{{"map_extra", abi.KindU64}, opEntries},
		Reads:    []*abi.Field{&abi.MapExtra, &abi.MaxEntries},
	}
	rhtabEntries = fieldCheck("rhtabEntries", "rhtab_map_alloc", "max_entries <= 1UL << 31", abi.E2BIG, &abi.MaxEntries,
		"max_entries is {a}, but a resizable hash has at most 2147483648 elements.")
	rhtabMemory      = memoryCheck("rhtabMemory", "rhtab_map_alloc", "a resizable hash")
	rhtabLookup      = missingKeyCheck("rhtabLookup", "rhtab_lookup_elem")
	rhtabUpdateFlags = elemFlagsCheck("rhtabUpdateFlags", "rhtab_map_update_elem")
	rhtabExists      = newKeyCheck("rhtabExists", "rhtab_map_update_existing")
	rhtabMissing     = oldKeyCheck("rhtabMissing", "rhtab_map_update_elem")
	rhtabFull        = fullCheck("rhtabFull", "rhtab_map_update_elem")
	rhtabDelete      = missingKeyCheck("rhtabDelete", "rhtab_map_delete_elem")
	rhtabTake        = missingKeyCheck("rhtabTake", "rhtab_map_lookup_and_delete_elem")
	rhtabNextKey     = lastKeyCheck("rhtabNextKey", "rhtab_map_get_next_key")
)
