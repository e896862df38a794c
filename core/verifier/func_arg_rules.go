package verifier

import "bpfplay/core/abi"

// Arguments of functions with BTF.
var (
	argsMismatch = &Rule{Name: "argsMismatch", Func: "btf_check_func_arg_match", Must: "the registers match the BTF", Errno: abi.EINVAL,
		Why: "The arguments differ from the function's BTF."}
	argsInvalid = &Rule{Name: "argsInvalid", Func: "check_func_call", Must: "!err", Errno: abi.EINVAL,
		Log: "Caller passes invalid args into func#%d",
		Why: "A global function is called with other arguments than its BTF declares."}
	argsInvalidNamed = &Rule{Name: "argsInvalidNamed", Func: "check_func_call", Must: "!err", Errno: abi.EINVAL,
		Log: "Caller passes invalid args into func#%d ('%s')",
		Why: "A global function is called with other arguments than its BTF declares."}
	argCount = &Rule{Name: "argCount", Func: "btf_prepare_func_args", Must: "nargs <= 5", Errno: abi.EINVAL,
		Log: "Global function %s() with %d > 5 args. Buggy compiler.",
		Why: "A function takes at most five arguments."}
	argCountMatch = &Rule{Name: "argCountMatch", Func: "btf_check_func_arg_match", Must: "nargs <= 5", Errno: abi.EINVAL,
		Log: "Function %s has %d > 5 args",
		Why: "A function takes at most five arguments."}
	returnsNoScalar = &Rule{Name: "returnsNoScalar", Func: "btf_prepare_func_args", Must: "the function returns an integer or an enum", Errno: abi.EINVAL,
		Log: "Global function %s() doesn't return scalar. Only those are supported.",
		Why: "A global function must return a number.", Fix: "Declare it static, or return a number."}
	returnsNoValue = &Rule{Name: "returnsNoValue", Func: "btf_prepare_func_args", Must: "the function returns an integer, an enum or nothing", Errno: abi.EOPNOTSUPP,
		Log: "Global function %s() return value not void or scalar. Only those are supported.",
		Why: "A global function must return a number or nothing.", Fix: "Declare it static, or return a number."}
	argUnsupported = &Rule{Name: "argUnsupported", Func: "btf_prepare_func_args", Must: "the argument is a number, the context, or a pointer to memory", Errno: abi.EINVAL,
		Log: "Arg#%d type %s in %s() is not supported yet.",
		Why: "A global function cannot take an argument of this type.", Fix: "Declare the function static."}
	argSize = &Rule{Name: "argSize", Func: "btf_prepare_func_args", Must: "btf_resolve_size()", Errno: abi.EINVAL,
		Log: "arg#%d reference type('%s %s') size cannot be determined: %d",
		Why: "The size of the memory must be known."}
	argNoScalar = &Rule{Name: "argNoScalar", Func: "btf_check_func_arg_match", Must: "reg->type == SCALAR_VALUE", Errno: abi.EINVAL,
		Log: "R%d is not a scalar",
		Why: "The function takes a number."}
	argNoPointer = &Rule{Name: "argNoPointer", Func: "btf_check_func_arg_match", Must: "reg->type != SCALAR_VALUE", Errno: abi.EINVAL,
		Log: "R%d is not a pointer",
		Why: "The function takes a pointer."}
	argUnrecognized = &Rule{Name: "argUnrecognized", Func: "btf_check_func_arg_match", Must: "the argument is a number or a pointer", Errno: abi.EINVAL,
		Log: "Unrecognized arg#%d type %s",
		Why: "The verifier does not know arguments of this type."}
	argNoCtx = &Rule{Name: "argNoCtx", Func: "btf_check_func_arg_match", Must: "reg->type == PTR_TO_CTX", Errno: abi.EINVAL,
		Log: "arg#%d expects pointer to ctx",
		Why: "The function takes the context."}
	argNoCtxReg = &Rule{Name: "argNoCtxReg", Func: "btf_check_func_arg_match", Must: "reg->type == PTR_TO_CTX", Errno: abi.EINVAL,
		Log: "R%d expects pointer to ctx",
		Why: "The function takes the context."}
	argNoCtxKind = &Rule{Name: "argNoCtxKind", Func: "btf_check_func_arg_match", Must: "reg->type == PTR_TO_CTX", Errno: abi.EINVAL,
		Log: "arg#%d expected pointer to ctx, but got %s",
		Why: "The function takes the context."}
	argNull = &Rule{Name: "argNull", Func: "btf_check_func_arg_match", Must: "!(reg->type & PTR_MAYBE_NULL)", Errno: abi.EINVAL,
		Log: "arg#%d is expected to be non-NULL",
		Why: "The pointer may be null.", Fix: "Test it first."}
	argNullReg = &Rule{Name: "argNullReg", Func: "btf_check_func_arg_match", Must: "!(reg->type & PTR_MAYBE_NULL)", Errno: abi.EINVAL,
		Log: "R%d is expected to be non-NULL",
		Why: "The pointer may be null.", Fix: "Test it first."}
	argRegType = &Rule{Name: "argRegType", Func: "btf_check_func_arg_match", Must: "the argument is a number or the context", Errno: abi.EINVAL,
		Log: "reg type unsupported for arg#%d function %s#%d",
		Why: "Only global functions take pointers to memory."}
)

// Sockets, flow keys and buffers.
var (
	socketAccess = &Rule{Name: "socketAccess", Func: "check_sock_access", Must: "is_valid_access()", Errno: abi.EACCES,
		Log: "R%d invalid %s access off=%d size=%d",
		Why: "The socket has no such field, or the field has another size."}
	flowKeysAccess = &Rule{Name: "flowKeysAccess", Func: "check_flow_keys_access", Must: "off + size <= sizeof(struct bpf_flow_keys)", Errno: abi.EACCES,
		Log: "invalid access to flow keys off=%d size=%d",
		Why: "The access reaches past the flow keys."}
	flowKeysVariable = &Rule{Name: "flowKeysVariable", Func: "check_flow_keys_access", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d invalid variable offset to flow keys: off=%d, var_off=%s",
		Why: "The offset must be known."}
	bufferOffset = &Rule{Name: "bufferOffset", Func: "__check_buffer_access", Must: "off >= 0", Errno: abi.EACCES,
		Log: "R%d invalid %s buffer access: off=%d, size=%d",
		Why: "The access is before the buffer."}
	bufferNegative = &Rule{Name: "bufferNegative", Func: "__check_buffer_access", Must: "start >= 0", Errno: abi.EACCES,
		Log: "R%d invalid negative %s buffer offset: off=%d, var_off=%d",
		Why: "The access is before the buffer."}
	bufferVariable = &Rule{Name: "bufferVariable", Func: "__check_buffer_access", Must: "tnum_is_const(reg->var_off)", Errno: abi.EACCES,
		Log: "R%d invalid variable buffer offset: off=%d, var_off=%s",
		Why: "The offset must be known."}
)
