package core

import "bpfplay/core/abi"

var (
	devMapCapable = needsRow("devMapCapable", "dev_map_alloc", "capable(CAP_NET_ADMIN)", "a map of network devices")
	devMapAttrOld = devMapShape("devMapAttrOld", "dev_map_alloc")
	devMapAttr    = devMapShape("devMapAttr", "dev_map_alloc_check")
	devMapBuckets = row(Check{
		Name:   "devMapBuckets",
		Func:   "dev_map_init_map",
		Must:   "max_entries <= 1UL << 31",
		Errno:  abi.EINVAL,
		Why:    "max_entries is {a}: rounded up to a power of two, so many buckets cannot be counted in 32 bits.",
		A:      Operand{"max_entries", abi.KindCount},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	devMapCost    = costRow("devMapCost", "dev_map_init_map", abi.EINVAL)
	devMapMemlock = row(Check{
		Name:   "devMapMemlock",
		Func:   "dev_map_init_map",
		Must:   "the user's locked pages stay within RLIMIT_MEMLOCK",
		Errno:  abi.EINVAL,
		Why:    "With this map the user would hold {a} pages of locked memory, and RLIMIT_MEMLOCK allows {b} (ulimit -l). Other types answer EPERM here; this one calls every such failure EINVAL.",
		A:      Operand{"locked pages", abi.KindU64},
		B:      Operand{"RLIMIT_MEMLOCK in pages", abi.KindU64},
		Fields: mapSizes,
	})
	devMapMemory = memoryRow("devMapMemory", "dev_map_init_map", "a map of network devices")

	devMapEmpty       = emptyRow("devMapEmpty", "__dev_map_lookup_elem", abi.ENOENT)
	devMapFlags       = elemFlagsRow("devMapFlags", "__dev_map_update_elem")
	devMapIndex       = indexRow("devMapIndex", "__dev_map_update_elem", abi.E2BIG)
	devMapExists      = existsRow("devMapExists", "__dev_map_update_elem")
	devMapDeleteIndex = indexRow("devMapDeleteIndex", "dev_map_delete_elem", abi.EINVAL)
	devMapDevice      = elemRow("devMapDevice", "__dev_map_alloc_node", "there is a network device of that number", abi.EINVAL,
		"The value names network device {a}, and there is none of that number; the loopback device is 1.", opDevice, Operand{})
	devMapNoProg = elemRow("devMapNoProg", "__dev_map_alloc_node", "bpf_prog.fd is no descriptor, or one of a program for XDP_DEVMAP", abi.EINVAL,
		"The second half of the value names a program by descriptor {a}, and that is no program.", opFD, Operand{})

	devMapHashMissing  = elemRow("devMapHashMissing", "__dev_map_hash_lookup_elem", "the key is there", abi.ENOENT, "Nothing was put under key {a}.", opKey, Operand{})
	devMapHashFlags    = elemFlagsRow("devMapHashFlags", "__dev_map_hash_update_elem")
	devMapHashNoDevice = elemRow("devMapHashNoDevice", "__dev_map_hash_update_elem", "val.ifindex != 0", abi.EINVAL,
		"The value for key {a} names network device 0, which is none.", opKey, Operand{})
	devMapHashExists = elemRow("devMapHashExists", "__dev_map_hash_update_elem", "the key is not there, or the flags allow it", abi.EEXIST,
		"BPF_NOEXIST asks for a new element, but key {a} is there already.", opKey, Operand{})
	devMapHashFull = elemRow("devMapHashFull", "__dev_map_hash_update_elem", "items < max_entries", abi.E2BIG,
		"The map is full: it holds {a} elements, and max_entries is {b}.", Operand{"items", abi.KindU32}, opEntries)
	devMapHashDeleteMissing = elemRow("devMapHashDeleteMissing", "dev_map_hash_delete_elem", "the key is there", abi.ENOENT, "Nothing was put under key {a}.", opKey, Operand{})
	devMapHashLast          = elemRow("devMapHashLast", "dev_map_hash_get_next_key", "there is a next element", abi.ENOENT,
		"No key comes after this one: the map holds {a} elements.", Operand{"items", abi.KindU32}, Operand{})
)

// Operands of maps of devices.
var (
	opDevice = Operand{"ifindex", abi.KindIfindex}
	opKey    = Operand{"key", abi.KindU32}
)

func devMapShape(name string, in string) *shape {
	return shapeOf(name, in, "a map of network devices",
		[2]string{"max_entries != 0", "a map needs room for at least one element."},
		[2]string{"key_size == 4", "the keys of this type are numbers of 4 bytes."},
		[2]string{"value_size is 4, or 8 with a program (5.8)", "a value is the number of a network device, 4 bytes, and since 5.8 perhaps a program beside it, 8 bytes."})
}
