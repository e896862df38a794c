package core

import "bpfplay/core/abi"

// The constructors of checks. Each takes the name of the variable first; fn is the kernel function that checks.

// operands returns the one or two operands that a constructor was given.
func operands(given []Operand) (a, b Operand) {
	if len(given) > 0 {
		a = given[0]
	}
	if len(given) > 1 {
		b = given[1]
	}
	return a, b
}

// fieldCheck is a check of one attr field, the operand A.
func fieldCheck(name, fn, must string, errno abi.Errno, f *abi.Field, why string, b ...Operand) *Check {
	second, _ := operands(b)
	return newCheck(Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why,
		A: Operand{f.Name, f.Kind}, B: second, Fields: []*abi.Field{f}})
}

// elemCheck is a check of an element, its key, its value or its flags.
func elemCheck(name, fn, must string, errno abi.Errno, why string, compared ...Operand) *Check {
	a, b := operands(compared)
	return newCheck(Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why, A: a, B: b})
}

// Operands of elements.
var (
	opIndex    = Operand{"index", abi.KindU32}
	opEntries  = Operand{"max_entries", abi.KindU32}
	opElements = Operand{"elements", abi.KindU32}
	opFlags    = Operand{"flags", abi.KindElemFlags}
	opFD       = Operand{"fd", abi.KindFD}
)

// enotsuppNote explains an error that user space has no name for.
const enotsuppNote = "524 is ENOTSUPP, an error that is internal to the kernel: C libraries have no name for it."

// mapSizes are the fields that decide how much memory a map takes.
var mapSizes = []*abi.Field{&abi.KeySize, &abi.ValueSize, &abi.MaxEntries}

// requirement is a condition in C's spelling, and the sentence that follows "FIELD is VALUE: ".
type requirement struct{ must, why string }

// shapeChecks are the checks of a shape. noun names the map type.
func shapeChecks(name, fn, noun string, entries, key, value requirement) *shape {
	field := func(member string, f *abi.Field, r requirement) *Check {
		return fieldCheck(name+member, fn, r.must, abi.EINVAL, f, f.Name+" is {a}: "+r.why)
	}
	return &shape{
		entries: field(".entries", &abi.MaxEntries, entries),
		key:     field(".key", &abi.KeySize, key),
		value:   field(".value", &abi.ValueSize, value),
		flags:   mapFlagsCheck(name+".flags", fn, noun),
	}
}

