package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceScratchedReads is the release in which the log shows a slot of the stack that was read, not only one that was written.
var sinceScratchedReads = abi.Since{abi.V6_5}

// sinceSpilledZeros is the release in which a load from an unknown offset into slots with a spilled 0 yields 0.
var sinceSpilledZeros = abi.Since{abi.V7_1}

// sinceMixedZeros is the release in which a load from zeros and a spilled 0 yields 0.
var sinceMixedZeros = abi.Since{abi.V7_3}

// readStack loads size bytes at off into register n, or checks that they may be read if n is negative.
func (v *env) readStack(ptr *reg, ptrN uint8, off int64, size, n int) {
	if !ptr.varOff.isConst() {
		if n < 0 {
			v.reportMemory("variable stack access",
				"Use a fixed stack offset for helper memory arguments, or copy the needed bytes into a fixed stack slot first.",
				"The helper would access the stack through variable offset %s plus fixed offset %d and size %d. "+
					"Helper stack memory arguments require a constant stack offset and a precise initialized range.",
				ptr.varOff.String(), off, size)
			v.refuse(stackVariableHelper, ptr.varOff.String(), off, size)
		}
		v.initialised(ptrN, off, size, false, accessDirect, false, nil)
		v.checkFastcall(v.frameOf(ptr), ptr.smin+off)
		v.fillUnknown(v.frameOf(ptr), ptr.smin+off, ptr.smax+off+int64(size), n)
		return
	}
	off += int64(ptr.varOff.value)
	f := v.frameOf(ptr)
	v.checkFastcall(f, off)
	spi := int(-off-1) / regSize
	s := &f.stack[spi]
	r := &s.reg
	if v.in(sinceScratchedReads) {
		v.scratchSlot(spi)
	}
	v.slotRead(f, spi)
	flags := histEntry{flags: histStack, frame: uint8(f.frameno), spi: uint8(spi)}
	var dst *reg
	if n >= 0 {
		dst = &v.regs()[n]
		v.beginChange(regPlace(v.cur.cur(), uint8(n)), dst, slotPlace(f, spi), causeWrite)
	}
	if !s.isSpill() {
		for i := range size {
			switch t := s.bytes[(int(-off-1)-i)%regSize]; {
			case t == stackPoison:
				v.refuse(stackPoisoned, off, i, size)
			case t == stackInvalid && !v.readsUninit:
				v.reportUninit(off, i, size)
				v.refuse(stackUninit, off, i, size)
			}
		}
		v.markRead(r, r.parent, liveRead64)
		if dst != nil {
			v.fillUnknown(f, off, off+int64(size), n)
		}
		return
	}
	spilled := 0
	for i := regSize - 1; i >= 0 && s.bytes[i] == stackSpill; i-- {
		spilled++
	}
	if size == regSize && spilled == regSize {
		switch {
		case dst != nil:
			if v.in(sinceFillID) && v.capable {
				v.assignID(r)
			}
			dst.copyFrom(r)
			dst.live |= liveWritten
		case !v.allowPtrLeaks && r.isPointer():
			v.refuse(stackLeak, off)
		}
		v.markRead(r, r.parent, liveRead64)
		v.stackHistory(flags)
		return
	}
	if r.typ != scalarValue {
		v.logLine(v.insnIdx, "; ")
		v.refuse(fillSize)
	}
	v.markRead(r, r.parent, liveRead64)
	if dst == nil {
		return
	}
	if v.partialFill(f, s, off, size, spilled, n) {
		v.stackHistory(flags)
	}
}

