package verifier

import "math"

// cnum is a range of a circle of numbers: base and the size numbers after it. Follows kernel/bpf/cnum_defs.h of 7.1.
type cnum[T uint32 | uint64] struct{ base, size T }

func (c cnum[T]) empty() bool      { return c.base == ^T(0) && c.size == ^T(0) }
func (c cnum[T]) wraps() bool      { return c.size > ^T(0)-c.base }
func topBit[T uint32 | uint64]() T { return ^T(0) ^ ^T(0)>>1 }

func emptyC[T uint32 | uint64]() cnum[T] { return cnum[T]{^T(0), ^T(0)} }

func fromU[T uint32 | uint64](lo, hi T) cnum[T] { return cnum[T]{lo, hi - lo} }

func fromS[T uint32 | uint64](lo, hi int64) cnum[T] {
	size := T(hi) - T(lo)
	if size == ^T(0) {
		return cnum[T]{0, size}
	}
	return cnum[T]{T(lo), size}
}

func (c cnum[T]) umin() T {
	if c.wraps() {
		return 0
	}
	return c.base
}

func (c cnum[T]) umax() T {
	if c.wraps() {
		return ^T(0)
	}
	return c.base + c.size
}

func (c cnum[T]) contains(v T) bool {
	if c.empty() {
		return false
	}
	if c.wraps() {
		return v >= c.base || v <= c.base+c.size
	}
	return v >= c.base && v <= c.base+c.size
}

// crossesSign reports whether c contains both the greatest and the smallest signed number.
func (c cnum[T]) crossesSign() bool { return c.contains(topBit[T]()-1) && c.contains(topBit[T]()) }

// signedLess compares as signed numbers.
func signedLess[T uint32 | uint64](a, b T) bool { return a^topBit[T]() < b^topBit[T]() }

func (c cnum[T]) smin() T {
	if c.crossesSign() {
		return topBit[T]()
	}
	if end := c.base + c.size; signedLess(end, c.base) {
		return end
	}
	return c.base
}

func (c cnum[T]) smax() T {
	if c.crossesSign() {
		return topBit[T]() - 1
	}
	if end := c.base + c.size; !signedLess(end, c.base) {
		return end
	}
	return c.base
}

func (a cnum[T]) intersect(b cnum[T]) cnum[T] {
	if a.empty() || b.empty() {
		return emptyC[T]()
	}
	if a.base > b.base {
		a, b = b, a
	}
	d := b.base - a.base
	b1 := cnum[T]{d, b.size}
	if b1.wraps() {
		if b1.base <= a.size {
			if a.size <= b.size {
				return a
			}
			return b
		}
		return cnum[T]{a.base, min(a.size, b1.base+b1.size)}
	}
	if a.size >= b1.base {
		return cnum[T]{b.base, min(a.size-d, b.size)}
	}
	return emptyC[T]()
}

func (c cnum[T]) normal() cnum[T] {
	if c.size == ^T(0) && c.base != 0 && c.base != topBit[T]()-1 {
		c.base = 0
	}
	return c
}

func (a cnum[T]) add(b cnum[T]) cnum[T] {
	if a.empty() || b.empty() {
		return emptyC[T]()
	}
	if a.size > ^T(0)-b.size {
		return cnum[T]{0, ^T(0)}
	}
	return cnum[T]{a.base + b.base, a.size + b.size}.normal()
}

func (a cnum[T]) neg() cnum[T] {
	if a.empty() {
		return a
	}
	return cnum[T]{-(a.base + a.size), a.size}.normal()
}

// within reports whether every number of b is one of a.
func (a cnum[T]) within(b cnum[T]) bool {
	if b.empty() {
		return true
	}
	if a.empty() {
		return false
	}
	b.base -= a.base
	a.base = 0
	if b.wraps() && a.size < ^T(0) {
		return false
	}
	return b.base+b.size <= a.size
}

