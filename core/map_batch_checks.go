package core

import "bpfplay/core/abi"

var (
	batchCheckAttr    = attrTailCheck("batchCheckAttr", "bpf_map_do_batch", "A batch command")
	batchNotReadable  = notReadableCheck("batchNotReadable", "bpf_map_do_batch", &abi.BatchMapFD)
	batchNotWritable  = notWritableCheck("batchNotWritable", "bpf_map_do_batch", &abi.BatchMapFD)
	batchNotSupported = &Check{
		Name:     "batchNotSupported",
		Func:     "bpf_map_do_batch",
		Must:     "the map type has this batch operation",
		Errno:    abi.ENOTSUPP,
		Why:      "In this kernel, maps of type {a} do not support this batch command. " + enotsuppNote,
		Operands: []Operand{{"map_type", abi.KindMapType}},
		Reads:    []*abi.Field{&abi.BatchMapFD},
	}
	batchElemFlags = fieldCheck("batchElemFlags", "generic_map_lookup_batch", "(elem_flags & ~BPF_F_LOCK) == 0", abi.EINVAL, &abi.BatchElem,
		"elem_flags is {a}, but a batch command takes only BPF_F_LOCK, not even BPF_NOEXIST or BPF_EXIST.")
	batchNoLock     = noLockCheck("batchNoLock", "generic_map_lookup_batch", "elem_flags", &abi.BatchElem)
	batchCountFault = putUserCheck("batchCountFault", "count", "&uattr->batch.count", &abi.BatchCount,
		"count, the number of processed elements ({b}),")
	batchInFault = faultCheck("batchInFault", "copy_from_user", "in_batch can be read", &abi.InBatch,
		"The {b} bytes of in_batch cannot be read at {a}.")
	batchKeyFault = faultCheck("batchKeyFault", "copy_from_user", "the key can be read", &abi.BatchKeys,
		"The {b} bytes of the next key cannot be read at {a}.")
	batchValueFault = faultCheck("batchValueFault", "copy_from_user", "the value can be read", &abi.BatchVals,
		"The {b} bytes of the next value cannot be read at {a}.")
	batchValueGone = &Check{
		Name:     "batchValueGone",
		Func:     "generic_map_lookup_batch",
		Must:     "every key has a value",
		Errno:    abi.EINTR,
		Why:      "The next slot is empty. This kernel assumes that the element was just deleted, retries three times and gives up, after {a} elements. Later kernels skip it.",
		Operands: []Operand{{"count", abi.KindU32}},
	}
	batchKeysFault = faultCheck("batchKeysFault", "copy_to_user", "keys can be written", &abi.BatchKeys,
		"The {b} bytes of the next keys cannot be written to {a}.")
	batchValuesFault = faultCheck("batchValuesFault", "copy_to_user", "values can be written", &abi.BatchVals,
		"The {b} bytes of the next values cannot be written to {a}.")
	batchOutFault = faultCheck("batchOutFault", "copy_to_user", "out_batch can be written", &abi.OutBatch,
		"The elements were copied, but the {b} bytes of out_batch cannot be written to {a}.")
)