// mapFlagsCheck refuses map flags that the type does not support.
func mapFlagsCheck(name, fn, noun string) *Check {
	return fieldCheck(name, fn, "(map_flags & ~allowed) == 0", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but "+noun+" supports only {b}.", Operand{"allowed", abi.KindMapFlags})
}

// accessCheck refuses BPF_F_RDONLY_PROG together with BPF_F_WRONLY_PROG.
func accessCheck(name, fn string) *Check {
	return fieldCheck(name, fn, "bpf_map_flags_access_ok(map_flags)", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}: with both BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG, no program could access the map.")
}

// fileModeCheck refuses BPF_F_RDONLY together with BPF_F_WRONLY in the flags f.
func fileModeCheck(name string, f *abi.Field) *Check {
	return fieldCheck(name, "bpf_get_file_flag", "!(flags & BPF_F_RDONLY) || !(flags & BPF_F_WRONLY)", abi.EINVAL, f,
		f.Name+" is {a}, but BPF_F_RDONLY and BPF_F_WRONLY exclude each other. Without both, the descriptor can read and write.")
}

// capableCheck is the capability check in the functions of a type, up to 6.4. capability is CAP_BPF or CAP_NET_ADMIN.
func capableCheck(name, fn string, capability abi.Capability, noun string) *Check {
	must, takes := "bpf_capable()", "CAP_BPF or CAP_SYS_ADMIN (before 5.8: CAP_SYS_ADMIN)"
	if capability == abi.CAP_NET_ADMIN {
		must, takes = "capable(CAP_NET_ADMIN)", "CAP_NET_ADMIN"
	}
	return newCheck(Check{
		Name:  name,
		Func:  fn,
		Must:  must,
		Errno: abi.EPERM,
		Why:   "Creating " + noun + " requires " + takes + ". The capabilities of the task: {a}.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
}

// adminCheck refuses a task without CAP_SYS_ADMIN.
func adminCheck(name, fn, why string) *Check {
	return newCheck(Check{
		Name:  name,
		Func:  fn,
		Must:  "capable(CAP_SYS_ADMIN)",
		Errno: abi.EPERM,
		Why:   why + " The capabilities of the task: {a}.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
}

// memoryCheck refuses a map for which too little memory is free. what names the allocation.
func memoryCheck(name, fn, what string) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   fn,
		Must:   "the map can be allocated",
		Errno:  abi.ENOMEM,
		Why:    "Could not allocate memory for " + what + ": it takes {a} bytes, and {b} bytes are free for maps.",
		A:      Operand{"requested", abi.KindU64},
		B:      Operand{"free", abi.KindU64},
		Fields: mapSizes,
	})
}

// costCheck refuses a map whose memory cannot be counted in 32 bits.
func costCheck(name, fn string, errno abi.Errno) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   fn,
		Must:   "cost < U32_MAX - PAGE_SIZE",
		Errno:  errno,
		Why:    "The map would take {a} bytes. This kernel counts them in 32 bits, so a map must take less than {b} bytes.",
		A:      Operand{"cost", abi.KindU64},
		B:      Operand{"U32_MAX - PAGE_SIZE", abi.KindU64},
		Fields: mapSizes,
	})
}

// memlockCheck refuses a map that would exceed RLIMIT_MEMLOCK.
func memlockCheck(name, fn string, errno abi.Errno, after string) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   fn,
		Must:   "the user's locked pages stay within RLIMIT_MEMLOCK",
		Errno:  errno,
		Why:    "With this map the user would have {a} pages of locked memory, but RLIMIT_MEMLOCK (ulimit -l) allows {b}. Before 5.11, maps count as locked memory, even for root. " + after,
		A:      Operand{"locked pages", abi.KindU64},
		B:      Operand{"RLIMIT_MEMLOCK in pages", abi.KindU64},
		Fields: mapSizes,
	})
}

// percpuValueCheck refuses a value that is too large for per-CPU memory.
func percpuValueCheck(name, fn string, errno abi.Errno) *Check {
	return fieldCheck(name, fn, "round_up(value_size, 8) <= PCPU_MIN_UNIT_SIZE", errno, &abi.ValueSize,
		"value_size is {a}, but the per-CPU allocator returns at most {b} bytes.", Operand{"PCPU_MIN_UNIT_SIZE", abi.KindU32})
}

// valueLimitCheck refuses a value that is larger than kmalloc can allocate.
func valueLimitCheck(name, fn string) *Check {
	return fieldCheck(name, fn, "value_size <= KMALLOC_MAX_SIZE", abi.E2BIG, &abi.ValueSize,
		"value_size is {a}, but an element command copies at most {b} bytes.", Operand{"KMALLOC_MAX_SIZE", abi.KindU32})
}

