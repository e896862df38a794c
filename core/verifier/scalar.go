package verifier

import (
	"math"
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceUnknownOperands = abi.Since{abi.V6_10}                // OR, XOR and MUL with an unknown operand; sign from the unsigned range
	sinceUnsignedWrap    = abi.Since{abi.V6_17}                // both ends of a range may wrap in ADD and SUB
	sinceSignedMul       = abi.Since{abi.V6_15}                // MUL keeps signed ranges
	sinceNegRange        = abi.Since{abi.V6_18}                // NEG keeps ranges
	sinceSwappedBits     = abi.Since{abi.V7_1, abi.V6_18 + 44} // byte swaps keep known bits
	sinceForkedScalars   = abi.Since{abi.V7_0, abi.V6_12}      // AND and OR of a value that is 0 or -1 split the path
)

// operandOK reports whether the second operand is one that releases before 6.10 compute with.
func operandOK(i insn.Insn, src *reg, known bool) bool {
	constant, valid := src.varOff.subregIsConst(), src.s32min <= src.s32max && src.u32min <= src.u32max
	if i.Class() == insn.BPF_ALU64 {
		constant, valid = src.varOff.isConst(), src.smin <= src.smax && src.umin <= src.umax
	}
	op := i.Op()
	return valid && (known || !constant) && (constant || op == insn.BPF_ADD || op == insn.BPF_SUB || op == insn.BPF_AND)
}

// computes reports whether the result of i has a range for this second operand (is_safe_to_compute_dst_reg_range).
func (v *env) computes(i insn.Insn, src *reg, known bool) bool {
	switch i.Op() {
	case insn.BPF_ADD, insn.BPF_SUB, insn.BPF_NEG, insn.BPF_AND, insn.BPF_XOR, insn.BPF_OR, insn.BPF_MUL:
		return true
	case insn.BPF_END:
		return v.in(sinceSwappedBits)
	case insn.BPF_DIV, insn.BPF_MOD:
		return v.circular && known
	}
	width := uint64(32)
	if i.Class() == insn.BPF_ALU64 {
		width = 64
	}
	return (known || !v.in(sinceUnknownOperands)) && src.umax < width
}

// scalarOp computes dst op src for two scalars (adjust_scalar_min_max_vals).
func (v *env) scalarOp(i insn.Insn, dst, src *reg) {
	known := src.varOff.subregIsConst() && src.s32min == src.s32max && src.u32min == src.u32max
	if i.Class() == insn.BPF_ALU64 {
		known = src.varOff.isConst() && src.smin == src.smax && src.umin == src.umax
	}
	old := !v.in(sinceUnknownOperands)
	if ok := v.computes(i, src, known); !ok || old && !operandOK(i, src, known) {
		v.unknown(dst)
		if old && operandOK(i, src, known) {
			if i.Class() == insn.BPF_ALU {
				v.zext32(dst)
			}
			v.sync(dst)
		}
		return
	}
	v.sanitizeScalar(i)
	alu32 := i.Class() == insn.BPF_ALU
	switch op := i.Op(); op {
	case insn.BPF_ADD:
		v.addRange(dst, src)
		dst.varOff = dst.varOff.add(src.varOff)
	case insn.BPF_SUB:
		v.subRange(dst, src)
		dst.varOff = dst.varOff.sub(src.varOff)
	case insn.BPF_NEG:
		old := *dst
		dst.known(0)
		v.subRange(dst, &old)
		dst.varOff = old.varOff.neg()
	case insn.BPF_MUL:
		dst.varOff = dst.varOff.mul(src.varOff, v.release)
		v.mulRange(dst, src)
	case insn.BPF_AND, insn.BPF_OR, insn.BPF_XOR:
		if op != insn.BPF_XOR && src.varOff.isConst() && v.in(sinceForkedScalars) {
			v.fork(i, dst)
		}
		v.bitRange(op, dst, src)
	case insn.BPF_LSH, insn.BPF_RSH, insn.BPF_ARSH:
		if alu32 {
			v.shift32(op, dst, src)
		} else {
			v.shift64(op, dst, src)
		}
	case insn.BPF_DIV, insn.BPF_MOD:
		v.divide(i, dst, src)
	case insn.BPF_END:
		v.byteSwap(i, dst)
		v.sync(dst)
		return
	}
	if alu32 {
		v.zext32(dst)
	}
	v.sync(dst)
}

