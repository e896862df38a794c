package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceTwoPackets    = abi.Since{abi.V5_15}           // packet pointers may be compared without CAP_PERFMON
	sinceEqualPointers = abi.Since{abi.V6_2}            // a pointer equal to one that is not null is not null
	sincePointerHalves = abi.Since{abi.V7_2, abi.V6_12} // the low half of a pointer may be 0; 7.2 is the oldest known
	sinceJumpsTooBig   = abi.Since{abi.V7_0, abi.V6_12} // too many jumps are E2BIG
	sinceNullRegister  = abi.Since{abi.V7_1}            // a null check may use a register with 0
)

// cond is a comparison of two values: flipped and inverted forms are tables.
var (
	flipped  = [16]uint8{0xa: 0x2, 0x2: 0xa, 0xb: 0x3, 0x3: 0xb, 0xc: 0x6, 0x6: 0xc, 0xd: 0x7, 0x7: 0xd, 0x1: 0x1, 0x5: 0x5, 0x4: 0x4}
	inverted = [16]uint8{0x1: 0x5, 0x5: 0x1, 0x2: 0xb, 0xb: 0x2, 0x3: 0xa, 0xa: 0x3, 0x6: 0xd, 0xd: 0x6, 0x7: 0xc, 0xc: 0x7, 0x4: notSet >> 4}
)

const notSet = 0xf0 // no bit of the operand is set: the inverse of BPF_JSET

func flip(op uint8) uint8   { return flipped[op>>4] << 4 }
func invert(op uint8) uint8 { return inverted[op>>4] << 4 }

// checkJump follows a conditional jump on one branch and remembers the other (check_cond_jmp_op).
func (v *env) checkJump(i insn.Insn) {
	op := i.Op()
	if op == insn.BPF_JCOND {
		v.decline("may_goto")
	}
	regs := v.regs()
	byReg := i.Source() == insn.BPF_X
	if !byReg || v.in(sinceDstFirst) {
		v.regArg(i.Dst, srcOp)
	}
	if v.branchFieldsLate() {
		v.checkBranchReserved(i)
	}
	dst := &regs[min(i.Dst, insn.BPF_REG_10)] // regArg refuses a greater number, in some releases after the source
	var src *reg
	flags := uint8(0)
	if byReg {
		v.regArg(i.Src, srcOp)
		src = &regs[i.Src]
		packets := v.in(sinceTwoPackets) && dst.isPktAny() && src.isPktAny()
		if !packets && v.isPointerValue(i.Src) {
			v.refuse(pointerComparison, i.Src)
		}
		if !v.in(sinceDstFirst) {
			v.regArg(i.Dst, srcOp)
		}
		if src.typ == ptrToStack {
			flags |= histSrcStack
		}
	} else {
		src = v.immediate(i.Imm)
	}
	if dst.typ == ptrToStack {
		flags |= histDstStack
	}
	if flags != 0 && v.in(sinceHistFlags) {
		v.pushHistory(histEntry{flags: flags})
	}
	is32 := i.Class() == insn.BPF_JMP32
	var linked linkedRegs
	if v.in(sinceLinkedSub) {
		linked = v.collectLinked(i, dst, src)
	}
	taken := v.branchTaken(dst, src, op, is32, byReg)
	if taken >= 0 {
		if !dst.isPointer() {
			v.markPrecise(i.Dst)
		}
		if byReg && !src.isPointer() {
			v.markPrecise(i.Src)
		}
		against := v.insnIdx + 1
		if taken == 0 {
			against += int(i.Off)
		}
		v.speculate(i, against, v.insnIdx)
		if v.in(sinceScratchedLog) {
			v.printInsnState(v.cur, v.cur.curframe())
		}
		if taken == 1 {
			v.insnIdx += int(i.Off)
		}
		return
	}
	if v.in(sinceLinkedScalars) {
		if !v.in(sinceLinkedSub) {
			linked = v.collectLinked(i, dst, src)
		}
		if linked.n > 1 {
			v.pushHistory(histEntry{linked: linked})
		}
	}
	other := v.push(v.insnIdx+int(i.Off)+1, v.insnIdx, false)
	otherRegs := &other.cur().regs
	trueSrc := &otherRegs[i.Src]
	if !byReg {
		v.otherImm = *src
		trueSrc = &v.otherImm
	}
	v.narrow(i, &otherRegs[i.Dst], trueSrc, dst, src, is32, byReg)
	v.syncEqual(i, other, dst, src, byReg, &linked)
	if !is32 && byReg && v.in(sinceEqualPointers) {
		v.equalPointers(op, i, regs, otherRegs)
	}
	null := !byReg && i.Imm == 0 || byReg && v.in(sinceNullRegister) && src.isNull()
	if !is32 && null && (op == insn.BPF_JEQ || op == insn.BPF_JNE) && dst.typ.mayBeNull() {
		if byReg {
			v.markPrecise(i.Src)
		}
		v.markNull(v.cur, i.Dst, op == insn.BPF_JNE)
		v.markNull(other, i.Dst, op == insn.BPF_JEQ)
	} else if !v.matchPacket(i, dst, src, other, byReg, is32) && v.isPointerValue(i.Dst) {
		v.refuse(pointerComparison, i.Dst)
	}
	if v.follows() {
		if v.in(sinceScratchedLog) {
			v.printInsnState(v.cur, v.cur.curframe())
		} else {
			v.printState(v.cur, v.cur.curframe(), true)
		}
	}
}

