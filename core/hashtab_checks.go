package core

import "bpfplay/core/abi"

var (
	opElements = Operand{"elements", abi.KindU32}

	htabLookup       = missingRow("htabLookup", "htab_map_lookup_elem")
	htabPercpuLookup = missingRow("htabPercpuLookup", "bpf_percpu_hash_copy")
	htabUpdateFlags  = elemFlagsRow("htabUpdateFlags", "htab_map_update_elem")
	htabPercpuFlags  = elemRow("htabPercpuFlags", "htab_map_check_update_flags", "(u32)map_flags <= BPF_F_ALL_CPUS", abi.EINVAL,
		"The flags of an element are BPF_ANY, BPF_NOEXIST or BPF_EXIST, or speak of processors; these are {a}.", opFlags, Operand{})
	htabExists = elemRow("htabExists", "check_flags", "the key is not there, or map_flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST asks for a new element, but the key is in the map already.", opFlags, Operand{})
	htabMissing = elemRow("htabMissing", "check_flags", "the key is there, or map_flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST asks for an element to be replaced, but the key is not in the map.", opFlags, Operand{})
	htabFull = elemRow("htabFull", "alloc_htab_elem", "the map is not full", abi.E2BIG,
		"The map is full: it has {a} elements, and max_entries is {b}. E2BIG here means neither the key nor the value.", opElements, opEntries)
	htabLRUFull = elemRow("htabLRUFull", "prealloc_lru_pop", "a node is free or can be freed", abi.ENOMEM,
		"No element could be dropped to make room: {a} are there, and max_entries is {b}.", opElements, opEntries)
	htabDelete  = missingRow("htabDelete", "htab_map_delete_elem")
	htabTake    = missingRow("htabTake", "__htab_map_lookup_and_delete_elem")
	htabNextKey = elemRow("htabNextKey", "htab_map_get_next_key", "there is a further element", abi.ENOENT,
		"No element comes after this key: it is the last one of {a}.", opElements, Operand{})
)

// missingRow refuses a key that is not in the map.
func missingRow(name string, in string) *Check {
	return elemRow(name, in, "the key is there", abi.ENOENT, "None of the {a} elements of the map has this key. All bytes of a key count, padding too.", opElements, Operand{})
}
