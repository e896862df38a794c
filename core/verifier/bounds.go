package verifier

import (
	"math"

	"bpfplay/core/abi"
)

// bounds are the ranges of a value as a signed and an unsigned number, of 64 bits and of its low 32 bits.
// Since 7.1 they are derived from r64 and r32.
type bounds struct {
	smin, smax     int64
	umin, umax     uint64
	s32min, s32max int32
	u32min, u32max uint32
	r64            cnum[uint64]
	r32            cnum[uint32]
}

var (
	sinceRangeDeduction  = abi.Since{abi.V6_8}             // 32-bit from 64-bit ranges and back
	sinceSubregOfRange   = abi.Since{abi.V5_15}            // the low half starts from the narrowed number; 6.1 has it
	sinceSignCrossing    = abi.Since{abi.V6_17, abi.V6_12} // ranges that cross from positive to negative numbers
	sinceSignCrossing32  = abi.Since{abi.V7_0, abi.V6_18 + 44, abi.V6_12}
	sinceThirdDeduction  = abi.Since{abi.V6_17, abi.V6_12}
	sinceSingleValue     = abi.Since{abi.V7_0, abi.V6_18 + 44} // a range and known bits that share one number
	sinceCircularNumbers = abi.Since{abi.V7_1}
	sinceImpreciseZero   = abi.Since{abi.V6_8}
)

var unbounded = bounds{
	math.MinInt64, math.MaxInt64, 0, math.MaxUint64, math.MinInt32, math.MaxInt32, 0, math.MaxUint32,
	cnum[uint64]{0, math.MaxUint64}, cnum[uint32]{0, math.MaxUint32},
}

func boundsOf(v uint64) bounds {
	return bounds{int64(v), int64(v), v, v, int32(v), int32(v), uint32(v), uint32(v), cnum[uint64]{v, 0}, cnum[uint32]{uint32(v), 0}}
}

func (b *bounds) set32(v uint32) {
	b.s32min, b.s32max, b.u32min, b.u32max = int32(v), int32(v), v, v
	b.r32 = cnum[uint32]{v, 0}
}

func (b *bounds) unbound32() {
	b.s32min, b.s32max, b.u32min, b.u32max = math.MinInt32, math.MaxInt32, 0, math.MaxUint32
	b.r32 = unbounded.r32
}

func (b *bounds) unbound64() {
	b.smin, b.smax, b.umin, b.umax = math.MinInt64, math.MaxInt64, 0, math.MaxUint64
	b.r64 = unbounded.r64
}

// updateBounds32 narrows the ranges of the low half by the known bits.
func (r *reg) updateBounds32() {
	t := r.varOff.subreg()
	r.s32min = max(r.s32min, int32(uint32(t.value)|uint32(t.mask)&(1<<31)))
	r.s32max = min(r.s32max, int32(uint32(t.value)|uint32(t.mask)&math.MaxInt32))
	r.u32min = max(r.u32min, uint32(t.value))
	r.u32max = min(r.u32max, uint32(t.max()))
}

func (r *reg) updateBounds64() {
	t := r.varOff
	r.smin = max(r.smin, int64(t.value|t.mask&(1<<63)))
	r.smax = min(r.smax, int64(t.value|t.mask&math.MaxInt64))
	r.umin = max(r.umin, t.value)
	r.umax = min(r.umax, t.max())
}

func (v *env) updateBounds(r *reg) {
	r.updateBounds32()
	r.updateBounds64()
	if v.in(sinceSingleValue) {
		r.findSingleValue()
	}
}

// findSingleValue sets r to the only number that is in its unsigned range and has its known bits, if no other is.
func (r *reg) findSingleValue() {
	next := r.varOff.step(r.umin)
	inTnum := r.umin&^r.varOff.mask == r.varOff.value
	top := r.varOff.max()
	switch {
	case inTnum && next > r.umax:
		r.setConst(r.umin)
	case !inTnum && next == top:
		r.setConst(top)
	case !inTnum && next <= r.umax && r.varOff.step(next) > r.umax:
		r.setConst(next)
	}
}

