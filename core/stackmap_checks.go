package core

import "bpfplay/core/abi"

var (
	stackCapable = needsRow("stackCapable", "stack_map_alloc", "CAP_BPF (before 5.8: CAP_SYS_ADMIN)", "a map of stack traces")
	stackShape   = shapeOf("stackShape", "stack_map_alloc", "a map of stack traces",
		[2]string{"max_entries != 0", "the map holds at least one trace. Tools often set the size at run time, and it is 0 where that was forgotten."},
		[2]string{"key_size == 4", "the key is the id of a trace, 4 bytes."},
		[2]string{"value_size >= 8 && value_size % 8 == 0", "a value is a list of addresses of 8 bytes each."})
	stackDepth = row(Check{
		Name:   "stackDepth",
		Func:   "stack_map_alloc",
		Must:   "value_size / frame <= sysctl_perf_event_max_stack",
		Errno:  abi.EINVAL,
		Why:    "value_size is {a}: it has to be a whole number of frames of {b} bytes, and not more than the sysctl kernel.perf_event_max_stack allows, 127.",
		A:      Operand{"value_size", abi.KindU32},
		B:      Operand{"bytes of a frame", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	stackBuckets = row(Check{
		Name:   "stackBuckets",
		Func:   "stack_map_alloc",
		Must:   "max_entries <= 1UL << 31",
		Errno:  abi.E2BIG,
		Why:    "max_entries, rounded up to a power of two, gives {a} buckets: more than 32 bits can count.",
		A:      Operand{"n_buckets", abi.KindU64},
		Fields: []*abi.Field{&abi.MaxEntries},
	})
	stackCost         = costRow("stackCost", "stack_map_alloc", abi.E2BIG)
	stackBucketMemory = memoryRow("stackBucketMemory", "stack_map_alloc", "the buckets")
	stackElemMemory   = memoryRow("stackElemMemory", "prealloc_elems_and_freelist", "the traces, which are all made at once,")

	opStackID   = Operand{"id", abi.KindU32}
	opStackIDs  = Operand{"n_buckets", abi.KindU32}
	stackUpdate = elemRow("stackUpdate", "stack_map_update_elem", "user space can put traces in", abi.EINVAL, "Only a program can put a stack trace into the map, with bpf_get_stackid().", Operand{}, Operand{})

	stackLookupRange = elemRow("stackLookupRange", "bpf_stackmap_extract", "id < n_buckets", abi.ENOENT, "There is no trace {a}: the map has {b} places, counted from 0.", opStackID, opStackIDs)
	stackLookupEmpty = elemRow("stackLookupEmpty", "bpf_stackmap_extract", "a trace has this id", abi.ENOENT, "No trace has the id {a}.", opStackID, Operand{})
	stackDeleteRange = elemRow("stackDeleteRange", "stack_map_delete_elem", "id < n_buckets", abi.E2BIG, "There is no trace {a}: the map has {b} places, counted from 0.", opStackID, opStackIDs)
	stackDeleteEmpty = elemRow("stackDeleteEmpty", "stack_map_delete_elem", "a trace has this id", abi.ENOENT, "No trace has the id {a}.", opStackID, Operand{})
	stackNoNext      = elemRow("stackNoNext", "stack_map_get_next_key", "ids can be listed", abi.EINVAL, "The traces of this kernel cannot be listed: that came with 4.16.", Operand{}, Operand{})
	stackNextEmpty   = elemRow("stackNextEmpty", "stack_map_get_next_key", "there is a further trace", abi.ENOENT, "There is no trace in the map.", Operand{}, Operand{})
)
