package verifier

import (
	"math"
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceTwoPackets    = abi.From(abi.R(5, 15, 0)) // packet pointers may be compared without CAP_PERFMON
	sinceEqualPointers = abi.From(abi.R(6, 2, 0))  // a pointer equal to one that is not null is not null
	sinceNullRegister  = abi.From(abi.R(7, 1, 0))  // a null check may use a register with 0
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
	dst := &regs[i.Dst]
	var fake reg
	src := &fake
	flags := 0
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
		fake.typ = scalarValue
		fake.known(uint64(int64(i.Imm)))
	}
	if dst.typ == ptrToStack {
		flags |= histDstStack
	}
	if flags != 0 && v.in(sinceHistFlags) {
		v.pushHistory(histEntry{flags: flags})
	}
	is32 := i.Class() == insn.BPF_JMP32
	var linked []linkedReg
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
		target := v.insnIdx + int(i.Off) + 1
		if taken == 1 {
			target, v.insnIdx = v.insnIdx+1, v.insnIdx+int(i.Off)
			v.speculate(i, target, target-1)
		} else {
			v.speculate(i, target, v.insnIdx)
		}
		if v.in(sinceScratchedLog) {
			v.printInsnState(v.cur, v.cur.curframe())
		}
		return
	}
	if v.in(sinceLinkedScalars) {
		if !v.in(sinceLinkedSub) {
			linked = v.collectLinked(i, dst, src)
		}
		if len(linked) > 1 {
			v.pushHistory(histEntry{linked: linked})
		}
	}
	other := v.push(v.insnIdx+int(i.Off)+1, v.insnIdx, false)
	otherRegs := &other.cur().regs
	trueSrc := &otherRegs[i.Src]
	if !byReg {
		copyFake := fake
		trueSrc = &copyFake
	}
	v.narrow(i, &otherRegs[i.Dst], trueSrc, dst, src, is32, byReg)
	v.syncEqual(i, other, dst, src, byReg, linked)
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
	if v.level != 0 {
		if v.in(sinceScratchedLog) {
			v.printInsnState(v.cur, v.cur.curframe())
		} else {
			v.printState(v.cur, v.cur.curframe(), true)
		}
	}
}

