package core

import "bpfplay/core/abi"

var (
	trieCapable  = needsRow("trieCapable", "trie_alloc", "CAP_BPF (before 5.8: CAP_SYS_ADMIN)", "a trie")
	triePrealloc = row(Check{
		Name:   "triePrealloc",
		Func:   "trie_alloc",
		Must:   "map_flags & BPF_F_NO_PREALLOC",
		Errno:  abi.EINVAL,
		Why:    "A trie makes its nodes one by one, and wants to be told so: map_flags are {a}, without BPF_F_NO_PREALLOC.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	trieShape = shapeOf("trieShape", "trie_alloc", "a trie",
		[2]string{"max_entries != 0", "a trie holds at least one prefix."},
		[2]string{"5 <= key_size && key_size <= 260", "a key of a trie is a prefix length of 4 bytes, then 1 to 256 bytes of data."},
		[2]string{"1 <= value_size && value_size <= LPM_VAL_SIZE_MAX", "a value has at least one byte, and a node with it must fit into one piece of memory."})
	trieAccess = accessRow("trieAccess", "trie_alloc")
	trieCost   = costRow("trieCost", "trie_alloc", abi.E2BIG)
	trieMemory = memoryRow("trieMemory", "trie_alloc", "a trie")

	opPrefix    = Operand{"prefixlen", abi.KindU32}
	opMaxPrefix = Operand{"max_prefixlen", abi.KindU32}

	trieLookupLong  = elemRow("trieLookupLong", "trie_lookup_elem", "key->prefixlen <= trie->max_prefixlen", abi.ENOENT, "A prefix of {a} bits is longer than the {b} bits that a key of this trie has.", opPrefix, opMaxPrefix)
	trieLookup      = elemRow("trieLookup", "trie_lookup_elem", "a prefix in the trie is one of the key", abi.ENOENT, "None of the {b} prefixes in the trie is a prefix of this key of {a} bits.", opPrefix, opElements)
	trieUpdateFlags = elemFlagsRow("trieUpdateFlags", "trie_update_elem")
	trieUpdateLong  = trieLong("trieUpdateLong", "trie_update_elem")
	trieFull        = elemRow("trieFull", "trie_update_elem", "trie->n_entries != max_entries", abi.ENOSPC,
		"The trie is full: it has {a} prefixes, and max_entries is {b}. A trie says so with ENOSPC where a hash says E2BIG.", opElements, opEntries)
	trieExists = elemRow("trieExists", "trie_update_elem", "the prefix is not there, or flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST asks for a new prefix, but this one is in the trie already.", opFlags, Operand{})
	trieMissing = elemRow("trieMissing", "trie_update_elem", "the prefix is there, or flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST asks for a prefix to be replaced, but this one is not in the trie.", opFlags, Operand{})
	trieNoDelete = elemRow("trieNoDelete", "trie_delete_elem", "prefixes can be deleted", abi.ENOSYS,
		"The tries of this kernel cannot delete: that came with 4.15.", Operand{}, Operand{})
	trieDeleteLong = trieLong("trieDeleteLong", "trie_delete_elem")
	trieDelete     = elemRow("trieDelete", "trie_delete_elem", "the very prefix is there", abi.ENOENT,
		"None of the {b} prefixes in the trie is this one, of {a} bits. To delete, the prefix has to be the very one: one that matches will not do.", opPrefix, opElements)
	trieNoNext = elemRow("trieNoNext", "trie_get_next_key", "prefixes can be listed", abi.ENOTSUPP,
		"The tries of this kernel cannot be walked over: that came with 4.16. (524 is ENOTSUPP, a number that was not meant to leave the kernel.)", Operand{}, Operand{})
	trieEmpty = elemRow("trieEmpty", "trie_get_next_key", "the trie is not empty", abi.ENOENT, "The trie is empty.", Operand{}, Operand{})
	trieLast  = elemRow("trieLast", "trie_get_next_key", "a prefix comes after this one", abi.ENOENT, "None of the {a} prefixes comes after this one: it is the root of the trie.", opElements, Operand{})
)

func trieLong(name string, in string) *Check {
	return elemRow(name, in, "key->prefixlen <= trie->max_prefixlen", abi.EINVAL, "A prefix of {a} bits is longer than the {b} bits that a key of this trie has.", opPrefix, opMaxPrefix)
}
