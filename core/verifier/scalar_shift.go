package verifier

import (
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceSignedHalf is the release in which a shift by 32 keeps the range of a half that may be negative. The stable releases are
// the oldest known to do so.
var sinceSignedHalf = abi.Since{abi.V7_0, abi.V6_12 + 117, abi.V6_1 + 192, abi.V5_10 + 262}

func (v *env) shift64(op uint8, d, s *reg) {
	lo, hi := s.umin, s.umax
	switch op {
	case insn.BPF_LSH:
		smin, smax := int64(math.MinInt64), int64(math.MaxInt64)
		if lo == 32 && hi == 32 {
			signed := v.in(sinceSignedHalf)
			if signed || d.s32min >= 0 {
				smin = int64(d.s32min) << 32
			}
			if signed || d.s32max >= 0 {
				smax = int64(d.s32max) << 32
			}
		}
		umin, umax := d.umin<<lo, d.umax<<hi
		if d.umax > 1<<(63-hi) {
			umin, umax = 0, math.MaxUint64
		}
		v.lsh32(d, lo, hi)
		if v.circular {
			d.r64 = fromU(umin, umax).intersect(fromS[uint64](smin, smax))
			d.derive()
		} else {
			d.umin, d.umax, d.smin, d.smax = umin, umax, smin, smax
		}
		d.varOff = d.varOff.lsh(lo)
		v.update(d)
		return
	case insn.BPF_RSH:
		d.varOff = d.varOff.rsh(lo)
		umin, umax := d.umin>>hi, d.umax>>lo
		d.unbound64()
		d.umin, d.umax = umin, umax
		d.r64 = fromU(umin, umax)
	default:
		smin, smax := d.smin>>lo, d.smax>>lo
		d.varOff = d.varOff.arsh(lo, 64)
		d.unbound64()
		d.smin, d.smax = smin, smax
		d.r64 = fromS[uint64](smin, smax)
	}
	d.unbound32()
	if v.circular {
		d.derive()
	}
	v.update(d)
}

// update narrows the ranges to the known bits.
func (v *env) update(r *reg) {
	if v.circular {
		r.updateCircular()
		return
	}
	v.updateBounds(r)
}

func (v *env) lsh32(d *reg, lo, hi uint64) {
	umin, umax := d.u32min<<lo, d.u32max<<hi
	if hi > 31 || uint64(d.u32max) > 1<<(31-hi) {
		umin, umax = 0, math.MaxUint32
	}
	d.s32min, d.s32max, d.u32min, d.u32max = math.MinInt32, math.MaxInt32, umin, umax
	d.r32 = fromU(umin, umax)
}

func (v *env) shift32(op uint8, d, s *reg) {
	lo, hi := uint64(s.u32min), uint64(s.u32max)
	t := d.varOff.subreg()
	switch op {
	case insn.BPF_LSH:
		v.lsh32(d, lo, hi)
		d.varOff = t.lsh(lo).subreg()
	case insn.BPF_RSH:
		d.varOff = t.rsh(lo)
		umin, umax := d.u32min>>hi, d.u32max>>lo
		d.s32min, d.s32max, d.u32min, d.u32max = math.MinInt32, math.MaxInt32, umin, umax
		d.r32 = fromU(umin, umax)
	default:
		d.s32min, d.s32max, d.u32min, d.u32max = d.s32min>>lo, d.s32max>>lo, 0, math.MaxUint32
		d.r32 = fromS[uint32](int64(d.s32min), int64(d.s32max))
		d.varOff = t.arsh(lo, 32)
	}
	d.unbound64()
	if v.circular {
		d.r32 = d.r32.intersect(fromTnum[uint32](d.varOff.subreg()))
		d.derive()
		return
	}
	d.updateBounds32()
}

// divide computes DIV and MOD by a constant, since 7.1.
func (v *env) divide(i insn.Insn, d, s *reg) {
	mod, sgn := i.Op() == insn.BPF_MOD, i.Off == 1
	if i.Class() == insn.BPF_ALU {
		if s.u32min == 0 {
			if !mod {
				d.setConst(0)
			}
			return
		}
		var changed bool
		if sgn {
			var lo, hi int64
			lo, hi, changed = signedQuotients(mod, int64(d.s32min), int64(d.s32max), int64(s.s32min), math.MinInt32, math.MaxInt32)
			if changed {
				d.r32 = fromS[uint32](lo, hi)
			}
		} else {
			var lo, hi uint64
			lo, hi, changed = quotients(mod, uint64(d.u32min), uint64(d.u32max), uint64(s.u32min))
			if changed {
				d.r32 = fromU(uint32(lo), uint32(hi))
			}
		}
		if changed {
			d.unbound64()
			d.derive()
			d.varOff = tnumUnknown
		}
		return
	}
	if s.umin == 0 {
		if !mod {
			d.setConst(0)
		}
		return
	}
	if sgn {
		lo, hi, changed := signedQuotients(mod, d.smin, d.smax, s.smin, math.MinInt64, math.MaxInt64)
		if !changed {
			return
		}
		d.r64 = fromS[uint64](lo, hi)
	} else {
		lo, hi, changed := quotients(mod, d.umin, d.umax, s.umin)
		if !changed {
			return
		}
		d.r64 = fromU(lo, hi)
	}
	d.unbound32()
	d.derive()
	d.varOff = tnumUnknown
}

func quotients(mod bool, lo, hi, by uint64) (uint64, uint64, bool) {
	if !mod {
		return lo / by, hi / by, true
	}
	if hi <= by-1 {
		return lo, hi, false
	}
	return 0, by - 1, true
}

func signedQuotients(mod bool, lo, hi, by, least, most int64) (int64, int64, bool) {
	if !mod {
		if lo == least && by == -1 {
			if hi != least {
				return least, most, true
			}
			return lo, hi, true
		}
		a, b := lo/by, hi/by
		return min(a, b), max(a, b), true
	}
	abs := uint64(by)
	if by < 0 {
		abs = -uint64(by)
	}
	top := int64(abs - 1)
	switch {
	case lo >= -top && hi <= top:
		return lo, hi, false
	case lo >= 0:
		return 0, min(hi, top), true
	case hi <= 0:
		return max(lo, -top), 0, true
	}
	return -top, top, true
}

// byteSwap computes BPF_END.
func (v *env) byteSwap(i insn.Insn, d *reg) {
	swap := i.Class() == insn.BPF_ALU64 || i.Source() == insn.BPF_TO_BE
	if swap || i.Imm != 64 {
		d.clearID()
	}
	if swap {
		d.varOff = d.varOff.bswap(i.Imm)
		d.bounds = unbounded
	}
	if i.Imm != 64 {
		v.coerce(d, int(i.Imm/8))
	}
}
