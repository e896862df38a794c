package verifier

import (
	"strings"

	"bpfplay/core/abi"
)

// callMeta combines the arguments of a helper call. Follows struct bpf_call_arg_meta.
type callMeta struct {
	proto    *helperProto
	m        *Map
	mapUID   uint32
	raw      bool // the helper initialises the memory
	rawSize  int
	rawReg   uint8
	memSize  uint32
	refObjID uint32
	release  uint8 // register whose reference is released
	subprog  int
	maxSize  uint64
	constKey int64 // key of a lookup in an array, or -1
}

var (
	sinceOneMemType   = abi.From(abi.R(6, 1, 0))                  // keys and values may be any memory
	sinceReadSize     = abi.From(abi.R(6, 8, 0))                  // a size of 0 has its own message
	sinceConstKey     = abi.From(abi.R(6, 15, 0))                 // lookups in arrays with a known key are never null
	sinceNullPrecise  = abi.From(abi.R(7, 0, 0), abi.R(6, 12, 0)) // a null argument is precise
	sinceReleaseFlag  = abi.From(abi.R(5, 19, 0))                 // OBJ_RELEASE
	sinceMemWriteFlag = abi.From(abi.R(6, 12, 0), abi.R(6, 1, 0)) // arguments say whether the helper writes
	sinceAllocPrecise = abi.From(abi.R(5, 18, 0))
)

var (
	memTypesOld = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapValue}
	memTypes510 = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapValue, ptrToMem, ptrToBuf | memRdonly, ptrToBuf}
	memTypes    = []regType{ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue, ptrToMem, ptrToMem | memRingbuf, ptrToBuf}
	sockTypes   = []regType{ptrToSockCommon, ptrToSocket, ptrToTCPSock, ptrToXDPSock}
)

// accepted are the types of registers that each kind of argument takes; memory is in [env.acceptedTypes].
var accepted = [...][]regType{
	argConstSize:            {scalarValue},
	argConstSizeOrZero:      {scalarValue},
	argConstAllocSizeOrZero: {scalarValue},
	argConstMapPtr:          {constPtrToMap},
	argPtrToCtx:             {ptrToCtx},
	argPtrToSockCommon:      sockTypes,
	argPtrToSocket:          {ptrToSocket},
	argPtrToBTFIDSockCommon: {ptrToSockCommon, ptrToSocket, ptrToTCPSock, ptrToXDPSock, ptrToBTFID},
	argPtrToBTFID:           {ptrToBTFID},
	argPtrToSpinLock:        {ptrToMapValue},
	argPtrToRingbufMem:      {ptrToMem | memRingbuf},
	argPtrToPercpuBTFID:     {ptrToBTFID},
	argPtrToFunc:            {ptrToFunc},
	argPtrToStack:           {ptrToStack},
	argPtrToConstStr:        {ptrToMapValue},
	argPtrToTimer:           {ptrToMapValue},
	argPtrToDynptr:          {ptrToStack},
	argPtrToArena:           nil,
}

func (v *env) acceptedTypes(t argType) []regType {
	switch t.base() {
	case argPtrToMapKey, argPtrToMapValue:
		if !v.in(sinceOneMemType) {
			return memTypesOld
		}
		return memTypes
	case argPtrToMem:
		switch {
		case v.in(sinceOneMemType):
			return memTypes
		case t&fixedSize != 0:
			return memTypesOld
		}
		return memTypes510
	}
	return accepted[t.base()]
}

// checkRegType refuses an argument of a type that the helper does not take (check_reg_type).
func (v *env) checkRegType(n uint8, t argType) {
	r := &v.regs()[n]
	typ := r.typ
	if t&memRdonly != 0 {
		typ &^= memRdonly
	}
	if t&maybeNull != 0 {
		typ &^= maybeNull
	}
	types := v.acceptedTypes(t)
	for _, want := range types {
		if typ == want || !v.in(sinceOneMemType) && typ == want|memRingbuf && want == ptrToMem {
			return
		}
	}
	names := make([]string, len(types))
	for i, want := range types {
		names[i] = v.typeName(want)
	}
	v.refuse(argumentType, n, v.typeName(r.typ), strings.Join(names, ", "))
}

