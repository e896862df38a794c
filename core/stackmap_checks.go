package core

import "bpfplay/core/abi"

var (
	stackCapable = capableCheck("stackCapable", "stack_map_alloc", "a stack trace map")
	stackShape   = &shape{
		entriesCheck("stackShape.entries", "stack_map_alloc", "max_entries != 0", "the map holds at least one stack trace. Tools often set the size at run time; it is 0 if that was forgotten."),
		keySizeCheck("stackShape.key", "stack_map_alloc", "key_size == 4", "the key is a stack id of 4 bytes."),
		valueSizeCheck("stackShape.value", "stack_map_alloc", "value_size >= 8 && value_size % 8 == 0", "a value is a list of addresses of 8 bytes each."),
		mapFlagsCheck("stackShape.flags", "stack_map_alloc", "a stack trace map"),
	}
	stackDepth = fieldCheck("stackDepth", "stack_map_alloc", "value_size / frame_size <= sysctl_perf_event_max_stack", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but must be a multiple of {b} bytes, the size of a frame, with at most 127 frames (sysctl kernel.perf_event_max_stack).", Operand{"frame_size", abi.KindU32})
	stackBuckets = &Check{
		Name:     "stackBuckets",
		Func:     "stack_map_alloc",
		Must:     "max_entries <= 1UL << 31",
		Errno:    abi.E2BIG,
		Why:      "max_entries, rounded up to a power of two, gives {a} buckets: this overflows 32 bits.",
		Operands: []Operand{{"n_buckets", abi.KindU64}},
		Reads:    []*abi.Field{&abi.MaxEntries},
	}
	stackCost         = costCheck("stackCost", "stack_map_alloc", abi.E2BIG)
	stackBucketMemory = memoryCheck("stackBucketMemory", "stack_map_alloc", "the buckets")
	stackElemMemory   = memoryCheck("stackElemMemory", "prealloc_elems_and_freelist", "the stack traces, which are preallocated")

	stackUpdate = elemCheck("stackUpdate", "stack_map_update_elem", "the type supports update from user space", abi.EINVAL,
		"Only a program can add a stack trace, with bpf_get_stackid().")
	stackLookupRange = stackRangeCheck("stackLookupRange", "bpf_stackmap_extract", abi.ENOENT)
	stackLookupEmpty = stackEmptyCheck("stackLookupEmpty", "bpf_stackmap_extract")
	stackDeleteRange = stackRangeCheck("stackDeleteRange", "stack_map_delete_elem", abi.E2BIG)
	stackDeleteEmpty = stackEmptyCheck("stackDeleteEmpty", "stack_map_delete_elem")
	stackNoNext      = elemCheck("stackNoNext", "stack_map_get_next_key", "the type supports iteration", abi.EINVAL,
		"This kernel cannot iterate over a stack trace map. Since 4.16 it can.")
	stackNextEmpty = elemCheck("stackNextEmpty", "stack_map_get_next_key", "another id follows", abi.ENOENT,
		"The map holds no stack traces.")
)

// Operands of stack trace maps.
var (
	opStackID  = Operand{"id", abi.KindU32}
	opStackIDs = Operand{"n_buckets", abi.KindU32}
)

func stackRangeCheck(name, fn string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "id < n_buckets", errno, "Stack id {a} is out of range: the map has {b} buckets, counted from 0.", opStackID, opStackIDs)
}

func stackEmptyCheck(name, fn string) *Check {
	return elemCheck(name, fn, "buckets[id]", abi.ENOENT, "The map holds no stack trace with id {a}.", opStackID)
}
