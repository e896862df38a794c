package verifier

import "bpfplay/core/abi"

// The stack.
var (
	stackUnbounded = &Rule{Name: "stackUnbounded", Func: "check_stack_access_within_bounds", Must: "-2^29 < off && off < 2^29", Errno: abi.EACCES,
		Log: "invalid unbounded variable-offset%s stack R%d",
		Why: "The offset in the stack is not bounded.", Fix: "Check or mask it first."}
	stackOutside = &Rule{Name: "stackOutside", Func: "check_stack_access_within_bounds", Must: "-512 <= off && off < 0", Errno: abi.EACCES,
		Log: "invalid%s stack R%d off=%d size=%d",
		Why: "The access is outside of the 512 bytes of stack, or of the bytes that were written.", Fix: "Use offsets from -512 to -1."}
	stackAbove = &Rule{Name: "stackAbove", Func: "check_stack_access_within_bounds", Must: "off + size <= 0", Errno: abi.EINVAL,
		Log: "invalid%s stack R%d off=%d size=%d",
		Why: "The access reaches above the frame pointer.", Fix: "Use a smaller size or offset."}
	stackVarOutside = &Rule{Name: "stackVarOutside", Func: "check_stack_access_within_bounds", Must: "-512 <= off && off < 0", Errno: abi.EACCES,
		Log: "invalid variable-offset%s stack R%d var_off=%s off=%d size=%d",
		Why: "The access can be outside of the stack.", Fix: "Check or mask the offset first."}
	stackVarAbove = &Rule{Name: "stackVarAbove", Func: "check_stack_access_within_bounds", Must: "off + size <= 0", Errno: abi.EINVAL,
		Log: "invalid variable-offset%s stack R%d var_off=%s off=%d size=%d",
		Why: "The access can reach above the frame pointer.", Fix: "Check or mask the offset first."}
	stackVarOutsideOld = &Rule{Name: "stackVarOutsideOld", Func: "check_stack_access_within_bounds", Must: "-512 <= off && off < 0", Errno: abi.EACCES,
		Log: "invalid variable-offset%s stack R%d var_off=%s size=%d",
		Why: "The access can be outside of the stack.", Fix: "Check or mask the offset first."}
	stackVarAboveOld = &Rule{Name: "stackVarAboveOld", Func: "check_stack_access_within_bounds", Must: "off + size <= 0", Errno: abi.EINVAL,
		Log: "invalid variable-offset%s stack R%d var_off=%s size=%d",
		Why: "The access can reach above the frame pointer.", Fix: "Check or mask the offset first."}
	stackVariableHelper = &Rule{Name: "stackVariableHelper", Func: "check_stack_read", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "variable offset stack pointer cannot be passed into helper function; var_off=%s off=%d size=%d",
		Why: "The offset in the stack must be known here."}
	stackVariableAccessUnpriv = &Rule{Name: "stackVariableAccessUnpriv", Func: "check_stack_range_initialized", Must: "bypass_spec_v1", Errno: abi.EACCES,
		Log: "R%d%s variable offset stack access prohibited for !root, var_off=%s",
		Why: "Without CAP_PERFMON the offset in the stack must be known."}
	stackUninit = &Rule{Name: "stackUninit", Func: "check_stack_read_fixed_off", Must: "the bytes were written", Errno: abi.EACCES,
		Log: "invalid read from stack off %d+%d size %d",
		Why: "The stack was not written at this offset on this path.", Fix: "Write the bytes first."}
	stackPoisoned = &Rule{Name: "stackPoisoned", Func: "check_stack_read_fixed_off", Must: "type != STACK_POISON", Errno: abi.EACCES,
		Log: "reading from stack off %d+%d size %d, slot poisoned by dead code elimination",
		Why: "The analysis found that nothing reads the slot."}
	helperPoisoned = &Rule{Name: "helperPoisoned", Func: "check_stack_range_initialized", Must: "*stype != STACK_POISON", Errno: abi.EACCES,
		Log: "reading from stack R%d off %d+%d size %d, slot poisoned by dead code elimination",
		Why: "The analysis found that nothing reads the slot."}
	stackLeak = &Rule{Name: "stackLeak", Func: "check_stack_read_fixed_off", Must: "the slot holds a number", Errno: abi.EACCES,
		Log: "leaking pointer from stack off %d",
		Why: "The slot holds a pointer."}
	fillSize = &Rule{Name: "fillSize", Func: "check_stack_read_fixed_off", Must: "size == BPF_REG_SIZE", Errno: abi.EACCES,
		Log: "invalid size of register fill",
		Why: "A spilled pointer must be read with 8 bytes.", Fix: "Load 8 bytes."}
	stackCorrupt = &Rule{Name: "stackCorrupt", Func: "check_stack_write_fixed_off", Must: "size == BPF_REG_SIZE", Errno: abi.EACCES,
		Log: "attempt to corrupt spilled pointer on stack",
		Why: "Without CAP_PERFMON a spilled pointer cannot be overwritten in part."}
	spillSize = &Rule{Name: "spillSize", Func: "check_stack_write_fixed_off", Must: "size == BPF_REG_SIZE", Errno: abi.EACCES,
		Log: "invalid size of register spill",
		Why: "A pointer must be stored with 8 bytes.", Fix: "Store 8 bytes."}
	spillToCaller = &Rule{Name: "spillToCaller", Func: "check_stack_write_fixed_off", Must: "state == cur || reg->type != PTR_TO_STACK", Errno: abi.EINVAL,
		Log: "cannot spill pointers to stack into stack frame of the caller",
		Why: "The caller's stack would point to a stack that is gone."}
	stackVarSpill = &Rule{Name: "stackVarSpill", Func: "check_stack_write_var_off", Must: "the slots hold numbers", Errno: abi.EINVAL, Open: true,
		Log: "spilled ptr in range of var-offset stack write; insn %d, ptr off: %d",
		Why: "The store could overwrite a spilled pointer."}
	stackVarUninit = &Rule{Name: "stackVarUninit", Func: "check_stack_write_var_off", Must: "the slots were written", Errno: abi.EINVAL, Open: true,
		Log: "uninit stack in range of var-offset write prohibited for !root; insn %d, off: %d",
		Why: "Without CAP_PERFMON the range must have been written."}
	zeroRead = &Rule{Name: "zeroRead", Func: "check_stack_range_initialized", Must: "access_size > 0", Errno: abi.EACCES,
		Log: "invalid zero-sized read",
		Why: "The helper does not take a size of 0.", Fix: "Check that the size is not 0."}
	stackReadUninit = &Rule{Name: "stackReadUninit", Func: "check_stack_range_initialized", Must: "the bytes were written", Errno: abi.EACCES,
		Log: "invalid%s read from stack R%d off %d+%d size %d",
		Why: "The helper would read bytes of the stack that were not written.", Fix: "Write all bytes first."}
	stackReadVarUninit = &Rule{Name: "stackReadVarUninit", Func: "check_stack_range_initialized", Must: "the bytes were written", Errno: abi.EACCES,
		Log: "invalid%s read from stack R%d var_off %s+%d size %d",
		Why: "The access could read bytes of the stack that were not written.", Fix: "Write all bytes first."}
	stackTooDeep = &Rule{Name: "stackTooDeep", Func: "check_max_stack_depth", Must: "depth <= MAX_BPF_STACK", Errno: abi.EACCES,
		Log: "combined stack size of %d calls is %d. Too large",
		Why: "All functions of a chain of calls share 512 bytes of stack.", Fix: "Use less stack, or a map."}
	tailCallDepth = &Rule{Name: "tailCallDepth", Func: "check_max_stack_depth", Must: "depth < 256", Errno: abi.EACCES,
		Log: "tail_calls are not allowed when call stack of previous frames is %d bytes. Too large",
		Why: "Before a tail call in a function, at most 256 bytes of stack may be in use."}
	callsTooDeepStatic = &Rule{Name: "callsTooDeepStatic", Func: "check_max_stack_depth", Must: "frame < MAX_CALL_FRAMES", Errno: abi.E2BIG,
		Log: "the call stack of %d frames is too deep !",
		Why: "Calls are nested too deeply."}
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
