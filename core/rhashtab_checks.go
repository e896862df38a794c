package core

import "bpfplay/core/abi"

var (
	rhtabPrealloc = rhtabRow("rhtabPrealloc", "map_flags & BPF_F_NO_PREALLOC", abi.EINVAL,
		"A resizable hash makes its elements one by one, and wants to be told so: map_flags are {a}, without BPF_F_NO_PREALLOC.", Operand{"map_flags", abi.KindMapFlags}, &abi.MapFlagsField)
	rhtabZeroSeed = rhtabRow("rhtabZeroSeed", "no BPF_F_ZERO_SEED", abi.EINVAL,
		"A resizable hash draws its own seeds; map_flags {a} ask for none.", Operand{"map_flags", abi.KindMapFlags}, &abi.MapFlagsField)
	rhtabKeyLarge = rhtabRow("rhtabKeyLarge", "key_size <= U16_MAX", abi.E2BIG,
		"A key of {a} bytes is too large for a resizable hash: {b} bytes are the most.", Operand{"key_size", abi.KindU32}, &abi.KeySize)
	rhtabExtraHigh = rhtabRow("rhtabExtraHigh", "map_extra >> 32 == 0", abi.EINVAL,
		"map_extra, {a}, says how many elements are expected, in its lower 32 bits; the upper ones mean nothing.", Operand{"map_extra", abi.KindU64}, &abi.MapExtra)
	rhtabExtraLarge = rhtabRow("rhtabExtraLarge", "map_extra <= U16_MAX", abi.E2BIG,
		"map_extra says that {a} elements are expected, and {b} is the most that it may say.", Operand{"map_extra", abi.KindU64}, &abi.MapExtra)
	rhtabExtraEntries = rhtabRow("rhtabExtraEntries", "map_extra <= max_entries", abi.EINVAL,
		"map_extra says that {a} elements are expected, and max_entries allows {b}.", Operand{"map_extra", abi.KindU64}, &abi.MapExtra, &abi.MaxEntries)
	rhtabEntries = row(Check{
		Name:   "rhtabEntries",
		Func:   "rhtab_map_alloc",
		Must:   "max_entries <= 1UL << 31",
		Errno:  abi.E2BIG,
		Why:    "max_entries is {a}: a resizable hash may have 2147483648 elements at most.",
		A:      opEntries,
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	rhtabMemory      = memoryRow("rhtabMemory", "rhtab_map_alloc", "the map")
	rhtabLookup      = missingRow("rhtabLookup", "rhtab_lookup_elem")
	rhtabUpdateFlags = elemFlagsRow("rhtabUpdateFlags", "rhtab_map_update_elem")
	rhtabExists      = elemRow("rhtabExists", "rhtab_map_update_existing", "the key is not there, or map_flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST asks for a new element, but the key is in the map already.", opFlags, Operand{})
	rhtabMissing = elemRow("rhtabMissing", "rhtab_map_update_elem", "the key is there, or map_flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST asks for an element to be replaced, but the key is not in the map.", opFlags, Operand{})
	rhtabFull = elemRow("rhtabFull", "rhtab_map_update_elem", "the map is not full", abi.E2BIG,
		"The map is full: it has {a} elements, and max_entries is {b}. E2BIG here means neither the key nor the value.", opElements, opEntries)
	rhtabDelete  = missingRow("rhtabDelete", "rhtab_map_delete_elem")
	rhtabTake    = missingRow("rhtabTake", "rhtab_map_lookup_and_delete_elem")
	rhtabNextKey = elemRow("rhtabNextKey", "rhtab_map_get_next_key", "there is a further element", abi.ENOENT,
		"No element comes after this key: it is the last one of {a}.", opElements, Operand{})
)

func rhtabRow(name string, must string, errno abi.Errno, why string, a Operand, fields ...*abi.Field) *Check {
	return row(Check{
		Name:   name,
		Func:   "rhtab_map_alloc_check",
		Must:   must,
		Errno:  errno,
		Why:    why,
		A:      a,
		B:      Operand{"limit", abi.KindU64},
		Fields: fields,
	})
}
