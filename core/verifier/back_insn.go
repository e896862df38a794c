package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// backInsn replaces the registers and slots that instruction idx writes by those that it reads (backtrack_insn). next is
// the instruction that followed it.
func (v *env) backInsn(b *backtrack, idx, next int, h *histEntry) step {
	i := v.insns[idx]
	if i.Code == 0 {
		return stepOn
	}
	if v.level&logLevel2 != 0 {
		v.logf("mark_precise: frame%d: regs=%s ", b.frame, regMask(b.regs[b.frame]))
		v.logf("stack=%s before ", stackMask(b.stack[b.frame]))
		v.logf("%d: %s\n", idx, v.insnText(idx))
	}
	b.syncLinked(h)
	switch class := i.Class(); class {
	case insn.BPF_ALU, insn.BPF_ALU64:
		if !b.has(i.Dst) {
			return stepOn
		}
		switch op := i.Op(); {
		case op == insn.BPF_END || op == insn.BPF_NEG:
			return stepOn
		case op == insn.BPF_MOV:
			b.clear(i.Dst)
			if i.Source() == insn.BPF_X && i.Src != insn.BPF_REG_10 {
				b.set(i.Src)
			}
		case i.Source() == insn.BPF_X && i.Src != insn.BPF_REG_10:
			b.set(i.Src)
		}
	case insn.BPF_JMP, insn.BPF_JMP32:
		if s, done := v.backJump(b, i, idx, next, h); done {
			return s
		}
	case insn.BPF_LD:
		if i.Mode() == insn.BPF_IMM {
			b.clear(i.Dst)
			return stepOn
		}
		if b.has(i.Dst) {
			return stepGiveUp
		}
		if next != idx+1 && v.in(sinceLdAbsExits) {
			b.frame++
		}
		return stepOn
	default:
		load, isLoad := v.loads(i)
		if isLoad {
			if !b.has(load) {
				return stepOn
			}
			b.clear(load)
			if h == nil || h.flags&histStack == 0 {
				return stepOn
			}
			b.stack[h.frame] |= 1 << h.spi
			break
		}
		if b.has(i.Dst) {
			return stepGiveUp
		}
		if h == nil || h.flags&histStack == 0 || b.stack[h.frame]>>h.spi&1 == 0 {
			return stepOn
		}
		b.stack[h.frame] &^= 1 << h.spi
		if class == insn.BPF_STX {
			b.set(i.Src)
		}
	}
	b.syncLinked(h)
	return stepOn
}

// sinceLoopArgs is the release in which the arguments of bpf_loop stay in the set when the callback returns to it.
var sinceLoopArgs = abi.Since{abi.V7_0, abi.V6_12 + 117}

// sinceFetchTracked is the release in which an atomic instruction that fetches counts as a load.
var sinceFetchTracked = abi.Since{abi.V7_0, abi.V6_12, abi.V6_1}

// loads returns the register that a load or fetching atomic instruction writes.
func (v *env) loads(i insn.Insn) (n uint8, ok bool) {
	switch {
	case i.Class() == insn.BPF_LDX:
		return i.Dst, true
	case i.Class() != insn.BPF_STX || i.Mode() != insn.BPF_ATOMIC:
	case i.Imm == insn.BPF_LOAD_ACQ:
		return i.Dst, true
	case !v.in(sinceFetchTracked):
	case i.Imm == insn.BPF_CMPXCHG:
		return 0, true
	case i.Imm&insn.BPF_FETCH != 0 && i.Imm != insn.BPF_STORE_REL:
		return i.Src, true
	}
	return 0, false
}

// backJump handles jumps, calls and exits; done is true if nothing more is to do.
func (v *env) backJump(b *backtrack, i insn.Insn, idx, next int, h *histEntry) (s step, done bool) {
	switch op := i.Op(); {
	case op == insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL:
		sub := v.findSubprog(idx + int(i.Imm) + 1)
		if v.subprogs[sub].global && b.frame <= len(b.regs) && next == idx+1 {
			b.clear(0)
			return stepOn, true
		}
		args := b.regs[b.frame] & argRegs
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if b.frame > 0 {
			b.frame--
		}
		b.regs[b.frame] |= args
		return stepOn, true
	case op == insn.BPF_CALL && isHelperCallback(i) && idx != next-1:
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if b.frame > 0 {
			b.frame--
		}
		return stepOn, true
	case op == insn.BPF_CALL:
		b.clear(0)
		if i.Src == 0 && i.Imm == tailCallFunc && next != idx+1 {
			b.frame++ // the tail call left the function
		}
	case op == insn.BPF_EXIT:
		if next >= 0 && v.aux[next].callsCallback && !v.in(sinceLoopArgs) {
			b.regs[b.frame] &^= argRegs
		}
		fromCall := next-1 >= 0 && v.insns[next-1].Code == insn.BPF_JMP|insn.BPF_CALL && v.insns[next-1].Src == insn.BPF_PSEUDO_CALL
		r0 := fromCall && b.has(0)
		b.clear(0)
		b.frame++
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if r0 {
			b.set(0)
		}
		return stepOn, true
	case i.Source() == insn.BPF_X && op != insn.BPF_JA:
		if !b.has(i.Dst) && !b.has(i.Src) {
			return stepOn, true
		}
		if h == nil || h.flags&histSrcStack == 0 {
			b.set(i.Src)
		}
		if h == nil || h.flags&histDstStack == 0 {
			b.set(i.Dst)
		}
	}
	return stepOn, false
}
