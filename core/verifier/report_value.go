package verifier

import (
	"math"
	"strconv"
)

// snapshotText describes a value (diag_reg_snapshot).
func (v *env) snapshotText(s *snapshot) string {
	from := ""
	if s.m != nil {
		from = s.m.Name
	}
	switch s.typ.base() {
	case scalarValue:
		switch {
		case s.varOff.isConst():
			return sprintf("integer scalar value %d", int64(s.varOff.value))
		case s.isUnknown():
			return "integer scalar with unknown value"
		case s.r64.size == 0:
			return sprintf("integer scalar value %d", int64(s.r64.base))
		}
		return "integer scalar with " + rangesText(s.r64)
	case notInit:
		return "uninitialized value"
	case ptrToCtx:
		return "context pointer " + s.offsetText()
	case ptrToStack:
		return "stack pointer " + s.offsetText()
	case ptrToMapValue:
		kind := "map value"
		if s.typ.mayBeNull() {
			kind = "nullable map value"
		}
		if from != "" {
			kind += " from " + from
		}
		return kind + " " + s.offsetText()
	case constPtrToMap:
		if from != "" {
			return "map pointer for map " + from
		}
		return "map pointer"
	}
	return v.typeName(s.typ) + " " + s.offsetText()
}

func (s *snapshot) isUnknown() bool { return s.varOff.isUnknown() && anyNumber(s.r64) }

// anyNumber reports whether neither the signed nor the unsigned range of c excludes a number.
func anyNumber(c cnum[uint64]) bool {
	return int64(c.smin()) == math.MinInt64 && int64(c.smax()) == math.MaxInt64 && c.umin() == 0 && c.umax() == math.MaxUint64
}

// offsetText describes the offset of a pointer (diag_var_offset).
func (s *snapshot) offsetText() string {
	switch {
	case s.varOff.isConst():
		return sprintf("at offset %d", int64(s.varOff.value))
	case s.isUnknown():
		return "with unknown offset"
	}
	return "with variable offset: " + bitsText(s.varOff) + ", " + rangesText(s.r64)
}

func bitsText(t tnum) string { return sprintf("known bits %#x, unknown mask %#x", t.value, t.mask) }

// rangesText describes a range (diag_scalar_range).
func rangesText(c cnum[uint64]) string {
	return "signed range [" + signedText(int64(c.smin())) + ", " + signedText(int64(c.smax())) +
		"], unsigned range [" + unsignedText(c.umin()) + ", " + unsignedText(c.umax()) + "]"
}

func signedText(n int64) string {
	switch n {
	case math.MinInt64:
		return "S64_MIN"
	case math.MaxInt64:
		return "S64_MAX"
	}
	return strconv.FormatInt(n, 10)
}

func unsignedText(n uint64) string {
	if n == math.MaxUint64 {
		return "U64_MAX"
	}
	return strconv.FormatUint(n, 10)
}
