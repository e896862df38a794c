package core

import "bpfplay/core/abi"

var (
	queueCapable = needsRow("queueCapable", "queue_stack_map_alloc_check", "CAP_BPF (before 5.8: CAP_SYS_ADMIN)", "a queue or a stack")
	queueShape   = shapeOf("queueShape", "queue_stack_map_alloc_check", "a queue or a stack",
		[2]string{"max_entries != 0", "a queue or a stack holds at least one element."},
		[2]string{"key_size == 0", "elements of a queue or a stack have no keys."},
		[2]string{"value_size != 0", "there are no empty values."})
	queueAccess     = accessRow("queueAccess", "queue_stack_map_alloc_check")
	queueValueLarge = row(Check{
		Name:   "queueValueLarge",
		Func:   "queue_stack_map_alloc_check",
		Must:   "value_size <= KMALLOC_MAX_SIZE",
		Errno:  abi.E2BIG,
		Why:    "A value of {a} bytes is too large: a program could not read it in one call, which takes {b} bytes at most.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"KMALLOC_MAX_SIZE", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	queueBytes = row(Check{
		Name:   "queueBytes",
		Func:   "queue_stack_map_alloc_check",
		Must:   "max_entries < U32_MAX / value_size",
		Errno:  abi.E2BIG,
		Why:    "{a} elements of {b} bytes are more than 4 GiB, and the place of an element is counted in 32 bits.",
		A:      Operand{"max_entries", abi.KindU32},
		B:      Operand{"value_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize, &abi.MaxEntries},
	})
	queueCost      = costRow("queueCost", "queue_stack_map_alloc", abi.E2BIG)
	queueMemory    = memoryRow("queueMemory", "queue_stack_map_alloc", "the ring, which is made at once,")
	queueEmpty     = elemRow("queueEmpty", "__queue_map_get", "the queue is not empty", abi.ENOENT, "The queue is empty.", Operand{}, Operand{})
	stackEmpty     = elemRow("stackEmpty", "__stack_map_get", "the stack is not empty", abi.ENOENT, "The stack is empty.", Operand{}, Operand{})
	queuePushFlags = elemRow("queuePushFlags", "queue_stack_map_push_elem", "flags is BPF_ANY or BPF_EXIST", abi.EINVAL,
		"A push knows BPF_ANY, and BPF_EXIST to drop the oldest element where the map is full; flags is {a}.", opFlags, Operand{})
	queueFull = elemRow("queueFull", "queue_stack_map_push_elem", "the map is not full, or flags is BPF_EXIST", abi.E2BIG,
		"The map is full: it has {a} elements, and no more than that. With BPF_EXIST the oldest one would be dropped.", opEntries, Operand{})
	queueDelete  = elemRow("queueDelete", "queue_stack_map_delete_elem", "elements have keys", abi.EINVAL, "Elements of a queue or a stack have no keys, so none can be deleted by one: BPF_MAP_LOOKUP_AND_DELETE_ELEM pops.", Operand{}, Operand{})
	queueNextKey = elemRow("queueNextKey", "queue_stack_map_get_next_key", "elements have keys", abi.EINVAL, "Elements of a queue or a stack have no keys, so there is no next one.", Operand{}, Operand{})
)