// sync makes the ranges and the known bits agree (reg_bounds_sync).
func (v *env) sync(r *reg) {
	if v.circular {
		r.syncCircular()
		return
	}
	v.updateBounds(r)
	switch {
	case v.in(sinceThirdDeduction):
		v.deduce(r)
		fallthrough
	case v.in(sinceRangeDeduction):
		v.deduce(r)
		v.deduce(r)
	default:
		r.deduceSigns()
	}
	v.boundOffset(r)
	v.updateBounds(r)
}

// boundOffset narrows the known bits by the ranges.
func (v *env) boundOffset(r *reg) {
	t64 := r.varOff.intersect(tnumRange(r.umin, r.umax))
	low := r.varOff
	if v.in(sinceSubregOfRange) {
		low = t64
	}
	t32 := low.subreg().intersect(tnumRange(uint64(r.u32min), uint64(r.u32max)))
	r.varOff = t64.clearSubreg().or(t32)
}

// deduceSigns narrows signed and unsigned ranges by each other if the sign is known, as before 6.8.
func (r *reg) deduceSigns() {
	switch {
	case r.s32min >= 0 || r.s32max < 0:
		r.u32min = max(uint32(r.s32min), r.u32min)
		r.u32max = min(uint32(r.s32max), r.u32max)
		r.s32min, r.s32max = int32(r.u32min), int32(r.u32max)
	case int32(r.u32max) >= 0:
		r.s32min = int32(r.u32min)
		r.u32max = min(uint32(r.s32max), r.u32max)
		r.s32max = int32(r.u32max)
	case int32(r.u32min) < 0:
		r.u32min = max(uint32(r.s32min), r.u32min)
		r.s32min = int32(r.u32min)
		r.s32max = int32(r.u32max)
	}
	switch {
	case r.smin >= 0 || r.smax < 0:
		r.umin = max(uint64(r.smin), r.umin)
		r.umax = min(uint64(r.smax), r.umax)
		r.smin, r.smax = int64(r.umin), int64(r.umax)
	case int64(r.umax) >= 0:
		r.smin = int64(r.umin)
		r.umax = min(uint64(r.smax), r.umax)
		r.smax = int64(r.umax)
	case int64(r.umin) < 0:
		r.umin = max(uint64(r.smin), r.umin)
		r.smin = int64(r.umin)
		r.smax = int64(r.umax)
	}
}

// deduce narrows every range by the others, from 6.8 to 7.0.
func (v *env) deduce(r *reg) {
	v.deduce32(r)
	v.deduce64(r)
	v.deduceMixed(r)
}

func (v *env) deduce32(r *reg) {
	if r.umin>>32 == r.umax>>32 {
		r.u32min = max(r.u32min, uint32(r.umin))
		r.u32max = min(r.u32max, uint32(r.umax))
		if int32(r.umin) <= int32(r.umax) {
			r.s32min = max(r.s32min, int32(r.umin))
			r.s32max = min(r.s32max, int32(r.umax))
		}
	}
	if r.smin>>32 == r.smax>>32 {
		if uint32(r.smin) <= uint32(r.smax) {
			r.u32min = max(r.u32min, uint32(r.smin))
			r.u32max = min(r.u32max, uint32(r.smax))
		}
		if int32(r.smin) <= int32(r.smax) {
			r.s32min = max(r.s32min, int32(r.smin))
			r.s32max = min(r.s32max, int32(r.smax))
		}
	}
	if uint32(r.umin>>32)+1 == uint32(r.umax>>32) && int32(r.umin) < 0 && int32(r.umax) >= 0 {
		r.s32min = max(r.s32min, int32(r.umin))
		r.s32max = min(r.s32max, int32(r.umax))
	}
	if uint32(r.smin>>32)+1 == uint32(r.smax>>32) && int32(r.smin) < 0 && int32(r.smax) >= 0 {
		r.s32min = max(r.s32min, int32(r.smin))
		r.s32max = min(r.s32max, int32(r.smax))
	}
	if int32(r.u32min) <= int32(r.u32max) {
		r.s32min = max(r.s32min, int32(r.u32min))
		r.s32max = min(r.s32max, int32(r.u32max))
	}
	if uint32(r.s32min) <= uint32(r.s32max) {
		r.u32min = max(uint32(r.s32min), r.u32min)
		r.u32max = min(uint32(r.s32max), r.u32max)
	} else if v.in(sinceSignCrossing32) {
		if r.u32max < uint32(r.s32min) {
			r.s32min = int32(r.u32min)
			r.u32max = min(r.u32max, uint32(r.s32max))
		} else if uint32(r.s32max) < r.u32min {
			r.s32max = int32(r.u32max)
			r.u32min = max(r.u32min, uint32(r.s32min))
		}
	}
}

