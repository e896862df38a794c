package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceConstNoID     = abi.Since{abi.V6_9}                 // a constant gets no id when it is copied
	sinceMov32ID       = abi.Since{abi.V6_4}                 // a 32-bit move of a small value keeps the id
	sinceLinkedScalars = abi.Since{abi.V6_11}                // ids survive the addition of a constant
	sinceLinkedSub     = abi.Since{abi.V7_1, abi.V6_18 + 44} // and its subtraction, also in 32 bits
	sinceBoundsSanity  = abi.Since{abi.V6_8}                 // impossible ranges are repaired
	sinceAddSameReg    = abi.Since{abi.V7_0, abi.V6_12}
)

// checkALU checks an arithmetic instruction and computes its result (check_alu_op).
func (v *env) checkALU(i insn.Insn) {
	regs := v.regs()
	op := i.Op()
	v.change(i.Dst)
	switch op {
	case insn.BPF_END, insn.BPF_NEG:
		v.regArg(i.Dst, srcOp)
		if v.isPointerValue(i.Dst) {
			v.refuse(unaryOnPointer, i.Dst)
		}
		if regs[i.Dst].typ == scalarValue && (v.in(sinceSwappedBits) || op == insn.BPF_NEG && v.in(sinceNegRange)) {
			v.regArg(i.Dst, dstNoMark)
			v.imm = regs[i.Dst]
			v.scalarOp(i, &regs[i.Dst], &v.imm)
		} else {
			v.regArg(i.Dst, dstOp)
		}
	case insn.BPF_MOV:
		v.checkCast(i)
		if i.Source() == insn.BPF_X {
			v.regArg(i.Src, srcOp)
		}
		v.regArg(i.Dst, dstNoMark)
		v.move(i, &regs[i.Dst], &regs[i.Src])
	default:
		if i.Source() == insn.BPF_X {
			v.regArg(i.Src, srcOp)
		}
		v.regArg(i.Dst, srcOp)
		v.checkOperand(i)
		v.regArg(i.Dst, dstNoMark)
		v.arithmetic(i)
	}
	v.sane(&regs[i.Dst], "alu")
	v.changed(&regs[i.Dst])
}

// assignID gives a scalar an id so that its copy shares it.
func (v *env) assignID(r *reg) {
	if r.typ != scalarValue {
		return
	}
	if r.id&addConst != 0 {
		r.clearID()
	}
	if r.id == 0 && !(v.in(sinceConstNoID) && r.varOff.isConst()) {
		r.id = v.newID()
	}
}

func (v *env) newID() uint32 {
	v.idGen++
	return v.idGen
}

// move computes a register move or the load of a constant.
func (v *env) move(i insn.Insn, dst, src *reg) {
	wide := i.Class() == insn.BPF_ALU64
	if i.Source() == insn.BPF_K {
		v.unknown(dst)
		if wide {
			dst.known(uint64(int64(i.Imm)))
		} else {
			dst.known(uint64(uint32(i.Imm)))
		}
		return
	}
	copyReg := func() {
		dst.copyFrom(src)
		dst.live |= liveWritten
	}
	switch {
	case wide && i.Off == 0:
		v.assignID(src)
		copyReg()
		return
	case v.isPointerValue(i.Src):
		if wide {
			v.refuse(signExtendPointer, i.Src)
		}
		v.refuse(partialPointer, i.Src)
	case src.typ != scalarValue:
		v.unknown(dst)
	case i.Off == 0:
		keep := bits.Len64(src.umax) <= 32 && v.in(sinceMov32ID)
		if keep {
			v.assignID(src)
		}
		copyReg()
		if !keep {
			dst.clearID()
		}
	default:
		keep := src.umax < 1<<(i.Off-1)
		if keep {
			v.assignID(src)
		}
		copyReg()
		if !keep {
			dst.clearID()
		}
		if wide {
			v.signExtend(dst, int(i.Off>>3))
		} else {
			v.signExtend32(dst, int(i.Off>>3))
		}
	}
	if !wide {
		v.zext32(dst)
		v.sync(dst)
	}
}

