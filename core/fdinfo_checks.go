package core

import "bpfplay/core/abi"

var (
	fdinfoOpen = noFreeFDCheck("fdinfoOpen", "get_unused_fd_flags", " Reading /proc/self/fdinfo needs a free one.")
	fdinfoNone = &Check{
		Name:     "fdinfoNone",
		Func:     "proc_lookupfd_common",
		Must:     "fd is open",
		Errno:    abi.ENOENT,
		Why:      "/proc/self/fdinfo has a file for each open descriptor, and descriptor {a} is not open.",
		Operands: []Operand{opFD},
	}
)
