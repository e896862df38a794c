package verifier

import "bpfplay/core/abi"

// pathRule is a rule of the path analysis.
func pathRule(name, fn string, errno abi.Errno, must, log, why, fix string) *Rule {
	return newRule(Rule{Name: name, Func: fn, Must: must, Errno: errno, Log: log, Why: why, Fix: fix})
}

// Registers and limits.
var (
	invalidRegister      = pathRule("invalidRegister", "check_reg_arg", abi.EINVAL, "regno < MAX_BPF_REG", "R%d is invalid", "Programs have the registers r0 to r10.", "")
	readNotOK            = pathRule("readNotOK", "check_reg_arg", abi.EACCES, "reg->type != NOT_INIT", "R%d !read_ok", "The register has no value on this path. Calls make r1 to r5 unreadable.", "Set the register before it is read, on every path.")
	framePointerReadOnly = pathRule("framePointerReadOnly", "check_reg_arg", abi.EACCES, "regno != BPF_REG_FP", "frame pointer is read only", "r10 points to the stack and cannot be changed.", "Copy r10 to another register first.")
	tooManyJumps         = pathRule("tooManyJumps", "push_stack", abi.E2BIG, "env->stack_size <= BPF_COMPLEXITY_LIMIT_JMP_SEQ", "The sequence of %d jumps is too complex.", "More than 8192 branches wait to be followed.", "Use fewer nested conditions, or split the program.")
	tooLarge             = pathRule("tooLarge", "do_check", abi.E2BIG, "insn_processed <= BPF_COMPLEXITY_LIMIT_INSNS", "BPF program is too large. Processed %d insn", "The verifier follows at most 1,000,000 instructions over all paths.", "Bound loops more tightly, or split the program.")
	stackAnalyses        = pathRule("stackAnalyses", "analyze_subprog", abi.E2BIG, "subprog_calls <= 10000", "liveness analysis exceeded complexity limit (%d calls)", "Functions that get pointers to the stack are analysed for each call, at most 10,000 times in all.", "Pass fewer pointers to the stack, or through fewer functions.")
	infiniteLoop         = pathRule("infiniteLoop", "is_state_visited", abi.EINVAL, "!states_equal(old, cur)", "infinite loop detected at insn %d", "The path came back to an instruction with the same state, so the loop cannot end.", "Change a register in the loop that its condition tests.")
	regInvariants        = pathRule("regInvariants", "reg_bounds_sanity_check", abi.EFAULT, "ranges are possible", "", "BPF_F_TEST_REG_INVARIANTS refuses programs with impossible ranges.", "")
)

