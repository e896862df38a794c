package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// aluSign are the operators of BPF_ALU as logs print them.
var aluSign = [...]string{"+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""}

var (
	// sinceKnownFlowKeys is the release in which a pointer to flow keys moves by constants only (CVE-2024-26589).
	sinceKnownFlowKeys = abi.Since{abi.V6_8, abi.V6_7 + 2, abi.V6_6 + 14, abi.V6_1 + 75, abi.V5_15 + 148}
	sinceWholeCopy     = abi.Since{abi.V7_2 + 13, abi.V6_18 + 44, abi.V6_12, abi.V6_1 + 192} // the result is a copy of the pointer, also its frame; the oldest known of their series
)

// arithmeticOK reports whether pointers of this type may be changed by off.
func (v *env) arithmeticOK(t regType, i insn.Insn, off *reg) bool {
	known := off.varOff.isConst()
	switch t.base() {
	case ptrToCtx, ptrToMapValue, ptrToMapKey, ptrToStack, ptrToPacketMeta, ptrToPacket, ptrToTPBuffer, ptrToBTFID, ptrToMem, ptrToBuf, ptrToFunc:
		return true
	case ptrToFlowKeys:
		return known || !v.in(sinceKnownFlowKeys)
	case constPtrToMap:
		return known && off.smin == 0 && i.Op() == insn.BPF_ADD
	}
	return false
}

// pointerOp computes ptr op off into the destination (adjust_ptr_min_max_vals).
func (v *env) pointerOp(i insn.Insn, ptrReg *reg, off *reg) {
	n := i.Dst
	dst := &v.regs()[n]
	ptr := *ptrReg
	op := i.Op()
	known := off.varOff.isConst()
	base := n // the register with the pointer
	if dst != ptrReg {
		base = i.Src
	}
	if known && (off.smin != off.smax || off.umin != off.umax) || off.smin > off.smax || off.umin > off.umax {
		v.unknown(dst)
		return
	}
	if i.Class() != insn.BPF_ALU64 {
		if op == insn.BPF_SUB && v.allowPtrLeaks {
			v.unknown(dst)
			return
		}
		v.reportRegister(base, "32-bit pointer arithmetic",
			"Use a 64-bit ALU instruction with an allowed, bounded scalar offset.",
			"R%d holds %s. 32-bit ALU operations on pointers discard pointer tracking, so the verifier cannot keep the result as a safe pointer.",
			base, v.plainType(ptr.typ))
		v.refuse(pointerALU32, n)
	}
	name := v.typeName(ptr.typ)
	if ptr.typ.mayBeNull() && (v.in(sinceTypeFlags) || ptr.typ.base() == ptrToMapValue) {
		v.reportRegister(base, "pointer arithmetic before NULL check",
			"Make sure that a NULL check precedes any arithmetic performed on the pointer.",
			"R%d may be NULL (%s). Pointer arithmetic is allowed only after the program proves the pointer is non-NULL on this path.",
			base, name)
		v.refuse(pointerMaybeNull, n, name)
	}
	if ptr.typ.mayBeNull() || !v.arithmeticOK(ptr.typ, i, off) {
		v.reportRegister(base, "pointer arithmetic is not allowed",
			"Do not change this pointer's offset; use it only in operations accepted for its kind.",
			"R%d holds %s. This pointer kind does not allow offset arithmetic.", base, v.plainType(ptr.typ))
		v.refuse(pointerFixed, n, name)
	}
	if dst != ptrReg {
		if v.in(sinceWholeCopy) {
			*dst = *ptrReg
		} else {
			dst.regCore, dst.mapUID = ptr.regCore, ptr.mapUID
			dst.id = ptr.id
		}
	}
	if unsafeOffset(off) {
		v.reportRegister(base, "pointer offset is not safe",
			"Clamp or bounds-check the scalar offset before applying it to the pointer.",
			"The scalar offset used with R%d is unbounded or outside the verifier's safe pointer-offset range [-%d, %d].", base, maxVarOff, maxVarOff)
	}
	v.saneOffset(off, ptr.typ)
	if unsafeOffset(&ptr) {
		v.reportRegister(base, "pointer offset is not safe",
			"Keep the base pointer within the verifier's allowed offset range before applying more arithmetic.",
			"R%d already has an offset outside the verifier's safe range [-%d, %d] for %s.", base, maxVarOff, maxVarOff, v.plainType(ptr.typ))
	}
	v.sanePointer(&ptr, ptr.typ)
	window := v.sanitizePointer(i, ptrReg, off, dst)
	switch op {
	case insn.BPF_ADD:
		v.addOffset(dst, &ptr, off)
	case insn.BPF_SUB:
		if dst != ptrReg {
			v.reportRegister(base, "pointer subtracted from scalar",
				"Keep the pointer as the base; only add or subtract bounded scalars when permitted.",
				"This operation subtracts pointer register R%d from scalar register R%d. "+
					"The verifier only tracks pointer-minus-scalar arithmetic for allowed pointer types.", base, n)
			v.refuse(scalarMinusPointer, n)
		}
		if ptr.typ == ptrToStack {
			v.reportRegister(base, "subtraction from stack pointer",
				"Use addition from R10 to form stack addresses within the tracked stack frame.",
				"R%d is a stack pointer. The verifier does not allow BPF_SUB to move stack pointers.", base)
			v.refuse(stackSubtraction, n)
		}
		v.subOffset(dst, &ptr, off)
	case insn.BPF_AND, insn.BPF_OR, insn.BPF_XOR:
		v.reportRegister(base, "bitwise operation on pointer",
			"Do bitwise operations on scalar values, not on pointer-valued registers.",
			"R%d holds %s. Bitwise operator %s would destroy the pointer value the verifier is tracking.", base, v.plainType(ptr.typ), aluSign[op>>4])
		v.refuse(pointerBitwise, n, aluSign[op>>4])
	default:
		v.reportRegister(base, "invalid pointer arithmetic operator",
			"Use only verifier-supported addition or subtraction with a bounded scalar offset, or perform this operation on a scalar value.",
			"R%d holds %s. Operator %s is not one of the limited pointer arithmetic operations the verifier can track.",
			base, v.plainType(ptr.typ), aluSign[op>>4])
		v.refuse(pointerOperator, n, aluSign[op>>4])
	}
	if unsafeOffset(dst) {
		v.reportRegister(base, "pointer offset is not safe",
			"Tighten the scalar bounds before the arithmetic so the resulting pointer remains within the allowed range.",
			"After this arithmetic, R%d would be outside the verifier's safe offset range [-%d, %d] for %s.", n, maxVarOff, maxVarOff, v.plainType(ptr.typ))
	}
	v.sanePointer(dst, ptr.typ)
	if v.circular && dst.typ.isPktPointer() && (known || dst.rng > 0) {
		dst.r32 = dst.r32.intersect(fromTnum[uint32](dst.varOff.subreg()))
		dst.derive()
	} else {
		v.sync(dst)
	}
	v.sanitizeBounds(n, dst)
	v.narrowMask(i, window, dst)
}

func (v *env) addOffset(dst, ptr, off *reg) {
	known := off.varOff.isConst()
	if v.circular {
		dst.unbound32()
		dst.r64 = ptr.r64.add(off.r64)
		dst.derive()
		dst.varOff = ptr.varOff.add(off.varOff)
		if ptr.typ.isPktPointer() {
			if !known {
				dst.id = v.newID()
			}
			if !known || dst.rng < 0 {
				dst.rng = 0
			}
		}
		return
	}
	dst.unbound32()
	if sum := int64(ptr.off) + off.smin; known && sum == int64(int32(sum)) {
		dst.off = int32(sum)
		return
	}
	sums := *ptr
	v.addRange(&sums, off)
	dst.smin, dst.smax, dst.umin, dst.umax = sums.smin, sums.smax, sums.umin, sums.umax
	if !v.in(sinceUnsignedWrap) {
		// The range of an unsigned sum is lost if either end wraps.
	} else if ptr.umin+off.umin < ptr.umin || ptr.umax+off.umax < ptr.umax {
		dst.umin, dst.umax = 0, ^uint64(0)
	}
	dst.varOff = ptr.varOff.add(off.varOff)
	if ptr.typ.isPktPointer() {
		dst.id = v.newID()
		dst.rng = 0
	}
}

func (v *env) subOffset(dst, ptr, off *reg) {
	known := off.varOff.isConst()
	if v.circular {
		dst.unbound32()
		dst.r64 = ptr.r64.add(off.r64.neg())
		dst.derive()
		dst.varOff = ptr.varOff.sub(off.varOff)
		if ptr.typ.isPktPointer() {
			if !known {
				dst.id = v.newID()
			}
			if !known && off.smin < 0 || dst.rng < 0 {
				dst.rng = 0
			}
		}
		return
	}
	dst.unbound32()
	if d := int64(ptr.off) - off.smin; known && d == int64(int32(d)) {
		dst.off = int32(d)
		return
	}
	d := *ptr
	v.subRange(&d, off)
	dst.smin, dst.smax = d.smin, d.smax
	if ptr.umin < off.umax {
		dst.umin, dst.umax = 0, ^uint64(0)
	} else {
		dst.umin, dst.umax = ptr.umin-off.umax, ptr.umax-off.umin
	}
	dst.varOff = ptr.varOff.sub(off.varOff)
	if ptr.typ.isPktPointer() {
		dst.id = v.newID()
		if off.smin < 0 {
			dst.rng = 0
		}
	}
}

// saneOffset refuses offsets so large that sums could wrap (check_reg_sane_offset, check_reg_sane_offset_scalar).
func (v *env) saneOffset(r *reg, t regType) {
	val := int64(r.varOff.value)
	name := v.typeName(t)
	switch {
	case r.varOff.isConst() && (val >= maxVarOff || val <= -maxVarOff):
		v.refuse(pointerMathConst, name, val)
	case !v.circular && (r.off >= maxVarOff || r.off <= -maxVarOff):
		v.refuse(pointerOffset, name, r.off)
	case r.smin == -1<<63:
		v.refuse(pointerMathUnbounded, name)
	case r.smin >= maxVarOff || r.smin <= -maxVarOff:
		v.refuse(pointerMathValue, r.smin, name)
	}
}

// sanePointer refuses a pointer with such an offset (check_reg_sane_offset, since 7.1 check_reg_sane_offset_ptr).
func (v *env) sanePointer(r *reg, t regType) {
	switch {
	case !v.circular:
		v.saneOffset(r, t)
	case unsafeOffset(r):
		v.refuse(pointerOffset, v.typeName(t), r.smin)
	}
}

// unsafeOffset reports whether the offset is so large that sums could wrap.
func unsafeOffset(r *reg) bool { return r.smin >= maxVarOff || r.smin <= -maxVarOff }