// fromTnum returns the range of the numbers of t, as signed numbers if the sign may be set.
func fromTnum[T uint32 | uint64](t tnum) cnum[T] {
	value, mask, sign := T(t.value), T(t.mask), topBit[T]()
	if (value|mask)&sign != 0 {
		return fromS[T](signed(value|mask&sign), signed(value|mask&^sign))
	}
	return fromU(value, value|mask)
}

func signed[T uint32 | uint64](v T) int64 {
	if v&topBit[T]() != 0 {
		return -int64(^v) - 1
	}
	return int64(v)
}

// low returns the range of the low halves.
func low(c cnum[uint64]) cnum[uint32] {
	if c.empty() {
		return emptyC[uint32]()
	}
	if c.size >= math.MaxUint32 {
		return cnum[uint32]{0, math.MaxUint32}
	}
	return cnum[uint32]{uint32(c.base), uint32(c.size)}
}

// intersectLow narrows a to the numbers whose low half is in b.
func intersectLow(a cnum[uint64], b cnum[uint32]) cnum[uint64] {
	if a.empty() || b.empty() {
		return emptyC[uint64]()
	}
	b1 := cnum[uint32]{b.base - uint32(a.base), b.size}
	t := a
	if b1.wraps() {
		end := uint64(b1.base + b1.size)
		if s := uint64(uint32(a.size)); s > end && s < uint64(b1.base) {
			t.size -= s - end
		}
		return t
	}
	if t.size < uint64(b1.base) {
		return emptyC[uint64]()
	}
	t.base += uint64(b1.base)
	t.size -= uint64(b1.base)
	end, d := uint64(b1.base)+uint64(b1.size), uint64(0)
	if s := uint64(uint32(a.size)); s < uint64(b1.base) {
		d = s + 1<<32 - end
	} else if s >= end {
		d = s - end
	}
	if t.size < d {
		return emptyC[uint64]()
	}
	t.size -= d
	return t
}

// derive sets the ranges from r64 and r32.
func (b *bounds) derive() {
	b.umin, b.umax = b.r64.umin(), b.r64.umax()
	b.smin, b.smax = int64(b.r64.smin()), int64(b.r64.smax())
	b.u32min, b.u32max = b.r32.umin(), b.r32.umax()
	b.s32min, b.s32max = int32(b.r32.smin()), int32(b.r32.smax())
}

func (b *bounds) setURange64(lo, hi uint64) {
	b.r64 = fromU(lo, hi)
	b.derive()
}

func (b *bounds) setURange32(lo, hi uint32) {
	b.r32 = fromU(lo, hi)
	b.derive()
}

// outOfOrder reports whether a range ends before it begins.
func (b *bounds) outOfOrder() bool {
	return b.umin > b.umax || b.smin > b.smax || b.u32min > b.u32max || b.s32min > b.s32max
}

// impossible reports whether no number is left in a range (range_bounds_violation).
func (b *bounds) impossible() bool { return b.r64.empty() || b.r32.empty() || b.outOfOrder() }

func (r *reg) updateCircular() {
	r.r32 = r.r32.intersect(fromTnum[uint32](r.varOff.subreg()))
	r.r64 = r.r64.intersect(fromTnum[uint64](r.varOff))
	r.derive()
	r.findSingleValue()
}

// syncCircular follows reg_bounds_sync of 7.1.
func (r *reg) syncCircular() {
	if r.impossible() {
		return
	}
	r.updateCircular()
	for range 2 {
		r.r32 = r.r32.intersect(low(r.r64))
		r.r64 = intersectLow(r.r64, r.r32)
	}
	r.derive()
	t64 := r.varOff.intersect(tnumRange(r.umin, r.umax))
	t32 := t64.subreg().intersect(tnumRange(uint64(r.u32min), uint64(r.u32max)))
	r.varOff = t64.clearSubreg().or(t32)
	r.updateCircular()
}
