package core

import "bpfplay/core/abi"

// unprivCheck refuses an unprivileged task if sysctl kernel.unprivileged_bpf_disabled is set.
func unprivCheck(name, fn, must, why string) *Check {
	return &Check{
		Name:     name,
		Func:     fn,
		Must:     must,
		Errno:    abi.EPERM,
		Why:      "sysctl kernel.unprivileged_bpf_disabled is {a}: " + why + " The capabilities of the task: {b}.",
		Operands: []Operand{{"sysctl_unprivileged_bpf_disabled", abi.KindU32}, {"capabilities", abi.KindCaps}},
	}
}

// attrScanCheck is a check of the bytes of the attr after those that the kernel has.
func attrScanCheck(name, fn, must string, errno abi.Errno, why string) *Check {
	return &Check{
		Name:     name,
		Func:     fn,
		Must:     must,
		Errno:    errno,
		Why:      "The attr is larger than the {a} bytes that this kernel knows. " + why,
		Operands: []Operand{{"sizeof(union bpf_attr)", abi.KindU32}, {"zero up to", abi.KindU32}},
		Scan:     true,
	}
}

const (
	tailReadable = "every byte after sizeof(union bpf_attr) can be read"
	tailFaultWhy = "The bytes after them must be zero, but byte {b} cannot be read."
	tailZero     = "every byte after sizeof(union bpf_attr) is zero"
	tailSetWhy   = "The bytes after them must be zero, but byte {b} is set: the program uses a feature of a newer kernel."
)

var (
	bpfNotCapable    = adminCheck("bpfNotCapable", "bpf", "In this kernel, bpf() requires CAP_SYS_ADMIN. Nothing else was checked.")
	bpfDisabledAdmin = unprivCheck("bpfDisabledAdmin", "bpf", "capable(CAP_SYS_ADMIN) || !sysctl_unprivileged_bpf_disabled",
		"only a task with CAP_SYS_ADMIN may call bpf(). Nothing else was checked.")
	bpfDisabled = unprivCheck("bpfDisabled", "__sys_bpf", "bpf_capable() || !sysctl_unprivileged_bpf_disabled",
		"only a task with CAP_BPF or CAP_SYS_ADMIN may call bpf(). Nothing else was checked.")
	bpfDisabledMakers = unprivCheck("bpfDisabledMakers", "__sys_bpf", "bpf_capable() || !sysctl_unprivileged_bpf_disabled || (cmd != BPF_MAP_CREATE && cmd != BPF_PROG_LOAD)",
		"only a task with CAP_BPF or CAP_SYS_ADMIN may create maps or load programs. Existing maps can still be used.")
	bpfAccessOK = attrRangeCheck("bpfAccessOK", "bpf", "access_ok(uattr, 1)")
	bpfSilly    = &Check{
		Name:     "bpfSilly",
		Func:     "bpf",
		Must:     "size <= PAGE_SIZE",
		Errno:    abi.E2BIG,
		Why:      "size is {a}, but the attr must not exceed a page, {b} bytes. Nothing of it was read.",
		Operands: []Operand{{"size", abi.KindU32}, {"PAGE_SIZE", abi.KindU32}},
	}
	bpfRangeOK     = attrRangeCheck("bpfRangeOK", "bpf_check_uarg_tail_zero", "access_ok(uattr, size)")
	bpfTailRangeOK = &Check{
		Name:     "bpfTailRangeOK",
		Func:     "check_zeroed_user",
		Must:     "user_access_begin(from, size)",
		Errno:    abi.EFAULT,
		Why:      "The bytes after the known attr start at {a} and extend beyond the end of the user address space, {b}.",
		Operands: []Operand{{"from", abi.KindPointer}, {"TASK_SIZE", abi.KindPointer}},
	}
	bpfTailFault   = attrScanCheck("bpfTailFault", "bpf", tailReadable, abi.EFAULT, tailFaultWhy)
	bpfTailSet     = attrScanCheck("bpfTailSet", "bpf", tailZero, abi.E2BIG, tailSetWhy)
	bpfZeroedFault = attrScanCheck("bpfZeroedFault", "check_zeroed_user", tailReadable, abi.EFAULT, tailFaultWhy)
	bpfZeroedSet   = attrScanCheck("bpfZeroedSet", "bpf_check_uarg_tail_zero", tailZero, abi.E2BIG, tailSetWhy)
	bpfCopyFault   = &Check{
		Name:     "bpfCopyFault",
		Func:     "copy_from_user",
		Must:     "uattr can be read",
		Errno:    abi.EFAULT,
		Why:      "The attr cannot be read at {a}: the memory ends after {b} bytes.",
		Operands: []Operand{{"uattr", abi.KindPointer}, {"bytes read", abi.KindU32}},
	}
	bpfCommonSilly = &Check{
		Name:     "bpfCommonSilly",
		Func:     "bpf_check_uarg_tail_zero",
		Must:     "!(cmd & BPF_COMMON_ATTRS) || size_common <= PAGE_SIZE",
		Errno:    abi.E2BIG,
		Why:      "cmd has bit 16, BPF_COMMON_ATTRS, so the kernel reads a fourth and a fifth argument, which this call does not pass. size_common is {a}, the previous contents of a register, but must not exceed a page, {b} bytes.",
		Operands: []Operand{{"size_common", abi.KindU32}, {"PAGE_SIZE", abi.KindU32}},
	}
	bpfUnknownCommand = &Check{
		Name:     "bpfUnknownCommand",
		Func:     "bpf",
		Must:     "this kernel has cmd",
		Errno:    abi.EINVAL,
		Why:      "This kernel has no command {a}.",
		Operands: []Operand{{"cmd", abi.KindCmd}},
	}
)

// attrRangeCheck refuses an attr outside of the user address space.
func attrRangeCheck(name, fn, must string) *Check {
	return &Check{
		Name:     name,
		Func:     fn,
		Must:     must,
		Errno:    abi.EFAULT,
		Why:      "The attr at {a} is beyond the end of the user address space, {b}.",
		Operands: []Operand{{"uattr", abi.KindPointer}, {"TASK_SIZE", abi.KindPointer}},
	}
}
