package core

import "bpfplay/core/abi"

var (
	ringbufFlags     = mapFlagsCheck("ringbufFlags", "ringbuf_map_alloc", "a ring buffer")
	ringbufOverwrite = fieldCheck("ringbufOverwrite", "ringbuf_map_alloc", "map_type == BPF_MAP_TYPE_RINGBUF || !(map_flags & BPF_F_RB_OVERWRITE)", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but only BPF_MAP_TYPE_RINGBUF supports BPF_F_RB_OVERWRITE.")
	ringbufKey = fieldCheck("ringbufKey", "ringbuf_map_alloc", "key_size == 0", abi.EINVAL, &abi.KeySize,
		"key_size is {a}, but must be 0: a ring buffer has no keys.")
	ringbufValue = fieldCheck("ringbufValue", "ringbuf_map_alloc", "value_size == 0", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but must be 0: records of a ring buffer have any size.")
	ringbufPower = fieldCheck("ringbufPower", "ringbuf_map_alloc", "is_power_of_2(max_entries)", abi.EINVAL, &abi.MaxEntries,
		"max_entries, the size of the ring in bytes, is {a}, but must be a power of two.")
	ringbufPages = fieldCheck("ringbufPages", "ringbuf_map_alloc", "PAGE_ALIGNED(max_entries)", abi.EINVAL, &abi.MaxEntries,
		"max_entries, the size of the ring in bytes, is {a}, but must be a multiple of the page size, {b} bytes.", Operand{"PAGE_SIZE", abi.KindU32})
	ringbufCost   = costCheck("ringbufCost", "ringbuf_map_alloc", abi.E2BIG)
	ringbufMemory = memoryCheck("ringbufMemory", "bpf_ringbuf_area_alloc", "a ring buffer")

	ringbufLookup  = ringbufElemCheck("ringbufLookup", "ringbuf_map_lookup_elem")
	ringbufUpdate  = ringbufElemCheck("ringbufUpdate", "ringbuf_map_update_elem")
	ringbufDelete  = ringbufElemCheck("ringbufDelete", "ringbuf_map_delete_elem")
	ringbufNextKey = ringbufElemCheck("ringbufNextKey", "ringbuf_map_get_next_key")
)

func ringbufElemCheck(name, fn string) *Check {
	return &Check{Name: name, Func: fn, Must: "the type has elements", Errno: abi.ENOTSUPP,
		Why: "A ring buffer is accessed through mmap. It has no elements that a command could read or write. " + enotsuppNote}
}
