package core

import "bpfplay/core/abi"

var (
	bpfMapGetBadFD = row(Check{
		Name:   "bpfMapGetBadFD",
		Func:   "__bpf_map_get",
		Must:   "map_fd is open",
		Errno:  abi.EBADF,
		Why:    "Descriptor {a} is not open in this process.",
		A:      Operand{"map_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.ElemMapFD},
	})
	bpfMapGetNoMap = row(Check{
		Name:   "bpfMapGetNoMap",
		Func:   "__bpf_map_get",
		Must:   "map_fd leads to a map",
		Errno:  abi.EINVAL,
		Why:    "Descriptor {a} is open, but what it leads to is no map.",
		A:      Operand{"map_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.ElemMapFD},
	})
	elemKeyGiven = row(Check{
		Name:   "elemKeyGiven",
		Func:   "__bpf_copy_key",
		Must:   "key is NULL where key_size is 0",
		Errno:  abi.EINVAL,
		Why:    "The map has no keys (key_size 0), so key must be NULL; it is {a}.",
		A:      Operand{"key", abi.KindPointer},
		Fields: []*abi.Field{&abi.ElemKey},
	})
	elemKeyFault = row(Check{
		Name:   "elemKeyFault",
		Func:   "__bpf_copy_key",
		Must:   "the key can be read",
		Errno:  abi.EFAULT,
		Why:    "The key is said to lie at {a}, but {b} bytes cannot be read there.",
		A:      Operand{"key", abi.KindPointer},
		B:      Operand{"key_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ElemKey},
	})
	elemValueMemory = row(Check{
		Name:  "elemValueMemory",
		Func:  "kmalloc",
		Must:  "there is memory for a copy of the value",
		Errno: abi.ENOMEM,
		Why:   "A value of {a} bytes passes through a buffer of the kernel, and that can have {b} bytes at most.",
		A:     Operand{"bytes of a value", abi.KindU64},
		B:     Operand{"limit", abi.KindU64},
	})
	opFlagsUnknown = row(Check{
		Name:   "opFlagsUnknown",
		Func:   "bpf_map_check_op_flags",
		Must:   "flags has no bit that the command does not know",
		Errno:  abi.EINVAL,
		Why:    "flags is {a}, and this command knows only {b}.",
		A:      Operand{"flags", abi.KindElemFlags},
		B:      Operand{"allowed", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.LookupFlags},
	})
	opFlagsNoLock = noLock("opFlagsNoLock", "bpf_map_check_op_flags", &abi.LookupFlags)
	opFlagsNoCPU  = row(Check{
		Name:   "opFlagsNoCPU",
		Func:   "bpf_map_check_op_flags",
		Must:   "the upper half of flags is 0 without BPF_F_CPU",
		Errno:  abi.EINVAL,
		Why:    "The upper 32 bits of flags name a processor, and mean nothing without BPF_F_CPU; flags is {a}.",
		A:      Operand{"flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.LookupFlags},
	})
	opFlagsNoPercpu = row(Check{
		Name:   "opFlagsNoPercpu",
		Func:   "bpf_map_check_op_flags",
		Must:   "BPF_F_CPU and BPF_F_ALL_CPUS are for per-CPU maps",
		Errno:  abi.EINVAL,
		Why:    "flags {a} speaks of processors, but a map of type {b} has one value for all.",
		A:      Operand{"flags", abi.KindElemFlags},
		B:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.LookupFlags},
	})
	opFlagsBothCPUs = row(Check{
		Name:   "opFlagsBothCPUs",
		Func:   "bpf_map_check_op_flags",
		Must:   "not both BPF_F_CPU and BPF_F_ALL_CPUS",
		Errno:  abi.EINVAL,
		Why:    "flags {a} asks for one processor and for all of them.",
		A:      Operand{"flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.LookupFlags},
	})
	opFlagsCPURange = row(Check{
		Name:   "opFlagsCPURange",
		Func:   "bpf_map_check_op_flags",
		Must:   "the processor in the upper half of flags is possible",
		Errno:  abi.ERANGE,
		Why:    "flags names processor {a}; this machine can have {b}, counted from 0.",
		A:      Operand{"processor", abi.KindU32},
		B:      Operand{"possible processors", abi.KindU32},
		Fields: []*abi.Field{&abi.LookupFlags},
	})

	lookupCheckAttr = elemCheckAttr("lookupCheckAttr", "map_lookup_elem", "BPF_MAP_LOOKUP_ELEM")
	lookupFlags     = row(Check{
		Name:   "lookupFlags",
		Func:   "map_lookup_elem",
		Must:   "flags has no bit but BPF_F_LOCK",
		Errno:  abi.EINVAL,
		Why:    "A lookup knows only the flag BPF_F_LOCK; flags is {a}.",
		A:      Operand{"flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.LookupFlags},
	})
	lookupNotReadable = notReadable("lookupNotReadable", "map_lookup_elem")
	lookupNoLock      = noLock("lookupNoLock", "map_lookup_elem", &abi.LookupFlags)
	lookupAskFault    = row(Check{
		Name:   "lookupAskFault",
		Func:   "map_lookup_elem",
		Must:   "the value that is asked about can be read",
		Errno:  abi.EFAULT,
		Why:    "A lookup in this map asks whether a value is there, so the value is read: {b} bytes at {a}, and they cannot be.",
		A:      Operand{"value", abi.KindPointer},
		B:      Operand{"bytes", abi.KindU32},
		Fields: []*abi.Field{&abi.ElemValueOut},
	})
	lookupFault = outFault("lookupFault", "map_lookup_elem", "value", &abi.ElemValueOut, "The element was found")

	updateCheckAttr   = elemCheckAttr("updateCheckAttr", "map_update_elem", "BPF_MAP_UPDATE_ELEM")
	updateNotWritable = notWritable("updateNotWritable", "map_update_elem")
	updateNoLock      = noLock("updateNoLock", "map_update_elem", &abi.UpdateFlags)
	updateFault       = row(Check{
		Name:   "updateFault",
		Func:   "map_update_elem",
		Must:   "the value can be read",
		Errno:  abi.EFAULT,
		Why:    "The value is said to lie at {a}, but {b} bytes cannot be read there.",
		A:      Operand{"value", abi.KindPointer},
		B:      Operand{"bytes", abi.KindU32},
		Fields: []*abi.Field{&abi.ElemValue},
	})

	deleteCheckAttr   = elemCheckAttr("deleteCheckAttr", "map_delete_elem", "BPF_MAP_DELETE_ELEM")
	deleteNotWritable = notWritable("deleteNotWritable", "map_delete_elem")

	nextKeyCheckAttr   = elemCheckAttr("nextKeyCheckAttr", "map_get_next_key", "BPF_MAP_GET_NEXT_KEY")
	nextKeyNotReadable = notReadable("nextKeyNotReadable", "map_get_next_key")
	nextKeyFault       = outFault("nextKeyFault", "map_get_next_key", "next_key", &abi.ElemNextKey, "There is a next key")

	takeCheckAttr = elemCheckAttr("takeCheckAttr", "map_lookup_and_delete_elem", "BPF_MAP_LOOKUP_AND_DELETE_ELEM")
	takeFlags     = row(Check{
		Name:   "takeFlags",
		Func:   "map_lookup_and_delete_elem",
		Must:   "flags has no bit but BPF_F_LOCK",
		Errno:  abi.EINVAL,
		Why:    "This command knows only the flag BPF_F_LOCK; flags is {a}.",
		A:      Operand{"flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.LookupDelFlags},
	})
	takeNotReadable  = notReadable("takeNotReadable", "map_lookup_and_delete_elem")
	takeNotWritable  = notWritable("takeNotWritable", "map_lookup_and_delete_elem")
	takeNoLock       = noLock("takeNoLock", "map_lookup_and_delete_elem", &abi.LookupDelFlags)
	takeNotSupported = row(Check{
		Name:   "takeNotSupported",
		Func:   "map_lookup_and_delete_elem",
		Must:   "the type of the map can do it",
		Errno:  abi.ENOTSUPP,
		Why:    "This kernel cannot look up and delete in one go in a map of type {a}. (524 is ENOTSUPP, a number that was not meant to leave the kernel.)",
		A:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.ElemMapFD},
	})
	takeFault = outFault("takeFault", "map_lookup_and_delete_elem", "value", &abi.ElemValueOut, "The element was taken out of the map, and is lost")
)

func elemCheckAttr(name string, in, cmd string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  "nothing is set behind the last field that " + cmd + " has",
		Errno: abi.EINVAL,
		Why:   cmd + " knows its attr up to byte {a}; byte {b} behind that is set, so a field is filled in that this kernel does not have.",
		A:     Operand{"last field ends at", abi.KindU32},
		B:     Operand{"looked up to", abi.KindU32},
		Scan:  true,
	})
}

func notReadable(name string, in string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "the descriptor may be read through",
		Errno:  abi.EPERM,
		Why:    "The descriptor was opened with BPF_F_WRONLY (mode {a}): elements can be written through it, not read.",
		A:      Operand{"mode", abi.KindU32},
		Fields: []*abi.Field{&abi.ElemMapFD},
	})
}

func notWritable(name string, in string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "the descriptor may be written through, and the map is not frozen",
		Errno:  abi.EPERM,
		Why:    "Elements cannot be written: the descriptor's mode is {a} (0 is BPF_F_RDONLY), and the map's frozen is {b}. BPF_MAP_FREEZE is for ever and for every descriptor.",
		A:      Operand{"mode", abi.KindU32},
		B:      Operand{"frozen", abi.KindU32},
		Fields: []*abi.Field{&abi.ElemMapFD},
	})
}

func noLock(name string, in string, flags *abi.Field) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "BPF_F_LOCK is for values with a bpf_spin_lock",
		Errno:  abi.EINVAL,
		Why:    "flags {a} has BPF_F_LOCK, but the value has no bpf_spin_lock: only BTF can tell the kernel of one.",
		A:      Operand{"flags", abi.KindElemFlags},
		Fields: []*abi.Field{flags},
	})
}

func outFault(name string, in, what string, at *abi.Field, then string) *Check {
	return row(Check{
		Name:   name,
		Func:   in,
		Must:   "the " + what + " can be written",
		Errno:  abi.EFAULT,
		Why:    then + ", but its {b} bytes cannot be written to {a}. What could be written before that is written.",
		A:      Operand{what, abi.KindPointer},
		B:      Operand{"bytes", abi.KindU32},
		Fields: []*abi.Field{at},
	})
}
