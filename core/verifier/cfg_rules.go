package verifier

import "bpfplay/core/abi"

var (
	insnReachable = &Rule{
		Name:  "insnReachable",
		Func:  "check_cfg",
		Must:  "insn_state[i] == EXPLORED",
		Errno: abi.EINVAL,
		Log:   "unreachable insn %d",
		Why:   "No path from the first instruction leads here. Every instruction must be reachable.",
		Fix:   "Remove the instruction.",
	}
	jumpIntoImm64 = &Rule{
		Name:  "jumpIntoImm64",
		Func:  "check_cfg",
		Must:  "insn_state[i + 1] == 0",
		Errno: abi.EINVAL,
		Log:   "jump into the middle of ldimm64 insn %d",
		Why:   "A 64-bit immediate load takes two instructions. A jump may not lead to the second.",
		Fix:   "Correct the jump's offset by one.",
	}
	cfgJumpRange = &Rule{
		Name:  "cfgJumpRange",
		Func:  "push_insn",
		Must:  "0 <= w && w < env->prog->len",
		Errno: abi.EINVAL,
		Log:   "jump out of range from insn %d to %d",
		Why:   "Execution would leave the program here.",
	}
	backEdge = &Rule{
		Name:  "backEdge",
		Func:  "push_insn",
		Must:  "insn_state[w] != DISCOVERED || env->bpf_capable",
		Errno: abi.EINVAL,
		Log:   "back-edge from insn %d to %d",
		Why:   "The jump leads back to an instruction on the same path, which makes a loop. Loops need CAP_BPF, and a release since 5.3.",
		Fix:   "Unroll the loop, or load the program with CAP_BPF.",
	}
	jumpByRegister = &Rule{
		Name:  "jumpByRegister",
		Func:  "visit_insn",
		Must:  "BPF_SRC(insn->code) == BPF_K",
		Errno: abi.EINVAL,
		Why:   "An unconditional jump takes no register.",
	}
)