var (
	sinceHistFlags    = abi.Since{abi.V6_8}
	sinceScratchedLog = abi.Since{abi.V5_18} // the log shows only what changed, after the instruction
)

// speculate adds the path that a processor may take against a known condition.
func (v *env) speculate(i insn.Insn, idx, prev int) {
	if v.bypassSpec {
		return
	}
	regs := &v.push(idx, prev, true).cur().regs
	v.unknown(&regs[i.Dst])
	if i.Source() == insn.BPF_X {
		v.unknown(&regs[i.Src])
	}
}

// branchTaken returns 1 if the jump is always taken, 0 if never, -1 if that is unknown.
func (v *env) branchTaken(a, b *reg, op uint8, is32, byReg bool) int {
	if byReg && a.isPktAny() && b.isPktAny() && !is32 {
		return packetTaken(a, b, op)
	}
	if a.isPointer() || b.isPointer() {
		if is32 && v.in(sincePointerHalves) {
			return -1
		}
		if !b.isConst(false) {
			if !v.in(sinceRangeDeduction) {
				return -1
			}
			op = flip(op)
			a, b = b, a
		}
		if !b.isConst(false) || !v.notNull(a) || b.varOff.value != 0 {
			return -1
		}
		switch op {
		case insn.BPF_JEQ:
			return 0
		case insn.BPF_JNE:
			return 1
		}
		return -1
	}
	if !v.in(sinceRangeDeduction) && !b.isConst(is32) {
		return -1
	}
	if v.circular && a == b {
		if t := sameTaken(op, a, is32); t >= -1 {
			return t
		}
	}
	t := v.scalarTaken(a, b, op, is32)
	if t == -1 && v.circular {
		return v.simulate(a, b, op, is32)
	}
	return t
}

