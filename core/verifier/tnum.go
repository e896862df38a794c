package verifier

import (
	"fmt"
	"math/bits"

	"bpfplay/core/abi"
)

// tnum is a tracked number: the bits in mask are unknown, value holds the others. Follows kernel/bpf/tnum.c.
type tnum struct{ value, mask uint64 }

var tnumUnknown = tnum{0, ^uint64(0)}

var (
	sinceTnumMulPartial = abi.Since{abi.V5_14} // products are summed per bit
	sinceTnumMulUnion   = abi.Since{abi.V6_18} // an unknown bit unites both sums
)

func tnumConst(v uint64) tnum { return tnum{v, 0} }

// tnumRange returns the smallest tnum that contains min to max.
func tnumRange(min, max uint64) tnum {
	chi := min ^ max
	n := bits.Len64(chi)
	if n > 63 {
		return tnumUnknown
	}
	delta := uint64(1)<<n - 1
	return tnum{min &^ delta, delta}
}

func (a tnum) isConst() bool        { return a.mask == 0 }
func (a tnum) isUnknown() bool      { return a == tnumUnknown }
func (a tnum) equals(v uint64) bool { return a == tnum{v, 0} }
func (a tnum) max() uint64          { return a.value | a.mask }

func (a tnum) lsh(n uint64) tnum { return tnum{a.value << n, a.mask << n} }
func (a tnum) rsh(n uint64) tnum { return tnum{a.value >> n, a.mask >> n} }

func (a tnum) arsh(n uint64, width int) tnum {
	if width == 32 {
		return tnum{uint64(uint32(int32(a.value) >> n)), uint64(uint32(int32(a.mask) >> n))}
	}
	return tnum{uint64(int64(a.value) >> n), uint64(int64(a.mask) >> n)}
}

func (a tnum) add(b tnum) tnum {
	sm := a.mask + b.mask
	sv := a.value + b.value
	mu := (sm + sv) ^ sv | a.mask | b.mask
	return tnum{sv &^ mu, mu}
}

func (a tnum) sub(b tnum) tnum {
	dv := a.value - b.value
	mu := (dv + a.mask) ^ (dv - b.mask) | a.mask | b.mask
	return tnum{dv &^ mu, mu}
}

func (a tnum) neg() tnum { return tnum{}.sub(a) }

func (a tnum) and(b tnum) tnum {
	v := a.value & b.value
	return tnum{v, (a.value | a.mask) & (b.value | b.mask) &^ v}
}

func (a tnum) or(b tnum) tnum {
	v := a.value | b.value
	return tnum{v, (a.mask | b.mask) &^ v}
}

func (a tnum) xor(b tnum) tnum {
	mu := a.mask | b.mask
	return tnum{(a.value ^ b.value) &^ mu, mu}
}

// mul returns the product; releases differ in its precision.
func (a tnum) mul(b tnum, r abi.Release) tnum {
	switch {
	case sinceTnumMulUnion.In(r):
		acc := tnum{}
		for ; a.value|a.mask != 0; a, b = a.rsh(1), b.lsh(1) {
			if a.value&1 != 0 {
				acc = acc.add(b)
			} else if a.mask&1 != 0 {
				acc = acc.union(acc.add(b))
			}
		}
		return acc
	case sinceTnumMulPartial.In(r):
		v := a.value * b.value
		acc := tnum{}
		for ; a.value|a.mask != 0; a, b = a.rsh(1), b.lsh(1) {
			if a.value&1 != 0 {
				acc = acc.add(tnum{0, b.mask})
			} else if a.mask&1 != 0 {
				acc = acc.add(tnum{0, b.value | b.mask})
			}
		}
		return tnum{v, 0}.add(acc)
	}
	acc := tnum{a.value * b.value, 0}.halfMul(a.mask, b.max())
	return acc.halfMul(b.mask, a.value)
}

// halfMul adds x times the unknown bits y.
func (a tnum) halfMul(x, y uint64) tnum {
	for ; y != 0; x, y = x<<1, y>>1 {
		if y&1 != 0 {
			a = a.add(tnum{0, x})
		}
	}
	return a
}

func (a tnum) union(b tnum) tnum {
	mu := a.mask | b.mask | a.value ^ b.value
	return tnum{a.value & b.value &^ mu, mu}
}

func (a tnum) intersect(b tnum) tnum {
	mu := a.mask & b.mask
	return tnum{(a.value | b.value) &^ mu, mu}
}

func (a tnum) overlaps(b tnum) bool {
	mu := ^a.mask & ^b.mask
	return a.value&mu == b.value&mu
}

// cast keeps the low size bytes.
func (a tnum) cast(size int) tnum {
	m := ^uint64(0) >> (64 - 8*size)
	return tnum{a.value & m, a.mask & m}
}

// contains reports whether every number of b is one of a.
func (a tnum) contains(b tnum) bool {
	return b.mask&^a.mask == 0 && a.value == b.value&^a.mask
}

func (a tnum) subreg() tnum      { return a.cast(4) }
func (a tnum) clearSubreg() tnum { return a.rsh(32).lsh(32) }

func (a tnum) withSubreg(b tnum) tnum { return a.clearSubreg().or(b.subreg()) }

func (a tnum) subregIsConst() bool { return uint32(a.mask) == 0 }

// isAligned reports whether a is a multiple of the power of two n.
func (a tnum) isAligned(n uint64) bool { return a.max()&(n-1) == 0 }

// bswap swaps the low width bits, 16, 32 or 64.
func (a tnum) bswap(width int32) tnum {
	s := 64 - int(width)
	return tnum{bits.ReverseBytes64(a.value) >> s, bits.ReverseBytes64(a.mask) >> s}
}

// step returns the smallest number of a above z, or the greatest of a.
func (a tnum) step(z uint64) uint64 {
	max := a.max()
	if z >= max {
		return max
	}
	if z < a.value {
		return a.value
	}
	j := z - a.value
	carry := uint64(1)<<bits.Len64(j&^a.mask) - 1
	filled := j | carry | ^a.mask
	return a.value | (filled+1)&a.mask
}

// String returns the form of the kernel's logs.
func (a tnum) String() string { return fmt.Sprintf("(%#x; %#x)", a.value, a.mask) }
