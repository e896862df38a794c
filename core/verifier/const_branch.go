package verifier

import "bpfplay/core/insn"

// pruneBranches replaces conditional jumps whose outcome is known (prune_dead_branches). It reports whether there were any.
func (v *env) pruneBranches() (changed bool) {
	for idx := range v.insns {
		i := &v.insns[idx]
		c := i.Class()
		if c != insn.BPF_JMP && c != insn.BPF_JMP32 {
			continue
		}
		switch i.Op() {
		case insn.BPF_JA, insn.BPF_CALL, insn.BPF_EXIT, insn.BPF_JCOND:
			continue
		}
		a, ok := number(v.constBefore(idx, int(i.Dst)))
		b := uint64(int64(i.Imm))
		if i.Source() == insn.BPF_X && ok {
			b, ok = number(v.constBefore(idx, int(i.Src)))
		}
		if !ok || i.Dst > 9 || i.Source() == insn.BPF_X && i.Src > 9 {
			continue
		}
		if c == insn.BPF_JMP32 {
			a, b = uint64(int64(int32(a))), uint64(int64(int32(b)))
		}
		off := i.Off
		if !compares(i.Op(), a, b) {
			off = 0
		}
		*i = insn.Insn{Code: insn.BPF_JMP | insn.BPF_JA, Off: off}
		changed = true
	}
	return changed
}

// compares returns the outcome of a conditional jump.
func compares(op uint8, a, b uint64) bool {
	switch op {
	case insn.BPF_JEQ:
		return a == b
	case insn.BPF_JNE:
		return a != b
	case insn.BPF_JGT:
		return a > b
	case insn.BPF_JGE:
		return a >= b
	case insn.BPF_JLT:
		return a < b
	case insn.BPF_JLE:
		return a <= b
	case insn.BPF_JSGT:
		return int64(a) > int64(b)
	case insn.BPF_JSGE:
		return int64(a) >= int64(b)
	case insn.BPF_JSLT:
		return int64(a) < int64(b)
	case insn.BPF_JSLE:
		return int64(a) <= int64(b)
	}
	return a&b != 0
}
