package core

import "bpfplay/core/abi"

var (
	devMapCapable  = netAdminCheck("devMapCapable", "dev_map_alloc", "a device map")
	devMapShapeOld = &shape{
		entriesCheck("devMapShapeOld.entries", "dev_map_alloc", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("devMapShapeOld.key", "dev_map_alloc", "key_size == 4", "the key is a number of 4 bytes."),
		valueSizeCheck("devMapShapeOld.value", "dev_map_alloc", "value_size == 4 || value_size == 8 /* 5.8 */", devMapValueWhy),
		mapFlagsCheck("devMapShapeOld.flags", "dev_map_alloc", "a device map"),
	}
	devMapShape = &shape{
		entriesCheck("devMapShape.entries", "dev_map_alloc_check", "max_entries != 0", "a map has at least one element."),
		keySizeCheck("devMapShape.key", "dev_map_alloc_check", "key_size == 4", "the key is a number of 4 bytes."),
		valueSizeCheck("devMapShape.value", "dev_map_alloc_check", "value_size == 4 || value_size == 8 /* 5.8 */", devMapValueWhy),
		mapFlagsCheck("devMapShape.flags", "dev_map_alloc_check", "a device map"),
	}
	devMapBuckets = fieldCheck("devMapBuckets", "dev_map_init_map", "max_entries <= 1UL << 31", abi.EINVAL, &abi.MaxEntries,
		"max_entries is {a}: rounded up to a power of two, the number of buckets overflows 32 bits.")
	devMapCost    = costCheck("devMapCost", "dev_map_init_map", abi.EINVAL)
	devMapMemlock = memlockCheck("devMapMemlock", "dev_map_init_map", abi.EINVAL, "Other types return EPERM here, this one returns EINVAL.")
	devMapMemory  = memoryCheck("devMapMemory", "dev_map_init_map", "a device map")

	devMapEmpty       = emptyCheck("devMapEmpty", "__dev_map_lookup_elem", abi.ENOENT)
	devMapFlags       = elemFlagsCheck("devMapFlags", "__dev_map_update_elem")
	devMapIndex       = indexCheck("devMapIndex", "__dev_map_update_elem", abi.E2BIG)
	devMapExists      = existsCheck("devMapExists", "__dev_map_update_elem")
	devMapDeleteIndex = indexCheck("devMapDeleteIndex", "dev_map_delete_elem", abi.EINVAL)
	devMapDevice      = elemCheck("devMapDevice", "__dev_map_alloc_node", "dev_get_by_index(ifindex)", abi.EINVAL,
		"The machine has no network device {a}. Its only device is the loopback device, number 1.", opDevice)
	devMapNoProg = elemCheck("devMapNoProg", "__dev_map_alloc_node", "bpf_prog.fd <= 0 || bpf_prog.fd is a program for BPF_XDP_DEVMAP", abi.EINVAL,
		"The second half of the value is descriptor {a}, which does not refer to a program.", opFD)
	devMapHashMissing = elemCheck("devMapHashMissing", "__dev_map_hash_lookup_elem", "the key exists", abi.ENOENT,
		"The map has no key {a}.", opKey)
	devMapHashFlags    = elemFlagsCheck("devMapHashFlags", "__dev_map_hash_update_elem")
	devMapHashNoDevice = elemCheck("devMapHashNoDevice", "__dev_map_hash_update_elem", "val.ifindex != 0", abi.EINVAL,
		"The value for key {a} names network device 0, but devices are numbered from 1.", opKey)
	devMapHashExists = elemCheck("devMapHashExists", "__dev_map_hash_update_elem", "the key does not exist || !(flags & BPF_NOEXIST)", abi.EEXIST,
		"BPF_NOEXIST creates a new element, but the map already has key {a}.", opKey)
	devMapHashFull = elemCheck("devMapHashFull", "__dev_map_hash_update_elem", "items < max_entries", abi.E2BIG,
		"The map is full: it has {a} elements, and max_entries is {b}.", opItems, opEntries)
	devMapHashDeleteMissing = elemCheck("devMapHashDeleteMissing", "dev_map_hash_delete_elem", "the key exists", abi.ENOENT,
		"The map has no key {a}.", opKey)
	devMapHashLast = elemCheck("devMapHashLast", "dev_map_hash_get_next_key", "another key follows", abi.ENOENT,
		"No key follows this one. The map has {a} elements.", opItems)
)

// Operands of device maps.
var (
	opDevice = Operand{"ifindex", abi.KindIfindex}
	opKey    = Operand{"key", abi.KindU32}
	opItems  = Operand{"items", abi.KindU32}
)

const devMapValueWhy = "a value is a device number of 4 bytes, since 5.8 optionally followed by a program descriptor, 8 bytes in all."
