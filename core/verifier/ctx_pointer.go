package verifier

import (
	"math"

	"bpfplay/core/abi"
)

// checkCtx refuses an access to the context that the program's type does not have.
func (v *env) checkCtx(a access, r *reg, off int64) {
	if !(v.in(sinceVarCtx) && v.prog.Type == progSyscall) {
		v.ctxOffset(a.n, r, v.circular && plainCtx(v.prog.Type))
		if v.circular {
			off += int64(r.varOff.value)
		}
	} else {
		v.checkRegion(a.n, r, off, a.size, math.MaxUint16, false)
		off += int64(r.umax)
	}
	t, ok := v.ctxAccess(int(off), a.size, a.write, a.sx)
	if !ok {
		defer v.logLine(v.insnIdx, "; ")
		v.refuse(ctxAccessInvalid, off, a.size)
	}
	v.maxCtx = max(v.maxCtx, uint32(off)+uint32(a.size))
	if a.write || a.value < 0 {
		return
	}
	dst := &v.regs()[a.value]
	if t == scalarValue {
		v.unknown(dst)
		return
	}
	dst.knownZero()
	if t.mayBeNull() {
		dst.id = v.newID()
	}
	dst.typ = t
}

// plainCtx reports whether the context of the type is used as it is, without rewriting accesses.
func plainCtx(t uint32) bool {
	switch t {
	case progKprobe, progTracepoint, progRawTracepoint, progRawTracepointWr, progTracing, progSyscall:
		return true
	}
	return false
}

var sinceVarCtx = abi.Since{abi.V7_1} // the context of SYSCALL programs may be accessed at unknown offsets

// ctxOffset refuses a context pointer that was changed (check_ptr_off_reg).
func (v *env) ctxOffset(n uint8, r *reg, fixedOK bool) {
	off := int64(r.off)
	if v.circular && r.varOff.isConst() {
		off = int64(r.varOff.value)
	}
	name := v.typeName(r.typ)
	if off < 0 && v.in(sinceNegativeOff) {
		v.refuse(pointerNegative, name, n, off)
	}
	if off != 0 && !fixedOK {
		v.reportModified(n, r, off)
		v.refuse(pointerModified, name, n, off)
	}
	if !r.varOff.isConst() || !v.circular && r.varOff.value != 0 {
		v.refuse(pointerVariable, name, v.tnumText(r.varOff))
	}
}
