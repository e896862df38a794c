package verifier

import "bpfplay/core/insn"

// step checks one instruction; done is true at the end of the path.
func (v *env) step(i insn.Insn, printState *bool) (done bool) {
	idx := v.insnIdx
	if v.marksStack {
		v.live.begin(v, idx)
	}
	done = v.checkInsn(i, printState)
	if v.marksStack {
		v.live.commit(v, idx)
	}
	return done
}

// checkInsn checks one instruction and moves to the next.
func (v *env) checkInsn(i insn.Insn, printState *bool) (done bool) {
	v.checkForm(i)
	switch i.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64:
		v.checkALU(i)
	case insn.BPF_LDX:
		v.checkLoad(i)
	case insn.BPF_STX:
		switch {
		case i.Mode() == insn.BPF_ATOMIC:
			v.atomicAccess(i)
		default:
			v.checkStore(i)
		}
	case insn.BPF_ST:
		v.checkStoreImm(i)
	case insn.BPF_JMP, insn.BPF_JMP32:
		v.jmpsProcessed++
		return v.checkJmp(i, printState)
	default:
		if i.Mode() != insn.BPF_IMM {
			v.checkLoadAbs(i)
			break
		}
		v.checkLoadImm(i)
		v.changed(&v.regs()[i.Dst])
		v.insnIdx++
		v.aux[v.insnIdx].seen = true
	}
	v.insnIdx++
	return false
}

// checkJmp checks jumps, calls and exits.
func (v *env) checkJmp(i insn.Insn, printState *bool) (done bool) {
	switch i.Op() {
	case insn.BPF_CALL:
		if v.cur.lockMap != nil && (i.Src == insn.BPF_PSEUDO_CALL && !v.in(sinceLocksInFuncs) || i.Src == 0 && i.Imm != funcSpinUnlock) {
			v.reportLocked("function call", "Release the BPF spin lock before making this call, or move the call outside the locked region.")
			v.refuse(callInLock)
		}
		switch i.Src {
		case insn.BPF_PSEUDO_CALL:
			v.checkCall(i)
		case insn.BPF_PSEUDO_KFUNC_CALL:
			v.decline("calls of kernel functions are not supported")
		default:
			v.checkHelper(i)
		}
		v.scratchedRegs |= 1
	case insn.BPF_JA:
		v.insnIdx += jumpOffset(i) + 1
		return false
	case insn.BPF_EXIT:
		if !v.checkExit() {
			return true
		}
		*printState = true
		return false
	default:
		v.checkJump(i)
	}
	v.insnIdx++
	return false
}
