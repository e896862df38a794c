package core

import "bpfplay/core/abi"

var (
	sockMapCapable = netAdminCheck("sockMapCapable", "sock_map_alloc", "a sockmap")
	sockMapShape   = &shape{
		entriesCheck("sockMapShape.entries", "sock_map_alloc", "max_entries != 0 && max_entries <= INT_MAX", "a map has at least one element and, in new kernels, at most INT_MAX."),
		keySizeCheck("sockMapShape.key", "sock_map_alloc", "key_size == 4", "the key is a number of 4 bytes."),
		valueSizeCheck("sockMapShape.value", "sock_map_alloc", "value_size == sizeof(u32) || value_size == sizeof(u64) /* 5.7 */", socketValueWhy),
		mapFlagsCheck("sockMapShape.flags", "sock_map_alloc", "a sockmap"),
	}
	sockMapCost   = costCheck("sockMapCost", "sock_map_alloc", abi.EINVAL)
	sockMapMemory = memoryCheck("sockMapMemory", "sock_map_alloc", "a sockmap")

	sockHashCapable = netAdminCheck("sockHashCapable", "sock_hash_alloc", "a sockhash")
	sockHashShape   = &shape{
		entriesCheck("sockHashShape.entries", "sock_hash_alloc", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("sockHashShape.key", "sock_hash_alloc", "key_size != 0", "a key has at least one byte."),
		valueSizeCheck("sockHashShape.value", "sock_hash_alloc", "value_size == sizeof(u32) || value_size == sizeof(u64) /* 5.7 */", socketValueWhy),
		mapFlagsCheck("sockHashShape.flags", "sock_hash_alloc", "a sockhash"),
	}
	sockHashKeyBig = fieldCheck("sockHashKeyBig", "sock_hash_alloc", "key_size <= MAX_BPF_STACK", abi.E2BIG, &abi.KeySize,
		"key_size is {a}, but programs build keys on their stack of {b} bytes.", Operand{"MAX_BPF_STACK", abi.KindU32})
	sockHashBuckets = &Check{
		Name:     "sockHashBuckets",
		Func:     "sock_hash_alloc",
		Must:     "buckets_num != 0 && buckets_num <= U32_MAX / sizeof(struct bpf_shtab_bucket)",
		Errno:    abi.EINVAL,
		Why:      "max_entries is {a}, which gives {b} buckets: their size overflows 32 bits.",
		Operands: []Operand{{"max_entries", abi.KindCount}, {"buckets_num", abi.KindU64}},
		Reads:    []*abi.Field{&abi.MaxEntries},
	}
	sockHashCost   = costCheck("sockHashCost", "sock_hash_alloc", abi.EINVAL)
	sockHashMemory = memoryCheck("sockHashMemory", "sock_hash_alloc", "the buckets of a sockhash")

	sockMapNoRoom   = cookieSizeCheck("sockMapNoRoom", "sock_map_lookup_sys")
	sockMapNoLookup = elemCheck("sockMapNoLookup", "sock_map_lookup", "the type supports lookup from user space", abi.EOPNOTSUPP,
		"In this kernel, user space cannot read a sockmap. Since 5.7 it can, if value_size is 8.")
	sockMapEmpty = elemCheck("sockMapEmpty", "sock_map_lookup", "the key exists", abi.ENOENT,
		noSocketWhy)
	sockMapFDRange     = fdRangeCheck("sockMapFDRange", "sock_map_update_elem_sys", "ufd")
	sockMapDeleteIndex = indexCheck("sockMapDeleteIndex", "sock_map_delete_elem", abi.EINVAL)
	sockMapDeleteEmpty = emptyCheck("sockMapDeleteEmpty", "__sock_map_delete", abi.EINVAL)
	sockHashMissing    = elemCheck("sockHashMissing", "sock_hash_delete_elem", "the key exists", abi.ENOENT,
		noSocketWhy)
	sockHashLast = elemCheck("sockHashLast", "sock_hash_get_next_key", "another key follows", abi.ENOENT,
		"The map holds no sockets.")
)

const (
	socketValueWhy = "a value is the descriptor of a socket: 4 bytes, or since 5.7 also 8."
	noSocketWhy    = "The map holds no socket under this key."
)
