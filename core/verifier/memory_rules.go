package verifier

import "bpfplay/core/abi"

// Memory.
var (
	leaksInto = &Rule{Name: "leaksInto", Func: "check_mem_access", Must: "!is_pointer_value(value_regno)", Errno: abi.EACCES,
		Log: "R%d leaks addr into %s",
		Why: "Without CAP_PERFMON, an address cannot be stored where others can read it."}
	writesKey = &Rule{Name: "writesKey", Func: "check_mem_access", Must: "t == BPF_READ", Errno: abi.EACCES,
		Log: "write to change key R%d not allowed",
		Why: "A key cannot be changed."}
	readOnlyMem = &Rule{Name: "readOnlyMem", Func: "check_mem_access", Must: "t == BPF_READ", Errno: abi.EACCES,
		Log: "R%d cannot write into %s",
		Why: "This memory is read-only."}
	packetWrite = &Rule{Name: "packetWrite", Func: "check_mem_access", Must: "may_access_direct_pkt_data()", Errno: abi.EACCES,
		Log: "cannot write into packet",
		Why: "Programs of this type cannot write the packet directly."}
	invalidMemAccess = &Rule{Name: "invalidMemAccess", Func: "check_mem_access", Must: "reg->type is a pointer to memory", Errno: abi.EACCES,
		Log: "R%d invalid mem access '%s'",
		Why: "The register does not hold a pointer to memory, or the pointer may be null.", Fix: "Compare the result of a lookup with 0 before it is used."}
	misaligned = &Rule{Name: "misaligned", Func: "check_generic_ptr_alignment", Must: "tnum_is_aligned(reg_off, size)", Errno: abi.EACCES,
		Log: "misaligned %saccess off %s size %d",
		Why: "The offset is not a multiple of the size.", Fix: "Use an aligned offset."}
	misalignedPacket = &Rule{Name: "misalignedPacket", Func: "check_pkt_ptr_alignment", Must: "tnum_is_aligned(reg_off, size)", Errno: abi.EACCES,
		Log: "misaligned packet access off %d+%s size %d",
		Why: "The offset is not a multiple of the size.", Fix: "Use an aligned offset."}
	regionNegative = &Rule{Name: "regionNegative", Func: "check_mem_region_access", Must: "reg->smin_value + off >= 0", Errno: abi.EACCES,
		Log: "R%d min value is negative, either use unsigned index or do a if (index >=0) check.",
		Why: "The offset can be negative.", Fix: "Check that it is not negative."}
	regionMin = &Rule{Name: "regionMin", Func: "check_mem_region_access", Must: "smin_value + off + size <= mem_size", Errno: abi.EACCES,
		Log: "R%d min value is outside of the allowed memory range",
		Why: "The smallest offset is outside of the memory.", Fix: "Use a smaller offset or size."}
	regionUnbounded = &Rule{Name: "regionUnbounded", Func: "check_mem_region_access", Must: "reg->umax_value < 2^29", Errno: abi.EACCES,
		Log: "R%d unbounded memory access, make sure to bounds check any such access",
		Why: "The offset is not bounded.", Fix: "Check the offset against the size of the memory."}
	regionMax = &Rule{Name: "regionMax", Func: "check_mem_region_access", Must: "umax_value + off + size <= mem_size", Errno: abi.EACCES,
		Log: "R%d max value is outside of the allowed memory range",
		Why: "The greatest offset is outside of the memory.", Fix: "Check the offset against the size of the memory."}
	packetRange = &Rule{Name: "packetRange", Func: "check_packet_access", Must: "off + size <= reg->range", Errno: abi.EACCES,
		Log: "R%d offset is outside of the packet",
		Why: "No comparison with the end of the packet covers these bytes.", Fix: "Compare the pointer plus size with data_end first."}
	packetRangeUnknown = &Rule{Name: "packetRangeUnknown", Func: "check_packet_access", Must: "reg->range >= 0", Errno: abi.EINVAL,
		Log: "R%d offset is outside of the packet",
		Why: "On this branch the pointer is past the end of the packet.", Fix: "Use the pointer on the other branch."}
	mapWriteForbidden = &Rule{Name: "mapWriteForbidden", Func: "check_map_access_type", Must: "!(map_flags & BPF_F_RDONLY_PROG)", Errno: abi.EACCES,
		Log: "write into map forbidden, value_size=%d off=%d size=%d",
		Why: "The map was created with BPF_F_RDONLY_PROG."}
	constantEntries = &Rule{Name: "constantEntries", Func: "array_map_direct_value_addr", Must: "map->max_entries == 1", Errno: abi.ENOTSUPP,
		Why: "The map is frozen and read-only for programs, so the verifier reads its value at load time. It can do so only in an array of one element.", Fix: "Do not freeze the map, or give it one element."}
	mapReadForbidden = &Rule{Name: "mapReadForbidden", Func: "check_map_access_type", Must: "!(map_flags & BPF_F_WRONLY_PROG)", Errno: abi.EACCES,
		Log: "read from map forbidden, value_size=%d off=%d size=%d",
		Why: "The map was created with BPF_F_WRONLY_PROG."}
	fieldAccess = &Rule{Name: "fieldAccess", Func: "check_map_access", Must: "the access does not touch special fields", Errno: abi.EACCES,
		Log: "%s cannot be accessed directly by load/store",
		Why: "Only helpers may access this field."}
	ctxAccessInvalid = &Rule{Name: "ctxAccessInvalid", Func: "check_ctx_access", Must: "is_valid_access(off, size, type)", Errno: abi.EACCES,
		Log: "invalid bpf_context access off=%d size=%d",
		Why: "The context of this program type does not have a field here, or not with this size."}
	ctxZero = &Rule{Name: "ctxZero", Func: "check_helper_mem_access", Must: "access_size > 0", Errno: abi.EACCES,
		Why: "The helper does not take a size of 0."}
	pointerNegative = &Rule{Name: "pointerNegative", Func: "check_ptr_off_reg", Must: "reg->off >= 0", Errno: abi.EACCES,
		Log: "negative offset %s ptr R%d off=%d disallowed",
		Why: "The pointer points before its object."}
	pointerModified = &Rule{Name: "pointerModified", Func: "check_ptr_off_reg", Must: "reg->off == 0", Errno: abi.EACCES,
		Log: "dereference of modified %s ptr R%d off=%d disallowed",
		Why: "The pointer was changed. Only the original may be used.", Fix: "Keep a copy of the original pointer."}
	pointerVariable = &Rule{Name: "pointerVariable", Func: "check_ptr_off_reg", Must: "tnum_equals_const(reg->var_off, 0)", Errno: abi.EACCES,
		Log: "variable %s access var_off=%s disallowed",
		Why: "The offset must be known."}
	differentPointers = &Rule{Name: "differentPointers", Func: "save_aux_ptr_type", Must: "all paths use the same type of pointer", Errno: abi.EINVAL,
		Log: "same insn cannot be used with different pointers",
		Why: "The kernel rewrites this instruction for one type of pointer.", Fix: "Use separate instructions."}
	stToCtx = &Rule{Name: "stToCtx", Func: "do_check", Must: "!is_ctx_reg(dst_reg)", Errno: abi.EACCES,
		Log: "BPF_ST stores into R%d %s is not allowed",
		Why: "Before 6.3 a constant cannot be stored into the context.", Fix: "Store a register."}
	atomicTarget = &Rule{Name: "atomicTarget", Func: "check_atomic", Must: "the memory is stack, map value or similar", Errno: abi.EACCES,
		Log: "%s stores into R%d %s is not allowed",
		Why: "Atomic operations do not work on this memory."}
	atomicSource = &Rule{Name: "atomicSource", Func: "check_atomic_load", Must: "the memory is stack, map value or similar", Errno: abi.EACCES,
		Log: "BPF_ATOMIC loads from R%d %s is not allowed",
		Why: "Atomic operations do not work on this memory."}
)

