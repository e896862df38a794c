package verifier

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

const (
	maxSubprogs  = 256
	tailCallFunc = 12 // BPF_FUNC_tail_call
)

// sinceBTFFirst is the release in which func_info is read before the functions are looked for.
var sinceBTFFirst = abi.Since{abi.V6_7}

// sinceCallIsHelper is the release in which only a call with src 0 counts as a tail call.
var sinceCallIsHelper = abi.Since{abi.V6_8}

// refuseAt refuses the program because of instruction i.
func (v *env) refuseAt(i int, rule *Rule, args ...any) {
	v.insnIdx = i
	v.refuse(rule, args...)
}

// isFuncAddr follows bpf_pseudo_func.
func isFuncAddr(i insnT) bool { return i.IsLoadImm64() && i.Src == insn.BPF_PSEUDO_FUNC }

// isSubprogCall follows bpf_pseudo_call.
func isSubprogCall(i insnT) bool {
	return i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL
}

// isKfuncCall follows bpf_pseudo_kfunc_call.
func isKfuncCall(i insnT) bool {
	return i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_KFUNC_CALL
}

// addSubprogs follows add_subprog_and_kfunc: it finds the functions of the program.
func (v *env) addSubprogs() {
	starts := []int{0}
	for i, ins := range v.insns {
		kfunc := isKfuncCall(ins) && v.in(sinceKfunc)
		if !isSubprogCall(ins) && !(isFuncAddr(ins) && v.in(sinceFuncAddr)) && !kfunc {
			continue
		}
		if kfunc && v.in(sinceFieldsFirst) {
			continue // added after the maps
		}
		if !v.prog.Caps.BPF {
			if v.in(sinceFuncAddr) {
				what, plural := "BPF-to-BPF function call", "BPF-to-BPF function calls"
				if isFuncAddr(ins) {
					what, plural = "BPF function reference", "BPF function references"
				}
				v.reportPolicy(i, what, "loading or calling other BPF functions requires CAP_BPF or CAP_SYS_ADMIN",
					"Load this program with the required capability, or avoid "+plural+" in unprivileged programs.")
				v.refuseAt(i, functionsNeedCap)
			}
			v.refuseAt(i, callsNeedCap)
		}
		if kfunc {
			v.addKfunc(i)
			continue
		}
		to := i + int(ins.Imm) + 1
		if to < 0 || to >= len(v.insns) {
			v.refuseAt(i, callTarget)
		}
		at, found := slices.BinarySearch(starts, to)
		if found {
			continue
		}
		if len(starts) >= maxSubprogs {
			v.refuseAt(i, subprogCount)
		}
		starts = slices.Insert(starts, at, to)
	}
	v.subprogs = make([]subprog, len(starts)+1)
	for n, start := range starts {
		v.subprogs[n].start = start
		if v.level&logLevel2 != 0 {
			v.logf("func#%d @%d\n", n, start)
		}
	}
	v.subprogs[len(starts)].start = len(v.insns)
}

// addKfunc follows add_kfunc_call as far as no type of the kernel's BTF is needed.
func (v *env) addKfunc(i int) {
	ins := v.insns[i]
	v.insnIdx = i
	switch id := uint32(ins.Imm); {
	case !v.prog.GPL:
		v.refuse(kfuncGPL)
	case id == 0 && ins.Off == 0:
	case ins.Off != 0:
		v.decline("functions of kernel modules")
	case id < firstKernelSymbol || id > lastKernelType:
		v.refuse(kfuncID, id)
	default:
		v.decline("kernel functions (kfuncs)")
	}
}

// addKfuncs follows add_kfuncs of 7.1.
func (v *env) addKfuncs() {
	for i, ins := range v.insns {
		if isKfuncCall(ins) {
			v.addKfunc(i)
		}
	}
}

// subprogCnt returns the number of functions.
func (v *env) subprogCnt() int { return len(v.subprogs) - 1 }

// jumpOffset follows bpf_jmp_offset: it returns the offset of a jump.
func jumpOffset(i insnT) int {
	if i.Code == insn.BPF_JMP32|insn.BPF_JA {
		return int(i.Imm)
	}
	return int(i.Off)
}

// checkSubprogs follows check_subprogs: every jump stays in its function, whose last instruction does not fall through.
func (v *env) checkSubprogs() {
	n := 0
	for i, ins := range v.insns {
		sub, end := &v.subprogs[n], v.subprogs[n+1].start
		call := ins.Code == insn.BPF_JMP|insn.BPF_CALL
		if call && ins.Imm == tailCallFunc && (ins.Src == 0 || ins.Src != insn.BPF_PSEUDO_CALL && !v.in(sinceCallIsHelper)) {
			sub.hasTailCall = true
			sub.tailCallReach = v.in(sinceCallIsHelper)
		}
		if ins.Class() == insn.BPF_LD && (ins.Mode() == insn.BPF_ABS || ins.Mode() == insn.BPF_IND) {
			sub.hasLdAbs = true
		}
		jump := ins.Class() == insn.BPF_JMP || ins.Class() == insn.BPF_JMP32
		indirect := ins.Code == insn.BPF_JMP|insn.BPF_JA|insn.BPF_X && v.in(sinceIndirect)
		if jump && ins.Op() != insn.BPF_EXIT && ins.Op() != insn.BPF_CALL && !indirect {
			off := int(ins.Off)
			if v.in(sinceGotol) {
				off = jumpOffset(ins)
			}
			if to := i + off + 1; to < sub.start || to >= end {
				v.reportStructure(i, "jump out of range",
					"Keep branch targets within the same subprogram, or use an explicit subprogram call.",
					"Instruction %d jumps to instruction %d, but subprogram %d only contains instructions %d through %d. "+
						"A branch target must stay inside the same subprogram.", i, to, n, sub.start, end-1)
				v.refuseAt(i, jumpRange, i, to)
			}
		}
		if i != end-1 {
			continue
		}
		last := ins.Code == insn.BPF_JMP|insn.BPF_EXIT || ins.Code == insn.BPF_JMP|insn.BPF_JA ||
			ins.Code == insn.BPF_JMP32|insn.BPF_JA && v.in(sinceGotol) || indirect
		if !last {
			v.reportStructure(i, "subprogram can fall through",
				"End each subprogram with an exit or an explicit jump that keeps control flow inside the subprogram.",
				"Subprogram %d reaches its last instruction %d without an exit or jump, so control could continue into the next subprogram.",
				n, i)
			v.refuseAt(i, lastInsn)
		}
		n++
	}
}

// checkAbnormalReturn follows check_abnormal_return: without func_info, functions may not use what can return early.
func (v *env) checkAbnormalReturn() {
	if len(v.subprogs) == 0 {
		return
	}
	for _, sub := range v.subprogs[1 : v.subprogCnt()+1] {
		switch {
		case sub.start >= len(v.insns):
		case sub.hasLdAbs:
			v.refuseAt(sub.start, ldAbsNeedsBTF)
		case sub.hasTailCall:
			v.refuseAt(sub.start, tailCallNeedsBTF)
		}
	}
}

// findSubprog returns the function that starts at instruction i, -1 if none does.
func (v *env) findSubprog(i int) int {
	for n := range v.subprogCnt() {
		if v.subprogs[n].start == i {
			return n
		}
	}
	return -1
}
