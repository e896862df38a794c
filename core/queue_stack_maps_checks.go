package core

import "bpfplay/core/abi"

var (
	queueCapable = capableCheck("queueCapable", "queue_stack_map_alloc_check", "a queue or a stack")
	queueShape   = &shape{
		entriesCheck("queueShape.entries", "queue_stack_map_alloc_check", "max_entries != 0", "a queue or a stack holds at least one element."),
		keySizeCheck("queueShape.key", "queue_stack_map_alloc_check", "key_size == 0", "the elements of a queue or a stack have no keys."),
		valueSizeCheck("queueShape.value", "queue_stack_map_alloc_check", "value_size != 0", "a value has at least one byte."),
		mapFlagsCheck("queueShape.flags", "queue_stack_map_alloc_check", "a queue or a stack"),
	}
	queueAccess     = accessCheck("queueAccess", "queue_stack_map_alloc_check")
	queueValueLarge = valueLimitCheck("queueValueLarge", "queue_stack_map_alloc_check")
	queueBytes      = &Check{
		Name:     "queueBytes",
		Func:     "queue_stack_map_alloc_check",
		Must:     "max_entries < U32_MAX / value_size",
		Errno:    abi.E2BIG,
		Why:      "{a} elements of {b} bytes exceed 4 GiB: offsets of elements have 32 bits.",
		Operands: []Operand{opEntries, {"value_size", abi.KindU32}},
		Reads:    []*abi.Field{&abi.ValueSize, &abi.MaxEntries},
	}
	queueCost      = costCheck("queueCost", "queue_stack_map_alloc", abi.E2BIG)
	queueMemory    = memoryCheck("queueMemory", "queue_stack_map_alloc", "the ring, which is preallocated")
	queueEmpty     = elemCheck("queueEmpty", "__queue_map_get", "!queue_stack_map_is_empty(qs)", abi.ENOENT, "The queue is empty.")
	stackEmpty     = elemCheck("stackEmpty", "__stack_map_get", "!queue_stack_map_is_empty(qs)", abi.ENOENT, "The stack is empty.")
	queuePushFlags = elemCheck("queuePushFlags", "queue_stack_map_push_elem", "flags == BPF_ANY || flags == BPF_EXIST", abi.EINVAL,
		"flags is {a}, but a push takes only BPF_ANY, or BPF_EXIST to drop the oldest element if the map is full.", opFlags)
	queueFull = elemCheck("queueFull", "queue_stack_map_push_elem", "!queue_stack_map_is_full(qs) || flags == BPF_EXIST", abi.E2BIG,
		"The map is full: it has {a} elements. With BPF_EXIST, the oldest one would be dropped.", opEntries)
	queueDelete = elemCheck("queueDelete", "queue_stack_map_delete_elem", "the type has keys", abi.EINVAL,
		"The elements of a queue or a stack have no keys. To pop one, use BPF_MAP_LOOKUP_AND_DELETE_ELEM.")
	queueNextKey = elemCheck("queueNextKey", "queue_stack_map_get_next_key", "the type has keys", abi.EINVAL,
		"The elements of a queue or a stack have no keys, so they cannot be listed.")
)
