package verifier

import (
	"encoding/binary"
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceStToCtx     = abi.From(abi.R(6, 3, 0))  // BPF_ST may write the context
	sinceNegativeOff = abi.From(abi.R(5, 15, 0)) // pointers with a negative offset have a separate message
	sinceStPointers  = abi.From(abi.R(6, 3, 0))  // BPF_ST notes the type of its pointer
)

// access describes a load or store.
type access struct {
	n      uint8 // register with the address
	off    int64
	size   int
	write  bool
	value  int // register that is loaded or stored, or -1
	strict bool
	sx     bool // the load extends the sign
}

// checkMem refuses an access that the pointer does not allow, and computes what a load yields (check_mem_access).
func (v *env) checkMem(a access) {
	regs := v.regs()
	r := &regs[a.n]
	v.checkAlignment(r, a.off, a.size, a.strict)
	off := a.off + int64(r.off)
	load := !a.write && a.value >= 0
	leak := func(what string) {
		if a.write && a.value >= 0 && v.isPointerValue(uint8(a.value)) {
			v.refuse(leaksInto, a.value, what)
		}
	}
	result := func() {
		if load {
			v.unknown(&regs[a.value])
		}
	}
	base := r.typ.base()
	if r.typ.mayBeNull() {
		base = notInit
	}
	switch base {
	case ptrToMapKey:
		if a.write {
			v.refuse(writesKey, a.n)
		}
		v.checkRegion(a.n, r, off, a.size, int64(r.m.KeySize), false)
		result()
	case ptrToMapValue:
		leak("map")
		v.checkMapCaps(r, off, a.size, a.write)
		v.checkValue(a.n, r, off, a.size, false)
		if load && r.varOff.isConst() && v.constantMap(r.m) {
			val := v.readValue(r.m, int(off)+int(r.varOff.value), a.size, a.sx)
			regs[a.value].known(val)
			regs[a.value].typ = scalarValue
		} else {
			result()
		}
	case ptrToMem:
		rdonly := r.typ&memRdonly != 0
		if a.write && rdonly {
			v.refuse(readOnlyMem, a.n, v.typeName(r.typ))
		}
		leak("mem")
		v.checkRegion(a.n, r, off, a.size, int64(r.memSize), false)
		result()
	case ptrToCtx:
		leak("ctx")
		v.checkCtx(a, r, off)
	case ptrToStack:
		v.stackBounds(a.n, r, off, a.size, false, a.write)
		if !v.in(sinceStackBounds) {
			v.depth(v.frameOf(r), int(-off))
		}
		if a.write {
			v.writeStack(r, off, a.size, a.value)
		} else {
			v.readStack(r, a.n, off, a.size, a.value)
		}
	case ptrToPacket, ptrToPacketMeta:
		if a.write && !v.mayAccessPacket(nil, true) {
			v.refuse(packetWrite)
		}
		leak("packet")
		v.checkPacket(a.n, r, off, a.size, false)
		result()
	case ptrToSocket, ptrToSockCommon, ptrToTCPSock, ptrToXDPSock:
		if a.write {
			v.refuse(readOnlyMem, a.n, v.typeName(r.typ))
		}
		v.decline("access to fields of a socket is not supported")
	case constPtrToMap:
		v.decline("access to fields of a map is not supported")
	case ptrToFlowKeys, ptrToTPBuffer, ptrToBTFID, ptrToBuf:
		v.decline("access through this pointer type is not supported")
	default:
		v.refuse(invalidMemAccess, a.n, v.typeName(r.typ))
	}
	if a.size < regSize && load && regs[a.value].typ == scalarValue {
		if a.sx {
			v.signExtend(&regs[a.value], a.size)
		} else {
			v.coerce(&regs[a.value], a.size)
		}
	}
}

// checkAlignment refuses a misaligned access where alignment matters.
func (v *env) checkAlignment(r *reg, off int64, size int, strict bool) {
	strict = strict || v.prog.Flags&flagStrictAlignment != 0
	what := ""
	switch r.typ {
	case ptrToPacket, ptrToPacketMeta:
		if strict && size > 1 && !r.varOff.add(tnumConst(uint64(2+int64(r.off)+off))).isAligned(uint64(size)) {
			v.refuse(misalignedPacket, 2, v.tnumText(r.varOff), r.off, off, size)
		}
		return
	case ptrToFlowKeys:
		what = "flow keys "
	case ptrToMapKey:
		what = "key "
	case ptrToMapValue:
		what = "value "
	case ptrToCtx:
		what = "context "
	case ptrToStack:
		what, strict = "stack ", true
	case ptrToSocket:
		what = "sock "
	case ptrToSockCommon:
		what = "sock_common "
	case ptrToTCPSock:
		what = "tcp_sock "
	case ptrToXDPSock:
		what = "xdp_sock "
	}
	if strict && size > 1 && !r.varOff.add(tnumConst(uint64(int64(r.off)+off))).isAligned(uint64(size)) {
		v.refuse(misaligned, what, v.tnumText(r.varOff), r.off, off, size)
	}
}

