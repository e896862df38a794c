package core

import "bpfplay/core/abi"

var (
	foreignCheckAttr = row(Check{
		Name:  "foreignCheckAttr",
		Func:  "CHECK_ATTR",
		Must:  "nothing is set behind the last field of the command",
		Errno: abi.EINVAL,
		Why:   "The command knows its attr up to byte {a}; byte {b} behind that is set, so a field is filled in that this kernel does not have.",
		A:     Operand{"last field ends at", abi.KindU32},
		B:     Operand{"looked up to", abi.KindU32},
		Scan:  true,
	})
	foreignPair = row(Check{
		Name:  "foreignPair",
		Func:  "bpf_prog_test_run",
		Must:  "a context and its size are given, or neither",
		Errno: abi.EINVAL,
		Why:   "The size of the context is {a} and it lies at {b}: both have to be given, or neither.",
		A:     Operand{"size", abi.KindU32},
		B:     Operand{"pointer", abi.KindPointer},
	})
	foreignFlags = row(Check{
		Name:  "foreignFlags",
		Func:  "__sys_bpf",
		Must:  "the flags are known",
		Errno: abi.EINVAL,
		Why:   "The flags are {a}, and of those the command knows none but {b}.",
		A:     Operand{"flags", abi.KindU32},
		B:     Operand{"known", abi.KindU32},
	})
	foreignNotOpen = row(Check{
		Name:  "foreignNotOpen",
		Func:  "fdget",
		Must:  "the descriptor is open",
		Errno: abi.EBADF,
		Why:   "Descriptor {a} is not open.",
		A:     Operand{"fd", abi.KindFD},
	})
	foreignOtherKind = row(Check{
		Name:  "foreignOtherKind",
		Func:  "__sys_bpf",
		Must:  "the descriptor is of the kind that the command is about",
		Errno: abi.EINVAL,
		Why:   "Descriptor {a} is a map or a terminal, and the command is about something else.",
		A:     Operand{"fd", abi.KindFD},
	})
	foreignStart = row(Check{
		Name:   "foreignStart",
		Func:   "bpf_obj_get_next_id",
		Must:   "start_id < INT_MAX",
		Errno:  abi.EINVAL,
		Why:    "start_id is {a}, but ids are below {b}.",
		A:      Operand{"start_id", abi.KindID},
		B:      Operand{"INT_MAX", abi.KindU32},
		Fields: []*abi.Field{&abi.StartID},
	})
	foreignCapable = row(Check{
		Name:  "foreignCapable",
		Func:  "__sys_bpf",
		Must:  "capable(CAP_SYS_ADMIN)",
		Errno: abi.EPERM,
		Why:   "The command takes CAP_SYS_ADMIN, and this task has capabilities: {a}.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
	foreignNone = row(Check{
		Name:   "foreignNone",
		Func:   "bpf_obj_get_next_id",
		Must:   "there is an object with a higher id",
		Errno:  abi.ENOENT,
		Why:    "No object of this kind has an id above {a}: there are none at all.",
		A:      Operand{"start_id", abi.KindID},
		Fields: []*abi.Field{&abi.StartID},
	})
	foreignUnknown = row(Check{
		Name:  "foreignUnknown",
		Func:  "idr_find",
		Must:  "there is an object of this id",
		Errno: abi.ENOENT,
		Why:   "No object of this kind has the id {a}: there are none at all.",
		A:     Operand{"id", abi.KindID},
	})
	statsKind = row(Check{
		Name:  "statsKind",
		Func:  "bpf_enable_stats",
		Must:  "type == BPF_STATS_RUN_TIME",
		Errno: abi.EINVAL,
		Why:   "There are no statistics of kind {a}: BPF_STATS_RUN_TIME, 0, is the only one.",
		A:     Operand{"type", abi.KindU32},
	})
	statsGetfd = row(Check{
		Name:  "statsGetfd",
		Func:  "anon_inode_getfd",
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "Every descriptor below the limit of {a} is taken.",
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
)