// partialFill loads a part of a spilled scalar into register n. It reports whether the value depends on the scalar.
func (v *env) partialFill(f *frame, s *slot, off int64, size, spilled, n int) bool {
	r, dst := &s.reg, &v.regs()[n]
	defer func() { dst.live |= liveWritten }()
	newer := v.in(sinceScalarSpill)
	if off%regSize == 0 && (size == spilled || newer && size <= spilled) {
		if v.in(sinceFillID) && v.capable && size == 4 && spilled == 4 && bits.Len64(r.umax) <= 32 {
			v.assignID(r)
		}
		dst.copyFrom(r)
		if newer && bits.Len64(r.umax) > size*8 {
			dst.clearID()
		}
		return true
	}
	spills, zeros := 0, 0
	for i := range size {
		switch t := s.bytes[(int(-off-1)-i)%regSize]; {
		case t == stackSpill:
			spills++
		case t == stackMisc, t == stackInvalid && v.readsUninit:
		case t == stackZero && newer:
			zeros++
		case t == stackPoison:
			v.refuse(stackPoisoned, off, i, size)
		default:
			v.reportUninit(off, i, size)
			v.refuse(stackUninit, off, i, size)
		}
	}
	switch {
	case newer && spills == size && r.varOff.equals(0):
		v.constZero(dst)
		return true
	case newer && zeros == size:
		v.constZero(dst)
	case v.in(sinceMixedZeros):
		v.fillUnknown(f, off, off+int64(size), n)
	default:
		v.unknown(dst)
	}
	return false
}

// fillUnknown loads the bytes lo to hi as an unknown number, or as 0 if all are.
func (v *env) fillUnknown(f *frame, lo, hi int64, n int) {
	zeros := true
	var spilled uint64 // slots with a spilled 0
	for i := lo; i < hi && zeros; i++ {
		at := int(-i - 1)
		spi := at / regSize
		if v.in(sinceScratchedReads) {
			v.scratchSlot(spi)
		}
		s := &f.stack[spi]
		switch t := s.bytes[at%regSize]; {
		case t == stackZero:
		case t == stackSpill && s.isNull() && v.in(sinceSpilledZeros):
			spilled |= 1 << spi
		default:
			zeros = false
		}
	}
	dst := &v.regs()[n]
	if zeros {
		v.constZero(dst)
		if spilled != 0 && v.capable {
			b := backtrack{frame: v.cur.curframe()}
			b.stack[f.frameno] = spilled
			v.backtrack(&b, v.cur, v.insnIdx)
		}
	} else {
		v.unknown(dst)
	}
	dst.live |= liveWritten
}

// initialised refuses a read of bytes that were not written. For a helper that writes, raw keeps the written range
// (check_stack_range_initialized).
func (v *env) initialised(n uint8, off int64, size int, zeroOK bool, access int, write bool, raw *callMeta) {
	r := &v.regs()[n]
	f := v.frameOf(r)
	if size == 0 && !zeroOK {
		v.refuse(zeroRead)
	}
	helper := access == accessHelper
	clobber := helper
	if v.in(sinceAccessType) {
		clobber = write
	}
	v.stackBounds(n, r, off, size, helper, clobber)
	extra := ""
	if helper && !v.in(sinceAccessType) {
		extra = " indirect"
	}
	fixed := r.varOff.isConst()
	var lo, hi int64
	if fixed {
		lo = int64(r.varOff.value) + off
		hi = lo + int64(size)
	} else {
		if !v.bypassSpec {
			v.refuse(stackVariableAccessUnpriv, n, extra, r.varOff.String())
		}
		raw = nil
		lo, hi = r.smin+off, r.smax+off+int64(size)
	}
	if raw != nil && raw.raw {
		raw.rawSize, raw.rawReg = size, n
		return
	}
	for i := lo; i < hi; i++ {
		at := int(-i - 1)
		ok := at < f.allocated()
		if ok {
			s := &f.stack[at/regSize]
			b := &s.bytes[at%regSize]
			switch {
			case *b == stackMisc:
			case *b == stackZero, *b == stackInvalid && v.readsUninit:
				if clobber {
					*b = stackMisc
				}
			case s.isSpill() && (s.typ == scalarValue || v.allowPtrLeaks):
				if clobber {
					v.unknown(&s.reg)
					s.scrub()
				}
			case *b == stackPoison:
				ok = clobber || v.insns[v.insnIdx].Src == insn.BPF_PSEUDO_CALL
				if !ok {
					v.refuse(helperPoisoned, n, lo, i-lo, size)
				}
			default:
				ok = false
			}
		}
		if !ok {
			if fixed {
				v.refuse(stackReadUninit, extra, n, lo, i-lo, size)
			}
			v.refuse(stackReadVarUninit, extra, n, r.varOff.String(), i-lo, size)
		}
		s := &f.stack[at/regSize]
		v.markRead(&s.reg, s.parent, liveRead64)
		v.slotRead(f, at/regSize)
	}
	if !v.in(sinceStackBounds) {
		v.depth(f, int(-lo))
	}
}
