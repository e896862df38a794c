package core

import "bpfplay/core/abi"

var (
	fdinfoOpen = row(Check{
		Name:  "fdinfoOpen",
		Func:  "get_unused_fd_flags",
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "To read /proc it has to be opened, and every descriptor below the limit of {a} is taken.",
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
	fdinfoNone = row(Check{
		Name:  "fdinfoNone",
		Func:  "proc_lookupfd_common",
		Must:  "the descriptor is open",
		Errno: abi.ENOENT,
		Why:   "There is a file in /proc/self/fdinfo for every open descriptor, and {a} is not open.",
		A:     Operand{"fd", abi.KindFD},
	})
)
