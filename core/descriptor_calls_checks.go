package core

import "bpfplay/core/abi"

var (
	closeBadFD = badFDCheck("closeBadFD", "close")
	dupBadFD   = badFDCheck("dupBadFD", "dup")
	dupFull    = noFreeFDCheck("dupFull", "dup", "")
	dup3Flags  = &Check{
		Name:     "dup3Flags",
		Func:     "dup3",
		Must:     "(flags & ~O_CLOEXEC) == 0",
		Errno:    abi.EINVAL,
		Why:      "flags is {a}, but dup3 takes only O_CLOEXEC (524288).",
		Operands: []Operand{{"flags", abi.KindU32}},
	}
	dup3Same = &Check{
		Name:     "dup3Same",
		Func:     "dup3",
		Must:     "oldfd != newfd",
		Errno:    abi.EINVAL,
		Why:      "oldfd and newfd are both {a}: dup3 does not duplicate a descriptor onto itself.",
		Operands: []Operand{{"oldfd", abi.KindFD}, {"newfd", abi.KindFD}},
	}
	dup3Limit = &Check{
		Name:     "dup3Limit",
		Func:     "dup3",
		Must:     "newfd < RLIMIT_NOFILE",
		Errno:    abi.EBADF,
		Why:      "newfd is {a}, but the descriptors of this task must be below RLIMIT_NOFILE, {b}.",
		Operands: []Operand{{"newfd", abi.KindFD}, {"RLIMIT_NOFILE", abi.KindU64}},
	}
	dup3BadFD    = badFDCheck("dup3BadFD", "dup3")
	fcntlBadFD   = badFDCheck("fcntlBadFD", "fcntl")
	fcntlUnknown = &Check{
		Name:     "fcntlUnknown",
		Func:     "fcntl",
		Must:     "cmd is emulated",
		Errno:    abi.EINVAL,
		Why:      "cmd is {a}, but only F_DUPFD, F_GETFD, F_SETFD, F_GETFL and F_DUPFD_CLOEXEC are emulated.",
		Operands: []Operand{{"cmd", abi.KindCmd}},
	}
	fcntlDupLimit = &Check{
		Name:     "fcntlDupLimit",
		Func:     "fcntl",
		Must:     "arg < RLIMIT_NOFILE",
		Errno:    abi.EINVAL,
		Why:      "arg is {a}, but the descriptors of this task must be below RLIMIT_NOFILE, {b}.",
		Operands: []Operand{{"arg", abi.KindU64}, {"RLIMIT_NOFILE", abi.KindU64}},
	}
	fcntlFull = noFreeFDCheck("fcntlFull", "fcntl", "")
)
