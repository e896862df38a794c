package core

import "bpfplay/core/abi"

var (
	sockMapCapable = needsRow("sockMapCapable", "sock_map_alloc", "capable(CAP_NET_ADMIN)", "a map of sockets")
	sockMapAttr    = shapeOf("sockMapAttr", "sock_map_alloc", "a map of sockets",
		[2]string{"max_entries != 0, and not more than INT_MAX in new kernels", "a map needs room for at least one element, and for no more than an int can count."},
		[2]string{"key_size == 4", "the keys of this type are numbers of 4 bytes."},
		[2]string{"value_size is 4, or 8 (5.7)", "a value is the descriptor of a socket: 4 bytes, or 8 since 5.7."})
	sockMapCost   = costRow("sockMapCost", "sock_map_alloc", abi.EINVAL)
	sockMapMemory = memoryRow("sockMapMemory", "sock_map_alloc", "a map of sockets")

	sockHashCapable = needsRow("sockHashCapable", "sock_hash_alloc", "capable(CAP_NET_ADMIN)", "a hash of sockets")
	sockHashAttr    = shapeOf("sockHashAttr", "sock_hash_alloc", "a hash of sockets",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size != 0", "a hash needs keys of at least one byte."},
		[2]string{"value_size is 4, or 8 (5.7)", "a value is the descriptor of a socket: 4 bytes, or 8 since 5.7."})
	sockHashKeyBig = row(Check{
		Name:   "sockHashKeyBig",
		Func:   "sock_hash_alloc",
		Must:   "key_size <= MAX_BPF_STACK",
		Errno:  abi.E2BIG,
		Why:    "key_size is {a}: programs build keys on their stack, which has {b} bytes.",
		A:      Operand{"key_size", abi.KindU32},
		B:      Operand{"MAX_BPF_STACK", abi.KindU32},
		Fields: []*abi.Field{&abi.KeySize},
	})
	sockHashBuckets = row(Check{
		Name:   "sockHashBuckets",
		Func:   "sock_hash_alloc",
		Must:   "buckets_num != 0 && buckets_num <= U32_MAX / sizeof(struct bpf_shtab_bucket)",
		Errno:  abi.EINVAL,
		Why:    "max_entries is {a}, which makes {b} buckets: more than can be counted in 32 bits of bytes.",
		A:      Operand{"max_entries", abi.KindCount},
		B:      Operand{"buckets", abi.KindU64},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	sockHashCost   = costRow("sockHashCost", "sock_hash_alloc", abi.EINVAL)
	sockHashMemory = memoryRow("sockHashMemory", "sock_hash_alloc", "the buckets of a hash of sockets")

	sockMapNoRoom = elemRow("sockMapNoRoom", "sock_map_lookup_sys", "value_size == sizeof(u64)", abi.ENOSPC,
		"What is read out of a map of sockets is a cookie of {b} bytes, and the values of this one have {a}.", Operand{"value_size", abi.KindU32}, Operand{"sizeof(u64)", abi.KindU32})
	sockMapNoLookup = elemRow("sockMapNoLookup", "sock_map_lookup", "the type can be read by user space", abi.EOPNOTSUPP,
		"User space cannot read the sockets out of such a map; since 5.7 it can, where values have 8 bytes.", Operand{}, Operand{})
	sockMapEmpty   = elemRow("sockMapEmpty", "sock_map_lookup", "a socket was put there", abi.ENOENT, "No socket was put under this key.", Operand{}, Operand{})
	sockMapFDRange = elemRow("sockMapFDRange", "sock_map_update_elem_sys", "ufd <= S32_MAX", abi.EINVAL,
		"The value has to be the descriptor of a socket, and {a} is more than a descriptor can be.", Operand{"ufd", abi.KindU64}, Operand{})
	sockMapDeleteIndex = indexRow("sockMapDeleteIndex", "sock_map_delete_elem", abi.EINVAL)
	sockMapDeleteEmpty = emptyRow("sockMapDeleteEmpty", "__sock_map_delete", abi.EINVAL)
	sockHashMissing    = elemRow("sockHashMissing", "sock_hash_delete_elem", "the key is there", abi.ENOENT, "No socket was put under this key.", Operand{}, Operand{})
	sockHashLast       = elemRow("sockHashLast", "sock_hash_get_next_key", "there is a next element", abi.ENOENT, "The map holds no sockets, so there is no key.", Operand{}, Operand{})
)
