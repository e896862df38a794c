package verifier

import (
	"math"
	"math/bits"

	"bpfplay/core/insn"
)

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
