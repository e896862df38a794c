package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceLdAbsExits        = abi.Since{abi.V7_0, abi.V6_18 + 44, abi.V6_12, abi.V6_1 + 192} // BPF_LD_ABS in a function may leave it
	sinceQuietPrecisionLog = abi.Since{abi.V6_1, abi.V5_15}                                 // only logged at level 2
)

// backtrackFrame follows the path back within one function, as before 6.4: calls make all scalars precise.
func (v *env) backtrackFrame(b *backtrack) {
	st := v.cur
	fr := b.frame
	regs, stack := b.regs[fr], b.stack[fr]
	last, first := v.insnIdx, st.firstInsn
	skip := true
	verbose := v.level&logLevel2 != 0 || v.follows() && !v.in(sinceQuietPrecisionLog)
	for regs != 0 || stack != 0 {
		n := len(st.hist)
		if verbose {
			v.logf("last_idx %d first_idx %d\n", last, first)
		}
		if last < 0 {
			for ; regs != 0; regs &= regs - 1 {
				if r := &st.frames[0].regs[bits.TrailingZeros32(regs)]; r.typ == scalarValue {
					r.precise = true
				}
			}
			return
		}
		for i := last; ; {
			if skip {
				skip = false
			} else {
				if verbose && v.insns[i].Code != 0 {
					v.logf("regs=%x stack=%x before ", regs, stack)
					v.logf("%d: %s\n", i, v.insnText(i))
				}
				if v.backInsnFrame(i, &regs, &stack) == stepGiveUp {
					v.allPrecise(st)
					return
				}
			}
			if regs == 0 && stack == 0 {
				return
			}
			var ok bool
			if i, ok = prevInsn(st, i, &n); !ok {
				break
			}
		}
		if st = st.parent; st == nil {
			return
		}
		marked := false
		f := st.frames[fr]
		for m := regs; m != 0; m &= m - 1 {
			i := bits.TrailingZeros32(m)
			if r := &f.regs[i]; r.typ != scalarValue {
				regs &^= 1 << i
			} else if !r.precise {
				r.precise, marked = true, true
			}
		}
		for m := stack; m != 0; m &= m - 1 {
			i := bits.TrailingZeros64(m)
			if i >= len(f.stack) {
				v.allPrecise(st)
				return
			}
			if s := &f.stack[i]; !s.isScalarSpill() {
				stack &^= 1 << i
			} else if !s.precise {
				s.precise, marked = true, true
			}
		}
		if verbose {
			v.logMarks(st, fr, marked, regs, stack)
		}
		if !marked {
			return
		}
		last, first = st.lastInsn, st.firstInsn
	}
}

func (v *env) logMarks(st *vstate, fr int, marked bool, regs uint32, stack uint64) {
	what := "already had"
	if marked {
		what = "didn't have"
	}
	if v.in(sinceQuietPrecisionLog) {
		v.logf("parent %s regs=%x stack=%x marks:", what, regs, stack)
		v.printState(st, fr, true)
		return
	}
	v.printState(st, fr, true)
	v.logf("parent %s regs=%x stack=%x marks\n", what, regs, stack)
}

// backInsnFrame follows backtrack_insn before 6.4.
func (v *env) backInsnFrame(idx int, regs *uint32, stack *uint64) step {
	i := v.insns[idx]
	if i.Code == 0 {
		return stepOn
	}
	dst, src := uint32(1)<<i.Dst, uint32(1)<<i.Src
	switch class := i.Class(); class {
	case insn.BPF_ALU, insn.BPF_ALU64:
		switch op := i.Op(); {
		case *regs&dst == 0 || op == insn.BPF_END || op == insn.BPF_NEG:
		case op == insn.BPF_MOV && i.Source() == insn.BPF_X:
			*regs = *regs&^dst | src
		case op == insn.BPF_MOV:
			*regs &^= dst
		case i.Source() == insn.BPF_X:
			*regs |= src
		}
	case insn.BPF_JMP, insn.BPF_JMP32:
		switch op := i.Op(); {
		case op == insn.BPF_CALL:
			if i.Src != 0 || isHelperCallback(i) {
				return stepGiveUp
			}
			*regs &^= 1
		case op == insn.BPF_EXIT:
			return stepGiveUp
		case i.Source() == insn.BPF_X && *regs&(dst|src) != 0:
			*regs |= dst | src
		}
	case insn.BPF_LD:
		if *regs&dst == 0 {
			return stepOn
		}
		*regs &^= dst
		if i.Mode() == insn.BPF_ABS || i.Mode() == insn.BPF_IND {
			return stepGiveUp
		}
	default:
		spi := (-int(i.Off) - 1) / regSize
		if load, ok := v.loads(i); ok {
			base := i.Src
			if class == insn.BPF_STX {
				base = i.Dst
			}
			if *regs>>load&1 == 0 {
				return stepOn
			}
			*regs &^= 1 << load
			if base == insn.BPF_REG_10 {
				*stack |= 1 << spi
			}
			return stepOn
		}
		if *regs&dst != 0 {
			return stepGiveUp
		}
		if i.Dst != insn.BPF_REG_10 || *stack>>spi&1 == 0 {
			return stepOn
		}
		*stack &^= 1 << spi
		if class == insn.BPF_STX {
			*regs |= src
		}
	}
	return stepOn
}