// Constant strings.
var (
	stringWritable = &Rule{Name: "stringWritable", Func: "check_reg_const_str", Must: "bpf_map_is_rdonly(map)", Errno: abi.EACCES,
		Log: "R%d does not point to a readonly map'",
		Why: "The string must be in a map that nothing can change.", Fix: "Create the map with BPF_F_RDONLY_PROG and freeze it."}
	stringVariable = &Rule{Name: "stringVariable", Func: "check_reg_const_str", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d is not a constant address'",
		Why: "The offset must be known."}
	stringMap = &Rule{Name: "stringMap", Func: "check_reg_const_str", Must: "map->ops->map_direct_value_addr", Errno: abi.EACCES,
		Log: "no direct value access support for this map type",
		Why: "The string must be in an array."}
	stringAccess = &Rule{Name: "stringAccess", Func: "check_reg_const_str", Must: "map_direct_value_addr()", Errno: abi.ENOTSUPP,
		Log: "direct value access on string failed",
		Why: "The array must have one element."}
	stringEnd = &Rule{Name: "stringEnd", Func: "check_reg_const_str", Must: "strnchr(str_ptr + map_off, map->value_size - map_off, 0)", Errno: abi.EINVAL,
		Log: "string is not zero-terminated",
		Why: "The string has no end.", Fix: "End it with a zero byte."}
)