// sameTaken compares a register with itself, since 7.1; below -1 means that the operation is none of these.
func sameTaken(op uint8, r *reg, is32 bool) int {
	switch op {
	case insn.BPF_JGE, insn.BPF_JLE, insn.BPF_JSGE, insn.BPF_JSLE, insn.BPF_JEQ:
		return 1
	case insn.BPF_JGT, insn.BPF_JLT, insn.BPF_JSGT, insn.BPF_JSLT, insn.BPF_JNE:
		return 0
	case insn.BPF_JSET:
		t := r.varOff
		lo, hi := r.smin, r.smax
		if is32 {
			t, lo, hi = t.subreg(), int64(r.s32min), int64(r.s32max)
		}
		if t.isConst() {
			return b2i(t.value != 0)
		}
		if lo <= 0 && hi >= 0 {
			return -1
		}
		return 1
	}
	return -2
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (v *env) scalarTaken(a, b *reg, op uint8, is32 bool) int {
	t1, t2 := a.varOff, b.varOff
	umin1, umax1, umin2, umax2 := a.umin, a.umax, b.umin, b.umax
	smin1, smax1, smin2, smax2 := a.smin, a.smax, b.smin, b.smax
	if is32 {
		t1, t2 = t1.subreg(), t2.subreg()
		umin1, umax1, umin2, umax2 = uint64(a.u32min), uint64(a.u32max), uint64(b.u32min), uint64(b.u32max)
		smin1, smax1, smin2, smax2 = int64(a.s32min), int64(a.s32max), int64(b.s32min), int64(b.s32max)
	}
	if !v.in(sinceRangeDeduction) {
		// Before 6.8 the second value is a constant, of the low half if the jump compares 32 bits.
		val, sval := t2.value, int64(t2.value)
		if is32 {
			sval = int64(int32(t2.value))
		}
		umin2, umax2, smin2, smax2 = val, val, sval, sval
	}
	three := func(yes, no bool) int {
		switch {
		case yes:
			return 1
		case no:
			return 0
		}
		return -1
	}
	switch op {
	case insn.BPF_JEQ, insn.BPF_JNE:
		eq := -1
		switch {
		case t1.isConst() && t2.isConst():
			eq = b2i(t1.value == t2.value)
		case !v.in(sinceRangeDeduction):
		case v.in(sinceTnumOverlap) && !t1.overlaps(t2), umin1 > umax2 || umax1 < umin2, smin1 > smax2 || smax1 < smin2:
			eq = 0
		case !is32 && (a.u32min > b.u32max || a.u32max < b.u32min || a.s32min > b.s32max || a.s32max < b.s32min):
			eq = 0
		}
		if eq >= 0 && op == insn.BPF_JNE {
			eq = 1 - eq
		}
		return eq
	case insn.BPF_JSET:
		if !b.isConst(is32) {
			a, b, t1, t2 = b, a, t2, t1
		}
		if !b.isConst(is32) {
			return -1
		}
		return three(t1.value&^t1.mask&t2.value != 0, t1.max()&t2.value == 0)
	case insn.BPF_JGT:
		return three(umin1 > umax2, umax1 <= umin2)
	case insn.BPF_JSGT:
		return three(smin1 > smax2, smax1 <= smin2)
	case insn.BPF_JLT:
		return three(umax1 < umin2, umin1 >= umax2)
	case insn.BPF_JSLT:
		return three(smax1 < smin2, smin1 >= smax2)
	case insn.BPF_JGE:
		return three(umin1 >= umax2, umax1 < umin2)
	case insn.BPF_JSGE:
		return three(smin1 >= smax2, smax1 < smin2)
	case insn.BPF_JLE:
		return three(umax1 <= umin2, umin1 > umax2)
	case insn.BPF_JSLE:
		return three(smax1 <= smin2, smin1 > smax2)
	}
	return -1
}

var sinceTnumOverlap = abi.Since{abi.V6_18, abi.V6_12}

// simulate narrows copies for both branches: a branch without values is never taken.
func (v *env) simulate(a, b *reg, op uint8, is32 bool) int {
	a1, b1 := *a, *b
	v.refine(&a1, &b1, invert(op), is32)
	v.sync(&a1)
	v.sync(&b1)
	if a1.impossible() || b1.impossible() {
		return 1
	}
	a2, b2 := *a, *b
	v.refine(&a2, &b2, op, is32)
	v.sync(&a2)
	v.sync(&b2)
	if a2.impossible() || b2.impossible() {
		return 0
	}
	return -1
}

func packetTaken(dst, src *reg, op uint8) int {
	var pkt *reg
	switch {
	case src.typ == ptrToPacketEnd:
		pkt = dst
	case dst.typ == ptrToPacketEnd:
		pkt, op = src, flip(op)
	default:
		return -1
	}
	if pkt.rng >= 0 {
		return -1
	}
	switch op {
	case insn.BPF_JLE, insn.BPF_JGT:
		if pkt.rng == beyondPktEnd {
			return b2i(op == insn.BPF_JGT)
		}
	case insn.BPF_JLT, insn.BPF_JGE:
		return b2i(op == insn.BPF_JGE)
	}
	return -1
}
