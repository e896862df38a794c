package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceSmallRounding = abi.Since{abi.V6_8}                                 // the JIT needs multiples of 16 bytes, not 32
	sinceLdAbsDepth    = abi.Since{abi.V7_2 + 13, abi.V6_18 + 44, abi.V6_12} // no loads from the packet in callbacks; the oldest known of their series
	sincePrivateStack  = abi.Since{abi.V6_13}
	sinceFuncDepth     = abi.Since{abi.V5_13} // callbacks count as calls
)

const minPrivateStack = 64 // BPF_PRIV_STACK_MIN_SIZE

func (v *env) roundDepth(n int) int {
	if v.in(sinceSmallRounding) {
		return (n + 15) &^ 15
	}
	return (max(n, 1) + 31) &^ 31
}

// checkStackDepth refuses a chain of calls that needs more than 512 bytes of stack (check_max_stack_depth).
func (v *env) checkStackDepth() {
	v.insnIdx = -1
	v.depthFrom(0, 0, 0, nil, v.hasPrivateStacks())
}

// hasPrivateStacks reports whether each function of the program that needs much stack gets its own (bpf_enable_priv_stack).
func (v *env) hasPrivateStacks() bool {
	if !v.in(sincePrivateStack) {
		return false
	}
	for n := range v.subprogCnt() {
		if v.subprogs[n].hasTailCall {
			return false
		}
	}
	switch v.prog.Type {
	case progKprobe, progTracepoint, progPerfEvent, progRawTracepoint:
		return true
	}
	return false
}

// depthFrom follows the calls of function sub, which depth bytes in frame functions precede.
func (v *env) depthFrom(sub, depth, frame int, callers []int, private bool) {
	s := &v.subprogs[sub]
	if s.hasLdAbs && v.in(sinceLdAbsDepth) {
		for _, c := range append(callers, sub) {
			if v.subprogs[c].isCB {
				v.refuse(ldAbsCallback)
			}
		}
	}
	if sub > 0 && s.hasTailCall && depth >= 256 {
		v.refuse(tailCallDepth, depth)
	}
	own := v.roundDepth(s.stackDepth)
	if private && own >= minPrivateStack {
		v.usedDepth = max(v.usedDepth, own)
	} else {
		depth += own
		if depth > maxStack {
			v.refuse(stackTooDeep, frame+1, depth)
		}
		v.usedDepth = max(v.usedDepth, depth)
	}
	if s.hasTailCall && sub > 0 {
		for _, c := range callers {
			v.subprogs[c].tailCallReach = true
		}
	}
	for idx := s.start; idx < v.subprogs[sub+1].start; idx++ {
		i := v.insns[idx]
		call := i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL
		fn := i.IsLoadImm64() && i.Src == insn.BPF_PSEUDO_FUNC && v.in(sinceFuncDepth)
		if !call && !fn {
			continue
		}
		if frame+1 >= v.maxFrames() {
			v.refuse(callsTooDeepStatic, frame+1)
		}
		v.depthFrom(v.findSubprog(idx+int(i.Imm)+1), depth, frame+1, append(callers, sub), private)
	}
}