func (v *env) deduce64(r *reg) {
	if int64(r.umin) <= int64(r.umax) {
		r.smin = max(r.smin, int64(r.umin))
		r.smax = min(r.smax, int64(r.umax))
	}
	if uint64(r.smin) <= uint64(r.smax) {
		r.umin = max(uint64(r.smin), r.umin)
		r.umax = min(uint64(r.smax), r.umax)
	} else if v.in(sinceSignCrossing) {
		if r.umax < uint64(r.smin) {
			r.smin = int64(r.umin)
			r.umax = min(r.umax, uint64(r.smax))
		} else if uint64(r.smax) < r.umin {
			r.smax = int64(r.umax)
			r.umin = max(r.umin, uint64(r.smin))
		}
	}
}

func (v *env) deduceMixed(r *reg) {
	const high = ^uint64(math.MaxUint32)
	r.umin = max(r.umin, r.umin&high|uint64(r.u32min))
	r.umax = min(r.umax, r.umax&high|uint64(r.u32max))
	r.smin = max(r.smin, int64(uint64(r.smin)&high|uint64(r.u32min)))
	r.smax = min(r.smax, int64(uint64(r.smax)&high|uint64(r.u32max)))
	if r.s32min >= 0 && r.smin >= math.MinInt32 && r.smax <= math.MaxInt32 {
		r.smin, r.smax = int64(r.s32min), int64(r.s32max)
		r.umin, r.umax = uint64(r.s32min), uint64(r.s32max)
		r.varOff = r.varOff.intersect(tnumRange(uint64(r.smin), uint64(r.smax)))
	}
}

// zext32 clears the upper half.
func (v *env) zext32(r *reg) {
	r.varOff = r.varOff.subreg()
	if v.circular {
		r.setURange64(uint64(r.u32min), uint64(r.u32max))
		return
	}
	r.assign32into64()
}

func (r *reg) assign32into64() {
	r.umin, r.umax = uint64(r.u32min), uint64(r.u32max)
	if r.s32min >= 0 && r.s32max >= 0 {
		r.smin, r.smax = int64(r.s32min), int64(r.s32max)
	} else {
		r.smin, r.smax = 0, math.MaxUint32
	}
}

// combine32 derives the 64-bit ranges after a change of the low half, before 6.8.
func (v *env) combine32(r *reg) {
	if r.varOff.clearSubreg().equals(0) {
		r.assign32into64()
	} else {
		r.unbound64()
	}
	v.sync(r)
}

// sinceWholeHalves is the release in which a range of 64 bits may reach the ends of 32; 5.10.262 is the oldest 5.10 known so.
var sinceWholeHalves = abi.Since{abi.V5_16, abi.V5_10 + 262}

