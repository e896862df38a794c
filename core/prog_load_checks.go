package core

import "bpfplay/core/abi"

var (
	loadLogAttr = &Check{
		Name:     "loadLogAttr",
		Func:     "bpf_verifier_log_attr_valid",
		Must:     "log_level, log_size and log_buf belong together",
		Errno:    abi.EINVAL,
		Why:      "log_level is {a} and log_size is {b}. Before 6.4, a log needs a level of 1 to 7 and a buffer of 128 bytes or more. Later, a buffer needs a size and a level, and a size needs a buffer.",
		Operands: []Operand{{"log_level", abi.KindU32}, {"log_size", abi.KindU32}},
		Reads:    []*abi.Field{&abi.LogLevel, &abi.LogSize, &abi.LogBuf},
	}
	loadCheckAttr = attrTailCheck("loadCheckAttr", "bpf_prog_load", "BPF_PROG_LOAD")
	loadFlags     = fieldCheck("loadFlags", "bpf_prog_load", "(prog_flags & ~allowed) == 0", abi.EINVAL, &abi.ProgFlagsField,
		"prog_flags is {a}, but this kernel supports only {b}.", Operand{"allowed", abi.KindProgFlags})
	loadTokenFD = fieldCheck("loadTokenFD", "bpf_token_get_from_fd", "prog_token_fd is open", abi.EBADF, &abi.ProgTokenFD,
		"BPF_F_TOKEN_FD is set, so prog_token_fd must be a BPF token, but descriptor {a} is not open.")
	loadNoToken = fieldCheck("loadNoToken", "bpf_token_get_from_fd", "prog_token_fd refers to a BPF token", abi.EINVAL, &abi.ProgTokenFD,
		"BPF_F_TOKEN_FD is set, so prog_token_fd must be a BPF token, but descriptor {a} refers to something else.")
	loadUnpriv = unprivCheck("loadUnpriv", "bpf_prog_load", "!sysctl_unprivileged_bpf_disabled || bpf_capable()",
		"only a task with CAP_BPF or CAP_SYS_ADMIN may load programs.")
	loadLicenseFault = faultCheck("loadLicenseFault", "strncpy_from_user", "license can be read", &abi.License,
		"The license at {a} cannot be read: byte {b} is not mapped. Every program needs a license, such as \"GPL\".")
	loadCountBelow = fieldCheck("loadCountBelow", "bpf_prog_load", "insn_cnt < BPF_MAXINSNS", abi.EINVAL, &abi.InsnCnt,
		"insn_cnt is {a}, but must be less than {b}.", Operand{"BPF_MAXINSNS", abi.KindU32})
	loadCount = fieldCheck("loadCount", "bpf_prog_load", "insn_cnt != 0 && insn_cnt <= limit", abi.E2BIG, &abi.InsnCnt,
		"insn_cnt is {a}, but a program has 1 to {b} instructions. Since 5.2 the limit is 1,000,000 for a task with CAP_BPF, and 4,096 for any other.", Operand{"limit", abi.KindU32})
	loadVersion = fieldCheck("loadVersion", "bpf_prog_load", "kern_version == LINUX_VERSION_CODE", abi.EINVAL, &abi.KernVersion,
		"kern_version is {a}, but this kernel is {b}. Before 5.0, programs of type KPROBE must name the kernel that they were compiled for.", Operand{"LINUX_VERSION_CODE", abi.KindU32})
	loadCapable  = progCapableCheck("loadCapable", "bpf_capable()", "CAP_BPF or CAP_SYS_ADMIN (before 5.8: CAP_SYS_ADMIN)")
	loadNetAdmin = progCapableCheck("loadNetAdmin", "capable(CAP_NET_ADMIN)", "CAP_NET_ADMIN or CAP_SYS_ADMIN")
	loadPerfmon  = progCapableCheck("loadPerfmon", "perfmon_capable()", "CAP_PERFMON or CAP_SYS_ADMIN")

	loadNoTarget = fieldCheck("loadNoTarget", "bpf_prog_load", "attach_prog_fd refers to a program or to BTF", abi.EINVAL, &abi.AttachProgFD,
		"Descriptor {a} refers neither to a program nor to BTF.")
	loadUserBTF = fieldCheck("loadUserBTF", "bpf_prog_load", "btf_is_kernel(attach_btf)", abi.ENOTSUPP, &abi.AttachProgFD,
		"Descriptor {a} is a BTF object that a task loaded. Programs attach to functions of the kernel's own BTF or of a program. "+enotsuppNote)
	loadTargetFD = fieldCheck("loadTargetFD", "bpf_prog_get", "attach_prog_fd is open", abi.EBADF, &abi.AttachProgFD,
		"Descriptor {a} is not open.")
	loadTargetNoProg = fieldCheck("loadTargetNoProg", "bpf_prog_get", "attach_prog_fd refers to a program", abi.EINVAL, &abi.AttachProgFD,
		"Descriptor {a} does not refer to a program.")
	loadAttachID = fieldCheck("loadAttachID", "bpf_prog_load_check_attach", "attach_btf_id <= BTF_MAX_TYPE", abi.EINVAL, &abi.AttachBtfID,
		"attach_btf_id is {a}, but type ids go up to {b}.", Operand{"BTF_MAX_TYPE", abi.KindU32})
	loadAttachIDType = fieldCheck("loadAttachIDType", "bpf_prog_load_check_attach", "attach_btf_id == 0 || the program type attaches to a BTF type", abi.EINVAL, &abi.AttachBtfID,
		"attach_btf_id is {a}, but only TRACING, LSM, STRUCT_OPS and EXT programs attach to a BTF type, not {b}.", opProgType)
	loadAttachMulti = fieldCheck("loadAttachMulti", "bpf_prog_load_check_attach", "an attach type for many functions has a TRACING program without attach_btf_id", abi.EINVAL, &abi.ExpectedAttachType,
		"expected_attach_type is {a}, which only a TRACING program without attach_btf_id and attach_prog_fd can have, not {b}.", opProgType)
	loadAttachTarget = fieldCheck("loadAttachTarget", "bpf_prog_load_check_attach", "attach_prog_fd == 0 || the program type attaches to a program", abi.EINVAL, &abi.AttachProgFD,
		"attach_prog_fd is {a}, but only TRACING and EXT programs attach to a program, not {b}.", opProgType)
	loadAttachType = fieldCheck("loadAttachType", "bpf_prog_load_check_attach", "expected_attach_type is one of the program type", abi.EINVAL, &abi.ExpectedAttachType,
		"expected_attach_type is {a}, which {b} does not have.", opProgType)

	loadInsnsFault = faultCheck("loadInsnsFault", "copy_from_user", "insns can be read", &abi.Insns,
		"The {b} bytes of instructions cannot all be read at {a}.")
	loadDeviceType = fieldCheck("loadDeviceType", "bpf_prog_dev_bound_init", "prog_type is SCHED_CLS or XDP", abi.EINVAL, &abi.ProgIfindex,
		"prog_ifindex is {a}, but a device runs only programs of type SCHED_CLS and XDP, not {b}.", opProgType)
	loadDeviceFlags = fieldCheck("loadDeviceFlags", "bpf_prog_dev_bound_init", "(prog_flags & ~allowed) == 0", abi.EINVAL, &abi.ProgFlagsField,
		"prog_flags is {a}, but a program for a device takes only {b}.", Operand{"allowed", abi.KindProgFlags})
	loadNoDevice = fieldCheck("loadNoDevice", "bpf_prog_dev_bound_init", "the device exists", abi.EINVAL, &abi.ProgIfindex,
		"No network device has number {a}. The machine has only the loopback device, 1.")
	loadDeviceNoNdo = fieldCheck("loadDeviceNoNdo", "bpf_dev_offload_check", "netdev->netdev_ops->ndo_bpf", abi.EOPNOTSUPP, &abi.ProgIfindex,
		"Network device {a} cannot run programs.")
	loadType = fieldCheck("loadType", "find_prog_type", "the kernel has the program type", abi.EINVAL, &abi.ProgTypeField,
		"This kernel has no program type {a}: the type is newer than the kernel, is not built in, or does not exist.")
	loadNameCharOld = progNameCheck("loadNameCharOld", "isalnum(c) || c == '_'", "letters, digits and '_' (since 5.2 also '.')")
	loadNameChar    = progNameCheck("loadNameChar", "isalnum(c) || c == '_' || c == '.'", "letters, digits, '_' and '.'")
	loadNameLong    = &Check{
		Name:     "loadNameLong",
		Func:     "bpf_obj_name_cpy",
		Must:     "prog_name is NUL-terminated",
		Errno:    abi.EINVAL,
		Why:      "All {a} bytes of prog_name are set, but it must end with a NUL byte.",
		Operands: []Operand{{"sizeof(prog_name)", abi.KindU32}},
		Reads:    []*abi.Field{&abi.ProgName},
	}
	progCharge = &Check{
		Name:     "progCharge",
		Func:     "__bpf_prog_charge",
		Must:     "the user's locked pages stay within RLIMIT_MEMLOCK",
		Errno:    abi.EPERM,
		Why:      "With this program the user would have {a} pages of locked memory, but RLIMIT_MEMLOCK (ulimit -l) allows {b}. Before 5.11, programs count as locked memory, even for root.",
		Operands: []Operand{{"locked pages", abi.KindU64}, {"RLIMIT_MEMLOCK in pages", abi.KindU64}},
		Reads:    []*abi.Field{&abi.InsnCnt},
	}

	loadLogFull = &Check{
		Name:     "loadLogFull",
		Func:     "bpf_vlog_finalize",
		Must:     "the log fits into the buffer",
		Errno:    abi.ENOSPC,
		Why:      "log_size is {a}, but the log is longer. The kernel refuses the program for that, whatever the verifier found. Pass a larger buffer, or log_level 0.",
		Operands: []Operand{{"log_size", abi.KindU32}},
		Reads:    []*abi.Field{&abi.LogSize},
	}
	loadLogFault     = faultCheck("loadLogFault", "copy_to_user", "log_buf can be written", &abi.LogBuf, "The log cannot be written to {a}: the memory is unmapped or read-only.")
	loadTrueFault    = putUserCheck("loadTrueFault", "log_true_size", "&uattr->log_true_size", &abi.LogTrueSize, "log_true_size ({b})")
	loadRecSizeFault = putUserCheck("loadRecSizeFault", "func_info_rec_size", "&uattr->func_info_rec_size", &abi.FuncInfoRecSize, "The records are larger than those that the kernel knows. The size that it knows ({b})")
	loadIncompatible = &Check{
		Name:     "loadIncompatible",
		Func:     "bpf_check_tail_call",
		Must:     "bpf_prog_map_compatible(map, prog)",
		Errno:    abi.EINVAL,
		Why:      "The program uses map {a}, whose programs are of type {b}. A map of programs takes its type, and more, from the first program that uses it or is put into it. All others must match.",
		Operands: []Operand{{"map", abi.KindU32}, opProgType},
	}
	loadGetfd = noFreeFDCheck("loadGetfd", "anon_inode_getfd", " The program was verified and had an id, but cannot be opened.")
)

var opProgType = Operand{"prog_type", abi.KindProgType}

// progCapableCheck is a check of the capabilities that a program type requires.
func progCapableCheck(name, must, takes string) *Check {
	return &Check{
		Name:     name,
		Func:     "bpf_prog_load",
		Must:     must,
		Errno:    abi.EPERM,
		Why:      "Loading programs of type {a} requires " + takes + ". The capabilities of the task: {b}.",
		Operands: []Operand{opProgType, {"capabilities", abi.KindCaps}},
		Reads:    []*abi.Field{&abi.ProgTypeField},
	}
}

// progNameCheck refuses a character of prog_name.
func progNameCheck(name, must, allowed string) *Check {
	return &Check{
		Name:     name,
		Func:     "bpf_obj_name_cpy",
		Must:     must,
		Errno:    abi.EINVAL,
		Why:      "Byte {b} of prog_name is {a}, but a name has only " + allowed + ".",
		Operands: []Operand{{"c", abi.KindU32}, {"offset", abi.KindU32}},
		Reads:    []*abi.Field{&abi.ProgName},
	}
}
