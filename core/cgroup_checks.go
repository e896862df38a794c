package core

import "bpfplay/core/abi"

// opAttachFlags are the flags of a command that attaches a program.
var opAttachFlags = Operand{"flags", abi.KindAttachFlags}

var (
	openFull       = noFreeFDCheck("openFull", "openat", "")
	targetNotOpen  = badFDCheck("targetNotOpen", "cgroup_get_from_fd")
	targetNoCgroup = elemCheck("targetNoCgroup", "cgroup_get_from_fd", "target_fd refers to a cgroup", abi.EBADF,
		"Descriptor {a} does not refer to a directory of cgroup v2, such as /sys/fs/cgroup/unified or one below it.", opFD)
	cgroupFlagPair = elemCheck("cgroupFlagPair", "__cgroup_bpf_attach", "!(flags & BPF_F_ALLOW_OVERRIDE && flags & BPF_F_ALLOW_MULTI) && (!(flags & BPF_F_REPLACE) || flags & BPF_F_ALLOW_MULTI)", abi.EINVAL,
		"flags is {a}. BPF_F_ALLOW_OVERRIDE and BPF_F_ALLOW_MULTI exclude each other, and BPF_F_REPLACE requires BPF_F_ALLOW_MULTI.", opAttachFlags)
	cgroupReplaceOrder = elemCheck("cgroupReplaceOrder", "__cgroup_bpf_attach", "!(flags & BPF_F_REPLACE) || !(flags & (BPF_F_BEFORE | BPF_F_AFTER))", abi.EINVAL,
		"flags is {a}, but a program that replaces another takes its place. BPF_F_BEFORE and BPF_F_AFTER have no meaning then.", opAttachFlags)
	cgroupStale = elemCheck("cgroupStale", "__cgroup_bpf_attach", "expected_revision == 0 || expected_revision == revision", abi.ESTALE,
		"expected_revision is {a}, but the list of programs has revision {b}. It was changed since the caller read it.",
		Operand{"expected_revision", abi.KindU64}, Operand{"revision", abi.KindU64})
	cgroupHierarchy = elemCheck("cgroupHierarchy", "hierarchy_allows_attach", "no ancestor has a program without BPF_F_ALLOW_OVERRIDE or BPF_F_ALLOW_MULTI", abi.EPERM,
		"A program of this attach type is attached to a cgroup above, without BPF_F_ALLOW_OVERRIDE or BPF_F_ALLOW_MULTI. It applies to the whole subtree and allows no other below it.")
	cgroupOtherFlags = elemCheck("cgroupOtherFlags", "__cgroup_bpf_attach", "list is empty || flags & (BPF_F_ALLOW_OVERRIDE | BPF_F_ALLOW_MULTI) == cgrp->bpf.flags", abi.EPERM,
		"The cgroup already has programs of this attach type, attached with {b}, but these flags are {a}. All must agree.", opAttachFlags, Operand{"cgrp->bpf.flags", abi.KindAttachFlags})
	cgroupFull = elemCheck("cgroupFull", "__cgroup_bpf_attach", "length < BPF_CGROUP_MAX_PROGS", abi.E2BIG,
		"The cgroup has {a} programs of this attach type, and at most {b} can be attached.", Operand{"length", abi.KindU32}, Operand{"BPF_CGROUP_MAX_PROGS", abi.KindU32})
	cgroupTwice = elemCheck("cgroupTwice", "find_attach_entry", "the program is not attached yet", abi.EINVAL,
		"The program is already attached to this cgroup. With BPF_F_ALLOW_MULTI each can be attached once; a link can attach it again.")
	cgroupNoReplace = elemCheck("cgroupNoReplace", "find_attach_entry", "the program to replace is attached", abi.ENOENT,
		"BPF_F_REPLACE names the program with id {a}, but it is not attached to this cgroup.", Operand{"prog_id", abi.KindID})
	cgroupDetachUnnamed = elemCheck("cgroupDetachUnnamed", "find_detach_entry", "attach_bpf_fd refers to a program of the attach type", abi.EINVAL,
		"The programs of the cgroup were attached with BPF_F_ALLOW_MULTI, so attach_bpf_fd must name the one to detach.")
	cgroupNotAttached = elemCheck("cgroupNotAttached", "find_detach_entry", "the program is attached", abi.ENOENT,
		"The program is not among the {a} that are attached to this cgroup. One that a link attached is detached through the link.", Operand{"length", abi.KindU32})

	orderSides = elemCheck("orderSides", "get_prog_list", "one of BPF_F_BEFORE and BPF_F_AFTER", abi.EINVAL,
		"flags is {a}. A program is inserted before or after another, not both, and naming the other requires one of the two.", opAttachFlags)
	orderKind = elemCheck("orderKind", "get_prog_list", "flags & BPF_F_LINK if a link attaches the program, else not", abi.EINVAL,
		"flags is {a}. A link is ordered relative to a link, with BPF_F_LINK, and a program relative to a program.", opAttachFlags)
	orderAnchor = elemCheck("orderAnchor", "bpf_get_anchor_link", "relative_fd != 0", abi.EINVAL,
		"BPF_F_LINK is set, but relative_fd is 0: it must name a link.")
	orderMissing = elemCheck("orderMissing", "get_prog_list", "the program or link is attached", abi.ENOENT,
		"relative_fd is {a}, but that program or link is not attached to this cgroup.", Operand{"relative_fd", abi.KindU32})
	orderPreorder = elemCheck("orderPreorder", "get_prog_list", "both have BPF_F_PREORDER, or neither", abi.EINVAL,
		"The flags are {a} here and {b} there: programs with and without BPF_F_PREORDER are in different lists.", opAttachFlags, Operand{"other flags", abi.KindAttachFlags})

	linkFlags = fieldCheck("linkFlags", "link_create", "(flags & ~allowed) == 0", abi.EINVAL, &abi.LinkFlags,
		"flags is {a}, but links of this attach type support only {b}.", Operand{"allowed", abi.KindAttachFlags})
	linkGone = elemCheck("linkGone", "bpf_link_ops.update_prog", "the link is attached", abi.ENOLINK,
		"BPF_LINK_DETACH has detached the link. It holds its program, but nothing runs it.")
	linkOtherProg = elemCheck("linkOtherProg", "bpf_link_ops.update_prog", "!old_prog || link->prog == old_prog", abi.EPERM,
		"BPF_F_REPLACE names another program than the one that the link has.")
	linkOtherType = elemCheck("linkOtherType", "bpf_link_ops.update_prog", "new_prog->type == link->prog->type", abi.EINVAL,
		"The new program is of type {a}, but the link was made for programs of type {b}.", opProgType, Operand{"link->prog->type", abi.KindProgType})
)