// fork splits the path if dst is 0 or -1: the other path has 0.
func (v *env) fork(i insn.Insn, dst *reg) {
	var half bool
	switch {
	case dst.smin == -1 && dst.smax == 0:
	case dst.s32min == -1 && dst.s32max == 0:
		half = true
	default:
		return
	}
	other := &v.push(v.insnIdx, v.insnIdx, false).cur().regs[i.Dst]
	if half {
		other.setConst32(0)
		dst.setConst32(math.MaxUint32)
		return
	}
	other.known(0)
	dst.known(math.MaxUint64)
}

func addOverflows(a, b int64) bool { return (a+b < a) != (b < 0) }

func (v *env) addRange(d, s *reg) {
	if v.circular {
		d.r64, d.r32 = d.r64.add(s.r64), d.r32.add(s.r32)
		d.derive()
		return
	}
	d.s32min, d.s32max = clamp32(int64(d.s32min)+int64(s.s32min), int64(d.s32max)+int64(s.s32max))
	if addOverflows(d.smin, s.smin) || addOverflows(d.smax, s.smax) {
		d.smin, d.smax = math.MinInt64, math.MaxInt64
	} else {
		d.smin, d.smax = d.smin+s.smin, d.smax+s.smax
	}
	lo, over1 := bits.Add64(d.umin, s.umin, 0)
	hi, over2 := bits.Add64(d.umax, s.umax, 0)
	d.umin, d.umax = v.wrapped(lo, hi, over1, over2, math.MaxUint64)
	l, h := uint64(d.u32min)+uint64(s.u32min), uint64(d.u32max)+uint64(s.u32max)
	l, h = v.wrapped(l, h, l>>32, h>>32, math.MaxUint32)
	d.u32min, d.u32max = uint32(l), uint32(h)
}

// wrapped returns the range lo to hi, or all numbers if an end wrapped in a way that splits it.
func (v *env) wrapped(lo, hi, over1, over2, all uint64) (uint64, uint64) {
	if over1 != over2 || over1 != 0 && !v.in(sinceUnsignedWrap) {
		return 0, all
	}
	return lo, hi
}

func clamp32(lo, hi int64) (int32, int32) {
	if lo < math.MinInt32 || lo > math.MaxInt32 || hi < math.MinInt32 || hi > math.MaxInt32 {
		return math.MinInt32, math.MaxInt32
	}
	return int32(lo), int32(hi)
}

func (v *env) subRange(d, s *reg) {
	if v.circular {
		d.r64, d.r32 = d.r64.add(s.r64.neg()), d.r32.add(s.r32.neg())
		d.derive()
		return
	}
	d.s32min, d.s32max = clamp32(int64(d.s32min)-int64(s.s32max), int64(d.s32max)-int64(s.s32min))
	if subOverflows(d.smin, s.smax) || subOverflows(d.smax, s.smin) {
		d.smin, d.smax = math.MinInt64, math.MaxInt64
	} else {
		d.smin, d.smax = d.smin-s.smax, d.smax-s.smin
	}
	lo, over1 := bits.Sub64(d.umin, s.umax, 0)
	hi, over2 := bits.Sub64(d.umax, s.umin, 0)
	d.umin, d.umax = v.wrapped(lo, hi, over1, over2, math.MaxUint64)
	l, h := uint64(d.u32min)-uint64(s.u32max), uint64(d.u32max)-uint64(s.u32min)
	l, h = v.wrapped(uint64(uint32(l)), uint64(uint32(h)), l>>63, h>>63, math.MaxUint32)
	d.u32min, d.u32max = uint32(l), uint32(h)
}

func subOverflows(a, b int64) bool { return (a-b > a) != (b < 0) }

