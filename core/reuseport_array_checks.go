package core

import "bpfplay/core/abi"

var (
	reuseportValue = row(Check{
		Name:   "reuseportValue",
		Func:   "reuseport_array_alloc_check",
		Must:   "value_size is 4 or 8",
		Errno:  abi.EINVAL,
		Why:    "value_size is {a}: a value is the descriptor of a socket, 4 or 8 bytes.",
		A:      Operand{"value_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	reuseportCapable = needsRow("reuseportCapable", "reuseport_array_alloc", "bpf_capable()", "an array of sockets that share a port")
	reuseportCost    = costRow("reuseportCost", "reuseport_array_alloc", abi.ENOMEM)
	reuseportMemory  = memoryRow("reuseportMemory", "reuseport_array_alloc", "an array of sockets")

	reuseportNoRoom = elemRow("reuseportNoRoom", "bpf_fd_reuseport_array_lookup_elem", "value_size == sizeof(u64)", abi.ENOSPC,
		"What is read out of an array of sockets is a cookie of {b} bytes, and the values of this one have {a}.", Operand{"value_size", abi.KindU32}, Operand{"sizeof(u64)", abi.KindU32})
	reuseportEmpty   = emptyRow("reuseportEmpty", "bpf_fd_reuseport_array_lookup_elem", abi.ENOENT)
	reuseportFlags   = elemFlagsRow("reuseportFlags", "bpf_fd_reuseport_array_update_elem")
	reuseportIndex   = indexRow("reuseportIndex", "bpf_fd_reuseport_array_update_elem", abi.E2BIG)
	reuseportFDRange = elemRow("reuseportFDRange", "bpf_fd_reuseport_array_update_elem", "fd64 <= S32_MAX", abi.EINVAL,
		"The value has to be the descriptor of a socket, and {a} is more than a descriptor can be.", Operand{"fd", abi.KindU64}, Operand{})
	reuseportDeleteIndex = indexRow("reuseportDeleteIndex", "reuseport_array_delete_elem", abi.E2BIG)
	reuseportDeleteEmpty = emptyRow("reuseportDeleteEmpty", "reuseport_array_delete_elem", abi.ENOENT)
)
