package core

import "bpfplay/core/abi"

var (
	trieCapable  = capableCheck("trieCapable", "trie_alloc", "a trie")
	triePrealloc = fieldCheck("triePrealloc", "trie_alloc", "map_flags & BPF_F_NO_PREALLOC", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but a trie requires BPF_F_NO_PREALLOC: it allocates each node on insertion.")
	trieShape = &shape{
		entriesCheck("trieShape.entries", "trie_alloc", "max_entries != 0", "a trie holds at least one prefix."),
		keySizeCheck("trieShape.key", "trie_alloc", "5 <= key_size && key_size <= 260", "a key is a prefix length of 4 bytes and 1 to 256 bytes of data."),
		valueSizeCheck("trieShape.value", "trie_alloc", "1 <= value_size && value_size <= LPM_VAL_SIZE_MAX", "a value has at least one byte, and kmalloc must be able to allocate a node with it."),
		mapFlagsCheck("trieShape.flags", "trie_alloc", "a trie"),
	}
	trieAccess = accessCheck("trieAccess", "trie_alloc")
	trieCost   = costCheck("trieCost", "trie_alloc", abi.E2BIG)
	trieMemory = memoryCheck("trieMemory", "trie_alloc", "a trie")

	trieLookupLong = triePrefixCheck("trieLookupLong", "trie_lookup_elem", abi.ENOENT)
	trieLookup     = elemCheck("trieLookup", "trie_lookup_elem", "a prefix in the trie matches the key", abi.ENOENT,
		"The trie has {b} prefixes. None matches this key of {a} bits.", opPrefix, opElements)
	trieUpdateFlags = elemFlagsCheck("trieUpdateFlags", "trie_update_elem")
	trieUpdateLong  = triePrefixCheck("trieUpdateLong", "trie_update_elem", abi.EINVAL)
	trieFull        = elemCheck("trieFull", "trie_update_elem", "trie->n_entries != max_entries", abi.ENOSPC,
		"The trie is full: it has {a} prefixes, and max_entries is {b}. A full trie returns ENOSPC, a full hash E2BIG.", Operand{"trie->n_entries", abi.KindU32}, opEntries)
	trieExists = elemCheck("trieExists", "trie_update_elem", "the prefix does not exist || flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST creates a new prefix, but the trie already has this one.", opFlags)
	trieMissing = elemCheck("trieMissing", "trie_update_elem", "the prefix exists || flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST replaces a prefix, but the trie does not have this one.", opFlags)
	trieNoDelete = elemCheck("trieNoDelete", "trie_delete_elem", "the type supports deletion", abi.ENOSYS,
		"This kernel cannot delete a prefix from a trie. Since 4.15 it can.")
	trieDeleteLong = triePrefixCheck("trieDeleteLong", "trie_delete_elem", abi.EINVAL)
	trieDelete     = elemCheck("trieDelete", "trie_delete_elem", "the exact prefix exists", abi.ENOENT,
		"The trie has {b} prefixes. None equals this one of {a} bits. A deletion needs the exact prefix; one that only matches is not enough.", opPrefix, opElements)
	trieNoNext = elemCheck("trieNoNext", "trie_get_next_key", "the type supports iteration", abi.ENOTSUPP,
		"This kernel cannot iterate over a trie. Since 4.16 it can. "+enotsuppNote)
	trieEmpty = elemCheck("trieEmpty", "trie_get_next_key", "the trie is not empty", abi.ENOENT, "The trie is empty.")
	trieLast  = elemCheck("trieLast", "trie_get_next_key", "another prefix follows", abi.ENOENT,
		"No prefix follows this one: it is the root of the trie, which comes last. The trie has {a} prefixes.", opElements)
)

// Operands of tries.
var (
	opPrefix    = Operand{"key->prefixlen", abi.KindU32}
	opMaxPrefix = Operand{"trie->max_prefixlen", abi.KindU32}
)

func triePrefixCheck(name, fn string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "key->prefixlen <= trie->max_prefixlen", errno,
		"The prefix length is {a} bits, but the keys of this trie have {b} bits.", opPrefix, opMaxPrefix)
}
