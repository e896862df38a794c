package verifier

import "bpfplay/core/abi"

// Registers and limits.
var (
	invalidRegister = &Rule{Name: "invalidRegister", Func: "check_reg_arg", Must: "regno < MAX_BPF_REG", Errno: abi.EINVAL,
		Log: "R%d is invalid",
		Why: "Programs have the registers r0 to r10."}
	readNotOK = &Rule{Name: "readNotOK", Func: "check_reg_arg", Must: "reg->type != NOT_INIT", Errno: abi.EACCES,
		Log: "R%d !read_ok",
		Why: "The register has no value on this path. Calls make r1 to r5 unreadable.", Fix: "Set the register before it is read, on every path."}
	framePointerReadOnly = &Rule{Name: "framePointerReadOnly", Func: "check_reg_arg", Must: "regno != BPF_REG_FP", Errno: abi.EACCES,
		Log: "frame pointer is read only",
		Why: "r10 points to the stack and cannot be changed.", Fix: "Copy r10 to another register first."}
	tooManyJumps = &Rule{Name: "tooManyJumps", Func: "push_stack", Must: "env->stack_size <= BPF_COMPLEXITY_LIMIT_JMP_SEQ", Errno: abi.E2BIG,
		Log: "The sequence of %d jumps is too complex.",
		Why: "More than 8192 branches wait to be followed.", Fix: "Use fewer nested conditions, or split the program."}
	tooLarge = &Rule{Name: "tooLarge", Func: "do_check", Must: "insn_processed <= BPF_COMPLEXITY_LIMIT_INSNS", Errno: abi.E2BIG,
		Log: "BPF program is too large. Processed %d insn",
		Why: "The verifier follows at most 1,000,000 instructions over all paths.", Fix: "Bound loops more tightly, or split the program."}
	stackAnalyses = &Rule{Name: "stackAnalyses", Func: "analyze_subprog", Must: "subprog_calls <= 10000", Errno: abi.E2BIG,
		Log: "liveness analysis exceeded complexity limit (%d calls)",
		Why: "Functions that get pointers to the stack are analysed for each call, at most 10,000 times in all.", Fix: "Pass fewer pointers to the stack, or through fewer functions."}
	infiniteLoop = &Rule{Name: "infiniteLoop", Func: "is_state_visited", Must: "!states_equal(old, cur)", Errno: abi.EINVAL,
		Log: "infinite loop detected at insn %d",
		Why: "The path came back to an instruction with the same state, so the loop cannot end.", Fix: "Change a register in the loop that its condition tests."}
	regInvariants = &Rule{Name: "regInvariants", Func: "reg_bounds_sanity_check", Must: "ranges are possible", Errno: abi.EFAULT,
		Why: "BPF_F_TEST_REG_INVARIANTS refuses programs with impossible ranges."}
)

