package verifier

import "bpfplay/core/insn"

// markRead notes that r was read in the states before the current one, up to the one that wrote it. Before 6.18.
func (v *env) markRead(r, parent *reg, flag uint8) {
	if v.static {
		return
	}
	writes := parent == r.parent
	n := 0
	for parent != nil {
		if writes && r.live&liveWritten != 0 {
			break
		}
		if parent.live&liveRead == flag || parent.live&liveRead64 != 0 {
			break
		}
		parent.live |= flag
		if flag == liveRead64 {
			parent.live &^= liveRead32
		}
		r, parent = parent, parent.parent
		writes = true
		n++
	}
	v.longestWalk = max(v.longestWalk, n)
}

// propagateLiveness notes that the continuation of cur, which equals old, reads the same registers and slots.
func (v *env) propagateLiveness(old, cur *vstate) {
	one := func(from, to *reg) {
		was, flag := to.live&liveRead, from.live&liveRead
		if was != liveRead64 && flag != 0 && was != flag {
			v.markRead(from, to, flag)
		}
	}
	for fr, f := range old.frames {
		g := cur.frames[fr]
		first := 0
		if fr < old.curframe() {
			first = 6
		}
		for i := first; i < 10; i++ {
			one(&f.regs[i], &g.regs[i])
		}
		for i := range min(len(f.stack), len(g.stack)) {
			one(&f.stack[i].reg, &g.stack[i].reg)
		}
	}
}

// uses64 reports whether the instruction reads or writes all bits of register n (is_reg64).
func (v *env) uses64(i insn.Insn, n uint8, r *reg, read bool) bool {
	op := i.Op()
	switch i.Class() {
	case insn.BPF_JMP:
		if op == insn.BPF_CALL {
			return i.Src != insn.BPF_PSEUDO_CALL && read
		}
		return true
	case insn.BPF_ALU64:
		return !(op == insn.BPF_END && i.Imm != 64 && v.in(sinceV4))
	case insn.BPF_ALU:
		return op == insn.BPF_END && i.Imm == 64
	case insn.BPF_JMP32:
		return false
	case insn.BPF_LDX:
		return read || i.SizeBits() == insn.BPF_DW || i.Mode() == insn.BPF_MEMSX
	case insn.BPF_STX:
		return read && r.typ != scalarValue || i.SizeBits() == insn.BPF_DW
	case insn.BPF_LD:
		return i.Mode() == insn.BPF_IMM || read
	}
	return true
}

type argKind int

const (
	srcOp     argKind = iota // the register is read
	dstOp                    // it is written with an unknown number
	dstNoMark                // it is written; the caller says with what
)

// regArg checks that the current instruction may read or write register n.
func (v *env) regArg(n uint8, kind argKind) { v.regArgIn(v.cur.cur(), n, kind) }

func (v *env) regArgIn(f *frame, n uint8, kind argKind) {
	if n >= insn.MAX_BPF_REG {
		v.refuse(invalidRegister, n)
	}
	v.scratchedRegs |= 1 << n
	r := &f.regs[n]
	if kind == srcOp {
		if r.typ == notInit {
			v.reportUnreadable(n)
			v.refuse(readNotOK, n)
		}
		if n == insn.BPF_REG_10 {
			return
		}
		flag := uint8(liveRead32)
		if v.uses64(v.insns[v.insnIdx], n, r, true) {
			flag = liveRead64
			if n == 0 {
				v.readsSwapped(f)
			}
		}
		v.markRead(r, r.parent, flag)
		return
	}
	if n == insn.BPF_REG_10 {
		v.refuse(framePointerReadOnly)
	}
	if n == 0 {
		f.swapped = 0
	}
	r.live |= liveWritten
	if kind == dstOp {
		v.unknown(r)
	}
}

// scratchSlot notes that the log should show a slot after the instruction.
func (v *env) scratchSlot(spi int) { v.scratchedSlots |= 1 << spi }
