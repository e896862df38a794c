package core

import "bpfplay/core/abi"

// opCaps are the capabilities of a task in the first user namespace.
var opCaps = Operand{"capabilities", abi.KindCaps}

var (
	cloneNewns = elemCheck("cloneNewns", "create_new_namespaces", "ns_capable(user_ns, CAP_SYS_ADMIN)", abi.EPERM,
		"A mount namespace requires CAP_SYS_ADMIN. The capabilities of the task: {a}. With CLONE_NEWUSER in the same call, it needs none.", opCaps)
	mountCapable = elemCheck("mountCapable", "may_mount", "ns_capable(mnt_ns->user_ns, CAP_SYS_ADMIN)", abi.EPERM,
		"The call requires CAP_SYS_ADMIN in the user namespace that owns the mount namespace of the task. The capabilities of the task: {a}. A task in a new user namespace also needs a new mount namespace.", opCaps)
	umountBusy = elemCheck("umountBusy", "do_umount", "nothing uses the mount", abi.EBUSY,
		"The mount has {a} uses: open files, which are the descriptor of fsmount, directories, iterators and tokens, and file systems that are mounted inside.", Operand{"uses", abi.KindU32})
	umountNone = elemCheck("umountNone", "can_umount", "path_mounted(path)", abi.EINVAL, "Nothing is mounted at the path.")

	fsopenFlags = elemCheck("fsopenFlags", "fsopen", "(flags & ~FSOPEN_CLOEXEC) == 0", abi.EINVAL,
		"flags is {a}, but only {b} is defined, which makes the descriptor close-on-exec.", Operand{"flags", abi.KindU32}, Operand{"FSOPEN_CLOEXEC", abi.KindU32})
	fsopenFull  = noFreeFDCheck("fsopenFull", "fscontext_create_fd", "")
	fsBadFD     = badFDCheck("fsBadFD", "fsconfig")
	fsNoContext = elemCheck("fsNoContext", "fsconfig", "fd refers to a file system context", abi.EINVAL,
		"Descriptor {a} does not refer to the context of a file system, which fsopen opens.", opFD)
	fsPhase = elemCheck("fsPhase", "fsconfig", "fc->phase is the one of the call", abi.EBUSY,
		"The context is past this step. Options come first, then FSCONFIG_CMD_CREATE, then one fsmount. After an error, only a new context helps.")
	createCapable = elemCheck("createCapable", "mount_capable", "ns_capable(fc->user_ns, CAP_SYS_ADMIN)", abi.EPERM,
		"Creating the file system requires CAP_SYS_ADMIN in the user namespace of its context. The capabilities of the task: {a}.", opCaps)
	createUserNS = elemCheck("createUserNS", "sget_fc", "fc->user_ns == &init_user_ns", abi.EPERM,
		"Before 6.9, a bpf file system can only belong to the first user namespace.")
	createAdmin = elemCheck("createAdmin", "bpf_fill_super", "fc->user_ns == &init_user_ns || capable(CAP_SYS_ADMIN)", abi.EPERM,
		"A bpf file system for another user namespace can only be created by a task with CAP_SYS_ADMIN in the first one. The capabilities of the task: {a}. Send it the descriptor of the context with SCM_RIGHTS.", opCaps)
	fsmountNone = elemCheck("fsmountNone", "fsmount", "fc->root", abi.EINVAL,
		"The file system has not been created. Call fsconfig with FSCONFIG_CMD_CREATE first.")
	moveBadFD = badFDCheck("moveBadFD", "move_mount")
	movePlace = elemCheck("movePlace", "do_move_mount", "the path leads to a directory", abi.ENOTDIR, "The path leads to a file, but a file system is mounted on a directory.")

	fsSourceOnce = elemCheck("fsSourceOnce", "vfs_parse_fs_param_source", "!fc->source", abi.EINVAL,
		"The option source was set before.")
	fsOptionNumber = elemCheck("fsOptionNumber", "fs_parse", "the value is a number", abi.EINVAL,
		"The value of the option is not a number, or too large. mode is octal.")
	fsOptionUID = elemCheck("fsOptionUID", "bpf_parse_param", "kuid_has_mapping(fc->user_ns, uid)", abi.EINVAL,
		"User {a} is not mapped into the user namespace of the context.", Operand{"uid", abi.KindU32})
	fsOptionName = elemCheck("fsOptionName", "bpf_parse_param", "the value has names and numbers", abi.EINVAL,
		"The value is not any, and has a word that is neither a name nor a number. Names are those of the enum without their prefix, such as map_create, separated by colons.")
	fsOptionRange = elemCheck("fsOptionRange", "kstrtou64", "the number has 64 bits", abi.ERANGE,
		"A number in the value does not fit into 64 bits.")
	delegateCapable = elemCheck("delegateCapable", "bpf_parse_param", "!mask || capable(CAP_SYS_ADMIN)", abi.EPERM,
		"Delegating {a} requires CAP_SYS_ADMIN in the first user namespace. The capabilities of the task: {b}.", Operand{"mask", abi.KindPointer}, opCaps)
)
