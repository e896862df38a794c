package core

import "bpfplay/core/abi"

var (
	foreignCheckAttr = attrTailCheck("foreignCheckAttr", "CHECK_ATTR", "The command")
	foreignFlags     = &Check{
		Name:     "foreignFlags",
		Func:     "__sys_bpf",
		Must:     "(flags & ~allowed) == 0",
		Errno:    abi.EINVAL,
		Why:      "flags is {a}, but the command supports only {b}.",
		Operands: []Operand{{"flags", abi.KindU32}, {"allowed", abi.KindU32}},
	}
	foreignNotOpen = &Check{
		Name:     "foreignNotOpen",
		Func:     "fdget",
		Must:     "fd is open",
		Errno:    abi.EBADF,
		Why:      "Descriptor {a} is not open.",
		Operands: []Operand{opFD},
	}
	foreignOtherKind = &Check{
		Name:     "foreignOtherKind",
		Func:     "__sys_bpf",
		Must:     "fd refers to an object of the command's kind",
		Errno:    abi.EINVAL,
		Why:      "Descriptor {a} refers to a map or a terminal, but the command expects an object of another kind.",
		Operands: []Operand{opFD},
	}
	foreignCapable = adminCheck("foreignCapable", "__sys_bpf", "The command requires CAP_SYS_ADMIN.")
	statsKind      = &Check{
		Name:     "statsKind",
		Func:     "bpf_enable_stats",
		Must:     "type == BPF_STATS_RUN_TIME",
		Errno:    abi.EINVAL,
		Why:      "type is {a}, but BPF_STATS_RUN_TIME, 0, is the only kind of statistics.",
		Operands: []Operand{{"type", abi.KindU32}},
	}
	statsGetfd = noFreeFDCheck("statsGetfd", "anon_inode_getfd", "")
)