// Arithmetic.
var (
	unaryOnPointer = &Rule{Name: "unaryOnPointer", Func: "check_alu_op", Must: "!is_pointer_value(dst_reg)", Errno: abi.EACCES,
		Log: "R%d pointer arithmetic prohibited",
		Why: "A pointer cannot be negated or swapped."}
	signExtendPointer = &Rule{Name: "signExtendPointer", Func: "check_alu_op", Must: "!is_pointer_value(src_reg)", Errno: abi.EACCES,
		Log: "R%d sign-extension part of pointer",
		Why: "A part of a pointer would leak its address."}
	partialPointer = &Rule{Name: "partialPointer", Func: "check_alu_op", Must: "!is_pointer_value(src_reg)", Errno: abi.EACCES,
		Log: "R%d partial copy of pointer",
		Why: "The lower half of a pointer would leak its address.", Fix: "Copy all 64 bits."}
	pointerOpPointer = &Rule{Name: "pointerOpPointer", Func: "adjust_reg_min_max_vals", Must: "one operand is a number", Errno: abi.EACCES,
		Log: "R%d pointer %s pointer prohibited",
		Why: "Two pointers cannot be combined."}
	pointerALU32 = &Rule{Name: "pointerALU32", Func: "adjust_ptr_min_max_vals", Must: "BPF_CLASS(insn->code) == BPF_ALU64", Errno: abi.EACCES,
		Log: "R%d 32-bit pointer arithmetic prohibited",
		Why: "32-bit arithmetic would cut the pointer.", Fix: "Use the 64-bit instruction."}
	pointerMaybeNull = &Rule{Name: "pointerMaybeNull", Func: "adjust_ptr_min_max_vals", Must: "!(ptr_reg->type & PTR_MAYBE_NULL)", Errno: abi.EACCES,
		Log: "R%d pointer arithmetic on %s prohibited, null-check it first",
		Why: "The pointer may be null.", Fix: "Compare it with 0 first."}
	pointerFixed = &Rule{Name: "pointerFixed", Func: "adjust_ptr_min_max_vals", Must: "the pointer may be changed", Errno: abi.EACCES,
		Log: "R%d pointer arithmetic on %s prohibited",
		Why: "Pointers of this type cannot be changed."}
	scalarMinusPointer = &Rule{Name: "scalarMinusPointer", Func: "adjust_ptr_min_max_vals", Must: "dst_reg is the pointer", Errno: abi.EACCES,
		Log: "R%d tried to subtract pointer from scalar",
		Why: "A pointer cannot be subtracted from a number."}
	stackSubtraction = &Rule{Name: "stackSubtraction", Func: "adjust_ptr_min_max_vals", Must: "ptr_reg->type != PTR_TO_STACK", Errno: abi.EACCES,
		Log: "R%d subtraction from stack pointer prohibited",
		Why: "A stack pointer cannot be decreased by BPF_SUB.", Fix: "Add a negative number."}
	pointerBitwise = &Rule{Name: "pointerBitwise", Func: "adjust_ptr_min_max_vals", Must: "opcode is BPF_ADD or BPF_SUB", Errno: abi.EACCES,
		Log: "R%d bitwise operator %s on pointer prohibited",
		Why: "Pointers can only be added to and subtracted from."}
	pointerOperator = &Rule{Name: "pointerOperator", Func: "adjust_ptr_min_max_vals", Must: "opcode is BPF_ADD or BPF_SUB", Errno: abi.EACCES,
		Log: "R%d pointer arithmetic with %s operator prohibited",
		Why: "Pointers can only be added to and subtracted from."}
	pointerMathConst = &Rule{Name: "pointerMathConst", Func: "check_reg_sane_offset", Must: "-2^29 < off && off < 2^29", Errno: abi.EINVAL,
		Log: "math between %s pointer and %d is not allowed",
		Why: "The number is too large for an offset."}
	pointerOffset = &Rule{Name: "pointerOffset", Func: "check_reg_sane_offset", Must: "-2^29 < off && off < 2^29", Errno: abi.EINVAL,
		Log: "%s pointer offset %d is not allowed",
		Why: "The offset is too large."}
	pointerMathUnbounded = &Rule{Name: "pointerMathUnbounded", Func: "check_reg_sane_offset", Must: "reg->smin_value != S64_MIN", Errno: abi.EINVAL,
		Log: "math between %s pointer and register with unbounded min value is not allowed",
		Why: "The number can be any negative number.", Fix: "Check or mask the number first."}
	pointerMathValue = &Rule{Name: "pointerMathValue", Func: "check_reg_sane_offset", Must: "-2^29 < smin_value && smin_value < 2^29", Errno: abi.EINVAL,
		Log: "value %d makes %s pointer be out of bounds",
		Why: "The offset can be too large.", Fix: "Check or mask the number first."}
	stackVariableUnpriv = &Rule{Name: "stackVariableUnpriv", Func: "check_stack_access_for_ptr_arithmetic", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d variable stack access prohibited for !root, var_off=%s off=%d",
		Why: "Without CAP_PERFMON the offset in the stack must be known."}
	stackRangeUnpriv = &Rule{Name: "stackRangeUnpriv", Func: "check_stack_access_for_ptr_arithmetic", Must: "-512 <= off && off < 0", Errno: abi.EACCES,
		Log: "R%d stack pointer arithmetic goes out of range, prohibited for !root; off=%d",
		Why: "Without CAP_PERFMON a pointer must stay inside the stack."}
	valueRangeUnpriv = &Rule{Name: "valueRangeUnpriv", Func: "sanitize_check_bounds", Must: "the pointer is inside the value", Errno: abi.EACCES,
		Log: "R%d pointer arithmetic of map value goes out of range, prohibited for !root",
		Why: "Without CAP_PERFMON a pointer must stay inside the value."}
	aluMixedBounds = &Rule{Name: "aluMixedBounds", Func: "sanitize_err", Must: "the offset has one sign", Errno: abi.EACCES,
		Log: "R%d has unknown scalar with mixed signed bounds, pointer arithmetic with it prohibited for !root",
		Why: "Without CAP_PERFMON the sign of the number must be known.", Fix: "Check or mask the number first."}
	aluPointerType = &Rule{Name: "aluPointerType", Func: "sanitize_err", Must: "PTR_TO_STACK || PTR_TO_MAP_VALUE", Errno: abi.EACCES,
		Log: "R%d has pointer with unsupported alu operation, pointer arithmetic with it prohibited for !root",
		Why: "Without CAP_PERFMON a register can only be added to pointers into the stack or a value."}
	aluPaths = &Rule{Name: "aluPaths", Func: "sanitize_err", Must: "aux->alu_state == alu_state && aux->alu_limit == alu_limit", Errno: abi.EACCES,
		Log: "R%d tried to %s from different maps, paths or scalars, pointer arithmetic with it prohibited for !root",
		Why: "Without CAP_PERFMON the instruction must add to the same kind of pointer, with the same limit, on every path.", Fix: "Use another instruction on each path."}
	aluLimit = &Rule{Name: "aluLimit", Func: "sanitize_err", Must: "ptr_limit < max", Errno: abi.EACCES,
		Log: "R%d tried to %s beyond pointer bounds, pointer arithmetic with it prohibited for !root",
		Why: "The pointer is at the end of its object already."}
	pointerComparison = &Rule{Name: "pointerComparison", Func: "check_cond_jmp_op", Must: "!is_pointer_value(reg)", Errno: abi.EACCES,
		Log: "R%d pointer comparison prohibited",
		Why: "Without CAP_PERFMON, pointers cannot be compared with numbers."}
)
