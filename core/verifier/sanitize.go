package verifier

import "bpfplay/core/insn"

// aluMask describes how the rewritten program masks the offset of one instruction, so that a processor that speculates on a
// wrong branch stays inside the object. Follows alu_state and alu_limit of struct bpf_insn_aux_data.
type aluMask struct {
	state uint8 // BPF_ALU_*; 0 if the instruction was not seen
	limit uint32
}

// Bits of aluMask.state: BPF_ALU_*.
const (
	aluSanitizeSrc = 1 << iota
	aluSanitizeDst
	aluNegValue
	aluNonPointer
	aluImmediate
)

// aluWindow is the state that the two steps of the check of one addition share. Follows struct bpf_sanitize_info.
type aluWindow struct {
	mask      aluMask
	left      bool // towards lower addresses
	offInDst  bool // the destination held the offset
	unchecked bool // needs no mask
}

// needsMask reports whether a processor that speculates must be kept from adding a wrong number to a pointer.
func (v *env) needsMask(i insn.Insn) bool {
	return !v.bypassSpec && i.Source() == insn.BPF_X && (i.Op() == insn.BPF_ADD || i.Op() == insn.BPF_SUB)
}

// sanitizePointer prepares the mask for ptr op off, and follows the path on which the mask makes the offset 0. It follows the
// first call of sanitize_ptr_alu.
func (v *env) sanitizePointer(i insn.Insn, ptr, off, dst *reg) (w aluWindow) {
	if !v.needsMask(i) {
		w.unchecked = true
		return w
	}
	known := off.varOff.isConst()
	w.offInDst = ptr != dst && !v.in(sinceWholeCopy)
	if !v.cur.speculative {
		if !known && off.smin < 0 != (off.smax < 0) {
			n := i.Src
			if w.offInDst {
				n = i.Dst
			}
			v.refuse(aluMixedBounds, n)
		}
		w.left = i.Op() == insn.BPF_ADD && off.smin < 0 || i.Op() == insn.BPF_SUB && off.smin >= 0
		limit := v.pointerLimit(i, ptr, w)
		state := uint8(aluSanitizeSrc)
		if ptr != dst {
			state = aluSanitizeDst
		}
		if off.smin < 0 {
			state |= aluNegValue
		}
		if known {
			state |= aluImmediate
		} else {
			v.exploreLimits = true
		}
		w.mask = aluMask{state, limit}
	}
	if !known {
		old := *dst
		dst.copyFrom(ptr)
		v.push(v.insnIdx+1, v.insnIdx, true)
		*dst = old
	}
	return w
}

// narrowMask narrows the mask to the distance that the pointer moved. It follows the second call of sanitize_ptr_alu.
func (v *env) narrowMask(i insn.Insn, w aluWindow, dst *reg) {
	if w.unchecked || v.cur.speculative {
		return
	}
	d := int32(w.mask.limit - v.pointerLimit(i, dst, w))
	v.setMask(i, aluMask{w.mask.state, uint32(max(d, -d))})
}

// sanitizeScalar notes that an instruction adds numbers, so that it needs no mask.
func (v *env) sanitizeScalar(i insn.Insn) {
	if v.needsMask(i) {
		v.setMask(i, aluMask{state: aluNonPointer})
	}
}

// setMask refuses an instruction that needs different masks on different paths (update_alu_sanitation_state).
func (v *env) setMask(i insn.Insn, m aluMask) {
	old := &v.aux[v.insnIdx].mask
	if old.state != 0 && *old != m {
		v.refuse(aluPaths, i.Dst, aluName(i))
	}
	*old = m
}

// pointerLimit returns how far the pointer is from the end of its object in the direction of the mask (retrieve_ptr_limit).
func (v *env) pointerLimit(i insn.Insn, ptr *reg, w aluWindow) uint32 {
	var limit, most uint32
	switch ptr.typ {
	case ptrToStack:
		most = maxStack
		if w.left {
			most++
		}
		limit = uint32(-(int64(ptr.varOff.value) + int64(ptr.off)))
	case ptrToMapValue:
		most = ptr.m.ValueSize
		limit = uint32(ptr.umax) + uint32(ptr.off)
		if w.left {
			limit = uint32(ptr.smin) + uint32(ptr.off)
		}
	default:
		n := i.Dst
		if w.offInDst {
			n = i.Src
		}
		v.refuse(aluPointerType, n)
	}
	if limit >= most {
		v.refuse(aluLimit, i.Dst, aluName(i))
	}
	return limit
}

func aluName(i insn.Insn) string {
	if i.Op() == insn.BPF_ADD {
		return "add"
	}
	return "sub"
}

// sanitizeBounds keeps pointers of programs without CAP_PERFMON inside their object (sanitize_check_bounds).
func (v *env) sanitizeBounds(n uint8, r *reg) {
	if v.bypassSpec {
		return
	}
	switch r.typ {
	case ptrToStack:
		off := int64(r.off) + int64(r.varOff.value)
		if !r.varOff.isConst() {
			v.refuse(stackVariableUnpriv, n, r.varOff.String(), off)
		}
		if off >= 0 || off < -maxStack {
			v.refuse(stackRangeUnpriv, n, off)
		}
	case ptrToMapValue:
		if attempt(func() { v.checkValue(n, r, int64(r.off), 1, false) }) != nil {
			v.refuse(valueRangeUnpriv, n)
		}
	}
}