// attrTailCheck is the CHECK_ATTR of a command: A is the end of its last field, B the first byte that is set.
func attrTailCheck(name, fn, cmd string) *Check {
	return newCheck(Check{
		Name:  name,
		Func:  fn,
		Must:  "!CHECK_ATTR(" + cmd + ")",
		Errno: abi.EINVAL,
		Why:   cmd + " uses the first {a} bytes of the attr in this kernel, but byte {b} is set. It belongs to a field that this kernel does not have for the command.",
		A:     Operand{"last field ends at", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
}

// badFDCheck refuses a descriptor that is not open in the task.
func badFDCheck(name, fn string) *Check {
	return newCheck(Check{
		Name:  name,
		Func:  fn,
		Must:  "fd is open",
		Errno: abi.EBADF,
		Why:   "Descriptor {a} is not open in this task. Each process has its own descriptors; another task may have this number open.",
		A:     opFD,
	})
}

// noFreeFDCheck refuses to open one more descriptor than RLIMIT_NOFILE allows.
func noFreeFDCheck(name, fn, after string) *Check {
	return newCheck(Check{
		Name:  name,
		Func:  fn,
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "Every descriptor below RLIMIT_NOFILE, {a}, is in use." + after,
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
}

// notReadableCheck refuses to read a map through a write-only descriptor, the field fd.
func notReadableCheck(name, fn string, fd *abi.Field) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   fn,
		Must:   "map_get_sys_perms(map, f) & FMODE_CAN_READ",
		Errno:  abi.EPERM,
		Why:    "The descriptor was opened with BPF_F_WRONLY: the map can be written through it, but not read.",
		A:      Operand{"mode", abi.KindU32},
		Fields: []*abi.Field{fd},
	})
}

// notWritableCheck refuses to write to a map that is frozen, or through a read-only descriptor, the field fd.
func notWritableCheck(name, fn string, fd *abi.Field) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   fn,
		Must:   "map_get_sys_perms(map, f) & FMODE_CAN_WRITE",
		Errno:  abi.EPERM,
		Why:    "The map cannot be written: either the descriptor was opened with BPF_F_RDONLY (its mode is {a}, 0 is read-only), or the map is frozen (frozen is {b}). BPF_MAP_FREEZE is permanent and applies to every descriptor.",
		A:      Operand{"mode", abi.KindU32},
		B:      Operand{"frozen", abi.KindU32},
		Fields: []*abi.Field{fd},
	})
}

// noLockCheck refuses BPF_F_LOCK in the flags f for a value without a bpf_spin_lock.
func noLockCheck(name, fn string, f *abi.Field) *Check {
	return fieldCheck(name, fn, "!("+f.Name+" & BPF_F_LOCK) || btf_record_has_field(map->record, BPF_SPIN_LOCK)", abi.EINVAL, f,
		f.Name+" is {a}, but BPF_F_LOCK needs a bpf_spin_lock in the value, and the map has no BTF that describes one.")
}

// faultCheck refuses a pointer to memory that cannot be read or written: A is the address, B the number of bytes.
func faultCheck(name, fn, must string, f *abi.Field, why string) *Check {
	return newCheck(Check{Name: name, Func: fn, Must: must, Errno: abi.EFAULT, Why: why,
		A: Operand{f.Name, abi.KindPointer}, B: Operand{"bytes", abi.KindU32}, Fields: []*abi.Field{f}})
}

// putUserCheck refuses to write a result back to a field of the attr: A is its address, B the result.
func putUserCheck(name, lvalue string, f *abi.Field, why string) *Check {
	return newCheck(Check{
		Name:   name,
		Func:   "put_user",
		Must:   "!put_user(" + f.Name + ", " + lvalue + ")",
		Errno:  abi.EFAULT,
		Why:    why + " cannot be written back to the attr at {a}: the memory is unmapped or read-only.",
		A:      Operand{lvalue, abi.KindPointer},
		B:      Operand{f.Name, abi.KindU32},
		Fields: []*abi.Field{f},
	})
}

// elemFlagsCheck refuses element flags other than BPF_ANY, BPF_NOEXIST and BPF_EXIST.
func elemFlagsCheck(name, fn string) *Check {
	return elemCheck(name, fn, "flags <= BPF_EXIST", abi.EINVAL,
		"flags is {a}, but an update of this map takes only BPF_ANY, BPF_NOEXIST or BPF_EXIST.", opFlags)
}

// updateLockCheck refuses BPF_F_LOCK if the value has no lock.
func updateLockCheck(name, fn string) *Check {
	return elemCheck(name, fn, "!(flags & BPF_F_LOCK) || btf_record_has_field(map->record, BPF_SPIN_LOCK)", abi.EINVAL,
		"flags is {a}, but BPF_F_LOCK needs a bpf_spin_lock in the value.", opFlags)
}

