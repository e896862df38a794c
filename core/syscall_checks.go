package core

import "bpfplay/core/abi"

var (
	bpfNotCapable = row(Check{
		Func:  "bpf",
		Must:  "capable(CAP_SYS_ADMIN)",
		Errno: abi.EPERM,
		Why:   "Only a task with CAP_SYS_ADMIN may call bpf() at all; this one has capabilities: {a}. Nothing else was looked at.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
	bpfAccessOK = row(Check{
		Func:  "bpf",
		Must:  "uattr is an address of a program, below TASK_SIZE",
		Errno: abi.EFAULT,
		Why:   "The attr is said to lie at {a}, but the addresses of a program end at {b}.",
		A:     Operand{"uattr", abi.KindPointer},
		B:     Operand{"TASK_SIZE", abi.KindPointer},
	})
	bpfSilly = row(Check{
		Func:  "bpf",
		Must:  "size <= PAGE_SIZE",
		Errno: abi.E2BIG,
		Why:   "The attr is said to be {a} bytes long. More than a page, {b} bytes, is silly, and none of it is read.",
		A:     Operand{"size", abi.KindU32},
		B:     Operand{"PAGE_SIZE", abi.KindU32},
	})
	bpfTailFault = row(Check{
		Func:  "bpf",
		Must:  "every byte behind sizeof(union bpf_attr) can be read",
		Errno: abi.EFAULT,
		Why:   "The attr goes on behind the {a} bytes that this kernel knows, so the rest is looked at too, and byte {b} of it cannot be read.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"read up to", abi.KindU32},
		Scan:  true,
	})
	bpfTailSet = row(Check{
		Func:  "bpf",
		Must:  "every byte behind sizeof(union bpf_attr) is zero",
		Errno: abi.E2BIG,
		Why:   "This kernel knows {a} bytes of the attr, and byte {b} behind them is set: a newer program asks for something that this kernel has never heard of.",
		A:     Operand{"sizeof(union bpf_attr)", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
	bpfCopyFault = row(Check{
		Func:  "copy_from_user",
		Must:  "the attr can be read from uattr",
		Errno: abi.EFAULT,
		Why:   "The attr could not be copied from {a}: after {b} bytes there is no memory.",
		A:     Operand{"uattr", abi.KindPointer},
		B:     Operand{"bytes read", abi.KindU32},
	})
	bpfUnknownCommand = row(Check{
		Func:  "bpf",
		Must:  "cmd is a command that this kernel has",
		Errno: abi.EINVAL,
		Why:   "This kernel has no command {a}.",
		A:     Operand{"cmd", abi.KindCmd},
	})
)
