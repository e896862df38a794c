package core

import "bpfplay/core/abi"

// The constructors of checks. Each takes the name of the variable first; fn is the kernel function that checks. The compiler
// lays out the checks of those that are as short as fieldCheck and elemCheck: it inlines little into a function as long as the
// initialization of this package.

// fieldCheck is a check of one attr field; compared is what it is compared with.
func fieldCheck(name, fn, must string, errno abi.Errno, f *abi.Field, why string, compared ...Operand) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why, Field: f, Operands: compared}
}

// elemCheck is a check of an element, its key, its value or its flags.
func elemCheck(name, fn, must string, errno abi.Errno, why string, compared ...Operand) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why, Operands: compared}
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

// entriesCheck is the check of max_entries in a shape; why follows "max_entries is VALUE: ".
func entriesCheck(name, fn, must, why string) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: abi.EINVAL, Field: &abi.MaxEntries, Why: "max_entries is {a}: " + why}
}

// keySizeCheck is the check of key_size in a shape; why follows "key_size is VALUE: ".
func keySizeCheck(name, fn, must, why string) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: abi.EINVAL, Field: &abi.KeySize, Why: "key_size is {a}: " + why}
}

// valueSizeCheck is the check of value_size in a shape; why follows "value_size is VALUE: ".
func valueSizeCheck(name, fn, must, why string) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: abi.EINVAL, Field: &abi.ValueSize, Why: "value_size is {a}: " + why}
}

// mapFlagsCheck refuses map flags that the type does not support.
func mapFlagsCheck(name, fn, noun string) *Check {
	return &Check{Name: name, Func: fn, Must: "(map_flags & ~allowed) == 0", Errno: abi.EINVAL, Field: &abi.MapFlagsField,
		Operands: []Operand{{"allowed", abi.KindMapFlags}},
		Why:      "map_flags is {a}, but " + noun + " supports only {b}."}
}

// accessCheck refuses BPF_F_RDONLY_PROG together with BPF_F_WRONLY_PROG.
func accessCheck(name, fn string) *Check {
	return &Check{Name: name, Func: fn, Must: "bpf_map_flags_access_ok(map_flags)", Errno: abi.EINVAL, Field: &abi.MapFlagsField,
		Why: "map_flags is {a}: with both BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG, no program could access the map."}
}

// fileModeCheck refuses BPF_F_RDONLY together with BPF_F_WRONLY in the field f, whose name is flags.
func fileModeCheck(name, flags string, f *abi.Field) *Check {
	return fieldCheck(name, "bpf_get_file_flag", "!(flags & BPF_F_RDONLY) || !(flags & BPF_F_WRONLY)", abi.EINVAL, f,
		flags+" is {a}, but BPF_F_RDONLY and BPF_F_WRONLY exclude each other. Without both, the descriptor can read and write.")
}

// capableCheck is the check of CAP_BPF in the functions of a type, up to 6.4.
func capableCheck(name, fn, noun string) *Check {
	return &Check{Name: name, Func: fn, Must: "bpf_capable()", Errno: abi.EPERM,
		Operands: []Operand{{"capabilities", abi.KindCaps}},
		Why:      "Creating " + noun + " requires CAP_BPF or CAP_SYS_ADMIN (before 5.8: CAP_SYS_ADMIN). The capabilities of the task: {a}."}
}

// netAdminCheck is the check of CAP_NET_ADMIN in the functions of a type, up to 6.4.
func netAdminCheck(name, fn, noun string) *Check {
	return &Check{Name: name, Func: fn, Must: "capable(CAP_NET_ADMIN)", Errno: abi.EPERM,
		Operands: []Operand{{"capabilities", abi.KindCaps}},
		Why:      "Creating " + noun + " requires CAP_NET_ADMIN. The capabilities of the task: {a}."}
}

// adminCheck refuses a task without CAP_SYS_ADMIN.
func adminCheck(name, fn, why string) *Check {
	return &Check{Name: name, Func: fn, Must: "capable(CAP_SYS_ADMIN)", Errno: abi.EPERM,
		Operands: []Operand{{"capabilities", abi.KindCaps}},
		Why:      why + " The capabilities of the task: {a}."}
}

// memoryCheck refuses a map for which too little memory is free. what names the allocation.
func memoryCheck(name, fn, what string) *Check {
	return &Check{Name: name, Func: fn, Must: "the map can be allocated", Errno: abi.ENOMEM,
		Operands: []Operand{{"requested", abi.KindU64}, {"free", abi.KindU64}}, Reads: mapSizes,
		Why: "Could not allocate memory for " + what + ": it takes {a} bytes, and {b} bytes are free for maps."}
}