// regionOK reports whether all of the access is in memory of mem bytes.
func (v *env) regionOK(r *reg, off int64, size int, mem int64) bool {
	lo, hi := r.smin+off, int64(r.umax)+off
	return r.umax < maxVarOff && lo >= 0 && lo+int64(size) <= mem && hi+int64(size) <= mem
}

// regionFits logs and returns false if the access at off is outside (__check_mem_access).
func (v *env) regionFits(n uint8, r *reg, off int64, size int, mem int64, zeroOK bool) bool {
	off = int64(int32(off))
	if off >= 0 && (size > 0 || size == 0 && zeroOK) && off+int64(size) <= mem {
		return true
	}
	switch r.typ {
	case ptrToMapKey:
		v.logf("invalid access to map key, key_size=%d off=%d size=%d\n", mem, off, size)
	case ptrToMapValue:
		v.logf("invalid access to map value, value_size=%d off=%d size=%d\n", mem, off, size)
	case ptrToPacket, ptrToPacketMeta, ptrToPacketEnd:
		v.logf("invalid access to packet, off=%d size=%d, R%d(id=%d,off=%d,r=%d)\n", off, size, n, r.id, off, mem)
	default:
		v.logf("invalid access to memory, mem_size=%d off=%d size=%d\n", mem, off, size)
	}
	return false
}

// checkRegion refuses an access that may lie outside of memory of mem bytes (check_mem_region_access).
func (v *env) checkRegion(n uint8, r *reg, off int64, size int, mem int64, zeroOK bool) {
	if lo := off + r.smin; r.smin < 0 && (r.smin == math.MinInt64 || lo != int64(int32(lo)) || lo < 0) {
		v.refuse(regionNegative, n)
	}
	if !v.regionFits(n, r, r.smin+off, size, mem, zeroOK) {
		v.refuse(regionMin, n)
	}
	if r.umax >= maxVarOff {
		v.refuse(regionUnbounded, n)
	}
	if !v.regionFits(n, r, int64(r.umax)+off, size, mem, zeroOK) {
		v.refuse(regionMax, n)
	}
}

// checkMapCaps refuses an access that the map's flags forbid to programs.
func (v *env) checkMapCaps(r *reg, off int64, size int, write bool) {
	m := r.m
	if write && m.Flags&mapRdonlyProg != 0 {
		v.refuse(mapWriteForbidden, m.ValueSize, off, size)
	}
	if !write && m.Flags&mapWronlyProg != 0 {
		v.refuse(mapReadForbidden, m.ValueSize, off, size)
	}
}

const (
	mapRdonlyProg = 1 << 7 // BPF_F_RDONLY_PROG
	mapWronlyProg = 1 << 8 // BPF_F_WRONLY_PROG
)

// checkValue refuses an access outside of a map's value, or to a lock or timer in it (check_map_access).
func (v *env) checkValue(n uint8, r *reg, off int64, size int, zeroOK bool) {
	v.checkRegion(n, r, off, size, int64(r.m.ValueSize), zeroOK)
	for _, f := range [2]struct {
		at, size int
		name     string
	}{{r.m.Lock, 4, "bpf_spin_lock"}, {r.m.Timer, 16, "bpf_timer"}} {
		if f.at >= 0 && r.smin+off < int64(f.at+f.size) && int64(f.at) < int64(r.umax)+off+int64(size) {
			v.refuse(fieldAccess, f.name)
		}
	}
}

// constantMap reports whether the values of m cannot change any more.
func (v *env) constantMap(m *Map) bool {
	return m.Flags&mapRdonlyProg != 0 && m.Frozen && m.Value != nil && m.Type == abi.BPF_MAP_TYPE_ARRAY
}

func (v *env) readValue(m *Map, off, size int, sx bool) uint64 {
	if m.MaxEntries != 1 {
		v.refuse(constantEntries)
	}
	var b [8]byte
	copy(b[:], m.Value(off, size))
	x := binary.LittleEndian.Uint64(b[:])
	if shift := 64 - 8*size; sx && shift > 0 {
		x = uint64(int64(x<<shift) >> shift)
	}
	return x
}

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

var sinceVarCtx = abi.From(abi.R(7, 1, 0)) // the context of SYSCALL programs may be accessed at unknown offsets

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
		v.refuse(pointerModified, name, n, off)
	}
	if !r.varOff.isConst() || !v.circular && r.varOff.value != 0 {
		v.refuse(pointerVariable, name, v.tnumText(r.varOff))
	}
}

