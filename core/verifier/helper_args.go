package verifier

import (
	"math"

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
	sinceOneMemType   = abi.Since{abi.V6_1}            // memory of a fixed size may be any memory
	sinceReadSize     = abi.Since{abi.V6_8}            // a size of 0 has its own message
	sinceConstKey     = abi.Since{abi.V6_15}           // lookups in arrays with a known key are never null
	sinceNullPrecise  = abi.Since{abi.V7_0, abi.V6_12} // a null argument is precise
	sinceReleaseFlag  = abi.Since{abi.V5_19}           // OBJ_RELEASE
	sinceMemWriteFlag = abi.Since{abi.V6_12, abi.V6_1} // arguments say whether the helper writes
	sinceAllocPrecise = abi.Since{abi.V5_18}
	sinceAllocInvalid = abi.Since{abi.V7_1} // a size that is not known is EINVAL
)

// checkArg checks one argument of a helper call (check_func_arg).
func (v *env) checkArg(k int, meta *callMeta) {
	t := meta.proto.Args[k]
	n := uint8(k + 1)
	r := &v.regs()[n]
	if t == argDontCare {
		return
	}
	v.regArg(n, srcOp)
	if t == argAnything || t == argScalar && !v.in(sinceLoopScalar) {
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
		v.checkRegType(meta.proto.ID, n, t)
		v.checkArgOffset(n, r, t)
	}
	release := t&objRelease != 0 || t.base() == argPtrToRingbufMem
	if release && v.in(sinceReleaseFlag) {
		if r.refObjID == 0 && !r.isNull() {
			if v.in(sinceOwnedRelease) {
				v.reportArg(meta.proto.ID, n,
					"release helpers require a value that owns a live resource returned by a matching acquire helper",
					"Pass the resource-owning pointer returned by the matching acquire helper, and avoid calling the release helper "+
						"after ownership has already been transferred or released.")
				v.refuse(releaseUnowned, v.helperName(meta.proto.ID), n)
			}
			v.refuse(releaseUnreferenced, n)
		}
	}
	if release {
		meta.release = n
	}
	if r.refObjID != 0 {
		switch {
		case meta.refObjID == 0, v.in(sinceManyReferences):
		case v.in(sinceReferencesEACCES):
			v.refuseErrno(abi.EACCES, twoReferences, n, r.refObjID, meta.refObjID)
		default:
			v.refuse(twoReferences, n, r.refObjID, meta.refObjID)
		}
		meta.refObjID = r.refObjID
	}
	v.checkArgValue(k, n, r, t, meta)
}

// sinceOwnedRelease is the oldest release known to name the helper that wants a reference.
var sinceOwnedRelease = abi.Since{abi.V7_3}

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

var sinceReleaseOffset = abi.Since{abi.V6_2}

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
		if v.in(sinceConstKey) && (meta.m.Type == abi.BPF_MAP_TYPE_ARRAY || meta.m.Type == abi.BPF_MAP_TYPE_PERCPU_ARRAY) &&
			!(meta.m.Flags&abi.BPF_F_INNER_MAP != 0 && v.in(sinceInnerNullable)) {
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
		switch known := r.varOff.isConst(); {
		case !known && v.in(sinceAllocInvalid):
			v.refuse(allocNotConst, n)
		case !known && v.in(sinceAllocPrecise):
			v.refuse(allocUnknown, n)
		case !known:
			v.refuse(allocUnbounded, n)
		case r.varOff.value > math.MaxUint32 && v.in(sinceAllocInvalid):
			v.refuse(allocTooLarge, n)
		}
		meta.memSize = uint32(r.varOff.value)
		if v.in(sinceAllocPrecise) {
			v.markPrecise(n)
		}
	case argPtrToConstStr:
		v.constString(n, r)
		if meta.proto.ID == funcSnprintf {
			v.decline("formats of bpf_snprintf")
		}
	case argPtrToTimer, argPtrToDynptr, argKptrXchgDest, argPtrToPercpuBTFID:
		v.decline("helper with this kind of argument is not supported")
	}
}

// The oldest releases known to refuse two arguments with references with EACCES, and to accept them.
var (
	sinceReferencesEACCES = abi.Since{abi.V6_18 + 15}
	sinceManyReferences   = abi.Since{abi.V7_2 + 13}
)

var (
	sinceLoopScalar    = abi.Since{abi.V7_2 + 13, abi.V6_12 + 118} // bpf_loop takes a number of iterations, no pointer
	sinceInnerNullable = abi.Since{abi.V7_2 + 13}                  // the length of an inner map with BPF_F_INNER_MAP is unknown
)