// checkArg checks one argument of a helper call (check_func_arg).
func (v *env) checkArg(k int, meta *callMeta) {
	t := meta.proto.Args[k]
	n := uint8(k + 1)
	r := &v.regs()[n]
	if t == argDontCare {
		return
	}
	v.regArg(n, srcOp)
	if t == argAnything {
		if v.isPointerValue(n) {
			v.refuse(leaksIntoHelper, n)
		}
		return
	}
	if r.typ.isPktPointer() && !v.mayAccessPacket(meta.proto, false) {
		v.refuse(packetInHelper)
	}
	if t.base() == argPtrToMapValue {
		t = v.mapValueArg(meta, t)
	}
	if r.isNull() && t&maybeNull != 0 {
		if v.in(sinceNullPrecise) {
			v.markPrecise(n)
		}
	} else {
		v.checkRegType(n, t)
		v.checkArgOffset(n, r, t)
	}
	release := t&objRelease != 0 || t.base() == argPtrToRingbufMem
	if release && v.in(sinceReleaseFlag) {
		if r.refObjID == 0 && !r.isNull() {
			v.refuse(releaseUnreferenced, n)
		}
	}
	if release {
		meta.release = n
	}
	if r.refObjID != 0 {
		if meta.refObjID != 0 {
			v.refuse(twoReferences, n, r.refObjID, meta.refObjID)
		}
		meta.refObjID = r.refObjID
	}
	v.checkArgValue(k, n, r, t, meta)
}

// mapValueArg adapts the type of a value argument to the map: sockets for maps of sockets, pointers for bloom filters.
func (v *env) mapValueArg(meta *callMeta, t argType) argType {
	if meta.m == nil {
		v.refuse(noMapForArg)
	}
	switch meta.m.Type {
	case abi.BPF_MAP_TYPE_SOCKMAP, abi.BPF_MAP_TYPE_SOCKHASH:
		if t == argPtrToMapValue {
			return argPtrToBTFIDSockCommon
		}
		v.refuse(invalidArgType, uint32(t))
	case abi.BPF_MAP_TYPE_BLOOM_FILTER:
		if meta.proto.ID == funcMapPeek {
			return argPtrToMapValue
		}
	}
	return t
}

// checkArgOffset refuses changed pointers where only the original will do.
func (v *env) checkArgOffset(n uint8, r *reg, t argType) {
	if !v.in(sinceReleaseFlag) {
		if r.typ == ptrToCtx {
			v.ctxOffset(n, r, false)
		}
		return
	}
	switch {
	case t.base() == argPtrToRingbufMem || t&objRelease != 0:
		if off := int64(r.off) + int64(r.varOff.value); off != 0 && v.in(sinceReleaseOffset) {
			v.refuse(releaseOffset, n)
		}
		v.ctxOffset(n, r, false)
		return
	}
	switch r.typ.base() {
	case ptrToStack, ptrToPacket, ptrToPacketMeta, ptrToMapKey, ptrToMapValue, ptrToMem, ptrToBuf, scalarValue:
		if !r.typ.mayBeNull() {
			return
		}
	case ptrToCtx:
		if v.in(sinceVarCtx) && v.prog.Type == progSyscall {
			return
		}
	}
	v.ctxOffset(n, r, false)
}

var sinceReleaseOffset = abi.From(abi.R(6, 2, 0))