// noteType refuses an instruction that paths use with pointers that need different code.
func (v *env) noteType(t regType) {
	prev := &v.aux[v.insnIdx].ptrType
	switch {
	case *prev == notInit:
		*prev = t
	case *prev != t && (ownCode(t) || ownCode(*prev)):
		v.refuse(differentPointers)
	}
}

func ownCode(t regType) bool {
	switch t.base() {
	case ptrToCtx, ptrToSocket, ptrToSockCommon, ptrToTCPSock, ptrToXDPSock, ptrToBTFID:
		return true
	}
	return false
}

// checkLoad checks a load (check_load_mem).
func (v *env) checkLoad(i insn.Insn) {
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, dstNoMark)
	t := v.regs()[i.Src].typ
	v.checkMem(access{n: i.Src, off: int64(i.Off), size: i.Bytes(), value: int(i.Dst), sx: i.Mode() == insn.BPF_MEMSX})
	v.noteType(t)
	v.sane(&v.regs()[i.Dst], "ldx")
}

// checkStore checks a store of a register.
func (v *env) checkStore(i insn.Insn) {
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	t := v.regs()[i.Dst].typ
	v.checkMem(access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), write: true, value: int(i.Src)})
	v.noteType(t)
}

// checkStoreImm checks a store of a constant.
func (v *env) checkStoreImm(i insn.Insn) {
	v.regArg(i.Dst, srcOp)
	t := v.regs()[i.Dst].typ
	if t == ptrToCtx && !v.in(sinceStToCtx) {
		v.refuse(stToCtx, i.Dst, v.typeName(t))
	}
	v.checkMem(access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), write: true, value: -1})
	if v.in(sinceStPointers) {
		v.noteType(t)
	}
}

// atomicAccess checks an atomic operation (check_atomic).
func (v *env) atomicAccess(i insn.Insn) {
	if v.in(sinceFieldsFirst) {
		v.checkAtomic(i)
	}
	name := "BPF_ATOMIC"
	if !v.in(sinceAtomics) {
		name = "BPF_XADD"
	}
	a := access{n: i.Dst, off: int64(i.Off), size: i.Bytes(), value: -1, strict: true}
	if i.Imm == insn.BPF_LOAD_ACQ || i.Imm == insn.BPF_STORE_REL {
		v.checkAcquire(i, a)
		return
	}
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	if i.Imm == insn.BPF_CMPXCHG {
		v.regArg(0, srcOp)
		if v.isPointerValue(0) {
			v.refuse(leaksInto, 0, "mem")
		}
	}
	if v.isPointerValue(i.Src) {
		v.refuse(leaksInto, i.Src, "mem")
	}
	v.atomicPointer(name, i.Dst)
	to := -1
	if i.Imm&insn.BPF_FETCH != 0 {
		to = int(i.Src)
		if i.Imm == insn.BPF_CMPXCHG {
			to = 0
		}
		v.regArg(uint8(to), dstOp)
	}
	v.checkMem(a)
	if to >= 0 {
		b := a
		b.value = to
		v.checkMem(b)
	}
	if v.in(sinceStPointers) {
		v.noteType(v.regs()[i.Dst].typ)
	}
	a.write = true
	v.checkMem(a)
}

// checkAcquire checks a load-acquire or store-release.
func (v *env) checkAcquire(i insn.Insn, a access) {
	regs := v.regs()
	if i.Imm == insn.BPF_LOAD_ACQ {
		v.regArg(i.Src, srcOp)
		v.regArg(i.Dst, dstNoMark)
		t := regs[i.Src].typ
		a.n, a.value = i.Src, int(i.Dst)
		v.checkMem(a)
		v.noteType(t)
		if noAtomic(t) {
			v.refuse(atomicSource, i.Src, v.typeName(t))
		}
		v.sane(&regs[i.Dst], "atomic_load")
		return
	}
	v.regArg(i.Src, srcOp)
	v.regArg(i.Dst, srcOp)
	t := regs[i.Dst].typ
	a.write, a.value = true, int(i.Src)
	v.checkMem(a)
	v.noteType(t)
	v.atomicPointer("BPF_ATOMIC", i.Dst)
}

func noAtomic(t regType) bool {
	switch t.base() {
	case ptrToCtx, ptrToPacket, ptrToPacketMeta, ptrToFlowKeys, ptrToSocket, ptrToSockCommon, ptrToTCPSock, ptrToXDPSock:
		return true
	}
	return false
}

func (v *env) atomicPointer(name string, n uint8) {
	if t := v.regs()[n].typ; noAtomic(t) {
		v.refuse(atomicTarget, name, n, v.typeName(t))
	}
}
