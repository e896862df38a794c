package core

import "bpfplay/core/abi"

var (
	tokenBadFD = fieldCheck("tokenBadFD", "bpf_token_create", "bpffs_fd is open", abi.EBADF, &abi.TokenBpffsFD,
		"Descriptor {a} is not open, or was opened with O_PATH. A descriptor of fsmount is of the second kind: open its directory \".\" with openat.")
	tokenRoot = fieldCheck("tokenRoot", "bpf_token_create", "bpffs_fd is the root of a bpf file system", abi.EINVAL, &abi.TokenBpffsFD,
		"Descriptor {a} does not refer to the root directory of a bpf file system.")
	tokenPermission = elemCheck("tokenPermission", "path_permission", "the task may search the directory", abi.EACCES,
		"The directory belongs to user {b} and its mode denies access to others, but the task is user {a}.", Operand{"uid", abi.KindU32}, Operand{"owner", abi.KindU32})
	tokenOtherNS = elemCheck("tokenOtherNS", "bpf_token_create", "current_user_ns() == sb->s_user_ns", abi.EPERM,
		"The file system belongs to another user namespace than the task: that of the task that called fsopen.")
	tokenCapable = elemCheck("tokenCapable", "bpf_token_create", "ns_capable(userns, CAP_BPF)", abi.EPERM,
		"The task needs CAP_BPF in its user namespace. Its capabilities there: {a}.", opCaps)
	tokenInitNS = elemCheck("tokenInitNS", "bpf_token_create", "current_user_ns() != &init_user_ns", abi.EOPNOTSUPP,
		"The task is in the first user namespace, in which its own capabilities count. Tokens are for others.")
	tokenNothing = elemCheck("tokenNothing", "bpf_token_create", "the mount delegates something", abi.ENOENT,
		"The file system was created without delegate_cmds, delegate_maps, delegate_progs and delegate_attachs.")
	tokenGetfd = noFreeFDCheck("tokenGetfd", "bpf_token_create", "")
)
