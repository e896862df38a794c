package core

import "bpfplay/core/abi"

var (
	reuseportValue = fieldCheck("reuseportValue", "reuseport_array_alloc_check", "value_size == sizeof(u32) || value_size == sizeof(u64)", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but a value is the descriptor of a socket, 4 or 8 bytes.")
	reuseportCapable = capableCheck("reuseportCapable", "reuseport_array_alloc", "a reuseport array")
	reuseportCost    = costCheck("reuseportCost", "reuseport_array_alloc", abi.ENOMEM)
	reuseportMemory  = memoryCheck("reuseportMemory", "reuseport_array_alloc", "a reuseport array")

	reuseportNoRoom      = cookieSizeCheck("reuseportNoRoom", "bpf_fd_reuseport_array_lookup_elem")
	reuseportEmpty       = emptyCheck("reuseportEmpty", "bpf_fd_reuseport_array_lookup_elem", abi.ENOENT)
	reuseportFlags       = elemFlagsCheck("reuseportFlags", "bpf_fd_reuseport_array_update_elem")
	reuseportIndex       = indexCheck("reuseportIndex", "bpf_fd_reuseport_array_update_elem", abi.E2BIG)
	reuseportFDRange     = fdRangeCheck("reuseportFDRange", "bpf_fd_reuseport_array_update_elem", "fd64")
	reuseportDeleteIndex = indexCheck("reuseportDeleteIndex", "reuseport_array_delete_elem", abi.E2BIG)
	reuseportDeleteEmpty = emptyCheck("reuseportDeleteEmpty", "reuseport_array_delete_elem", abi.ENOENT)
)

// cookieSizeCheck refuses to read a socket cookie into a value of 4 bytes.
func cookieSizeCheck(name, fn string) *Check {
	return elemCheck(name, fn, "value_size == sizeof(u64)", abi.ENOSPC,
		"value_size is {a}, but a lookup returns a socket cookie of {b} bytes.", Operand{"value_size", abi.KindU32}, Operand{"sizeof(u64)", abi.KindU32})
}

// fdRangeCheck refuses a value of 8 bytes that exceeds a descriptor.
func fdRangeCheck(name, fn, variable string) *Check {
	return elemCheck(name, fn, variable+" <= S32_MAX", abi.EINVAL,
		"The value must be the descriptor of a socket, but {a} is larger than a descriptor can be.", Operand{variable, abi.KindU64})
}
