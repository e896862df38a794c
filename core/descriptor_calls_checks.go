package core

import "bpfplay/core/abi"

var (
	closeBadFD = badFD("closeBadFD", "close")
	dupBadFD   = badFD("dupBadFD", "dup")
	dupFull    = noFreeFD("dupFull", "dup")
	dup3Flags  = row(Check{
		Name:  "dup3Flags",
		Func:  "dup3",
		Must:  "(flags & ~O_CLOEXEC) == 0",
		Errno: abi.EINVAL,
		Why:   "dup3 knows one flag, O_CLOEXEC (524288); {a} has others.",
		A:     Operand{"flags", abi.KindU32},
	})
	dup3Same = row(Check{
		Name:  "dup3Same",
		Func:  "dup3",
		Must:  "oldfd != newfd",
		Errno: abi.EINVAL,
		Why:   "dup3 does not copy a descriptor onto itself: both are {a}.",
		A:     Operand{"oldfd", abi.KindFD},
		B:     Operand{"newfd", abi.KindFD},
	})
	dup3Limit = row(Check{
		Name:  "dup3Limit",
		Func:  "dup3",
		Must:  "newfd < RLIMIT_NOFILE",
		Errno: abi.EBADF,
		Why:   "Descriptor {a} cannot be had: the limit of this task is {b}.",
		A:     Operand{"newfd", abi.KindFD},
		B:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
	dup3BadFD    = badFD("dup3BadFD", "dup3")
	fcntlBadFD   = badFD("fcntlBadFD", "fcntl")
	fcntlUnknown = row(Check{
		Name:  "fcntlUnknown",
		Func:  "fcntl",
		Must:  "cmd is one that is known here",
		Errno: abi.EINVAL,
		Why:   "fcntl has no command {a} here: F_DUPFD, F_GETFD, F_SETFD, F_GETFL and F_DUPFD_CLOEXEC are known.",
		A:     Operand{"cmd", abi.KindCmd},
	})
	fcntlDupLimit = row(Check{
		Name:  "fcntlDupLimit",
		Func:  "fcntl",
		Must:  "arg < RLIMIT_NOFILE",
		Errno: abi.EINVAL,
		Why:   "No descriptor from {a} on can be had: the limit of this task is {b}.",
		A:     Operand{"arg", abi.KindU64},
		B:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
	fcntlFull = noFreeFD("fcntlFull", "fcntl")
)

func badFD(name string, in string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  "the descriptor is open",
		Errno: abi.EBADF,
		Why:   "Descriptor {a} is not open in this task. Descriptors belong to a process: another task may well have one of that number.",
		A:     Operand{"fd", abi.KindFD},
	})
}

func noFreeFD(name string, in string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "Every descriptor below the limit of {a} is taken.",
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
}
