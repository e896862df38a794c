package core

import "bpfplay/core/abi"

var (
	bpfNotCapable = row(Check{
		Name:  "bpfNotCapable",
		Func:  "bpf",
		Must:  "capable(CAP_SYS_ADMIN)",
		Errno: abi.EPERM,
		Why:   "Only a task with CAP_SYS_ADMIN may call bpf() at all; this one has capabilities: {a}. Nothing else was looked at.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
	bpfDisabledAdmin = row(Check{
		Name:  "bpfDisabledAdmin",
		Func:  "bpf",
		Must:  "capable(CAP_SYS_ADMIN) || !sysctl_unprivileged_bpf_disabled",
		Errno: abi.EPERM,
		Why:   "The sysctl kernel.unprivileged_bpf_disabled is {a}, so only a task with CAP_SYS_ADMIN may call bpf(); this one has capabilities: {b}. Nothing else was looked at.",
		A:     Operand{"kernel.unprivileged_bpf_disabled", abi.KindU32},
		B:     Operand{"capabilities", abi.KindCaps},
	})
	bpfDisabled = row(Check{
		Name:  "bpfDisabled",
		Func:  "__sys_bpf",
		Must:  "bpf_capable() || !sysctl_unprivileged_bpf_disabled",
		Errno: abi.EPERM,
		Why:   "The sysctl kernel.unprivileged_bpf_disabled is {a}, so only a task with CAP_BPF or CAP_SYS_ADMIN may call bpf(); this one has capabilities: {b}. Nothing else was looked at.",
		A:     Operand{"kernel.unprivileged_bpf_disabled", abi.KindU32},
		B:     Operand{"capabilities", abi.KindCaps},
	})
	bpfDisabledMakers = row(Check{
		Name:  "bpfDisabledMakers",
		Func:  "__sys_bpf",
		Must:  "bpf_capable() || !sysctl_unprivileged_bpf_disabled, to make a map or load a program",
		Errno: abi.EPERM,
		Why:   "The sysctl kernel.unprivileged_bpf_disabled is {a}, so only a task with CAP_BPF or CAP_SYS_ADMIN may make maps; this one has capabilities: {b}. It could still use a map that it was given.",
		A:     Operand{"kernel.unprivileged_bpf_disabled", abi.KindU32},
		B:     Operand{"capabilities", abi.KindCaps},
	})
	bpfAccessOK = row(Check{
		Name:  "bpfAccessOK",
		Func:  "bpf",
		Must:  "uattr is an address of a program, below TASK_SIZE",
		Errno: abi.EFAULT,
		Why:   "The attr is said to lie at {a}, but the addresses of a program end at {b}.",
		A:     Operand{"uattr", abi.KindPointer},
		B:     Operand{"TASK_SIZE", abi.KindPointer},
	})
	bpfSilly = row(Check{
		Name:  "bpfSilly",
		Func:  "bpf",
		Must:  "size <= PAGE_SIZE",
		Errno: abi.E2BIG,
		Why:   "The attr is said to be {a} bytes long. More than a page, {b} bytes, is silly, and none of it is read.",
		A:     Operand{"size", abi.KindU32},
		B:     Operand{"PAGE_SIZE", abi.KindU32},
	})
	bpfRangeOK = row(Check{
		Name:  "bpfRangeOK",
		Func:  "bpf_check_uarg_tail_zero",
		Must:  "access_ok(uaddr, actual_size)",
		Errno: abi.EFAULT,
		Why:   "The attr is said to lie at {a}, but the addresses of a program end at {b}.",
		A:     Operand{"uattr", abi.KindPointer},
		B:     Operand{"TASK_SIZE", abi.KindPointer},
	})
	bpfTailRangeOK = row(Check{
		Name:  "bpfTailRangeOK",
		Func:  "check_zeroed_user",
		Must:  "user_access_begin(from, size)",
		Errno: abi.EFAULT,
		Why:   "What lies behind the known attr begins at {a} and runs past {b}, where the addresses of a program end.",
		A:     Operand{"from", abi.KindPointer},
		B:     Operand{"TASK_SIZE", abi.KindPointer},
	})
	bpfTailFault = row(Check{
		Name:  "bpfTailFault",
		Func:  "bpf",
		Must:  "every byte behind sizeof(union bpf_attr) can be read",
		Errno: abi.EFAULT,
		Why:   "The attr goes on behind the {a} bytes that this kernel knows, so the rest is looked at too, and byte {b} of it cannot be read.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"read up to", abi.KindU32},
		Scan:  true,
	})
	bpfTailSet = row(Check{
		Name:  "bpfTailSet",
		Func:  "bpf",
		Must:  "every byte behind sizeof(union bpf_attr) is zero",
		Errno: abi.E2BIG,
		Why:   "This kernel knows {a} bytes of the attr, and byte {b} behind them is set: a newer program asks for something that this kernel has never heard of.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
	bpfZeroedFault = row(Check{
		Name:  "bpfZeroedFault",
		Func:  "check_zeroed_user",
		Must:  "every byte behind sizeof(union bpf_attr) can be read",
		Errno: abi.EFAULT,
		Why:   "The attr goes on behind the {a} bytes that this kernel knows, so the rest is looked at too, and byte {b} of it cannot be read.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"read up to", abi.KindU32},
		Scan:  true,
	})
	bpfZeroedSet = row(Check{
		Name:  "bpfZeroedSet",
		Func:  "bpf_check_uarg_tail_zero",
		Must:  "every byte behind sizeof(union bpf_attr) is zero",
		Errno: abi.E2BIG,
		Why:   "This kernel knows {a} bytes of the attr, and byte {b} behind them is set: a newer program asks for something that this kernel has never heard of.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
	bpfCopyFault = row(Check{
		Name:  "bpfCopyFault",
		Func:  "copy_from_user",
		Must:  "the attr can be read from uattr",
		Errno: abi.EFAULT,
		Why:   "The attr could not be copied from {a}: after {b} bytes there is no memory.",
		A:     Operand{"uattr", abi.KindPointer},
		B:     Operand{"bytes read", abi.KindU32},
	})
	bpfCommonSilly = row(Check{
		Name:  "bpfCommonSilly",
		Func:  "bpf_check_uarg_tail_zero",
		Must:  "size_common <= PAGE_SIZE, where cmd has BPF_COMMON_ATTRS",
		Errno: abi.E2BIG,
		Why:   "Bit 16 of cmd, BPF_COMMON_ATTRS, says that bpf() has a fourth and a fifth argument, and this call has three: as the size the kernel reads what the register happened to hold, say {a}, and more than a page, {b} bytes, is silly.",
		A:     Operand{"size_common", abi.KindU32},
		B:     Operand{"PAGE_SIZE", abi.KindU32},
	})
	bpfUnknownCommand = row(Check{
		Name:  "bpfUnknownCommand",
		Func:  "bpf",
		Must:  "cmd is a command that this kernel has",
		Errno: abi.EINVAL,
		Why:   "This kernel has no command {a}.",
		A:     Operand{"cmd", abi.KindCmd},
	})
)
