package core

import "bpfplay/core/abi"

var (
	bpfMapGetBadFD = fieldCheck("bpfMapGetBadFD", "__bpf_map_get", "map_fd is open", abi.EBADF, &abi.ElemMapFD,
		"Descriptor {a} is not open in this process.")
	bpfMapGetNoMap = fieldCheck("bpfMapGetNoMap", "__bpf_map_get", "map_fd refers to a map", abi.EINVAL, &abi.ElemMapFD,
		"Descriptor {a} is open, but does not refer to a map.")
	elemKeyGiven = fieldCheck("elemKeyGiven", "__bpf_copy_key", "map->key_size || !key", abi.EINVAL, &abi.ElemKey,
		"key is {a}, but must be NULL: the map has no keys (key_size is 0).")
	elemKeyFault = fieldCheck("elemKeyFault", "__bpf_copy_key", "key can be read", abi.EFAULT, &abi.ElemKey,
		"The {b} bytes of the key cannot be read at {a}.", Operand{"key_size", abi.KindU32})
	elemValueMemory = &Check{
		Name:     "elemValueMemory",
		Func:     "kmalloc",
		Must:     "a buffer for the value can be allocated",
		Errno:    abi.ENOMEM,
		Why:      "The kernel copies the value through a buffer. It takes {a} bytes, but can have at most {b}.",
		Operands: []Operand{{"value size", abi.KindU64}, {"limit", abi.KindU64}},
	}
	opFlagsUnknown = fieldCheck("opFlagsUnknown", "bpf_map_check_op_flags", "!((u32)flags & ~allowed_flags)", abi.EINVAL, &abi.LookupFlags,
		"flags is {a}, but the command takes only {b}.", Operand{"allowed_flags", abi.KindElemFlags})
	opFlagsNoLock = noLockCheck("opFlagsNoLock", "bpf_map_check_op_flags", "flags", &abi.LookupFlags)
	opFlagsNoCPU  = fieldCheck("opFlagsNoCPU", "bpf_map_check_op_flags", "(flags & BPF_F_CPU) || !(flags >> 32)", abi.EINVAL, &abi.LookupFlags,
		"flags is {a}, but its upper 32 bits, a CPU number, must be 0 without BPF_F_CPU.")
	opFlagsNoPercpu = fieldCheck("opFlagsNoPercpu", "bpf_map_check_op_flags", "!(flags & (BPF_F_CPU | BPF_F_ALL_CPUS)) || bpf_map_supports_cpu_flags(map_type)", abi.EINVAL, &abi.LookupFlags,
		"flags is {a}, but map type {b} does not have a value for each CPU.", Operand{"map_type", abi.KindMapType})
	opFlagsBothCPUs = fieldCheck("opFlagsBothCPUs", "bpf_map_check_op_flags", "!(flags & BPF_F_CPU) || !(flags & BPF_F_ALL_CPUS)", abi.EINVAL, &abi.LookupFlags,
		"flags is {a}, but BPF_F_CPU and BPF_F_ALL_CPUS exclude each other.")
	opFlagsCPURange = &Check{
		Name:     "opFlagsCPURange",
		Func:     "bpf_map_check_op_flags",
		Must:     "cpu < num_possible_cpus()",
		Errno:    abi.ERANGE,
		Why:      "flags selects CPU {a}, but this machine has {b}, counted from 0.",
		Operands: []Operand{{"cpu", abi.KindU32}, {"num_possible_cpus()", abi.KindU32}},
		Reads:    []*abi.Field{&abi.LookupFlags},
	}

	lookupCheckAttr   = attrTailCheck("lookupCheckAttr", "map_lookup_elem", "BPF_MAP_LOOKUP_ELEM")
	lookupFlags       = lockFlagCheck("lookupFlags", "map_lookup_elem", "BPF_MAP_LOOKUP_ELEM", &abi.LookupFlags)
	lookupNotReadable = notReadableCheck("lookupNotReadable", "map_lookup_elem", &abi.ElemMapFD)
	lookupNoLock      = noLockCheck("lookupNoLock", "map_lookup_elem", "flags", &abi.LookupFlags)
	lookupAskFault    = faultCheck("lookupAskFault", "map_lookup_elem", "value can be read", &abi.ElemValueOut,
		"A lookup in a bloom filter reads the value to look for, but its {b} bytes cannot be read at {a}.")
	lookupFault = outFaultCheck("lookupFault", "map_lookup_elem", "value", &abi.ElemValueOut, "The element was found, but its {b} bytes")

	updateCheckAttr   = attrTailCheck("updateCheckAttr", "map_update_elem", "BPF_MAP_UPDATE_ELEM")
	updateNotWritable = notWritableCheck("updateNotWritable", "map_update_elem", &abi.ElemMapFD)
	updateNoLock      = noLockCheck("updateNoLock", "map_update_elem", "flags", &abi.UpdateFlags)
	updateFault       = faultCheck("updateFault", "map_update_elem", "value can be read", &abi.ElemValue,
		"The {b} bytes of the value cannot be read at {a}.")

	deleteCheckAttr   = attrTailCheck("deleteCheckAttr", "map_delete_elem", "BPF_MAP_DELETE_ELEM")
	deleteNotWritable = notWritableCheck("deleteNotWritable", "map_delete_elem", &abi.ElemMapFD)

	nextKeyCheckAttr   = attrTailCheck("nextKeyCheckAttr", "map_get_next_key", "BPF_MAP_GET_NEXT_KEY")
	nextKeyNotReadable = notReadableCheck("nextKeyNotReadable", "map_get_next_key", &abi.ElemMapFD)
	nextKeyFault       = outFaultCheck("nextKeyFault", "map_get_next_key", "next_key", &abi.ElemNextKey, "The {b} bytes of the next key")

	takeCheckAttr    = attrTailCheck("takeCheckAttr", "map_lookup_and_delete_elem", "BPF_MAP_LOOKUP_AND_DELETE_ELEM")
	takeFlags        = lockFlagCheck("takeFlags", "map_lookup_and_delete_elem", "BPF_MAP_LOOKUP_AND_DELETE_ELEM", &abi.LookupDelFlags)
	takeNotReadable  = notReadableCheck("takeNotReadable", "map_lookup_and_delete_elem", &abi.ElemMapFD)
	takeNotWritable  = notWritableCheck("takeNotWritable", "map_lookup_and_delete_elem", &abi.ElemMapFD)
	takeNoLock       = noLockCheck("takeNoLock", "map_lookup_and_delete_elem", "flags", &abi.LookupDelFlags)
	takeNotSupported = &Check{
		Name:     "takeNotSupported",
		Func:     "map_lookup_and_delete_elem",
		Must:     "the map type supports BPF_MAP_LOOKUP_AND_DELETE_ELEM",
		Errno:    abi.ENOTSUPP,
		Why:      "In this kernel, maps of type {a} do not support BPF_MAP_LOOKUP_AND_DELETE_ELEM. " + enotsuppNote,
		Operands: []Operand{{"map_type", abi.KindMapType}},
		Reads:    []*abi.Field{&abi.ElemMapFD},
	}
	takeFault = outFaultCheck("takeFault", "map_lookup_and_delete_elem", "value", &abi.ElemValueOut, "The element was deleted and is lost: its {b} bytes")
)

// lockFlagCheck refuses flags other than BPF_F_LOCK.
func lockFlagCheck(name, fn, cmd string, f *abi.Field) *Check {
	return fieldCheck(name, fn, "(flags & ~BPF_F_LOCK) == 0", abi.EINVAL, f, "flags is {a}, but "+cmd+" takes only BPF_F_LOCK.")
}

// outFaultCheck refuses to copy what, a key or a value, out to f.
func outFaultCheck(name, fn, what string, f *abi.Field, why string) *Check {
	return faultCheck(name, fn, what+" can be written", f, why+" cannot be written to {a}. The bytes before the fault are written.")
}