// combine64 derives the ranges of the low half after a change of the 64-bit ranges, before 6.8.
func (v *env) combine64(r *reg) {
	r.unbound32()
	lo, hi := int64(math.MinInt32), int64(math.MaxInt32)
	if !v.in(sinceWholeHalves) {
		lo, hi = lo+1, hi-1
	}
	if r.smin >= lo && r.smin <= hi && r.smax >= lo && r.smax <= hi {
		r.s32min, r.s32max = int32(r.smin), int32(r.smax)
	}
	if r.umin <= math.MaxUint32 && r.umax <= math.MaxUint32 {
		r.u32min, r.u32max = uint32(r.umin), uint32(r.umax)
	}
	v.sync(r)
}

// coerce truncates r to size bytes, with zeros above.
func (v *env) coerce(r *reg, size int) {
	r.varOff = r.varOff.cast(size)
	mask := uint64(1)<<(8*size) - 1
	lo, hi := uint64(0), mask
	if r.umin&^mask == r.umax&^mask {
		lo, hi = r.umin&mask, r.umax&mask
	}
	if v.circular {
		r.setURange64(lo, hi)
	} else {
		r.umin, r.umax, r.smin, r.smax = lo, hi, int64(lo), int64(hi)
	}
	switch {
	case v.in(sinceRangeDeduction):
		if size < 4 {
			r.unbound32()
		}
		v.sync(r)
	case size < 4:
		v.combine64(r)
	}
}

// signExtend extends the sign of the low size bytes to 64 bits.
func (v *env) signExtend(r *reg, size int) {
	shift := 64 - 8*size
	sx := func(x int64) int64 { return x << shift >> shift }
	if r.varOff.isConst() {
		r.setConst(uint64(sx(int64(r.varOff.value))))
		return
	}
	if r.smax>>(8*size) == r.smin>>(8*size) {
		a, b := sx(r.smax), sx(r.smin)
		hi, lo := max(a, b), min(a, b)
		if hi >= 0 == (lo >= 0) {
			r.setRange(lo, hi)
			r.varOff = tnumRange(uint64(lo), uint64(hi))
			return
		}
	}
	lo := int64(-1) << (8*size - 1)
	r.bounds = unbounded
	r.smin, r.smax, r.s32min, r.s32max = lo, ^lo, int32(lo), int32(^lo)
	if v.circular {
		r.r64 = fromS[uint64](lo, ^lo)
		r.r32 = fromS[uint32](lo, ^lo)
		r.derive()
	}
	r.varOff = tnumUnknown
}

// setRange sets all ranges to lo to hi, which have the same sign and fit into 32 bits.
func (r *reg) setRange(lo, hi int64) {
	r.smin, r.smax, r.umin, r.umax = lo, hi, uint64(lo), uint64(hi)
	r.s32min, r.s32max, r.u32min, r.u32max = int32(lo), int32(hi), uint32(lo), uint32(hi)
	r.r64 = fromS[uint64](lo, hi)
	r.r32 = fromS[uint32](lo, hi)
}

// signExtend32 extends the sign of the low size bytes to 32 bits.
func (v *env) signExtend32(r *reg, size int) {
	shift := 32 - 8*size
	sx := func(x int32) int32 { return x << shift >> shift }
	set := func(lo, hi int32) {
		r.s32min, r.s32max, r.u32min, r.u32max = lo, hi, uint32(lo), uint32(hi)
		if v.circular {
			r.r32 = fromS[uint32](int64(lo), int64(hi))
			r.derive()
		}
	}
	if r.varOff.isConst() {
		x := sx(int32(r.varOff.value))
		r.varOff = tnumConst(uint64(int64(x)))
		set(x, x)
		return
	}
	if r.s32max>>(8*size) == r.s32min>>(8*size) {
		a, b := sx(r.s32max), sx(r.s32min)
		hi, lo := max(a, b), min(a, b)
		if lo >= 0 == (hi >= 0) {
			set(lo, hi)
			r.varOff = tnumRange(uint64(int64(lo)), uint64(int64(hi))).subreg()
			return
		}
	}
	lo := int32(-1) << (8*size - 1)
	set(lo, ^lo)
	r.u32min, r.u32max = 0, math.MaxUint32
	r.varOff = tnumUnknown.subreg()
}