// indexCheck refuses an index beyond the end of the map.
func indexCheck(name, fn string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "index < max_entries", errno,
		"The map has no element {a}: max_entries is {b}, and indices start at 0.", opIndex, opEntries)
}

// existsCheck refuses BPF_NOEXIST in a map whose elements always exist.
func existsCheck(name, fn string) *Check {
	return elemCheck(name, fn, "flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST creates a new element, but every element of this map already exists, including element {a}.", opIndex)
}

// indexUpdateChecks are the checks of an update in a map whose elements always exist.
func indexUpdateChecks(name, fn string) *indexUpdate {
	return &indexUpdate{
		flags:  elemFlagsCheck(name+".flags", fn),
		index:  indexCheck(name+".index", fn, abi.E2BIG),
		exists: existsCheck(name+".exists", fn),
	}
}

// emptyCheck refuses an index that holds nothing.
func emptyCheck(name, fn string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "the element is set", errno,
		"Element {a} of the map is empty. The map has {b} elements, and indices start at 0.", opIndex, opEntries)
}

// missingKeyCheck refuses a key that is not in the map.
func missingKeyCheck(name, fn string) *Check {
	return elemCheck(name, fn, "the key exists", abi.ENOENT,
		"The map has {a} elements. None has this key. Every byte of the key counts, including padding.", opElements)
}

// newKeyCheck refuses BPF_NOEXIST for a key that is in the map.
func newKeyCheck(name, fn string) *Check {
	return elemCheck(name, fn, "the key does not exist || flags != BPF_NOEXIST", abi.EEXIST,
		"BPF_NOEXIST creates a new element, but the map already has this key.", opFlags)
}

// oldKeyCheck refuses BPF_EXIST for a key that is not in the map.
func oldKeyCheck(name, fn string) *Check {
	return elemCheck(name, fn, "the key exists || flags != BPF_EXIST", abi.ENOENT,
		"BPF_EXIST replaces an element, but the map does not have this key.", opFlags)
}

// fullCheck refuses a further element in a full hash.
func fullCheck(name, fn string) *Check {
	return elemCheck(name, fn, "elements < max_entries", abi.E2BIG,
		"The map is full: it has {a} elements, and max_entries is {b}. E2BIG refers to the map here, not to the key or the value.", opElements, opEntries)
}

// lastKeyCheck ends a walk over the keys of a hash.
func lastKeyCheck(name, fn string) *Check {
	return elemCheck(name, fn, "another key follows", abi.ENOENT,
		"No key follows this one. It is the last of {a}.", opElements)
}

// openFDCheck refuses a descriptor in a value that is not open. noun names the object that it must refer to.
func openFDCheck(name, fn, noun string) *Check {
	return elemCheck(name, fn, "the descriptor in the value is open", abi.EBADF,
		"The value must be a descriptor of "+noun+", but descriptor {a} is not open.", opFD)
}

// kindFDCheck refuses a descriptor in a value that refers to something else than noun.
func kindFDCheck(name, fn, noun string, errno abi.Errno) *Check {
	return elemCheck(name, fn, "the descriptor in the value refers to "+noun, errno,
		"The value must be a descriptor of "+noun+", but descriptor {a} refers to something else.", opFD)
}

// batchFlagsCheck refuses flags of a whole batch.
func batchFlagsCheck(name, fn string) *Check {
	return fieldCheck(name, fn, "flags == 0", abi.EINVAL, &abi.BatchFlags,
		"flags is {a}, but must be 0: no flag of a whole batch is defined yet.")
}

// percpuFlagsCheck refuses element flags that a per-CPU map does not support.
func percpuFlagsCheck(name, fn string) *Check {
	return elemCheck(name, fn, "(u32)flags <= BPF_F_ALL_CPUS", abi.EINVAL,
		"flags is {a}, but an update of this map takes only BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_CPU or BPF_F_ALL_CPUS.", opFlags)
}