var (
	sinceHistFlags    = abi.From(abi.R(6, 8, 0))
	sinceScratchedLog = abi.From(abi.R(5, 18, 0)) // the log shows only what changed, after the instruction
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
		if is32 && v.in(sinceRangeDeduction) {
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

var sinceTnumOverlap = abi.From(abi.R(6, 18, 0), abi.R(6, 12, 0))

// simulate narrows copies for both branches: a branch without values is never taken.
func (v *env) simulate(a, b *reg, op uint8, is32 bool) int {
	a1, b1 := *a, *b
	v.refine(&a1, &b1, invert(op), is32)
	a1.syncCircular()
	b1.syncCircular()
	if a1.impossible() || b1.impossible() {
		return 1
	}
	a2, b2 := *a, *b
	v.refine(&a2, &b2, op, is32)
	a2.syncCircular()
	b2.syncCircular()
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

// narrow applies the condition to the values of the branch that jumps, and its opposite to the other.
func (v *env) narrow(i insn.Insn, tDst, tSrc, dst, src *reg, is32, byReg bool) {
	if dst.typ != scalarValue || src.typ != scalarValue {
		return
	}
	op := i.Op()
	if v.in(sinceRangeDeduction) {
		if byReg && v.circular && i.Dst == i.Src {
			a1, b1 := *dst, *src
			v.refine(&a1, &b1, invert(op), is32)
			v.sync(&a1)
			v.sync(&b1)
			a2, b2 := *tDst, *tSrc
			v.refine(&a2, &b2, op, is32)
			v.sync(&a2)
			v.sync(&b2)
			*dst, *tDst = b1, b2
			return
		}
		v.refine(dst, src, invert(op), is32)
		v.sync(dst)
		v.sync(src)
		v.refine(tDst, tSrc, op, is32)
		v.sync(tDst)
		v.sync(tSrc)
		for _, c := range []struct {
			r    *reg
			name string
		}{{tDst, "true_reg1"}, {tSrc, "true_reg2"}, {dst, "false_reg1"}, {src, "false_reg2"}} {
			v.sane(c.r, c.name)
		}
		return
	}
	switch {
	case src.varOff.isConst() || is32 && src.varOff.subregIsConst():
		v.narrowConst(tDst, dst, src.varOff.value, uint32(src.varOff.value), op, is32)
	case dst.varOff.isConst() || is32 && dst.varOff.subregIsConst():
		if op != insn.BPF_JSET {
			v.narrowConst(tSrc, src, dst.varOff.value, uint32(dst.varOff.value), flip(op), is32)
		} else {
			v.narrowConst(tSrc, src, dst.varOff.value, uint32(dst.varOff.value), op, is32)
		}
	case !is32 && op == insn.BPF_JEQ:
		v.combine(tSrc, tDst)
	case !is32 && op == insn.BPF_JNE:
		v.combine(src, dst)
	}
}

func (v *env) combine(a, b *reg) {
	a.umin = max(a.umin, b.umin)
	a.umax = min(a.umax, b.umax)
	a.smin = max(a.smin, b.smin)
	a.smax = min(a.smax, b.smax)
	a.varOff = a.varOff.intersect(b.varOff)
	b.umin, b.umax, b.smin, b.smax, b.varOff = a.umin, a.umax, a.smin, a.smax, a.varOff
	v.sync(a)
	v.sync(b)
}

// narrowConst compares with a constant, as before 6.8 (reg_set_min_max).
func (v *env) narrowConst(t, f *reg, val uint64, val32 uint32, op uint8, is32 bool) {
	f32, f64, t32, t64 := f.varOff.subreg(), f.varOff, t.varOff.subreg(), t.varOff
	sval, sval32 := int64(val), int32(val32)
	switch op {
	case insn.BPF_JEQ:
		if is32 {
			t.setConst32(val32)
			t32 = t.varOff.subreg()
		} else {
			t.setConst(val)
			t64 = t.varOff
		}
	case insn.BPF_JNE:
		if is32 {
			f.setConst32(val32)
			f32 = f.varOff.subreg()
		} else {
			f.setConst(val)
			f64 = f.varOff
		}
	case insn.BPF_JSET:
		f.bounds = unbounded
		if is32 {
			f32 = f32.and(tnumConst(uint64(^val32)))
			if bits.OnesCount32(val32) == 1 {
				t32 = t32.or(tnumConst(uint64(val32)))
			}
		} else {
			f64 = f64.and(tnumConst(^val))
			if bits.OnesCount64(val) == 1 {
				t64 = t64.or(tnumConst(val))
			}
		}
	case insn.BPF_JGE, insn.BPF_JGT:
		e := uint64(b2i(op == insn.BPF_JGT))
		if is32 {
			f.u32max = min(f.u32max, val32-1+uint32(e))
			t.u32min = max(t.u32min, val32+uint32(e))
		} else {
			f.umax = min(f.umax, val-1+e)
			t.umin = max(t.umin, val+e)
		}
	case insn.BPF_JSGE, insn.BPF_JSGT:
		e := int64(b2i(op == insn.BPF_JSGT))
		if is32 {
			f.s32max = min(f.s32max, sval32-1+int32(e))
			t.s32min = max(t.s32min, sval32+int32(e))
		} else {
			f.smax = min(f.smax, sval-1+e)
			t.smin = max(t.smin, sval+e)
		}
	case insn.BPF_JLE, insn.BPF_JLT:
		e := uint64(b2i(op == insn.BPF_JLT))
		if is32 {
			f.u32min = max(f.u32min, val32+1-uint32(e))
			t.u32max = min(t.u32max, val32-uint32(e))
		} else {
			f.umin = max(f.umin, val+1-e)
			t.umax = min(t.umax, val-e)
		}
	case insn.BPF_JSLE, insn.BPF_JSLT:
		e := int64(b2i(op == insn.BPF_JSLT))
		if is32 {
			f.s32min = max(f.s32min, sval32+1-int32(e))
			t.s32max = min(t.s32max, sval32-int32(e))
		} else {
			f.smin = max(f.smin, sval+1-e)
			t.smax = min(t.smax, sval-e)
		}
	default:
		return
	}
	if is32 {
		f.varOff = f64.clearSubreg().or(f32.subreg())
		t.varOff = t64.clearSubreg().or(t32.subreg())
		v.combine32(f)
		v.combine32(t)
		return
	}
	f.varOff, t.varOff = f64, t64
	v.combine64(f)
	v.combine64(t)
}

// refine narrows two values by a condition that holds (regs_refine_cond_op).
func (v *env) refine(a, b *reg, op uint8, is32 bool) {
	switch op {
	case insn.BPF_JGE, insn.BPF_JGT, insn.BPF_JSGE, insn.BPF_JSGT:
		op = flip(op)
		a, b = b, a
	}
	if v.circular && v.refineCircular(a, b, op, is32) {
		return
	}
	switch op {
	case insn.BPF_JEQ:
		if is32 {
			a.u32min, a.u32max = max(a.u32min, b.u32min), min(a.u32max, b.u32max)
			a.s32min, a.s32max = max(a.s32min, b.s32min), min(a.s32max, b.s32max)
			b.u32min, b.u32max, b.s32min, b.s32max = a.u32min, a.u32max, a.s32min, a.s32max
			t := a.varOff.subreg().intersect(b.varOff.subreg())
			a.varOff, b.varOff = a.varOff.withSubreg(t), b.varOff.withSubreg(t)
			return
		}
		a.umin, a.umax = max(a.umin, b.umin), min(a.umax, b.umax)
		a.smin, a.smax = max(a.smin, b.smin), min(a.smax, b.smax)
		b.umin, b.umax, b.smin, b.smax = a.umin, a.umax, a.smin, a.smax
		a.varOff = a.varOff.intersect(b.varOff)
		b.varOff = a.varOff
	case insn.BPF_JNE:
		if !b.isConst(is32) {
			a, b = b, a
		}
		if !b.isConst(is32) {
			return
		}
		excludeEnds(a, b.constValue(is32), is32)
	case insn.BPF_JSET, notSet:
		if !b.isConst(is32) {
			a, b = b, a
		}
		if !b.isConst(is32) {
			return
		}
		val := b.constValue(is32)
		mask := tnumConst(val)
		t := a.varOff
		if is32 {
			t = t.subreg()
		}
		if op == notSet {
			a.bounds = unbounded
			mask = tnumConst(^val)
			t = t.and(mask)
		} else if bits.OnesCount64(val) != 1 {
			return
		} else {
			t = t.or(mask)
		}
		if is32 {
			t = a.varOff.withSubreg(t)
		}
		a.varOff = t
	case insn.BPF_JLE, insn.BPF_JLT:
		e := uint64(b2i(op == insn.BPF_JLT))
		if is32 {
			a.u32max = min(a.u32max, b.u32max-uint32(e))
			b.u32min = max(a.u32min+uint32(e), b.u32min)
		} else {
			a.umax = min(a.umax, b.umax-e)
			b.umin = max(a.umin+e, b.umin)
		}
	case insn.BPF_JSLE, insn.BPF_JSLT:
		e := int64(b2i(op == insn.BPF_JSLT))
		if is32 {
			a.s32max = min(a.s32max, b.s32max-int32(e))
			b.s32min = max(a.s32min+int32(e), b.s32min)
		} else {
			a.smax = min(a.smax, b.smax-e)
			b.smin = max(a.smin+e, b.smin)
		}
	}
}

// excludeEnds removes val from the ranges that begin or end with it.
func excludeEnds(a *reg, val uint64, is32 bool) {
	if is32 {
		if a.u32min == uint32(val) {
			a.u32min++
		}
		if a.u32max == uint32(val) {
			a.u32max--
		}
		if a.s32min == int32(val) {
			a.s32min++
		}
		if a.s32max == int32(val) {
			a.s32max--
		}
		return
	}
	if a.umin == val {
		a.umin++
	}
	if a.umax == val {
		a.umax--
	}
	if a.smin == int64(val) {
		a.smin++
	}
	if a.smax == int64(val) {
		a.smax--
	}
}

// refineCircular handles the conditions on ranges since 7.1; false leaves the rest to refine.
func (v *env) refineCircular(a, b *reg, op uint8, is32 bool) bool {
	e := uint64(b2i(op == insn.BPF_JLT || op == insn.BPF_JSLT))
	switch op {
	case insn.BPF_JEQ:
		if is32 {
			a.r32 = a.r32.intersect(b.r32)
			b.r32 = a.r32
			t := a.varOff.subreg().intersect(b.varOff.subreg())
			a.varOff, b.varOff = a.varOff.withSubreg(t), b.varOff.withSubreg(t)
		} else {
			a.r64 = a.r64.intersect(b.r64)
			b.r64 = a.r64
			a.varOff = a.varOff.intersect(b.varOff)
			b.varOff = a.varOff
		}
	case insn.BPF_JNE:
		if !b.isConst(is32) {
			a, b = b, a
		}
		if !b.isConst(is32) {
			return true
		}
		val := b.constValue(is32)
		if is32 {
			a.r32 = a.r32.intersect(cnum[uint32]{uint32(val) + 1, math.MaxUint32 - 1})
		} else {
			a.r64 = a.r64.intersect(cnum[uint64]{val + 1, math.MaxUint64 - 1})
		}
	case insn.BPF_JLE, insn.BPF_JLT:
		if is32 {
			a.r32 = a.r32.intersect(fromU(0, b.u32max-uint32(e)))
			b.r32 = b.r32.intersect(fromU(a.r32.umin()+uint32(e), math.MaxUint32))
		} else {
			a.r64 = a.r64.intersect(fromU(0, b.umax-e))
			b.r64 = b.r64.intersect(fromU(a.r64.umin()+e, math.MaxUint64))
		}
	case insn.BPF_JSLE, insn.BPF_JSLT:
		if is32 {
			a.r32 = a.r32.intersect(fromS[uint32](math.MinInt32, int64(b.s32max-int32(e))))
			b.r32 = b.r32.intersect(fromS[uint32](int64(int32(a.r32.smin())+int32(e)), math.MaxInt32))
		} else {
			a.r64 = a.r64.intersect(fromS[uint64](math.MinInt64, b.smax-int64(e)))
			b.r64 = b.r64.intersect(fromS[uint64](int64(a.r64.smin())+int64(e), math.MaxInt64))
		}
	default:
		return false
	}
	a.derive()
	b.derive()
	return true
}
