package verifier

import "bpfplay/core/abi"

// Helper calls.
var (
	invalidHelper = &Rule{Name: "invalidHelper", Func: "check_helper_call", Must: "func_id < __BPF_FUNC_MAX_ID", Errno: abi.EINVAL,
		Log: "invalid func %s#%d",
		Why: "This release has no helper with this number."}
	unknownHelper = &Rule{Name: "unknownHelper", Func: "check_helper_call", Must: "get_func_proto(func_id) != NULL", Errno: abi.EINVAL,
		Log: "unknown func %s#%d",
		Why: "Programs of this type do not have this helper."}
	helperOfType = &Rule{Name: "helperOfType", Func: "check_helper_call", Must: "get_func_proto(func_id) != NULL", Errno: abi.EINVAL,
		Log: "program of this type cannot use helper %s#%d",
		Why: "Programs of this type do not have this helper."}
	helperGPL = &Rule{Name: "helperGPL", Func: "check_helper_call", Must: "gpl_compatible || !fn->gpl_only", Errno: abi.EINVAL,
		Log: "cannot call GPL-restricted function from non-GPL compatible program",
		Why: "The helper needs a program with a license that is compatible with the GPL.", Fix: "Set the license to GPL."}
	funcIPType = &Rule{Name: "funcIPType", Func: "check_get_func_ip", Must: "type == BPF_PROG_TYPE_KPROBE", Errno: abi.ENOTSUPP,
		Log: "func %s#%d not supported for program type %d",
		Why: "Only kprobes, and programs attached to functions of the kernel, have the address of a function."}
	helperNotAllowed = &Rule{Name: "helperNotAllowed", Func: "check_helper_call", Must: "fn->allowed(env->prog)", Errno: abi.EINVAL,
		Log: "helper call is not allowed in probe",
		Why: "The helper is for programs attached to some functions of the kernel."}
	helperSleeps = &Rule{Name: "helperSleeps", Func: "check_helper_call", Must: "sleepable || !fn->might_sleep", Errno: abi.EINVAL,
		Log: "helper call might sleep in a non-sleepable prog",
		Why: "The helper may sleep.", Fix: "Load the program with BPF_F_SLEEPABLE."}
	helperSleepsIn = &Rule{Name: "helperSleepsIn", Func: "check_helper_call", Must: "sleepable || !fn->might_sleep", Errno: abi.EINVAL,
		Log: "sleepable helper %s#%d in %s",
		Why: "The helper may sleep.", Fix: "Load the program with BPF_F_SLEEPABLE."}
	leaksIntoHelper = &Rule{Name: "leaksIntoHelper", Func: "check_func_arg", Must: "!is_pointer_value(regno)", Errno: abi.EACCES,
		Log: "R%d leaks addr into helper function",
		Why: "Without CAP_PERFMON, an address cannot be passed as a number."}
	packetInHelper = &Rule{Name: "packetInHelper", Func: "check_func_arg", Must: "fn->pkt_access", Errno: abi.EACCES,
		Log: "helper access to the packet is not allowed",
		Why: "The helper does not take pointers into the packet.", Fix: "Copy the bytes to the stack."}
	argumentType = &Rule{Name: "argumentType", Func: "check_reg_type", Must: "the type is one that the helper takes", Errno: abi.EACCES,
		Log: "R%d type=%s expected=%s",
		Why: "The argument has another type than the helper takes."}
	releaseUnreferenced = &Rule{Name: "releaseUnreferenced", Func: "check_func_arg", Must: "reg->ref_obj_id", Errno: abi.EINVAL,
		Log: "R%d must be referenced when passed to release function",
		Why: "Only an acquired reference can be released."}
	releaseUnowned = &Rule{Name: "releaseUnowned", Func: "check_func_arg", Must: "reg_is_referenced(env, reg)", Errno: abi.EINVAL,
		Log: "release helper %s expects referenced PTR_TO_BTF_ID passed to R%d",
		Why: "Only an acquired reference can be released, once."}
	releaseOffset = &Rule{Name: "releaseOffset", Func: "check_func_arg_reg_off", Must: "reg->off == 0", Errno: abi.EINVAL,
		Log: "R%d must have zero offset when passed to release func or trusted arg to kfunc",
		Why: "The pointer was changed.", Fix: "Keep a copy of the original pointer."}
	twoReferences = &Rule{Name: "twoReferences", Func: "check_func_arg", Must: "one argument has a reference", Errno: abi.EFAULT,
		Log: "verifier internal error: more than one arg with ref_obj_id R%d %d %d",
		Why: "Only one argument may hold a reference."}
	invalidArgType = &Rule{Name: "invalidArgType", Func: "resolve_map_arg_type", Must: "*arg_type == ARG_PTR_TO_MAP_VALUE", Errno: abi.EACCES,
		Log: "invalid arg_type for sockmap/sockhash",
		Why: "The helper does not suit the map."}
	noMapForArg = &Rule{Name: "noMapForArg", Func: "resolve_map_arg_type", Must: "meta->map_ptr", Errno: abi.EACCES,
		Log: "invalid map_ptr to access map->type",
		Why: "No map precedes this argument."}
	noMapForKey = &Rule{Name: "noMapForKey", Func: "check_func_arg", Must: "meta->map_ptr", Errno: abi.EACCES,
		Log: "invalid map_ptr to access map->key",
		Why: "No map precedes the key."}
	noMapForValue = &Rule{Name: "noMapForValue", Func: "check_func_arg", Must: "meta->map_ptr", Errno: abi.EACCES,
		Log: "invalid map_ptr to access map->value",
		Why: "No map precedes the value."}
	noMapInCall = &Rule{Name: "noMapInCall", Func: "record_func_map", Must: "meta->map_ptr", Errno: abi.EINVAL,
		Log: "kernel subsystem misconfigured verifier",
		Why: "The helper needs a map."}
	mapWriteInCall = &Rule{Name: "mapWriteInCall", Func: "record_func_map", Must: "!(map_flags & BPF_F_RDONLY_PROG)", Errno: abi.EACCES,
		Log: "write into map forbidden",
		Why: "The map was created with BPF_F_RDONLY_PROG."}
	timerOfOtherMap = &Rule{Name: "timerOfOtherMap", Func: "check_func_arg", Must: "meta->map_ptr == reg->map_ptr", Errno: abi.EINVAL,
		Log: "timer pointer in R1 map_uid=%d doesn't match map pointer in R2 map_uid=%d",
		Why: "The timer is in another map."}
	allocUnknown = &Rule{Name: "allocUnknown", Func: "check_func_arg", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d is not a known constant'",
		Why: "The size must be a constant."}
	allocNotConst = &Rule{Name: "allocNotConst", Func: "process_const_alloc_mem_size", Must: "tnum_is_const(reg->var_off)", Errno: abi.EINVAL,
		Log: "R%d is not a const",
		Why: "The size must be a constant."}
	allocTooLarge = &Rule{Name: "allocTooLarge", Func: "process_const_alloc_mem_size", Must: "reg->var_off.value <= U32_MAX", Errno: abi.EINVAL,
		Log: "R%d allocation size exceeds u32 max",
		Why: "The size does not fit into 32 bits."}
	allocUnbounded = &Rule{Name: "allocUnbounded", Func: "check_func_arg", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d unbounded size, use 'var &= const' or 'if (var < const)'",
		Why: "The size must be a constant."}
	sizeNegative = &Rule{Name: "sizeNegative", Func: "check_mem_size_reg", Must: "reg->smin_value >= 0", Errno: abi.EACCES,
		Log: "R%d min value is negative, either use unsigned or 'var &= const'",
		Why: "The size can be negative.", Fix: "Mask or check the size."}
	sizeZero = &Rule{Name: "sizeZero", Func: "check_mem_size_reg", Must: "reg->umin_value > 0", Errno: abi.EACCES,
		Log: "R%d invalid zero-sized read: u64=[%d,%d]",
		Why: "The size can be 0.", Fix: "Check that the size is not 0."}
	sizeUnbounded = &Rule{Name: "sizeUnbounded", Func: "check_mem_size_reg", Must: "reg->umax_value < BPF_MAX_VAR_SIZ", Errno: abi.EACCES,
		Log: "R%d unbounded memory access, use 'var &= const' or 'if (var < const)'",
		Why: "The size is not bounded.", Fix: "Mask or check the size."}
	helperMemType = &Rule{Name: "helperMemType", Func: "check_helper_mem_access", Must: "the argument points to memory", Errno: abi.EACCES,
		Log: "R%d type=%s expected=%s",
		Why: "The argument must point to memory that the program may use."}
	notAcquired = &Rule{Name: "notAcquired", Func: "check_helper_call", Must: "release_reference()", Errno: abi.EINVAL,
		Log: "func %s#%d reference has not been acquired before",
		Why: "Only an acquired reference can be released, once."}
	inLockedRegion = &Rule{Name: "inLockedRegion", Func: "check_resource_leak", Must: "!active_locks", Errno: abi.EINVAL,
		Log: "%s cannot be used inside bpf_spin_lock-ed region",
		Why: "The lock would stay taken.", Fix: "Call bpf_spin_unlock first."}
	leadsToLeak = &Rule{Name: "leadsToLeak", Func: "check_resource_leak", Must: "no reference is held", Errno: abi.EINVAL,
		Log: "%s would lead to reference leak",
		Why: "A reference would never be released.", Fix: "Release it first, for example with bpf_ringbuf_submit."}
	unreleased = &Rule{Name: "unreleased", Func: "check_reference_leak", Must: "no reference is held", Errno: abi.EINVAL,
		Why: "The program ends without releasing a reference.", Fix: "Release it on every path, for example with bpf_ringbuf_submit."}
	tailCallMap = &Rule{
		Name:  "tailCallMap",
		Func:  "record_func_key",
		Must:  "map->map_type == BPF_MAP_TYPE_PROG_ARRAY",
		Errno: abi.EINVAL,
		Log:   "expected prog array map for tail call",
		Why:   "A tail call needs a map of programs.",
		Fix:   "Use a BPF_MAP_TYPE_PROG_ARRAY.",
		Open:  true,
	}
	memTooLarge = &Rule{Name: "memTooLarge", Func: "check_mem_reg", Must: "mem_size <= S32_MAX", Errno: abi.EACCES,
		Log: "R%d memory size %d is too large",
		Why: "The global function takes a pointer to a type of 2 GiB or more.", Fix: "Use a smaller type."}
	tailCallMapOld = &Rule{Name: "tailCallMapOld", Func: "record_func_key", Must: "map->map_type == BPF_MAP_TYPE_PROG_ARRAY", Errno: abi.EINVAL,
		Log: "kernel subsystem misconfigured verifier",
		Why: "A tail call needs a map of programs.", Fix: "Use a BPF_MAP_TYPE_PROG_ARRAY."}
	localStorageFlags = &Rule{Name: "localStorageFlags", Func: "check_helper_call", Must: "R2 == 0", Errno: abi.EINVAL,
		Log: "get_local_storage() doesn't support non-zero flags",
		Why: "The flags must be 0."}
	retvalRange = &Rule{Name: "retvalRange", Func: "check_helper_call", Must: "-MAX_ERRNO <= R1 && R1 <= 0", Errno: abi.EINVAL,
		Log: "At bpf_set_retval the register R1 has%s should have been in [%d, %d]",
		Why: "Only getsockopt can return a positive number.", Fix: "Pass 0 or the negative number of an error."}
	callbackMap = &Rule{Name: "callbackMap", Func: "set_map_elem_callback_state", Must: "map->ops->map_for_each_callback", Errno: abi.ENOTSUPP,
		Log: "callback function not allowed for map",
		Why: "The map's elements cannot be walked."}
)
