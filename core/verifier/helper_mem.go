package verifier

import (
	"slices"

	"bpfplay/core/abi"
)

// checkSize checks the size of the memory that the argument before points to (check_mem_size_reg).
func (v *env) checkSize(n uint8, r *reg, write, zeroOK bool, meta *callMeta) {
	meta.maxSize = r.umax
	m := meta
	if !r.varOff.isConst() {
		m = nil
	}
	if r.smin < 0 {
		v.refuse(sizeNegative, n)
	}
	if r.umin == 0 {
		if v.in(sinceReadSize) {
			if !zeroOK {
				v.refuse(sizeZero, n, r.umin, r.umax)
			}
		} else {
			v.helperMem(n-1, 0, write, zeroOK, m)
		}
	}
	if r.umax >= maxVarSize {
		v.refuse(sizeUnbounded, n)
	}
	v.helperMem(n-1, int(r.umax), write, zeroOK, m)
	v.markPrecise(n)
}

// helperMem refuses memory that the helper must not read or write (check_helper_mem_access).
func (v *env) helperMem(n uint8, size int, write, zeroOK bool, meta *callMeta) {
	r := &v.regs()[n]
	off := int64(r.off)
	base := r.typ.base()
	if r.typ.mayBeNull() && base != ptrToMem && base != ptrToMapValue {
		base = notInit
	}
	switch base {
	case ptrToPacket, ptrToPacketMeta:
		v.checkPacket(n, r, off, size, zeroOK)
	case ptrToMapKey:
		if write {
			v.refuse(readOnlyMem, n, v.typeName(r.typ))
		}
		v.checkRegion(n, r, off, size, int64(r.m.KeySize), false)
	case ptrToMapValue:
		if !v.in(sinceMemWriteFlag) {
			write = meta != nil && meta.raw
		}
		v.checkMapCaps(r, off, size, write)
		v.checkValue(n, r, off, size, zeroOK)
	case ptrToMem:
		if r.typ&memRdonly != 0 && write {
			v.refuse(readOnlyMem, n, v.typeName(r.typ))
		}
		v.checkRegion(n, r, off, size, int64(r.memSize), zeroOK)
	case ptrToStack:
		v.initialised(n, off, size, zeroOK, accessHelper, write, meta)
	case ptrToBuf, ptrToBTFID:
		v.decline("helper memory of this pointer type is not supported")
	default:
		if base == ptrToCtx && v.ctxIsMemory() {
			v.helperCtx(n, r, size, write, zeroOK)
			return
		}
		if zeroOK && size == 0 && r.isNull() {
			return
		}
		v.refuse(helperMemType, n, v.typeName(r.typ), v.typeName(ptrToStack))
	}
}

var sinceCtxMemory = abi.Since{abi.V5_19}

// ctxIsMemory reports whether a function may take the context as memory: that of SYSCALL programs, and before 7.1 of all
// programs whose accesses are not rewritten.
func (v *env) ctxIsMemory() bool {
	return v.in(sinceCtxMemory) && (v.prog.Type == progSyscall || plainCtx(v.prog.Type) && !v.in(sinceVarCtx))
}

// helperCtx checks the context as memory.
func (v *env) helperCtx(n uint8, r *reg, size int, write, zeroOK bool) {
	if v.in(sinceVarCtx) {
		v.checkRegion(n, r, 0, size, 0xffff, zeroOK)
		v.maxCtx = max(v.maxCtx, uint32(r.umax)+uint32(size))
		return
	}
	if size == 0 {
		if zeroOK {
			return
		}
		v.refuse(ctxZero)
	}
	v.checkMem(access{n: n, off: int64(size - 1), size: 1, write: write, value: -1})
}

// constString refuses a string that a program or user space may change, or that has no end (check_reg_const_str).
func (v *env) constString(n uint8, r *reg) {
	m := r.m
	off := int64(r.off) + int64(r.varOff.value)
	switch m.Type {
	case abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.BPF_MAP_TYPE_ARENA, abi.BPF_MAP_TYPE_INSN_ARRAY:
		v.decline("strings in " + m.Type.String())
	}
	switch {
	case m.Flags&mapRdonlyProg == 0 || !m.Frozen:
		v.refuse(stringWritable, n)
	case !r.varOff.isConst():
		v.refuse(stringVariable, n)
	case m.Type != abi.BPF_MAP_TYPE_ARRAY:
		v.refuse(stringMap)
	}
	size := int64(m.ValueSize) - int64(r.off)
	if v.circular {
		size -= int64(r.varOff.value)
	}
	v.checkValue(n, r, int64(r.off), int(size), false)
	if m.MaxEntries != 1 {
		v.refuse(stringAccess)
	}
	if !slices.Contains(m.Value(int(off), int(int64(m.ValueSize)-off)), 0) {
		v.refuse(stringEnd)
	}
}

// constantKey returns the number on the stack that r points to, or -1 (get_constant_map_key).
func (v *env) constantKey(r *reg, size int) int64 {
	if !v.capable || r.typ != ptrToStack || !r.varOff.isConst() {
		return -1
	}
	f := v.frameOf(r)
	at := int(-(int64(r.off) + int64(r.varOff.value)) - 1)
	spi, i := at/regSize, at%regSize
	if spi >= len(f.stack) {
		return -1
	}
	s := &f.stack[spi]
	run := func(t uint8) (n int) {
		for k := i; k >= 0 && s.bytes[k] == t; k-- {
			n++
		}
		return n
	}
	if run(stackZero) >= size {
		return 0
	}
	if !s.isScalarSpill() || run(stackSpill) != size || !s.varOff.isConst() {
		return -1
	}
	b := backtrack{frame: v.cur.curframe()}
	b.stack[r.frameno] |= 1 << spi
	v.backtrack(&b, v.cur, v.insnIdx)
	return int64(s.varOff.value)
}
