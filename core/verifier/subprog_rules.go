package verifier

import "bpfplay/core/abi"

var (
	callsNeedCap = &Rule{
		Name:  "callsNeedCap",
		Func:  "check_subprogs",
		Must:  "env->bpf_capable",
		Errno: abi.EPERM,
		Log:   "function calls to other bpf functions are allowed for CAP_BPF and CAP_SYS_ADMIN",
		Why:   "Only a task with CAP_BPF may load a program with more than one function.",
		Fix:   "Inline the function, or load the program with CAP_BPF.",
	}
	functionsNeedCap = &Rule{
		Name:  "functionsNeedCap",
		Func:  "add_subprog_and_kfunc",
		Must:  "env->bpf_capable",
		Errno: abi.EPERM,
		Log:   "loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN",
		Why:   "Only a task with CAP_BPF may load a program that calls or refers to other functions.",
		Fix:   "Inline the function, or load the program with CAP_BPF.",
	}
	callTarget = &Rule{
		Name:  "callTarget",
		Func:  "add_subprog",
		Must:  "0 <= off && off < insn_cnt",
		Errno: abi.EINVAL,
		Log:   "call to invalid destination",
		Why:   "The function that this instruction refers to begins outside the program.",
		Fix:   "Set imm to the distance from the next instruction to the first instruction of the function.",
	}
	subprogCount = &Rule{
		Name:  "subprogCount",
		Func:  "add_subprog",
		Must:  "env->subprog_cnt < BPF_MAX_SUBPROGS",
		Errno: abi.E2BIG,
		Log:   "too many subprograms",
		Why:   "A program has at most 256 functions.",
	}
	kfuncGPL = &Rule{
		Name:  "kfuncGPL",
		Func:  "add_kfunc_call",
		Must:  "prog->gpl_compatible",
		Errno: abi.EINVAL,
		Log:   "cannot call kernel function from non-GPL compatible program",
		Why:   "Only programs with a GPL-compatible license may call kernel functions.",
		Fix:   "Set the license to GPL.",
	}
	kfuncID = &Rule{
		Name:  "kfuncID",
		Func:  "add_kfunc_call",
		Must:  "func && btf_type_is_func(func)",
		Errno: abi.EINVAL,
		Log:   "kernel btf_id %d is not a function",
		Why:   "The type with this id in the kernel's BTF is not a function.",
		Fix:   "Set imm to the id of a FUNC of the kernel's BTF.",
	}
	jumpRange = &Rule{
		Name:  "jumpRange",
		Func:  "check_subprogs",
		Must:  "subprog_start <= off && off < subprog_end",
		Errno: abi.EINVAL,
		Log:   "jump out of range from insn %d to %d",
		Why:   "A jump must stay inside its function.",
		Fix:   "Correct the offset: it counts from the instruction after the jump.",
	}
	lastInsn = &Rule{
		Name:  "lastInsn",
		Func:  "check_subprogs",
		Must:  "code == (BPF_JMP | BPF_EXIT) || code == (BPF_JMP | BPF_JA)",
		Errno: abi.EINVAL,
		Log:   "last insn is not an exit or jmp",
		Why:   "The last instruction of a function must be exit or an unconditional jump. Otherwise execution would run past its end.",
		Fix:   "Add exit at the end.",
	}
	ldAbsNeedsBTF = &Rule{
		Name:  "ldAbsNeedsBTF",
		Func:  "check_abnormal_return",
		Must:  "!subprog->has_ld_abs",
		Errno: abi.EINVAL,
		Log:   "LD_ABS is not allowed in subprogs without BTF",
		Why:   "A packet load past the end of the packet ends the program. In a function, the verifier needs func_info for that.",
		Fix:   "Load the packet in the main program, or supply func_info.",
	}
	tailCallNeedsBTF = &Rule{
		Name:  "tailCallNeedsBTF",
		Func:  "check_abnormal_return",
		Must:  "!subprog->has_tail_call",
		Errno: abi.EINVAL,
		Log:   "tail_call is not allowed in subprogs without BTF",
		Why:   "A tail call in a function needs func_info, which says that the function returns an int.",
		Fix:   "Call bpf_tail_call in the main program, or supply func_info.",
	}
)
