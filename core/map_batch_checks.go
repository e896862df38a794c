package core

import "bpfplay/core/abi"

// batchFault is a row about memory that a batch command cannot reach.
func batchFault(name string, in, must, why string, f *abi.Field) *Check {
	return row(Check{Name: name, Func: in, Must: must, Errno: abi.EFAULT, Why: why,
		A: Operand{f.Name, abi.KindPointer}, B: Operand{"bytes", abi.KindU32}, Fields: []*abi.Field{f}})
}

// batchPerms is a row about what the descriptor allows.
func batchPerms(name string, must, why string) *Check {
	return row(Check{Name: name, Func: "bpf_map_do_batch", Must: must, Errno: abi.EPERM, Why: why,
		A: Operand{"open mode", abi.KindU32}, B: Operand{"frozen", abi.KindU32}, Fields: []*abi.Field{&abi.BatchMapFD}})
}

var (
	batchCheckAttr   = checkAttrOf("batchCheckAttr", "bpf_map_do_batch", "a batch command")
	batchNotReadable = batchPerms("batchNotReadable", "map_get_sys_perms(map, f) & FMODE_CAN_READ",
		"The descriptor was made with BPF_F_WRONLY: through it the map can be written, not read.")
	batchNotWritable = batchPerms("batchNotWritable", "map_get_sys_perms(map, f) & FMODE_CAN_WRITE",
		"The map cannot be written: the descriptor was made with BPF_F_RDONLY, or the map is frozen.")
	batchNotSupported = row(Check{
		Name:   "batchNotSupported",
		Func:   "bpf_map_do_batch",
		Must:   "the type has this batch command",
		Errno:  abi.ENOTSUPP,
		Why:    "Maps of type {a} do not have this batch command in this kernel. The answer, 524, is a number of the kernel's own that has no name in user space.",
		A:      Operand{"map_type", abi.KindMapType},
		Fields: []*abi.Field{&abi.BatchMapFD},
	})
	batchElemFlags = row(Check{
		Name:   "batchElemFlags",
		Func:   "generic_map_lookup_batch",
		Must:   "(elem_flags & ~BPF_F_LOCK) == 0",
		Errno:  abi.EINVAL,
		Why:    "A batch command takes no element flag but BPF_F_LOCK, not even BPF_NOEXIST or BPF_EXIST; elem_flags is {a}.",
		A:      Operand{"elem_flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.BatchElem},
	})
	batchNoLock = row(Check{
		Name:   "batchNoLock",
		Func:   "generic_map_lookup_batch",
		Must:   "with BPF_F_LOCK: the value has a bpf_spin_lock",
		Errno:  abi.EINVAL,
		Why:    "BPF_F_LOCK takes the lock inside the value, and the BTF of this map names none.",
		A:      Operand{"elem_flags", abi.KindElemFlags},
		Fields: []*abi.Field{&abi.BatchElem},
	})
	batchCountFault = row(Check{
		Name:   "batchCountFault",
		Func:   "put_user",
		Must:   "count can be written to the attr",
		Errno:  abi.EFAULT,
		Why:    "count tells how many elements were done, {b}, and cannot be written to the attr, at {a}: the memory there is not mapped or read-only.",
		A:      Operand{"&uattr->batch.count", abi.KindPointer},
		B:      Operand{"count", abi.KindU32},
		Fields: []*abi.Field{&abi.BatchCount},
	})
	batchInFault    = batchFault("batchInFault", "copy_from_user", "in_batch can be read", "Where the last call stopped, {b} bytes, cannot be read from {a}.", &abi.InBatch)
	batchKeyFault   = batchFault("batchKeyFault", "copy_from_user", "the key can be read", "The next key, {b} bytes at {a}, cannot be read.", &abi.BatchKeys)
	batchValueFault = batchFault("batchValueFault", "copy_from_user", "the value can be read", "The next value, {b} bytes at {a}, cannot be read.", &abi.BatchVals)
	batchValueGone  = row(Check{
		Name:  "batchValueGone",
		Func:  "generic_map_lookup_batch",
		Must:  "every key that comes next has a value",
		Errno: abi.EINTR,
		Why:   "The next slot is empty. This kernel takes that for an element that was just deleted, tries three times more, and gives up; {a} elements were done. Later kernels pass it over.",
		A:     Operand{"done", abi.KindU32},
	})
	batchKeysFault   = batchFault("batchKeysFault", "copy_to_user", "keys can be written", "The next keys, {b} bytes, cannot be written to {a}.", &abi.BatchKeys)
	batchValuesFault = batchFault("batchValuesFault", "copy_to_user", "values can be written", "The next values, {b} bytes, cannot be written to {a}.", &abi.BatchVals)
	batchOutFault    = batchFault("batchOutFault", "copy_to_user", "out_batch can be written", "The elements were copied out, but where the command stopped, {b} bytes, cannot be written to {a}.", &abi.OutBatch)
)