func (v *env) mulRange(d, s *reg) {
	if !v.in(sinceSignedMul) {
		v.mulUnsigned(d, s)
		return
	}
	hi, umax := bits.Mul64(d.umax, s.umax)
	umin := d.umin * s.umin
	if hi != 0 {
		umin, umax = 0, math.MaxUint64
	}
	smin, smax := int64(math.MinInt64), int64(math.MaxInt64)
	if p, ok := products(d.smin, d.smax, s.smin, s.smax); ok {
		smin, smax = min(p[0], p[1], p[2], p[3]), max(p[0], p[1], p[2], p[3])
	}
	lo32, hi32 := uint64(d.u32min)*uint64(s.u32min), uint64(d.u32max)*uint64(s.u32max)
	if hi32 > math.MaxUint32 {
		lo32, hi32 = 0, math.MaxUint32
	}
	p, _ := products(int64(d.s32min), int64(d.s32max), int64(s.s32min), int64(s.s32max))
	lo, top := clamp32(min(p[0], p[1], p[2], p[3]), max(p[0], p[1], p[2], p[3]))
	if v.circular {
		d.r64 = fromU(umin, umax).intersect(fromS[uint64](smin, smax))
		d.r32 = fromU(uint32(lo32), uint32(hi32)).intersect(fromS[uint32](int64(lo), int64(top)))
		d.derive()
		return
	}
	d.umin, d.umax, d.smin, d.smax = umin, umax, smin, smax
	d.u32min, d.u32max, d.s32min, d.s32max = uint32(lo32), uint32(hi32), lo, top
}

// products returns the products of the ends of two ranges; ok is false if one overflows.
func products(a, b, c, d int64) (p [4]int64, ok bool) {
	ok = true
	for i, f := range [4][2]int64{{a, c}, {a, d}, {b, c}, {b, d}} {
		p[i] = f[0] * f[1]
		if f[0] != 0 && (p[i]/f[0] != f[1] || f[0] == -1 && f[1] == math.MinInt64) {
			ok = false
		}
	}
	return p, ok
}

func (v *env) mulUnsigned(d, s *reg) {
	switch {
	case s.s32min < 0 || d.s32min < 0 || s.u32max > math.MaxUint16 || d.u32max > math.MaxUint16:
		d.unbound32()
	default:
		d.u32min *= s.u32min
		d.u32max *= s.u32max
		d.s32min, d.s32max = int32(d.u32min), int32(d.u32max)
		if d.u32max > math.MaxInt32 {
			d.s32min, d.s32max = math.MinInt32, math.MaxInt32
		}
	}
	switch {
	case s.smin < 0 || d.smin < 0 || s.umax > math.MaxUint32 || d.umax > math.MaxUint32:
		d.unbound64()
	default:
		d.umin *= s.umin
		d.umax *= s.umax
		d.smin, d.smax = int64(d.umin), int64(d.umax)
		if d.umax > math.MaxInt64 {
			d.smin, d.smax = math.MinInt64, math.MaxInt64
		}
	}
}

// bitRange computes AND, OR and XOR.
func (v *env) bitRange(op uint8, d, s *reg) {
	before := d.varOff
	switch op {
	case insn.BPF_AND:
		d.varOff = before.and(s.varOff)
	case insn.BPF_OR:
		d.varOff = before.or(s.varOff)
	default:
		d.varOff = before.xor(s.varOff)
	}
	t32 := d.varOff.subreg()
	if s.varOff.subregIsConst() && t32.isConst() {
		d.setConst32(uint32(t32.value))
	} else {
		lo, hi := uint32(t32.value), uint32(t32.max())
		if op == insn.BPF_AND {
			hi = min(d.u32max, s.u32max)
		} else if op == insn.BPF_OR {
			lo = max(d.u32min, s.u32min)
		}
		signs := int32(lo) <= int32(hi)
		if !v.in(sinceUnknownOperands) {
			signs = d.s32min >= 0 && s.s32min >= 0
		}
		d.u32min, d.u32max, d.s32min, d.s32max = lo, hi, math.MinInt32, math.MaxInt32
		if signs {
			d.s32min, d.s32max = int32(lo), int32(hi)
		}
		if v.circular {
			d.setURange32(lo, hi)
		}
	}
	if s.varOff.isConst() && d.varOff.isConst() {
		d.known(d.varOff.value)
		return
	}
	lo, hi := d.varOff.value, d.varOff.max()
	if op == insn.BPF_AND {
		hi = min(d.umax, s.umax)
	} else if op == insn.BPF_OR {
		lo = max(d.umin, s.umin)
	}
	signs := int64(lo) <= int64(hi)
	if !v.in(sinceUnknownOperands) {
		signs = d.smin >= 0 && s.smin >= 0
	}
	if v.circular {
		d.setURange64(lo, hi)
		if op != insn.BPF_XOR {
			d.updateCircular()
		}
		return
	}
	d.umin, d.umax, d.smin, d.smax = lo, hi, math.MinInt64, math.MaxInt64
	if signs {
		d.smin, d.smax = int64(lo), int64(hi)
	}
	v.updateBounds(d)
}
