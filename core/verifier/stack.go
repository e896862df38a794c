package verifier

import "bpfplay/core/abi"

var (
	sinceScalarSpill     = abi.Since{abi.V6_9}                            // every scalar is spilled as it is
	sinceUninitReads     = abi.Since{abi.V6_3, abi.V6_1, abi.V5_10 + 262} // with CAP_PERFMON, bytes that were not written may be read; 5.10.262 is the oldest 5.10 known to allow it
	sinceUninitDeep      = abi.Since{abi.V6_3, abi.V6_1}                  // with CAP_PERFMON the whole stack may be read
	sinceStackBounds     = abi.Since{abi.V6_8, abi.V6_1}                  // the bounds check grows the stack
	sinceAccessType      = abi.Since{abi.V6_14}                           // helpers say whether they read or write
	sinceFillID          = abi.Since{abi.V7_1}                            // a fill links the register to the slot
	sinceScalarOverwrite = abi.Since{abi.V6_7}                            // unprivileged programs may overwrite parts of scalars
	sinceVarOffZero      = abi.Since{abi.V6_8}
)

const (
	accessDirect = iota
	accessHelper
)

// stackBounds refuses an access outside of the stack (check_stack_access_within_bounds).
func (v *env) stackBounds(n uint8, r *reg, off int64, size int, helper, write bool) {
	extra := " read from"
	switch {
	case helper && !v.in(sinceAccessType):
		extra = " indirect access to"
	case write:
		extra = " write to"
	}
	f := v.frameOf(r)
	fixed := r.varOff.isConst()
	var lo, hi int64
	if fixed {
		lo = int64(r.varOff.value) + off
		hi = lo + int64(size)
	} else {
		if r.smax >= maxVarOff || r.smin <= -maxVarOff {
			v.refuse(stackUnbounded, extra, n)
		}
		lo, hi = r.smin+off, r.smax+off+int64(size)
	}
	least := int64(-maxStack)
	if !write && !(v.allowPtrLeaks && v.in(sinceUninitDeep)) {
		least = -int64(f.allocated())
	}
	var rule *Rule
	switch {
	case lo < least || lo > -1:
		rule = stackOutside
	case hi > 0 || size < 0:
		rule = stackAbove
	}
	if rule != nil {
		switch {
		case fixed && v.circular:
			v.refuse(rule, extra, n, lo, size)
		case fixed:
			v.refuse(rule, extra, n, off, size)
		case v.in(sinceVarOffMessage):
			v.refuse(variableOf(rule), extra, n, r.varOff.String(), off, size)
		default:
			v.refuse(variableOldOf(rule), extra, n, r.varOff.String(), size)
		}
	}
	if v.in(sinceStackBounds) {
		v.grow(f, int(-lo))
		v.depth(f, (int(-lo)+7)&^7)
	}
}

var sinceVarOffMessage = abi.Since{abi.V6_8}

// stackHistory notes a spill or fill in the history of the path.
func (v *env) stackHistory(h histEntry) {
	if v.in(sincePrecisionFrames) {
		v.pushHistory(h)
	}
}
