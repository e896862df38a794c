package core

import "bpfplay/core/abi"

var (
	arenaKey = fieldCheck("arenaKey", "arena_map_alloc", "key_size == 0", abi.EINVAL, &abi.KeySize,
		"key_size is {a}, but must be 0: an arena has no keys.")
	arenaValue = fieldCheck("arenaValue", "arena_map_alloc", "value_size == 0", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but must be 0: an arena consists of pages.")
	arenaEntries = fieldCheck("arenaEntries", "arena_map_alloc", "max_entries != 0", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}, but an arena has at least one page: max_entries is its size in pages.")
	arenaMmapable = fieldCheck("arenaMmapable", "arena_map_alloc", "map_flags & BPF_F_MMAPABLE", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but an arena requires BPF_F_MMAPABLE: it is used by mapping it.")
	arenaFlags   = mapFlagsCheck("arenaFlags", "arena_map_alloc", "an arena")
	arenaAligned = fieldCheck("arenaAligned", "arena_map_alloc", "!(map_extra & ~PAGE_MASK)", abi.EINVAL, &abi.MapExtra,
		"map_extra is {a}. It is the user address of the arena and must be a multiple of the page size, {b} bytes.", Operand{"PAGE_SIZE", abi.KindU32})
	arenaBig = &Check{
		Name:     "arenaBig",
		Func:     "arena_map_alloc",
		Must:     "max_entries * PAGE_SIZE <= SZ_4G",
		Errno:    abi.E2BIG,
		Why:      "The arena would have {a} bytes, but pointers into it have 32 bits: it can have at most {b} bytes.",
		Operands: []Operand{{"size", abi.KindU64}, {"SZ_4G", abi.KindU64}},
		Reads:    []*abi.Field{&abi.MaxEntries},
	}
	arenaCrosses = fieldCheck("arenaCrosses", "arena_map_alloc", "(map_extra >> 32) == (map_extra + size - 1) >> 32", abi.ERANGE, &abi.MapExtra,
		"An arena of {b} bytes at {a} would cross a multiple of 4 GiB, but the upper half of every pointer into it must be the same.", Operand{"size", abi.KindU64})
	arenaMemory = memoryCheck("arenaMemory", "arena_map_alloc", "an arena")

	arenaLookup  = arenaElemCheck("arenaLookup", "arena_map_lookup_elem", abi.EINVAL)
	arenaUpdate  = arenaElemCheck("arenaUpdate", "arena_map_update_elem", abi.EOPNOTSUPP)
	arenaDelete  = arenaElemCheck("arenaDelete", "arena_map_delete_elem", abi.EOPNOTSUPP)
	arenaNextKey = arenaElemCheck("arenaNextKey", "arena_map_get_next_key", abi.EOPNOTSUPP)
)

func arenaElemCheck(name, fn string, errno abi.Errno) *Check {
	return &Check{Name: name, Func: fn, Must: "the type has elements", Errno: errno,
		Why: "An arena is accessed through mmap. It has no elements that a command could read or write."}
}