// Arithmetic.
var (
	unaryOnPointer       = pathRule("unaryOnPointer", "check_alu_op", abi.EACCES, "!is_pointer_value(dst_reg)", "R%d pointer arithmetic prohibited", "A pointer cannot be negated or swapped.", "")
	signExtendPointer    = pathRule("signExtendPointer", "check_alu_op", abi.EACCES, "!is_pointer_value(src_reg)", "R%d sign-extension part of pointer", "A part of a pointer would leak its address.", "")
	partialPointer       = pathRule("partialPointer", "check_alu_op", abi.EACCES, "!is_pointer_value(src_reg)", "R%d partial copy of pointer", "The lower half of a pointer would leak its address.", "Copy all 64 bits.")
	pointerOpPointer     = pathRule("pointerOpPointer", "adjust_reg_min_max_vals", abi.EACCES, "one operand is a number", "R%d pointer %s pointer prohibited", "Two pointers cannot be combined.", "")
	pointerALU32         = pathRule("pointerALU32", "adjust_ptr_min_max_vals", abi.EACCES, "BPF_CLASS(insn->code) == BPF_ALU64", "R%d 32-bit pointer arithmetic prohibited", "32-bit arithmetic would cut the pointer.", "Use the 64-bit instruction.")
	pointerMaybeNull     = pathRule("pointerMaybeNull", "adjust_ptr_min_max_vals", abi.EACCES, "!(ptr_reg->type & PTR_MAYBE_NULL)", "R%d pointer arithmetic on %s prohibited, null-check it first", "The pointer may be null.", "Compare it with 0 first.")
	pointerFixed         = pathRule("pointerFixed", "adjust_ptr_min_max_vals", abi.EACCES, "the pointer may be changed", "R%d pointer arithmetic on %s prohibited", "Pointers of this type cannot be changed.", "")
	scalarMinusPointer   = pathRule("scalarMinusPointer", "adjust_ptr_min_max_vals", abi.EACCES, "dst_reg is the pointer", "R%d tried to subtract pointer from scalar", "A pointer cannot be subtracted from a number.", "")
	stackSubtraction     = pathRule("stackSubtraction", "adjust_ptr_min_max_vals", abi.EACCES, "ptr_reg->type != PTR_TO_STACK", "R%d subtraction from stack pointer prohibited", "A stack pointer cannot be decreased by BPF_SUB.", "Add a negative number.")
	pointerBitwise       = pathRule("pointerBitwise", "adjust_ptr_min_max_vals", abi.EACCES, "opcode is BPF_ADD or BPF_SUB", "R%d bitwise operator %s on pointer prohibited", "Pointers can only be added to and subtracted from.", "")
	pointerOperator      = pathRule("pointerOperator", "adjust_ptr_min_max_vals", abi.EACCES, "opcode is BPF_ADD or BPF_SUB", "R%d pointer arithmetic with %s operator prohibited", "Pointers can only be added to and subtracted from.", "")
	pointerMathConst     = pathRule("pointerMathConst", "check_reg_sane_offset", abi.EINVAL, "-2^29 < off && off < 2^29", "math between %s pointer and %d is not allowed", "The number is too large for an offset.", "")
	pointerOffset        = pathRule("pointerOffset", "check_reg_sane_offset", abi.EINVAL, "-2^29 < off && off < 2^29", "%s pointer offset %d is not allowed", "The offset is too large.", "")
	pointerMathUnbounded = pathRule("pointerMathUnbounded", "check_reg_sane_offset", abi.EINVAL, "reg->smin_value != S64_MIN", "math between %s pointer and register with unbounded min value is not allowed", "The number can be any negative number.", "Check or mask the number first.")
	pointerMathValue     = pathRule("pointerMathValue", "check_reg_sane_offset", abi.EINVAL, "-2^29 < smin_value && smin_value < 2^29", "value %d makes %s pointer be out of bounds", "The offset can be too large.", "Check or mask the number first.")
	stackVariableUnpriv  = pathRule("stackVariableUnpriv", "check_stack_access_for_ptr_arithmetic", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d variable stack access prohibited for !root, var_off=%s off=%d", "Without CAP_PERFMON the offset in the stack must be known.", "")
	stackRangeUnpriv     = pathRule("stackRangeUnpriv", "check_stack_access_for_ptr_arithmetic", abi.EACCES, "-512 <= off && off < 0", "R%d stack pointer arithmetic goes out of range, prohibited for !root; off=%d", "Without CAP_PERFMON a pointer must stay inside the stack.", "")
	valueRangeUnpriv     = pathRule("valueRangeUnpriv", "sanitize_check_bounds", abi.EACCES, "the pointer is inside the value", "R%d pointer arithmetic of map value goes out of range, prohibited for !root", "Without CAP_PERFMON a pointer must stay inside the value.", "")
	aluMixedBounds       = pathRule("aluMixedBounds", "sanitize_err", abi.EACCES, "the offset has one sign", "R%d has unknown scalar with mixed signed bounds, pointer arithmetic with it prohibited for !root", "Without CAP_PERFMON the sign of the number must be known.", "Check or mask the number first.")
	aluPointerType       = pathRule("aluPointerType", "sanitize_err", abi.EACCES, "PTR_TO_STACK || PTR_TO_MAP_VALUE", "R%d has pointer with unsupported alu operation, pointer arithmetic with it prohibited for !root", "Without CAP_PERFMON a register can only be added to pointers into the stack or a value.", "")
	aluPaths             = pathRule("aluPaths", "sanitize_err", abi.EACCES, "aux->alu_state == alu_state && aux->alu_limit == alu_limit", "R%d tried to %s from different maps, paths or scalars, pointer arithmetic with it prohibited for !root", "Without CAP_PERFMON the instruction must add to the same kind of pointer, with the same limit, on every path.", "Use another instruction on each path.")
	aluLimit             = pathRule("aluLimit", "sanitize_err", abi.EACCES, "ptr_limit < max", "R%d tried to %s beyond pointer bounds, pointer arithmetic with it prohibited for !root", "The pointer is at the end of its object already.", "")
	pointerComparison    = pathRule("pointerComparison", "check_cond_jmp_op", abi.EACCES, "!is_pointer_value(reg)", "R%d pointer comparison prohibited", "Without CAP_PERFMON, pointers cannot be compared with numbers.", "")
)

// The stack.
var (
	stackUnbounded            = pathRule("stackUnbounded", "check_stack_access_within_bounds", abi.EACCES, "-2^29 < off && off < 2^29", "invalid unbounded variable-offset%s stack R%d", "The offset in the stack is not bounded.", "Check or mask it first.")
	stackOutside              = pathRule("stackOutside", "check_stack_access_within_bounds", abi.EACCES, "-512 <= off && off < 0", "invalid%s stack R%d off=%d size=%d", "The access is outside of the 512 bytes of stack, or of the bytes that were written.", "Use offsets from -512 to -1.")
	stackAbove                = pathRule("stackAbove", "check_stack_access_within_bounds", abi.EINVAL, "off + size <= 0", "invalid%s stack R%d off=%d size=%d", "The access reaches above the frame pointer.", "Use a smaller size or offset.")
	stackVarOutside           = pathRule("stackVarOutside", "check_stack_access_within_bounds", abi.EACCES, "-512 <= off && off < 0", "invalid variable-offset%s stack R%d var_off=%s off=%d size=%d", "The access can be outside of the stack.", "Check or mask the offset first.")
	stackVarAbove             = pathRule("stackVarAbove", "check_stack_access_within_bounds", abi.EINVAL, "off + size <= 0", "invalid variable-offset%s stack R%d var_off=%s off=%d size=%d", "The access can reach above the frame pointer.", "Check or mask the offset first.")
	stackVarOutsideOld        = pathRule("stackVarOutsideOld", "check_stack_access_within_bounds", abi.EACCES, "-512 <= off && off < 0", "invalid variable-offset%s stack R%d var_off=%s size=%d", "The access can be outside of the stack.", "Check or mask the offset first.")
	stackVarAboveOld          = pathRule("stackVarAboveOld", "check_stack_access_within_bounds", abi.EINVAL, "off + size <= 0", "invalid variable-offset%s stack R%d var_off=%s size=%d", "The access can reach above the frame pointer.", "Check or mask the offset first.")
	stackVariableHelper       = pathRule("stackVariableHelper", "check_stack_read", abi.EACCES, "tnum_is_const(reg->var_off)", "variable offset stack pointer cannot be passed into helper function; var_off=%s off=%d size=%d", "The offset in the stack must be known here.", "")
	stackVariableAccessUnpriv = pathRule("stackVariableAccessUnpriv", "check_stack_range_initialized", abi.EACCES, "bypass_spec_v1", "R%d%s variable offset stack access prohibited for !root, var_off=%s", "Without CAP_PERFMON the offset in the stack must be known.", "")
	stackUninit               = pathRule("stackUninit", "check_stack_read_fixed_off", abi.EACCES, "the bytes were written", "invalid read from stack off %d+%d size %d", "The stack was not written at this offset on this path.", "Write the bytes first.")
	stackPoisoned             = pathRule("stackPoisoned", "check_stack_read_fixed_off", abi.EACCES, "type != STACK_POISON", "reading from stack off %d+%d size %d, slot poisoned by dead code elimination", "The analysis found that nothing reads the slot.", "")
	helperPoisoned            = pathRule("helperPoisoned", "check_stack_range_initialized", abi.EACCES, "*stype != STACK_POISON", "reading from stack R%d off %d+%d size %d, slot poisoned by dead code elimination", "The analysis found that nothing reads the slot.", "")
	stackLeak                 = pathRule("stackLeak", "check_stack_read_fixed_off", abi.EACCES, "the slot holds a number", "leaking pointer from stack off %d", "The slot holds a pointer.", "")
	fillSize                  = pathRule("fillSize", "check_stack_read_fixed_off", abi.EACCES, "size == BPF_REG_SIZE", "invalid size of register fill", "A spilled pointer must be read with 8 bytes.", "Load 8 bytes.")
	stackCorrupt              = pathRule("stackCorrupt", "check_stack_write_fixed_off", abi.EACCES, "size == BPF_REG_SIZE", "attempt to corrupt spilled pointer on stack", "Without CAP_PERFMON a spilled pointer cannot be overwritten in part.", "")
	spillSize                 = pathRule("spillSize", "check_stack_write_fixed_off", abi.EACCES, "size == BPF_REG_SIZE", "invalid size of register spill", "A pointer must be stored with 8 bytes.", "Store 8 bytes.")
	spillToCaller             = pathRule("spillToCaller", "check_stack_write_fixed_off", abi.EINVAL, "state == cur || reg->type != PTR_TO_STACK", "cannot spill pointers to stack into stack frame of the caller", "The caller's stack would point to a stack that is gone.", "")
	stackVarSpill             = newRule(Rule{Name: "stackVarSpill", Func: "check_stack_write_var_off", Must: "the slots hold numbers", Errno: abi.EINVAL, Open: true, Log: "spilled ptr in range of var-offset stack write; insn %d, ptr off: %d", Why: "The store could overwrite a spilled pointer."})
	stackVarUninit            = newRule(Rule{Name: "stackVarUninit", Func: "check_stack_write_var_off", Must: "the slots were written", Errno: abi.EINVAL, Open: true, Log: "uninit stack in range of var-offset write prohibited for !root; insn %d, off: %d", Why: "Without CAP_PERFMON the range must have been written."})
	zeroRead                  = pathRule("zeroRead", "check_stack_range_initialized", abi.EACCES, "access_size > 0", "invalid zero-sized read", "The helper does not take a size of 0.", "Check that the size is not 0.")
	stackReadUninit           = pathRule("stackReadUninit", "check_stack_range_initialized", abi.EACCES, "the bytes were written", "invalid%s read from stack R%d off %d+%d size %d", "The helper would read bytes of the stack that were not written.", "Write all bytes first.")
	stackReadVarUninit        = pathRule("stackReadVarUninit", "check_stack_range_initialized", abi.EACCES, "the bytes were written", "invalid%s read from stack R%d var_off %s+%d size %d", "The access could read bytes of the stack that were not written.", "Write all bytes first.")
	stackTooDeep              = pathRule("stackTooDeep", "check_max_stack_depth", abi.EACCES, "depth <= MAX_BPF_STACK", "combined stack size of %d calls is %d. Too large", "All functions of a chain of calls share 512 bytes of stack.", "Use less stack, or a map.")
	tailCallDepth             = pathRule("tailCallDepth", "check_max_stack_depth", abi.EACCES, "depth < 256", "tail_calls are not allowed when call stack of previous frames is %d bytes. Too large", "Before a tail call in a function, at most 256 bytes of stack may be in use.", "")
	callsTooDeepStatic        = pathRule("callsTooDeepStatic", "check_max_stack_depth", abi.E2BIG, "frame < MAX_CALL_FRAMES", "the call stack of %d frames is too deep !", "Calls are nested too deeply.", "")
)

func variableOf(r *Rule) *Rule {
	if r == stackOutside {
		return stackVarOutside
	}
	return stackVarAbove
}

func variableOldOf(r *Rule) *Rule {
	if r == stackOutside {
		return stackVarOutsideOld
	}
	return stackVarAboveOld
}

// Memory.
var (
	leaksInto          = pathRule("leaksInto", "check_mem_access", abi.EACCES, "!is_pointer_value(value_regno)", "R%d leaks addr into %s", "Without CAP_PERFMON, an address cannot be stored where others can read it.", "")
	writesKey          = pathRule("writesKey", "check_mem_access", abi.EACCES, "t == BPF_READ", "write to change key R%d not allowed", "A key cannot be changed.", "")
	readOnlyMem        = pathRule("readOnlyMem", "check_mem_access", abi.EACCES, "t == BPF_READ", "R%d cannot write into %s", "This memory is read-only.", "")
	packetWrite        = pathRule("packetWrite", "check_mem_access", abi.EACCES, "may_access_direct_pkt_data()", "cannot write into packet", "Programs of this type cannot write the packet directly.", "")
	invalidMemAccess   = pathRule("invalidMemAccess", "check_mem_access", abi.EACCES, "reg->type is a pointer to memory", "R%d invalid mem access '%s'", "The register does not hold a pointer to memory, or the pointer may be null.", "Compare the result of a lookup with 0 before it is used.")
	misaligned         = pathRule("misaligned", "check_generic_ptr_alignment", abi.EACCES, "tnum_is_aligned(reg_off, size)", "misaligned %saccess off %s size %d", "The offset is not a multiple of the size.", "Use an aligned offset.")
	misalignedPacket   = pathRule("misalignedPacket", "check_pkt_ptr_alignment", abi.EACCES, "tnum_is_aligned(reg_off, size)", "misaligned packet access off %d+%s size %d", "The offset is not a multiple of the size.", "Use an aligned offset.")
	regionNegative     = pathRule("regionNegative", "check_mem_region_access", abi.EACCES, "reg->smin_value + off >= 0", "R%d min value is negative, either use unsigned index or do a if (index >=0) check.", "The offset can be negative.", "Check that it is not negative.")
	regionMin          = pathRule("regionMin", "check_mem_region_access", abi.EACCES, "smin_value + off + size <= mem_size", "R%d min value is outside of the allowed memory range", "The smallest offset is outside of the memory.", "Use a smaller offset or size.")
	regionUnbounded    = pathRule("regionUnbounded", "check_mem_region_access", abi.EACCES, "reg->umax_value < 2^29", "R%d unbounded memory access, make sure to bounds check any such access", "The offset is not bounded.", "Check the offset against the size of the memory.")
	regionMax          = pathRule("regionMax", "check_mem_region_access", abi.EACCES, "umax_value + off + size <= mem_size", "R%d max value is outside of the allowed memory range", "The greatest offset is outside of the memory.", "Check the offset against the size of the memory.")
	packetRange        = pathRule("packetRange", "check_packet_access", abi.EACCES, "off + size <= reg->range", "R%d offset is outside of the packet", "No comparison with the end of the packet covers these bytes.", "Compare the pointer plus size with data_end first.")
	packetRangeUnknown = pathRule("packetRangeUnknown", "check_packet_access", abi.EINVAL, "reg->range >= 0", "R%d offset is outside of the packet", "On this branch the pointer is past the end of the packet.", "Use the pointer on the other branch.")
	mapWriteForbidden  = pathRule("mapWriteForbidden", "check_map_access_type", abi.EACCES, "!(map_flags & BPF_F_RDONLY_PROG)", "write into map forbidden, value_size=%d off=%d size=%d", "The map was created with BPF_F_RDONLY_PROG.", "")
	constantEntries    = pathRule("constantEntries", "array_map_direct_value_addr", abi.ENOTSUPP, "map->max_entries == 1", "", "The map is frozen and read-only for programs, so the verifier reads its value at load time. It can do so only in an array of one element.", "Do not freeze the map, or give it one element.")
	mapReadForbidden   = pathRule("mapReadForbidden", "check_map_access_type", abi.EACCES, "!(map_flags & BPF_F_WRONLY_PROG)", "read from map forbidden, value_size=%d off=%d size=%d", "The map was created with BPF_F_WRONLY_PROG.", "")
	fieldAccess        = pathRule("fieldAccess", "check_map_access", abi.EACCES, "the access does not touch special fields", "%s cannot be accessed directly by load/store", "Only helpers may access this field.", "")
	ctxAccessInvalid   = pathRule("ctxAccessInvalid", "check_ctx_access", abi.EACCES, "is_valid_access(off, size, type)", "invalid bpf_context access off=%d size=%d", "The context of this program type does not have a field here, or not with this size.", "")
	ctxZero            = pathRule("ctxZero", "check_helper_mem_access", abi.EACCES, "access_size > 0", "", "The helper does not take a size of 0.", "")
	pointerNegative    = pathRule("pointerNegative", "check_ptr_off_reg", abi.EACCES, "reg->off >= 0", "negative offset %s ptr R%d off=%d disallowed", "The pointer points before its object.", "")
	pointerModified    = pathRule("pointerModified", "check_ptr_off_reg", abi.EACCES, "reg->off == 0", "dereference of modified %s ptr R%d off=%d disallowed", "The pointer was changed. Only the original may be used.", "Keep a copy of the original pointer.")
	pointerVariable    = pathRule("pointerVariable", "check_ptr_off_reg", abi.EACCES, "tnum_equals_const(reg->var_off, 0)", "variable %s access var_off=%s disallowed", "The offset must be known.", "")
	differentPointers  = pathRule("differentPointers", "save_aux_ptr_type", abi.EINVAL, "all paths use the same type of pointer", "same insn cannot be used with different pointers", "The kernel rewrites this instruction for one type of pointer.", "Use separate instructions.")
	stToCtx            = pathRule("stToCtx", "do_check", abi.EACCES, "!is_ctx_reg(dst_reg)", "BPF_ST stores into R%d %s is not allowed", "Before 6.3 a constant cannot be stored into the context.", "Store a register.")
	atomicTarget       = pathRule("atomicTarget", "check_atomic", abi.EACCES, "the memory is stack, map value or similar", "%s stores into R%d %s is not allowed", "Atomic operations do not work on this memory.", "")
	atomicSource       = pathRule("atomicSource", "check_atomic_load", abi.EACCES, "the memory is stack, map value or similar", "BPF_ATOMIC loads from R%d %s is not allowed", "Atomic operations do not work on this memory.", "")
)

// Constant strings.
var (
	stringWritable = pathRule("stringWritable", "check_reg_const_str", abi.EACCES, "bpf_map_is_rdonly(map)", "R%d does not point to a readonly map'", "The string must be in a map that nothing can change.", "Create the map with BPF_F_RDONLY_PROG and freeze it.")
	stringVariable = pathRule("stringVariable", "check_reg_const_str", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d is not a constant address'", "The offset must be known.", "")
	stringMap      = pathRule("stringMap", "check_reg_const_str", abi.EACCES, "map->ops->map_direct_value_addr", "no direct value access support for this map type", "The string must be in an array.", "")
	stringAccess   = pathRule("stringAccess", "check_reg_const_str", abi.ENOTSUPP, "map_direct_value_addr()", "direct value access on string failed", "The array must have one element.", "")
	stringEnd      = pathRule("stringEnd", "check_reg_const_str", abi.EINVAL, "strnchr(str_ptr + map_off, map->value_size - map_off, 0)", "string is not zero-terminated", "The string has no end.", "End it with a zero byte.")
)

// Arguments of functions with BTF.
var (
	argsMismatch     = pathRule("argsMismatch", "btf_check_func_arg_match", abi.EINVAL, "the registers match the BTF", "", "The arguments differ from the function's BTF.", "")
	argsInvalid      = pathRule("argsInvalid", "check_func_call", abi.EINVAL, "!err", "Caller passes invalid args into func#%d", "A global function is called with other arguments than its BTF declares.", "")
	argsInvalidNamed = pathRule("argsInvalidNamed", "check_func_call", abi.EINVAL, "!err", "Caller passes invalid args into func#%d ('%s')", "A global function is called with other arguments than its BTF declares.", "")
	argCount         = pathRule("argCount", "btf_prepare_func_args", abi.EINVAL, "nargs <= 5", "Global function %s() with %d > 5 args. Buggy compiler.", "A function takes at most five arguments.", "")
	argCountMatch    = pathRule("argCountMatch", "btf_check_func_arg_match", abi.EINVAL, "nargs <= 5", "Function %s has %d > 5 args", "A function takes at most five arguments.", "")
	returnsNoScalar  = pathRule("returnsNoScalar", "btf_prepare_func_args", abi.EINVAL, "the function returns an integer or an enum", "Global function %s() doesn't return scalar. Only those are supported.", "A global function must return a number.", "Declare it static, or return a number.")
	returnsNoValue   = pathRule("returnsNoValue", "btf_prepare_func_args", abi.EOPNOTSUPP, "the function returns an integer, an enum or nothing", "Global function %s() return value not void or scalar. Only those are supported.", "A global function must return a number or nothing.", "Declare it static, or return a number.")
	argUnsupported   = pathRule("argUnsupported", "btf_prepare_func_args", abi.EINVAL, "the argument is a number, the context, or a pointer to memory", "Arg#%d type %s in %s() is not supported yet.", "A global function cannot take an argument of this type.", "Declare the function static.")
	argSize          = pathRule("argSize", "btf_prepare_func_args", abi.EINVAL, "btf_resolve_size()", "arg#%d reference type('%s %s') size cannot be determined: %d", "The size of the memory must be known.", "")
	argNoScalar      = pathRule("argNoScalar", "btf_check_func_arg_match", abi.EINVAL, "reg->type == SCALAR_VALUE", "R%d is not a scalar", "The function takes a number.", "")
	argNoPointer     = pathRule("argNoPointer", "btf_check_func_arg_match", abi.EINVAL, "reg->type != SCALAR_VALUE", "R%d is not a pointer", "The function takes a pointer.", "")
	argUnrecognized  = pathRule("argUnrecognized", "btf_check_func_arg_match", abi.EINVAL, "the argument is a number or a pointer", "Unrecognized arg#%d type %s", "The verifier does not know arguments of this type.", "")
	argNoCtx         = pathRule("argNoCtx", "btf_check_func_arg_match", abi.EINVAL, "reg->type == PTR_TO_CTX", "arg#%d expects pointer to ctx", "The function takes the context.", "")
	argNoCtxReg      = pathRule("argNoCtxReg", "btf_check_func_arg_match", abi.EINVAL, "reg->type == PTR_TO_CTX", "R%d expects pointer to ctx", "The function takes the context.", "")
	argNoCtxKind     = pathRule("argNoCtxKind", "btf_check_func_arg_match", abi.EINVAL, "reg->type == PTR_TO_CTX", "arg#%d expected pointer to ctx, but got %s", "The function takes the context.", "")
	argNull          = pathRule("argNull", "btf_check_func_arg_match", abi.EINVAL, "!(reg->type & PTR_MAYBE_NULL)", "arg#%d is expected to be non-NULL", "The pointer may be null.", "Test it first.")
	argNullReg       = pathRule("argNullReg", "btf_check_func_arg_match", abi.EINVAL, "!(reg->type & PTR_MAYBE_NULL)", "R%d is expected to be non-NULL", "The pointer may be null.", "Test it first.")
	argRegType       = pathRule("argRegType", "btf_check_func_arg_match", abi.EINVAL, "the argument is a number or the context", "reg type unsupported for arg#%d function %s#%d", "Only global functions take pointers to memory.", "")
)

// Sockets, flow keys and buffers.
var (
	socketAccess     = pathRule("socketAccess", "check_sock_access", abi.EACCES, "is_valid_access()", "R%d invalid %s access off=%d size=%d", "The socket has no such field, or the field has another size.", "")
	flowKeysAccess   = pathRule("flowKeysAccess", "check_flow_keys_access", abi.EACCES, "off + size <= sizeof(struct bpf_flow_keys)", "invalid access to flow keys off=%d size=%d", "The access reaches past the flow keys.", "")
	flowKeysVariable = pathRule("flowKeysVariable", "check_flow_keys_access", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d invalid variable offset to flow keys: off=%d, var_off=%s", "The offset must be known.", "")
	bufferOffset     = pathRule("bufferOffset", "__check_buffer_access", abi.EACCES, "off >= 0", "R%d invalid %s buffer access: off=%d, size=%d", "The access is before the buffer.", "")
	bufferNegative   = pathRule("bufferNegative", "__check_buffer_access", abi.EACCES, "start >= 0", "R%d invalid negative %s buffer offset: off=%d, var_off=%d", "The access is before the buffer.", "")
	bufferVariable   = pathRule("bufferVariable", "__check_buffer_access", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d invalid variable buffer offset: off=%d, var_off=%s", "The offset must be known.", "")
)

// Helper calls.
var (
	invalidHelper       = pathRule("invalidHelper", "check_helper_call", abi.EINVAL, "func_id < __BPF_FUNC_MAX_ID", "invalid func %s#%d", "This release has no helper with this number.", "")
	unknownHelper       = pathRule("unknownHelper", "check_helper_call", abi.EINVAL, "get_func_proto(func_id) != NULL", "unknown func %s#%d", "Programs of this type do not have this helper.", "")
	helperOfType        = pathRule("helperOfType", "check_helper_call", abi.EINVAL, "get_func_proto(func_id) != NULL", "program of this type cannot use helper %s#%d", "Programs of this type do not have this helper.", "")
	helperGPL           = pathRule("helperGPL", "check_helper_call", abi.EINVAL, "gpl_compatible || !fn->gpl_only", "cannot call GPL-restricted function from non-GPL compatible program", "The helper needs a program with a license that is compatible with the GPL.", "Set the license to GPL.")
	funcIPType          = pathRule("funcIPType", "check_get_func_ip", abi.ENOTSUPP, "type == BPF_PROG_TYPE_KPROBE", "func %s#%d not supported for program type %d", "Only kprobes, and programs attached to functions of the kernel, have the address of a function.", "")
	helperNotAllowed    = pathRule("helperNotAllowed", "check_helper_call", abi.EINVAL, "fn->allowed(env->prog)", "helper call is not allowed in probe", "The helper is for programs attached to some functions of the kernel.", "")
	helperSleeps        = pathRule("helperSleeps", "check_helper_call", abi.EINVAL, "sleepable || !fn->might_sleep", "helper call might sleep in a non-sleepable prog", "The helper may sleep.", "Load the program with BPF_F_SLEEPABLE.")
	helperSleepsIn      = pathRule("helperSleepsIn", "check_helper_call", abi.EINVAL, "sleepable || !fn->might_sleep", "sleepable helper %s#%d in %s", "The helper may sleep.", "Load the program with BPF_F_SLEEPABLE.")
	leaksIntoHelper     = pathRule("leaksIntoHelper", "check_func_arg", abi.EACCES, "!is_pointer_value(regno)", "R%d leaks addr into helper function", "Without CAP_PERFMON, an address cannot be passed as a number.", "")
	packetInHelper      = pathRule("packetInHelper", "check_func_arg", abi.EACCES, "fn->pkt_access", "helper access to the packet is not allowed", "The helper does not take pointers into the packet.", "Copy the bytes to the stack.")
	argumentType        = pathRule("argumentType", "check_reg_type", abi.EACCES, "the type is one that the helper takes", "R%d type=%s expected=%s", "The argument has another type than the helper takes.", "")
	releaseUnreferenced = pathRule("releaseUnreferenced", "check_func_arg", abi.EINVAL, "reg->ref_obj_id", "R%d must be referenced when passed to release function", "Only an acquired reference can be released.", "")
	releaseOffset       = pathRule("releaseOffset", "check_func_arg_reg_off", abi.EINVAL, "reg->off == 0", "R%d must have zero offset when passed to release func or trusted arg to kfunc", "The pointer was changed.", "Keep a copy of the original pointer.")
	twoReferences       = pathRule("twoReferences", "check_func_arg", abi.EFAULT, "one argument has a reference", "verifier internal error: more than one arg with ref_obj_id R%d %d %d", "Only one argument may hold a reference.", "")
	invalidArgType      = pathRule("invalidArgType", "resolve_map_arg_type", abi.EACCES, "*arg_type == ARG_PTR_TO_MAP_VALUE", "invalid arg_type for sockmap/sockhash", "The helper does not suit the map.", "")
	noMapForArg         = pathRule("noMapForArg", "resolve_map_arg_type", abi.EACCES, "meta->map_ptr", "invalid map_ptr to access map->type", "No map precedes this argument.", "")
	noMapForKey         = pathRule("noMapForKey", "check_func_arg", abi.EACCES, "meta->map_ptr", "invalid map_ptr to access map->key", "No map precedes the key.", "")
	noMapForValue       = pathRule("noMapForValue", "check_func_arg", abi.EACCES, "meta->map_ptr", "invalid map_ptr to access map->value", "No map precedes the value.", "")
	noMapInCall         = pathRule("noMapInCall", "record_func_map", abi.EINVAL, "meta->map_ptr", "kernel subsystem misconfigured verifier", "The helper needs a map.", "")
	mapWriteInCall      = pathRule("mapWriteInCall", "record_func_map", abi.EACCES, "!(map_flags & BPF_F_RDONLY_PROG)", "write into map forbidden", "The map was created with BPF_F_RDONLY_PROG.", "")
	timerOfOtherMap     = pathRule("timerOfOtherMap", "check_func_arg", abi.EINVAL, "meta->map_ptr == reg->map_ptr", "timer pointer in R1 map_uid=%d doesn't match map pointer in R2 map_uid=%d", "The timer is in another map.", "")
	allocUnknown        = pathRule("allocUnknown", "check_func_arg", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d is not a known constant'", "The size must be a constant.", "")
	allocNotConst       = pathRule("allocNotConst", "process_const_alloc_mem_size", abi.EINVAL, "tnum_is_const(reg->var_off)", "R%d is not a const", "The size must be a constant.", "")
	allocTooLarge       = pathRule("allocTooLarge", "process_const_alloc_mem_size", abi.EINVAL, "reg->var_off.value <= U32_MAX", "R%d allocation size exceeds u32 max", "The size does not fit into 32 bits.", "")
	allocUnbounded      = pathRule("allocUnbounded", "check_func_arg", abi.EACCES, "tnum_is_const(reg->var_off)", "R%d unbounded size, use 'var &= const' or 'if (var < const)'", "The size must be a constant.", "")
	sizeNegative        = pathRule("sizeNegative", "check_mem_size_reg", abi.EACCES, "reg->smin_value >= 0", "R%d min value is negative, either use unsigned or 'var &= const'", "The size can be negative.", "Mask or check the size.")
	sizeZero            = pathRule("sizeZero", "check_mem_size_reg", abi.EACCES, "reg->umin_value > 0", "R%d invalid zero-sized read: u64=[%d,%d]", "The size can be 0.", "Check that the size is not 0.")
	sizeUnbounded       = pathRule("sizeUnbounded", "check_mem_size_reg", abi.EACCES, "reg->umax_value < BPF_MAX_VAR_SIZ", "R%d unbounded memory access, use 'var &= const' or 'if (var < const)'", "The size is not bounded.", "Mask or check the size.")
	helperMemType       = pathRule("helperMemType", "check_helper_mem_access", abi.EACCES, "the argument points to memory", "R%d type=%s expected=%s", "The argument must point to memory that the program may use.", "")
	notAcquired         = pathRule("notAcquired", "check_helper_call", abi.EINVAL, "release_reference()", "func %s#%d reference has not been acquired before", "Only an acquired reference can be released, once.", "")
	inLockedRegion      = pathRule("inLockedRegion", "check_resource_leak", abi.EINVAL, "!active_locks", "%s cannot be used inside bpf_spin_lock-ed region", "The lock would stay taken.", "Call bpf_spin_unlock first.")
	leadsToLeak         = pathRule("leadsToLeak", "check_resource_leak", abi.EINVAL, "no reference is held", "%s would lead to reference leak", "A reference would never be released.", "Release it first, for example with bpf_ringbuf_submit.")
	unreleased          = pathRule("unreleased", "check_reference_leak", abi.EINVAL, "no reference is held", "", "The program ends without releasing a reference.", "Release it on every path, for example with bpf_ringbuf_submit.")
	tailCallMap         = newRule(Rule{
		Name:  "tailCallMap",
		Func:  "record_func_key",
		Must:  "map->map_type == BPF_MAP_TYPE_PROG_ARRAY",
		Errno: abi.EINVAL,
		Log:   "expected prog array map for tail call",
		Why:   "A tail call needs a map of programs.",
		Fix:   "Use a BPF_MAP_TYPE_PROG_ARRAY.",
		Open:  true,
	})
	memTooLarge       = pathRule("memTooLarge", "check_mem_reg", abi.EACCES, "mem_size <= S32_MAX", "R%d memory size %d is too large", "The global function takes a pointer to a type of 2 GiB or more.", "Use a smaller type.")
	tailCallMapOld    = pathRule("tailCallMapOld", "record_func_key", abi.EINVAL, "map->map_type == BPF_MAP_TYPE_PROG_ARRAY", "kernel subsystem misconfigured verifier", "A tail call needs a map of programs.", "Use a BPF_MAP_TYPE_PROG_ARRAY.")
	localStorageFlags = pathRule("localStorageFlags", "check_helper_call", abi.EINVAL, "R2 == 0", "get_local_storage() doesn't support non-zero flags", "The flags must be 0.", "")
	retvalRange       = pathRule("retvalRange", "check_helper_call", abi.EINVAL, "-MAX_ERRNO <= R1 && R1 <= 0", "At bpf_set_retval the register R1 has%s should have been in [%d, %d]", "Only getsockopt can return a positive number.", "Pass 0 or the negative number of an error.")
	callbackMap       = pathRule("callbackMap", "set_map_elem_callback_state", abi.ENOTSUPP, "map->ops->map_for_each_callback", "callback function not allowed for map", "The map's elements cannot be walked.", "")
)

// Locks.
var (
	lockVariable   = pathRule("lockVariable", "process_spin_lock", abi.EINVAL, "tnum_is_const(reg->var_off)", "R%d doesn't have constant offset. bpf_spin_lock has to be at the constant offset", "The lock must be at a known offset.", "")
	lockWithoutBTF = pathRule("lockWithoutBTF", "process_spin_lock", abi.EINVAL, "map->btf", "map '%s' has to have BTF in order to use bpf_spin_lock", "The map has no BTF that locates the lock.", "Create the map with btf_fd and btf_value_type_id.")
	lockInvalid    = pathRule("lockInvalid", "process_spin_lock", abi.EINVAL, "btf_record_has_field(rec, BPF_SPIN_LOCK)", "%s '%s' has no valid bpf_spin_lock", "The value's type has no struct bpf_spin_lock.", "")
	lockMissing    = pathRule("lockMissing", "process_spin_lock", abi.EINVAL, "map_value_has_spin_lock(map)", "map '%s' doesn't have 'struct bpf_spin_lock'", "The value's type has no struct bpf_spin_lock.", "")
	lockOffset     = pathRule("lockOffset", "process_spin_lock", abi.EINVAL, "rec->spin_lock_off == val + reg->off", "off %d doesn't point to 'struct bpf_spin_lock' that is at %d", "The pointer does not lead to the lock.", "")
	lockOffsetOld  = pathRule("lockOffsetOld", "process_spin_lock", abi.EINVAL, "map->spin_lock_off == val + reg->off", "off %d doesn't point to 'struct bpf_spin_lock'", "The pointer does not lead to the lock.", "")
	lockTwice      = pathRule("lockTwice", "process_spin_lock", abi.EINVAL, "!active_spin_lock", "Locking two bpf_spin_locks are not allowed", "A program can hold one lock.", "Unlock the first one.")
	unlockUnlocked = pathRule("unlockUnlocked", "process_spin_lock", abi.EINVAL, "active_spin_lock", "bpf_spin_unlock without taking a lock", "No lock is held.", "")
	unlockOther    = pathRule("unlockOther", "process_spin_lock", abi.EINVAL, "active_spin_lock == reg->id", "bpf_spin_unlock of different lock", "Another lock is held.", "Unlock through the pointer that was locked.")
	unlockMissing  = pathRule("unlockMissing", "do_check", abi.EINVAL, "!active_spin_lock", "bpf_spin_unlock is missing", "The program ends with the lock held.", "Call bpf_spin_unlock on every path.")
	callInLock     = pathRule("callInLock", "do_check", abi.EINVAL, "!active_spin_lock || func is bpf_spin_unlock", "function calls are not allowed while holding a lock", "Only bpf_spin_unlock may be called while a lock is held.", "Make the call before or after.")
	globalInLock   = pathRule("globalInLock", "check_func_call", abi.EINVAL, "!active_lock", "use static function instead", "Global functions cannot be called while a lock is held.", "")
)

// Functions and results.
var (
	callsTooDeep      = pathRule("callsTooDeep", "check_func_call", abi.E2BIG, "curframe + 1 < MAX_CALL_FRAMES", "the call stack of %d frames is too deep", "Calls are nested too deeply.", "")
	returnsStack      = pathRule("returnsStack", "prepare_func_exit", abi.EINVAL, "r0->type != PTR_TO_STACK", "cannot return stack pointer to the caller", "The stack of the function is gone after it returns.", "")
	callbackNoScalar  = pathRule("callbackNoScalar", "prepare_func_exit", abi.EACCES, "r0->type == SCALAR_VALUE", "R0 not a scalar value", "A callback must return a number.", "")
	callbackNotStatic = pathRule("callbackNotStatic", "check_ld_imm", abi.EINVAL, "linkage == BTF_FUNC_STATIC", "callback function not static", "A callback must be a static function.", "")
	callbackIsMain    = pathRule("callbackIsMain", "check_ld_imm", abi.EINVAL, "subprogno != 0", "callback function cannot be the main program", "The main function cannot be a callback.", "")
	missingFuncInfo   = pathRule("missingFuncInfo", "check_ld_imm", abi.EINVAL, "aux->func_info", "missing btf func_info", "A program with callbacks needs BTF and func_info.", "Load BTF and give func_info.")
	leaksResult       = pathRule("leaksResult", "check_return_code", abi.EACCES, "!is_pointer_value(R0)", "R0 leaks addr as return value", "Without CAP_PERFMON, an address cannot be returned.", "")
	subprogResult     = pathRule("subprogResult", "check_return_code", abi.EINVAL, "reg->type == SCALAR_VALUE", "At subprogram exit the register R0 is not a scalar value (%s)", "A global function must return a number.", "")
	resultUnknown     = pathRule("resultUnknown", "check_return_code", abi.EINVAL, "reg->type == SCALAR_VALUE", "At program exit the register R0 is not a known value (%s)", "The program must return a number.", "")
	resultRange       = pathRule("resultRange", "check_return_code", abi.EINVAL, "minval <= R0 && R0 <= maxval", "At %s the register R0 has%s should have been in [%d, %d]", "Programs of this type return a number of a small range.", "Return one of the allowed numbers.")
	resultBits        = pathRule("resultBits", "check_return_code", abi.EINVAL, "tnum_in(range, R0)", "At %s the register R0 %s should have been in %s", "Programs of this type return a number of a small range.", "Return one of the allowed numbers.")
	ldAbsCallback     = pathRule("ldAbsCallback", "check_ld_abs", abi.EINVAL, "!in_callback_fn", "cannot use BPF_LD_[ABS|IND] within callback", "A packet load ends the program past the end of the packet. A callback cannot do that.", "")
	ldAbsReferences   = pathRule("ldAbsReferences", "check_ld_abs", abi.EINVAL, "no reference is held", "BPF_LD_[ABS|IND] cannot be mixed with socket references", "A packet load can end the program, and the reference would never be released.", "")
	ldAbsContext      = pathRule("ldAbsContext", "check_ld_abs", abi.EINVAL, "R6 is the context", "at the time of BPF_LD_ABS|IND R6 != pointer to skb", "A packet load takes the context from r6.", "Copy r1 to r6 at the start.")
)