// costCheck refuses a map whose memory cannot be counted in 32 bits.
func costCheck(name, fn string, errno abi.Errno) *Check {
	return &Check{Name: name, Func: fn, Must: "cost < U32_MAX - PAGE_SIZE", Errno: errno,
		Operands: []Operand{{"cost", abi.KindU64}, {"U32_MAX - PAGE_SIZE", abi.KindU64}}, Reads: mapSizes,
		Why: "The map would take {a} bytes. This kernel counts them in 32 bits, so a map must take less than {b} bytes."}
}

// memlockCheck refuses a map that would exceed RLIMIT_MEMLOCK.
func memlockCheck(name, fn string, errno abi.Errno, after string) *Check {
	return &Check{Name: name, Func: fn, Must: "the user's locked pages stay within RLIMIT_MEMLOCK", Errno: errno,
		Operands: []Operand{{"locked pages", abi.KindU64}, {"RLIMIT_MEMLOCK in pages", abi.KindU64}}, Reads: mapSizes,
		Why: "With this map the user would have {a} pages of locked memory, but RLIMIT_MEMLOCK (ulimit -l) allows {b}. Before 5.11, maps count as locked memory, even for root. " + after}
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
	return &Check{Name: name, Func: fn, Must: "!CHECK_ATTR(" + cmd + ")", Errno: abi.EINVAL,
		Operands: []Operand{{"last field ends at", abi.KindU32}, {"zero up to", abi.KindU32}}, Scan: true,
		Why: cmd + " uses the first {a} bytes of the attr in this kernel, but byte {b} is set. It belongs to a field that this kernel does not have for the command."}
}

// badFDCheck refuses a descriptor that is not open in the task.
func badFDCheck(name, fn string) *Check {
	return elemCheck(name, fn, "fd is open", abi.EBADF,
		"Descriptor {a} is not open in this task. Each process has its own descriptors; another task may have this number open.", opFD)
}

// noFreeFDCheck refuses to open one more descriptor than RLIMIT_NOFILE allows.
func noFreeFDCheck(name, fn, after string) *Check {
	return &Check{Name: name, Func: fn, Must: "a descriptor below RLIMIT_NOFILE is free", Errno: abi.EMFILE,
		Operands: []Operand{{"RLIMIT_NOFILE", abi.KindU64}},
		Why:      "Every descriptor below RLIMIT_NOFILE, {a}, is in use." + after}
}

// notReadableCheck refuses to read a map through a write-only descriptor, the field fd.
func notReadableCheck(name, fn string, fd *abi.Field) *Check {
	return &Check{Name: name, Func: fn, Must: "map_get_sys_perms(map, f) & FMODE_CAN_READ", Errno: abi.EPERM,
		Operands: []Operand{{"mode", abi.KindU32}}, Reads: []*abi.Field{fd},
		Why: "The descriptor was opened with BPF_F_WRONLY: the map can be written through it, but not read."}
}

// notWritableCheck refuses to write to a map that is frozen, or through a read-only descriptor, the field fd.
func notWritableCheck(name, fn string, fd *abi.Field) *Check {
	return &Check{Name: name, Func: fn, Must: "map_get_sys_perms(map, f) & FMODE_CAN_WRITE", Errno: abi.EPERM,
		Operands: []Operand{{"mode", abi.KindU32}, {"frozen", abi.KindU32}}, Reads: []*abi.Field{fd},
		Why: "The map cannot be written: either the descriptor was opened with BPF_F_RDONLY (its mode is {a}, 0 is read-only), or the map is frozen (frozen is {b}). BPF_MAP_FREEZE is permanent and applies to every descriptor."}
}

// noLockCheck refuses BPF_F_LOCK in the field f, whose name is flags, for a value without a bpf_spin_lock.
func noLockCheck(name, fn, flags string, f *abi.Field) *Check {
	return fieldCheck(name, fn, "!("+flags+" & BPF_F_LOCK) || btf_record_has_field(map->record, BPF_SPIN_LOCK)", abi.EINVAL, f,
		flags+" is {a}, but BPF_F_LOCK needs a bpf_spin_lock in the value, and the map has no BTF that describes one.")
}

// faultCheck refuses a pointer to memory that cannot be read or written; it is compared with the number of bytes.
func faultCheck(name, fn, must string, f *abi.Field, why string) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: abi.EFAULT, Why: why, Field: f, Operands: []Operand{{"bytes", abi.KindU32}}}
}

// putUserCheck refuses to write a result back to a field of the attr: first its address, then the result.
func putUserCheck(name, result, lvalue string, f *abi.Field, why string) *Check {
	return &Check{
		Name:     name,
		Func:     "put_user",
		Must:     "!put_user(" + result + ", " + lvalue + ")",
		Errno:    abi.EFAULT,
		Why:      why + " cannot be written back to the attr at {a}: the memory is unmapped or read-only.",
		Operands: []Operand{{lvalue, abi.KindPointer}, {result, abi.KindU32}},
		Reads:    []*abi.Field{f},
	}
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