// checkArgValue checks the target of an argument, or its value.
func (v *env) checkArgValue(k int, n uint8, r *reg, t argType, meta *callMeta) {
	write := t&memWrite != 0
	switch t.base() {
	case argConstMapPtr:
		if meta.m != nil && (meta.m.Ref != r.m.Ref || meta.mapUID != r.mapUID) {
			v.refuse(timerOfOtherMap, meta.mapUID, r.mapUID)
		}
		meta.m, meta.mapUID = r.m, r.mapUID
	case argPtrToMapKey:
		if meta.m == nil {
			v.refuse(noMapForKey)
		}
		v.helperMem(n, int(meta.m.KeySize), false, false, nil)
		meta.constKey = -1
		if v.in(sinceConstKey) && (meta.m.Type == abi.BPF_MAP_TYPE_ARRAY || meta.m.Type == abi.BPF_MAP_TYPE_PERCPU_ARRAY) {
			meta.constKey = v.constantKey(r, int(meta.m.KeySize))
		}
	case argPtrToMapValue:
		if t&maybeNull != 0 && r.isNull() {
			return
		}
		if meta.m == nil {
			v.refuse(noMapForValue)
		}
		meta.raw = t&memUninit != 0
		v.helperMem(n, int(meta.m.ValueSize), write, false, meta)
	case argPtrToSpinLock:
		v.spinLock(n, r, meta.proto.ID == funcSpinLock)
	case argPtrToFunc:
		meta.subprog = int(r.subprog)
	case argPtrToMem:
		meta.raw = t&memUninit != 0
		if t&fixedSize != 0 {
			v.helperMem(n, int(meta.proto.Size), write, false, meta)
			if t&memAligned != 0 {
				v.checkAlignment(r, 0, int(meta.proto.Size), true)
			}
		}
	case argConstSize, argConstSizeOrZero:
		v.checkSize(n, r, meta.proto.Args[k-1]&memWrite != 0, t.base() == argConstSizeOrZero, meta)
	case argConstAllocSizeOrZero:
		if !r.varOff.isConst() {
			if v.in(sinceAllocPrecise) {
				v.refuse(allocUnknown, n)
			}
			v.refuse(allocUnbounded, n)
		}
		meta.memSize = uint32(r.varOff.value)
		if v.in(sinceAllocPrecise) {
			v.markPrecise(n)
		}
	case argPtrToTimer, argPtrToDynptr, argPtrToConstStr, argKptrXchgDest, argPtrToPercpuBTFID:
		v.decline("helper with this kind of argument is not supported")
	}
}

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
		if base == ptrToCtx && v.prog.Type == progSyscall && v.in(sinceCtxMemory) {
			v.helperCtx(n, r, size, write, zeroOK)
			return
		}
		if zeroOK && size == 0 && r.isNull() {
			return
		}
		v.refuse(helperMemType, n, v.typeName(r.typ), v.typeName(ptrToStack))
	}
}

var sinceCtxMemory = abi.From(abi.R(5, 19, 0))

// helperCtx checks the context of a SYSCALL program as memory.
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

// spinLock checks bpf_spin_lock and bpf_spin_unlock (process_spin_lock).
func (v *env) spinLock(n uint8, r *reg, lock bool) {
	refuse := func(rule *Rule, args ...any) {
		// Releases before 6.2 answer EACCES whatever is wrong.
		v.refuseErrno(v.lockErrno(), rule, args...)
	}
	m := r.m
	if !r.varOff.isConst() {
		refuse(lockVariable, n)
	}
	if m.BTF == nil {
		refuse(lockWithoutBTF, m.Name)
	}
	if m.Lock < 0 {
		if v.in(sinceLockRecord) {
			refuse(lockInvalid, "map", m.Name)
		}
		refuse(lockMissing, m.Name)
	}
	if at := int64(r.varOff.value) + int64(r.off); at != int64(m.Lock) {
		if v.in(sinceLockRecord) {
			refuse(lockOffset, at, m.Lock)
		}
		refuse(lockOffsetOld, at)
	}
	st := v.cur
	if lock {
		if st.lockID != 0 {
			refuse(lockTwice)
		}
		st.lockMap, st.lockID = m, r.id
		return
	}
	if st.lockID == 0 {
		refuse(unlockUnlocked)
	}
	if st.lockID != r.id || v.in(sinceLockRecord) && st.lockMap.Ref != m.Ref {
		refuse(unlockOther)
	}
	st.lockMap, st.lockID = nil, 0
}

var sinceLockRecord = abi.From(abi.R(6, 2, 0))

func (v *env) lockErrno() abi.Errno {
	if v.in(sinceLockRecord) {
		return abi.EINVAL
	}
	return abi.EACCES
}
