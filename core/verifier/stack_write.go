package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// spillable reports whether pointers of this type keep their type on the stack.
func (v *env) spillable(t regType) bool {
	return t.base() > scalarValue && (t != ptrToTPBuffer || v.in(sinceSpilledBuffer))
}

// sinceSpilledBuffer is the release that keeps the type of a pointer to a buffer of a tracepoint on the stack.
var sinceSpilledBuffer = abi.Since{abi.V7_3}

// spill stores r in a slot of f: register n, or a constant if n is -1.
func (v *env) spill(f *frame, spi int, r *reg, n, size int) {
	s := &f.stack[spi]
	if v.history != nil {
		var origin place
		if n >= 0 {
			origin = regPlace(v.cur.cur(), uint8(n))
		}
		v.beginChange(slotPlace(f, spi), &s.reg, origin, causeSpill)
	}
	s.copyFrom(r)
	if size == regSize {
		s.live |= liveWritten
	}
	i := regSize
	for ; i > regSize-size; i-- {
		s.bytes[i-1] = stackSpill
	}
	for ; i > 0; i-- {
		if b := &s.bytes[i-1]; *b != stackInvalid && *b != stackPoison && !(*b == stackZero && v.in(sinceScalarSpill)) {
			*b = stackMisc
		}
	}
	v.changed(&s.reg)
}

// bounded reports whether anything is known about the scalar.
func bounded(r *reg) bool { return !r.varOff.isUnknown() || r.bounds != unbounded }

// writeStack stores register n at off, the immediate of the instruction if n is -1 (check_stack_write_fixed_off).
func (v *env) writeStack(ptr *reg, off int64, size, n int) {
	if !ptr.varOff.isConst() {
		v.writeStackVar(ptr, off, size, n)
		return
	}
	off += int64(ptr.varOff.value)
	f := v.frameOf(ptr)
	at := int(-off - 1)
	spi := at / regSize
	v.grow(f, at+1)
	v.checkFastcall(f, off)
	s := &f.stack[spi]
	i := v.insns[v.insnIdx]
	imm := n < 0 && i.Class() == insn.BPF_ST && i.Mode() == insn.BPF_MEM
	if !v.allowPtrLeaks && s.isSpill() && size != regSize && !(v.in(sinceScalarOverwrite) && s.isScalarSpill()) {
		v.reportMemory("stack spill corruption",
			"Write the full 8-byte spilled pointer slot, or use a separate stack slot for scalar data before overwriting only part of it.",
			"This store writes %d bytes at stack offset %d into a stack slot that currently holds a spilled pointer. "+
				"Partial writes to spilled pointers are rejected because they can corrupt pointer metadata and leak kernel pointers.",
			size, off)
		v.refuse(stackCorrupt)
	}
	var r *reg
	if n >= 0 {
		r = &v.regs()[n]
	}
	if off%regSize == 0 && size == regSize {
		v.slotWritten(f, spi)
	}
	v.scratchSlot(spi)
	aligned := off%regSize == 0 && v.capable
	hist := histEntry{flags: histStack, frame: uint8(f.frameno), spi: uint8(spi)}
	newer := v.in(sinceScalarSpill)
	switch {
	case r != nil && aligned && r.typ == scalarValue && (newer || bounded(r) && !r.isNull()):
		fits := bits.Len64(r.umax) <= 8*size
		if newer {
			if fits {
				v.assignID(r)
			}
		} else if i.Dst != insn.BPF_REG_10 {
			v.markPrecise(uint8(n))
		}
		v.spill(f, spi, r, n, size)
		if !fits {
			s.clearID()
		}
	case imm && aligned && (newer || i.Imm != 0):
		v.spill(f, spi, v.immediate(i.Imm), n, size)
	case r != nil && v.spillable(r.typ):
		if size != regSize {
			v.logLine(v.insnIdx, "; ")
			v.refuse(spillSize)
		}
		if f != v.cur.cur() && r.typ == ptrToStack {
			v.refuse(spillToCaller)
		}
		v.spill(f, spi, r, n, size)
	default:
		t := uint8(stackMisc)
		if s.isSpill() {
			v.lost(slotPlace(f, spi), &s.reg, causeWrite)
		}
		s.typ = notInit
		if s.isSpill() {
			s.scrub()
		}
		if size == regSize {
			s.live |= liveWritten
		}
		if r != nil && r.isNull() || imm && i.Imm == 0 {
			if n >= 0 {
				v.markPrecise(uint8(n))
			}
			t = stackZero
		}
		for k := range size {
			s.bytes[(at-k)%regSize] = t
		}
		return
	}
	v.stackHistory(hist)
}

// scrub turns all written bytes into unknown ones.
func (s *slot) scrub() {
	for i, b := range s.bytes {
		if b != stackInvalid && b != stackPoison {
			s.bytes[i] = stackMisc
		}
	}
}

// writeStackVar stores at an unknown offset: every byte that may be written becomes unknown.
func (v *env) writeStackVar(ptr *reg, off int64, size, n int) {
	f := v.frameOf(ptr)
	lo, hi := ptr.smin+off, ptr.smax+off+int64(size)
	v.grow(f, int(-lo))
	v.checkFastcall(f, lo)
	i := v.insns[v.insnIdx]
	var r *reg
	if n >= 0 {
		r = &v.regs()[n]
	}
	zero := r != nil && r.isNull() || n < 0 && v.in(sinceVarOffZero) && i.Class() == insn.BPF_ST && i.Mode() == insn.BPF_MEM && i.Imm == 0
	used := false
	for k := lo; k < hi; k++ {
		at := int(-k - 1)
		s := &f.stack[at/regSize]
		b := &s.bytes[at%regSize]
		v.scratchSlot(at / regSize)
		if !v.allowPtrLeaks && *b != stackMisc && *b != stackZero {
			v.refuse(stackVarSpill, v.insnIdx, k)
		}
		if zero && v.in(sinceVarOffZero) && *b == stackSpill && s.isScalarSpill() && s.varOff.equals(0) {
			used = true
			continue
		}
		s.typ = notInit
		if v.in(sinceScrubVar) && s.isSpill() {
			s.scrub()
		}
		t := uint8(stackMisc)
		if zero && *b == stackZero {
			t, used = stackZero, true
		}
		if (*b == stackInvalid || *b == stackPoison) && !v.allowPtrLeaks {
			v.refuse(stackVarUninit, v.insnIdx, k)
		}
		*b = t
	}
	if used && n >= 0 {
		v.markPrecise(uint8(n))
	}
	v.lostBytes(f, lo, hi)
}

var sinceScrubVar = abi.Since{abi.V7_2 + 13, abi.V6_18 + 44, abi.V6_12} // the oldest known of their series
