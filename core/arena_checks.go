package core

import "bpfplay/core/abi"

var (
	arenaKey      = arenaRow("arenaKey", "key_size == 0", "key_size is {a}, and has to be 0: an arena has no keys.", abi.EINVAL, &abi.KeySize, Operand{})
	arenaValue    = arenaRow("arenaValue", "value_size == 0", "value_size is {a}, and has to be 0: an arena is made of pages.", abi.EINVAL, &abi.ValueSize, Operand{})
	arenaEntries  = arenaRow("arenaEntries", "max_entries != 0", "max_entries is how many pages an arena has, here {a}: it has to be at least one.", abi.EINVAL, &abi.MaxEntries, Operand{})
	arenaMmapable = arenaRow("arenaMmapable", "map_flags & BPF_F_MMAPABLE", "map_flags are {a}, and BPF_F_MMAPABLE is missing: an arena is there to be mapped.", abi.EINVAL, &abi.MapFlagsField, Operand{})
	arenaFlags    = arenaRow("arenaFlags", "map_flags has only flags that the type knows", "map_flags are {a}, and of those an arena knows none but {b}.", abi.EINVAL,
		&abi.MapFlagsField, Operand{"known", abi.KindMapFlags})
	arenaAligned = arenaRow("arenaAligned", "!(map_extra & ~PAGE_MASK)", "map_extra is the address at which the arena will be mapped, here {a}, and has to be a multiple of a page, {b} bytes.", abi.EINVAL,
		&abi.MapExtra, Operand{"PAGE_SIZE", abi.KindU32})
	arenaBig = row(Check{
		Name:   "arenaBig",
		Func:   "arena_map_alloc",
		Must:   "max_entries * PAGE_SIZE <= SZ_4G",
		Errno:  abi.E2BIG,
		Why:    "The arena would have {a} bytes; pointers into it have 32 bits, so {b} bytes are the most.",
		A:      Operand{"size", abi.KindU64},
		B:      Operand{"SZ_4G", abi.KindU64},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	arenaCrosses = arenaRow("arenaCrosses", "the arena lies between two multiples of 4 GiB", "An arena of {b} bytes at {a} would cross a multiple of 4 GiB, and the upper half of a pointer into it would change on the way.", abi.ERANGE,
		&abi.MapExtra, Operand{"size", abi.KindU64})
	arenaMemory = memoryRow("arenaMemory", "arena_map_alloc", "an arena")

	arenaLookup  = arenaElemRow("arenaLookup", "arena_map_lookup_elem", abi.EINVAL)
	arenaUpdate  = arenaElemRow("arenaUpdate", "arena_map_update_elem", abi.EOPNOTSUPP)
	arenaDelete  = arenaElemRow("arenaDelete", "arena_map_delete_elem", abi.EOPNOTSUPP)
	arenaNextKey = arenaElemRow("arenaNextKey", "arena_map_get_next_key", abi.EOPNOTSUPP)
)

func arenaRow(name string, must, why string, errno abi.Errno, f *abi.Field, b Operand) *Check {
	return row(Check{Name: name, Func: "arena_map_alloc", Must: must, Errno: errno, Why: why, A: Operand{f.Name, f.Kind}, B: b, Fields: []*abi.Field{f}})
}

func arenaElemRow(name string, in string, errno abi.Errno) *Check {
	return elemRow(name, in, "the type has elements", errno,
		"An arena is reached by mmap; it has no elements that could be read or written one by one.", Operand{}, Operand{})
}
