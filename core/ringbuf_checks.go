package core

import "bpfplay/core/abi"

var (
	ringbufFlags = ringbufRow("ringbufFlags", "map_flags has only flags that the type knows", "map_flags are {a}, and of those a ring knows none but {b}.",
		&abi.MapFlagsField, Operand{"known", abi.KindMapFlags})
	ringbufOverwrite = ringbufRow("ringbufOverwrite", "BPF_F_RB_OVERWRITE is for BPF_MAP_TYPE_RINGBUF", "map_flags are {a}: only a ring that programs write to can overwrite what was not read.",
		&abi.MapFlagsField, Operand{})
	ringbufKey = ringbufRow("ringbufKey", "key_size == 0", "key_size is {a}, and has to be 0: a ring has no keys.",
		&abi.KeySize, Operand{})
	ringbufValue = ringbufRow("ringbufValue", "value_size == 0", "value_size is {a}, and has to be 0: what goes into a ring may be of any size.",
		&abi.ValueSize, Operand{})
	ringbufPower = ringbufRow("ringbufPower", "is_power_of_2(max_entries)", "max_entries is the size of a ring in bytes, here {a}, and has to be a power of two.",
		&abi.MaxEntries, Operand{})
	ringbufPages = ringbufRow("ringbufPages", "PAGE_ALIGNED(max_entries)", "max_entries is the size of a ring in bytes, here {a}, and has to be a multiple of a page, {b} bytes: the ring is mapped page by page.",
		&abi.MaxEntries, Operand{"PAGE_SIZE", abi.KindU32})
	ringbufCost   = costRow("ringbufCost", "ringbuf_map_alloc", abi.E2BIG)
	ringbufMemory = memoryRow("ringbufMemory", "bpf_ringbuf_area_alloc", "a ring")

	ringbufLookup  = ringbufElemRow("ringbufLookup", "ringbuf_map_lookup_elem")
	ringbufUpdate  = ringbufElemRow("ringbufUpdate", "ringbuf_map_update_elem")
	ringbufDelete  = ringbufElemRow("ringbufDelete", "ringbuf_map_delete_elem")
	ringbufNextKey = ringbufElemRow("ringbufNextKey", "ringbuf_map_get_next_key")
)

func ringbufRow(name string, must, why string, f *abi.Field, b Operand) *Check {
	return row(Check{Name: name, Func: "ringbuf_map_alloc", Must: must, Errno: abi.EINVAL, Why: why, A: Operand{f.Name, f.Kind}, B: b, Fields: []*abi.Field{f}})
}

func ringbufElemRow(name string, in string) *Check {
	return elemRow(name, in, "the type has elements", abi.ENOTSUPP,
		"A ring is reached by mmap; it has no elements that could be read or written one by one. The answer is 524, ENOTSUPP, for which C libraries have no name.", Operand{}, Operand{})
}