// arithmetic computes all other operations (adjust_reg_min_max_vals).
func (v *env) arithmetic(i insn.Insn) {
	regs := v.regs()
	dst := &regs[i.Dst]
	var src *reg
	linked := v.in(sinceLinkedScalars)
	if !linked && dst.typ == scalarValue {
		dst.id = 0
	}
	if i.Source() == insn.BPF_X {
		src = &regs[i.Src]
		switch {
		case src.typ != scalarValue && dst.typ != scalarValue:
			if i.Op() == insn.BPF_SUB && v.allowPtrLeaks {
				v.unknown(dst)
				return
			}
			v.refuse(pointerOpPointer, i.Dst, aluSign[i.Op()>>4])
		case src.typ != scalarValue:
			v.markPrecise(i.Dst)
			v.imm = *dst
			v.pointerOp(i, src, &v.imm)
			return
		case dst.typ != scalarValue:
			v.markPrecise(i.Src)
			v.pointerOp(i, dst, src)
			return
		case dst.precise:
			v.markPrecise(i.Src)
		}
	} else {
		src = v.immediate(i.Imm)
		if dst.typ != scalarValue {
			v.pointerOp(i, dst, src)
			return
		}
	}
	umax := dst.umax
	if src == dst {
		v.imm = *src
		src = &v.imm
	}
	v.scalarOp(i, dst, src)
	if linked {
		v.link(i, dst, src, umax)
	}
}

// link keeps the id of dst after the addition of a constant, and drops it after everything else.
func (v *env) link(i insn.Insn, dst, src *reg, umax uint64) {
	op, alu32 := i.Op(), i.Class() == insn.BPF_ALU
	sub := v.in(sinceLinkedSub)
	same := v.in(sinceAddSameReg) && i.Source() == insn.BPF_X && i.Src == i.Dst
	if !v.capable || op != insn.BPF_ADD && !(sub && op == insn.BPF_SUB) || alu32 && !sub || dst.id == 0 || !src.isConst(alu32) ||
		same || dst.id&addConst != 0 {
		dst.clearID()
		return
	}
	val := src.constValue(alu32)
	if !sub {
		if val > 1<<31-1 {
			dst.clearID()
			return
		}
		dst.id |= addConst64
		dst.off = int32(val)
		return
	}
	if !alu32 && int64(val) != int64(int32(val)) || alu32 && umax > 1<<32-1 || op == insn.BPF_SUB && int32(val) == -1<<31 {
		dst.clearID()
		return
	}
	d := int32(val)
	if op == insn.BPF_SUB {
		d = -d
	}
	dst.id |= addConst64
	if alu32 {
		dst.id = dst.id&^addConst | addConst32
	}
	dst.off = d
}

// sane makes r unknown if its ranges are impossible.
func (v *env) sane(r *reg, what string) {
	if !v.in(sinceBoundsSanity) || r.typ == notInit {
		return
	}
	bad := ""
	t32 := r.varOff.subreg()
	switch {
	case r.impossible():
		bad = "range bounds violation"
	case r.varOff.isConst() && (r.umin != r.varOff.value || r.umax != r.varOff.value || r.smin != int64(r.varOff.value) || r.smax != int64(r.varOff.value)):
		bad = "const tnum out of sync with range bounds"
	case r.varOff.subregIsConst() && (r.u32min != uint32(t32.value) || r.u32max != uint32(t32.value) || r.s32min != int32(t32.value) || r.s32max != int32(t32.value)):
		bad = "const subreg tnum out of sync with range bounds"
	default:
		return
	}
	v.logf("REG INVARIANTS VIOLATION (%s): %s u64=[%#x, %#x] s64=[%#x, %#x] u32=[%#x, %#x] s32=[%#x, %#x] var_off=(%#x, %#x)\n",
		what, bad, r.umin, r.umax, uint64(r.smin), uint64(r.smax), r.u32min, r.u32max, uint32(r.s32min), uint32(r.s32max), r.varOff.value, r.varOff.mask)
	if v.prog.Flags&flagTestRegInvariants != 0 {
		v.refuseQuietly(regInvariants)
	}
	r.bounds = unbounded
}
