package core

import "bpfplay/core/abi"

var (
	linkGetfd    = noFreeFDCheck("linkGetfd", "bpf_link_prime", "")
	linkNextNone = fieldCheck("linkNextNone", "bpf_obj_get_next_id", "a link has an id above start_id", abi.ENOENT, &abi.StartID,
		"No link has an id above {a}: a walk over all ids ends with ENOENT.")
	linkIDNone = fieldCheck("linkIDNone", "bpf_link_by_id", "a link has this id", abi.ENOENT, &abi.LinkID,
		"No link has id {a}: no such link was made, or its last reference is gone.")
	linkNotOpen = badFDCheck("linkNotOpen", "bpf_link_get_from_fd")
	linkNoLink  = elemCheck("linkNoLink", "bpf_link_get_from_fd", "fd refers to a link", abi.EINVAL,
		"Descriptor {a} does not refer to a link.", opFD)
	linkOldUnasked = fieldCheck("linkOldUnasked", "link_update", "old_prog_fd == 0 || flags & BPF_F_REPLACE", abi.EINVAL, &abi.LinkOldProgFD,
		"old_prog_fd is {a}, but it has a meaning only with BPF_F_REPLACE.")
	linkNoUpdate = elemCheck("linkNoUpdate", "link_update", "link->ops->update_prog", abi.EINVAL,
		"A link of type {a} keeps its program. Only links of cgroups, network namespaces, devices and socket maps can change it.", opLinkType)
	linkNoDetach = elemCheck("linkNoDetach", "link_detach", "link->ops->detach", abi.EOPNOTSUPP,
		"A link of type {a} is detached only when its last reference is dropped.", opLinkType)
	iterNoIter = elemCheck("iterNoIter", "bpf_iter_new_fd", "link->ops == &bpf_iter_link_lops", abi.EINVAL,
		"The link is of type {a}, not 4, that of iterators.", opLinkType)

	iterGetfd = noFreeFDCheck("iterGetfd", "bpf_iter_new_fd", "")
	iterFault = elemCheck("iterFault", "bpf_seq_read", "!copy_to_user(buf, seq->buf, n)", abi.EFAULT,
		"The {b} bytes of the iterator cannot be written to {a}: the memory is unmapped or read-only. The next read returns them.",
		Operand{"buf", abi.KindPointer}, Operand{"n", abi.KindU64})
	iterPermission = elemCheck("iterPermission", "may_open", "the task may open the iterator", abi.EACCES,
		"User {a} may not open the iterator, which belongs to user {b} and has mode 0400.", Operand{"uid", abi.KindU32}, Operand{"inode->i_uid", abi.KindU32})
	linkInfoTarget = elemCheck("linkInfoTarget", "bpf_iter_link_fill_link_info", "!target_name_len == !target_name", abi.EINVAL,
		"info has the buffer {a} with room for {b} bytes. Pass both an address and a length, or neither.",
		Operand{"target_name", abi.KindPointer}, Operand{"target_name_len", abi.KindU32})

	linkInfoName = elemCheck("linkInfoName", "bpf_raw_tp_link_fill_link_info", "!tp_name_len == !tp_name", abi.EINVAL,
		"info has the buffer {a} with room for {b} bytes. Pass both an address and a length, or neither.",
		Operand{"tp_name", abi.KindPointer}, Operand{"tp_name_len", abi.KindU32})
	linkInfoNameFault = elemCheck("linkInfoNameFault", "copy_to_user", "name can be written", abi.EFAULT,
		"The {b} bytes of the name cannot be written to {a}: the memory is unmapped or read-only.",
		Operand{"name", abi.KindPointer}, Operand{"bytes", abi.KindU32})
	linkInfoNameRoom = elemCheck("linkInfoNameRoom", "bpf_copy_to_user", "name_len >= strlen(name) + 1", abi.ENOSPC,
		"The buffer has {a} bytes, but the name takes {b}. What fits was written.",
		Operand{"name_len", abi.KindU32}, Operand{"strlen(name) + 1", abi.KindU32})
)

// opLinkType is the type of a link.
var opLinkType = Operand{"link->type", abi.KindU32}

var (
	tracepointType = elemCheck("tracepointType", "bpf_raw_tp_link_attach", "prog->type is RAW_TRACEPOINT or RAW_TRACEPOINT_WRITABLE", abi.EINVAL,
		"The program is of type {a}, but a raw tracepoint runs only programs of type BPF_PROG_TYPE_RAW_TRACEPOINT and BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE.", opProgType)
	tracepointFault = faultCheck("tracepointFault", "strncpy_from_user", "name can be read", &abi.TracepointName,
		"The name at {a} cannot be read after {b} bytes: the memory is not mapped.")
	tracepointNone = fieldCheck("tracepointNone", "bpf_get_raw_tracepoint", "a tracepoint has this name", abi.ENOENT, &abi.TracepointName,
		"No tracepoint has the name at {a}. /sys/kernel/tracing/available_events lists them; a raw tracepoint is named without its group.")
)
