package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceScalarSpill     = abi.From(abi.R(6, 9, 0))                                    // every scalar is spilled as it is
	sinceUninitReads     = abi.From(abi.R(6, 3, 0), abi.R(6, 1, 0), abi.R(5, 10, 262)) // with CAP_PERFMON, bytes that were not written may be read; 5.10.262 is the oldest 5.10 known to allow it
	sinceUninitDeep      = abi.From(abi.R(6, 3, 0), abi.R(6, 1, 0))                    // with CAP_PERFMON the whole stack may be read
	sinceStackBounds     = abi.From(abi.R(6, 8, 0), abi.R(6, 1, 0))                    // the bounds check grows the stack
	sinceAccessType      = abi.From(abi.R(6, 14, 0))                                   // helpers say whether they read or write
	sinceFillID          = abi.From(abi.R(7, 1, 0))                                    // a fill links the register to the slot
	sinceScalarOverwrite = abi.From(abi.R(6, 7, 0))                                    // unprivileged programs may overwrite parts of scalars
	sinceVarOffZero      = abi.From(abi.R(6, 8, 0))
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
	case hi > 0:
		rule = stackAbove
	}
	if rule != nil {
		switch {
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

var sinceVarOffMessage = abi.From(abi.R(6, 8, 0))

// sinceScratchedReads is the release in which the log shows a slot of the stack that was read, not only one that was written.
var sinceScratchedReads = abi.From(abi.R(6, 5, 0))

// readStack loads size bytes at off into register n, or checks that they may be read if n is negative.
func (v *env) readStack(ptr *reg, ptrN uint8, off int64, size, n int) {
	if !ptr.varOff.isConst() {
		if n < 0 {
			v.refuse(stackVariableHelper, ptr.varOff.String(), off, size)
		}
		v.initialised(ptrN, off, size, false, accessDirect, false, nil)
		v.fillUnknown(v.frameOf(ptr), ptr.smin+off, ptr.smax+off+int64(size), n)
		return
	}
	off += int64(ptr.varOff.value)
	f := v.frameOf(ptr)
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
	}
	if !s.isSpill() {
		for i := range size {
			if t := s.bytes[(int(-off-1)-i)%regSize]; t == stackInvalid && !v.readsUninit {
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
		v.refuse(fillSize)
	}
	v.markRead(r, r.parent, liveRead64)
	if dst == nil {
		return
	}
	if v.partialFill(s, dst, off, size, spilled) {
		v.stackHistory(flags)
	}
}

// partialFill loads a part of a spilled scalar. It reports whether the value depends on the scalar.
func (v *env) partialFill(s *slot, dst *reg, off int64, size, spilled int) bool {
	r := &s.reg
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
		default:
			v.refuse(stackUninit, off, i, size)
		}
	}
	switch {
	case newer && spills == size && r.varOff.equals(0):
		v.constZero(dst)
		return true
	case newer && zeros == size:
		v.constZero(dst)
	default:
		v.unknown(dst)
	}
	return false
}

// stackHistory notes a spill or fill in the history of the path.
func (v *env) stackHistory(h histEntry) {
	if v.in(sincePrecisionFrames) {
		v.pushHistory(h)
	}
}

// fillUnknown loads the bytes lo to hi as an unknown number, or as 0 if all are.
func (v *env) fillUnknown(f *frame, lo, hi int64, n int) {
	zeros := true
	for i := lo; i < hi; i++ {
		at := int(-i - 1)
		if v.in(sinceScratchedReads) {
			v.scratchSlot(at / regSize)
		}
		if f.stack[at/regSize].bytes[at%regSize] != stackZero {
			zeros = false
			break
		}
	}
	dst := &v.regs()[n]
	if zeros {
		v.constZero(dst)
	} else {
		v.unknown(dst)
	}
	dst.live |= liveWritten
}

// spillable reports whether pointers of this type keep their type on the stack.
func spillable(t regType) bool { return t.base() > scalarValue }

// spill stores r in the slot.
func (v *env) spill(s *slot, r *reg, size int) {
	s.copyFrom(r)
	if size == regSize {
		s.live |= liveWritten
	}
	i := regSize
	for ; i > regSize-size; i-- {
		s.bytes[i-1] = stackSpill
	}
	for ; i > 0; i-- {
		if b := &s.bytes[i-1]; *b != stackInvalid && !(*b == stackZero && v.in(sinceScalarSpill)) {
			*b = stackMisc
		}
	}
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
	s := &f.stack[spi]
	i := v.insns[v.insnIdx]
	imm := n < 0 && i.Class() == insn.BPF_ST && i.Mode() == insn.BPF_MEM
	if !v.allowPtrLeaks && s.isSpill() && size != regSize && !(v.in(sinceScalarOverwrite) && s.isScalarSpill()) {
		v.refuse(stackCorrupt)
	}
	var r *reg
	if n >= 0 {
		r = &v.regs()[n]
	}
	if !v.bypassSpec && v.nospecResult(s, r, at, size) {
		v.aux[v.insnIdx].nospecResult = true
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
		v.spill(s, r, size)
		if !fits {
			s.clearID()
		}
	case imm && aligned && (newer || i.Imm != 0):
		v.spill(s, v.immediate(i.Imm), size)
	case r != nil && spillable(r.typ):
		if size != regSize {
			v.refuse(spillSize)
		}
		if f != v.cur.cur() && r.typ == ptrToStack {
			v.refuse(spillToCaller)
		}
		v.spill(s, r, size)
	default:
		t := uint8(stackMisc)
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

// nospecResult reports whether the store needs a barrier for programs without CAP_PERFMON.
func (v *env) nospecResult(s *slot, r *reg, at, size int) bool {
	if r != nil && spillable(r.typ) {
		return true
	}
	for k := range size {
		if t := s.bytes[(at-k)%regSize]; t != stackMisc && t != stackZero {
			return true
		}
	}
	return false
}

// scrub turns all written bytes into unknown ones.
func (s *slot) scrub() {
	for i, b := range s.bytes {
		if b != stackInvalid {
			s.bytes[i] = stackMisc
		}
	}
}

// writeStackVar stores at an unknown offset: every byte that may be written becomes unknown.
func (v *env) writeStackVar(ptr *reg, off int64, size, n int) {
	f := v.frameOf(ptr)
	lo, hi := ptr.smin+off, ptr.smax+off+int64(size)
	v.grow(f, int(-lo))
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
		if *b == stackInvalid && !v.allowPtrLeaks {
			v.refuse(stackVarUninit, v.insnIdx, k)
		}
		*b = t
	}
	if used && n >= 0 {
		v.markPrecise(uint8(n))
	}
}

var sinceScrubVar = abi.From(abi.R(6, 13, 0), abi.R(6, 12, 0))

// initialised refuses a read of bytes that were not written. For a helper that writes, raw keeps what it writes
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
