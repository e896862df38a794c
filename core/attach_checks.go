package core

import "bpfplay/core/abi"

// opAttachType is an attach type.
var opAttachType = Operand{"attach_type", abi.KindAttachType}

// lircCheck refuses programs of infrared receivers in a kernel that is built without them.
func lircCheck(name, fn string) *Check {
	return elemCheck(name, fn, "CONFIG_BPF_LIRC_MODE2", abi.EINVAL,
		"attach_type is BPF_LIRC_MODE2, but the kernel is built without CONFIG_BPF_LIRC_MODE2: that needs the drivers of infrared receivers in the kernel itself, and distributions have them as modules.")
}

var (
	attachNotOpen  = badFDCheck("attachNotOpen", "bpf_prog_get")
	attachNoProg   = elemCheck("attachNoProg", "bpf_prog_get", "fd refers to a program", abi.EINVAL, "Descriptor {a} does not refer to a program.", opFD)
	attachProgType = elemCheck("attachProgType", "bpf_prog_get_type", "prog->type is the one of the attach type", abi.EINVAL,
		"The program is of type {a}, but programs of this attach type must be of type {b}.", opProgType, Operand{"ptype", abi.KindProgType})
	attachCapable = &Check{Name: "attachCapable", Func: "__sys_bpf", Must: "capable(CAP_NET_ADMIN)", Errno: abi.EPERM,
		Why: "The command requires CAP_NET_ADMIN. The capabilities of the task: {a}.", Operands: []Operand{{"capabilities", abi.KindCaps}}}
	attachSkbCapable = &Check{Name: "attachSkbCapable", Func: "bpf_prog_attach_check_attach_type", Must: "capable(CAP_NET_ADMIN)", Errno: abi.EINVAL,
		Why: "Attaching a program of type BPF_PROG_TYPE_CGROUP_SKB requires CAP_NET_ADMIN, and BPF_PROG_ATTACH fails with EINVAL without it. The capabilities of the task: {a}.", Operands: []Operand{{"capabilities", abi.KindCaps}}}
	attachNoType = elemCheck("attachNoType", "attach_type_to_prog_type", "attach_type belongs to a type of programs", abi.EINVAL,
		"This kernel has no programs that are attached with attach type {a}.", opAttachType)
	attachFlagsKnown = elemCheck("attachFlagsKnown", "bpf_prog_attach", "(attach_flags & ~allowed) == 0", abi.EINVAL,
		"attach_flags is {a}, but the attach type supports only {b}.", Operand{"attach_flags", abi.KindAttachFlags}, Operand{"allowed", abi.KindAttachFlags})
	attachNoOrder = elemCheck("attachNoOrder", "bpf_prog_attach", "relative_fd == 0 && expected_revision == 0", abi.EINVAL,
		"relative_fd is {a} and expected_revision {b}, but programs of this attach type have no order that they could refer to.",
		Operand{"relative_fd", abi.KindU32}, Operand{"expected_revision", abi.KindU64})
	attachPlain = elemCheck("attachPlain", "bpf_prog_attach", "attach_flags == 0 && replace_bpf_fd == 0", abi.EINVAL,
		"attach_flags is {a} and replace_bpf_fd {b}, but only cgroups and devices have lists of programs.",
		Operand{"attach_flags", abi.KindAttachFlags}, Operand{"replace_bpf_fd", abi.KindFD})
	attachOtherType = elemCheck("attachOtherType", "bpf_prog_attach_check_attach_type", "attach_type == prog->expected_attach_type", abi.EINVAL,
		"The program was loaded for attach type {b}, but this is {a}.", opAttachType, Operand{"prog->expected_attach_type", abi.KindAttachType})
	attachForOther = elemCheck("attachForOther", "link_create", "attach_type_to_prog_type(attach_type) == prog->type", abi.EINVAL,
		"attach_type is {a}, but programs of type {b} are attached elsewhere.", opAttachType, opProgType)
	attachOnlyLinks = elemCheck("attachOnlyLinks", "bpf_prog_attach", "programs of the attach type are attached without a link", abi.EINVAL,
		"attach_type is {a}. Only BPF_LINK_CREATE or BPF_RAW_TRACEPOINT_OPEN attaches such programs.", opAttachType)
	attachNoLinks = elemCheck("attachNoLinks", "link_create", "the kernel has links of the attach type", abi.EINVAL,
		"attach_type is {a}, but this kernel has no links for it. Use BPF_PROG_ATTACH.", opAttachType)
	attachNoDevice    = elemCheck("attachNoDevice", "__dev_get_by_index", "target_ifindex is a device", abi.ENODEV, "target_ifindex is 0, and no network device has this number.")
	attachNoXDPDevice = elemCheck("attachNoXDPDevice", "bpf_xdp_link_attach", "target_ifindex is a device", abi.EINVAL, "target_ifindex is 0, and no network device has this number.")

	structLinkNotOpen = badFDCheck("structLinkNotOpen", "bpf_map_get")
	structLinkMap     = elemCheck("structLinkMap", "bpf_struct_ops_link_create", "fd refers to a map of BPF_MAP_TYPE_STRUCT_OPS with BPF_F_LINK", abi.EINVAL,
		"map_fd is {a}, but a link of BPF_STRUCT_OPS needs a map of type BPF_MAP_TYPE_STRUCT_OPS that was created with BPF_F_LINK.", opFD)

	queryNoType = elemCheck("queryNoType", "bpf_prog_query", "attach_type has a list of programs", abi.EINVAL,
		"This kernel keeps no list of programs of attach type {a} that could be read.", opAttachType)
	detachLirc = lircCheck("detachLirc", "lirc_prog_detach")
	queryLirc  = lircCheck("queryLirc", "lirc_prog_query")

	queryNoFlags   = fieldCheck("queryNoFlags", "bpf_prog_query", "query_flags == 0", abi.EINVAL, &abi.QueryFlags, "query_flags is {a}, but only cgroups have effective programs.")
	queryEffective = fieldCheck("queryEffective", "__cgroup_bpf_query", "!(query_flags & BPF_F_QUERY_EFFECTIVE) || !prog_attach_flags", abi.EINVAL, &abi.QueryProgFlags,
		"prog_attach_flags is {a}, but effective programs come from several cgroups, and their flags are not reported.")
	queryFault = elemCheck("queryFault", "copy_to_user", "the result can be written", abi.EFAULT,
		"The result cannot be written to {a}: the memory is unmapped or read-only.", Operand{"address", abi.KindPointer})
	queryRoom = fieldCheck("queryRoom", "bpf_prog_query", "prog_cnt >= number of programs", abi.ENOSPC, &abi.QueryProgCnt,
		"The attach point has {b} programs, but prog_cnt leaves room for {a} ids. The first ones were written.", Operand{"programs", abi.KindU32})

	sockMapNotOpen = badFDCheck("sockMapNotOpen", "__bpf_map_get")
	sockMapNoMap   = elemCheck("sockMapNoMap", "__bpf_map_get", "target_fd refers to a map", abi.EINVAL, "Descriptor {a} does not refer to a map.", opFD)
	sockProgsNone  = elemCheck("sockProgsNone", "sock_map_prog_lookup", "map_type is SOCKMAP or SOCKHASH", abi.EOPNOTSUPP,
		"The map is of type {a}. Only BPF_MAP_TYPE_SOCKMAP and BPF_MAP_TYPE_SOCKHASH run programs.", Operand{"map_type", abi.KindMapType})
	sockProgsBusy = elemCheck("sockProgsBusy", "sock_map_prog_lookup", "no program of the other verdict type is attached", abi.EBUSY,
		"The map already has a program of {b}, which excludes one of {a}.", opAttachType, Operand{"other", abi.KindAttachType})
	sockProgsLink = elemCheck("sockProgsLink", "sock_map_prog_update", "no link has attached a program", abi.EBUSY,
		"A link has attached the program of {a}. Only the link can change it.", opAttachType)
	sockProgsOther = elemCheck("sockProgsOther", "psock_replace_prog", "the program is attached", abi.ENOENT,
		"The program with id {a} is not attached to this map.", Operand{"prog_id", abi.KindID})
	sockMapLinkType = elemCheck("sockMapLinkType", "sock_map_link_create", "map_type is SOCKMAP or SOCKHASH", abi.EINVAL,
		"The map is of type {a}. Only BPF_MAP_TYPE_SOCKMAP and BPF_MAP_TYPE_SOCKHASH run programs.", Operand{"map_type", abi.KindMapType})

	netnsNotOpen = elemCheck("netnsNotOpen", "get_net_ns_by_fd", "target_fd is open", abi.EBADF, "Descriptor {a} is not open.", opFD)
	netnsNone    = elemCheck("netnsNone", "get_net_ns_by_fd", "target_fd refers to a network namespace", abi.EINVAL,
		"Descriptor {a} does not refer to a network namespace, such as /proc/self/ns/net.", opFD)
	netnsTarget    = elemCheck("netnsTarget", "netns_bpf_prog_attach", "target_fd == 0", abi.EINVAL, "target_fd is {a}, but the program is attached to the namespace of the caller: it must be 0.", opFD)
	netnsLinked    = elemCheck("netnsLinked", "netns_bpf_prog_attach", "no link has attached a program", abi.EEXIST, "The namespace has {a} links that attach programs. Programs without links cannot join them.", Operand{"links", abi.KindU32})
	netnsOnlyLinks = elemCheck("netnsOnlyLinks", "netns_bpf_prog_attach", "attach_type == BPF_FLOW_DISSECTOR", abi.EINVAL, "attach_type is {a}. Only BPF_LINK_CREATE attaches such programs.", opAttachType)
	netnsSame      = elemCheck("netnsSame", "netns_bpf_prog_attach", "the program is not attached yet", abi.EINVAL, "This very program is already attached.")

	netnsDetachLinked = elemCheck("netnsDetachLinked", "__netns_bpf_prog_detach", "no link has attached a program", abi.EINVAL, "The namespace has {a} links that attach programs. Only the links can detach them.", Operand{"links", abi.KindU32})
	netnsNotAttached  = elemCheck("netnsNotAttached", "__netns_bpf_prog_detach", "the program is attached", abi.ENOENT, "The program with id {a} is not attached to the namespace.", Operand{"prog_id", abi.KindID})
	netnsFull         = elemCheck("netnsFull", "netns_bpf_link_attach", "links < netns_bpf_max_progs(type)", abi.E2BIG, "{a} links are attached to the namespace, and at most {b} can be.", Operand{"links", abi.KindU32}, Operand{"netns_bpf_max_progs(type)", abi.KindU32})
	netnsAttached     = elemCheck("netnsAttached", "netns_bpf_link_attach", "no program is attached without a link", abi.EEXIST, "BPF_PROG_ATTACH has attached a program. Links cannot join it.")
)
