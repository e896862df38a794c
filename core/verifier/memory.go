package verifier

import "bpfplay/core/abi"

var (
	sinceStToCtx     = abi.Since{abi.V6_3}  // BPF_ST may write the context
	sinceNegativeOff = abi.Since{abi.V5_15} // pointers with a negative offset have a separate message
	sinceStPointers  = abi.Since{abi.V6_3}  // BPF_ST notes the type of its pointer
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

// checkMem refuses an access that the pointer does not allow, and computes the result of a load (check_mem_access).
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
		v.socketField(a, r, off)
		result()
	case ptrToFlowKeys:
		leak("flow keys")
		v.flowKeys(a, r, off)
		result()
	case ptrToTPBuffer:
		v.tracepointBuffer(a, r, off)
		result()
	case constPtrToMap:
		v.decline("access to fields of a map is not supported")
	case ptrToBTFID, ptrToBuf:
		v.decline("access through this pointer type is not supported")
	default:
		v.reportDeref(a.n, r)
		v.refuse(invalidMemAccess, a.n, v.typeName(r.typ))
	}
	if a.size < regSize && load && regs[a.value].typ == scalarValue {
		if a.sx {
			v.loadSigned(&regs[a.value], a.size)
		} else {
			v.coerce(&regs[a.value], a.size)
		}
	}
}

// sinceSignedID is the oldest release known to take the id from a scalar that a load with sign extension changes.
var sinceSignedID = abi.Since{abi.V7_2 + 13}

// loadSigned extends the sign of a loaded scalar. It loses its id if that can change its value.
func (v *env) loadSigned(r *reg, size int) {
	kept := r.umax>>(8*size-1) == 0
	v.signExtend(r, size)
	if !kept && v.in(sinceSignedID) {
		r.clearID()
	}
}

// checkAlignment refuses a misaligned access where alignment matters.
func (v *env) checkAlignment(r *reg, off int64, size int, strict bool) {
	strict = strict || v.prog.Flags&flagStrictAlignment != 0
	what := ""
	switch r.typ {
	case ptrToPacket, ptrToPacketMeta:
		if strict && size > 1 && !r.varOff.add(tnumConst(uint64(2+int64(r.off)+off))).isAligned(uint64(size)) {
			v.refuse(misalignedPacket, 2, v.offsetText(r, off), size)
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
		v.refuse(misaligned, what, v.offsetText(r, off), size)
	}
}

// offsetText describes the offset of an access: that of the pointer, which has a fixed part before 7.1, and the instruction's.
func (v *env) offsetText(r *reg, off int64) string {
	if v.circular {
		return sprintf("%s+%d", v.tnumText(r.varOff), off)
	}
	return sprintf("%s+%d+%d", v.tnumText(r.varOff), r.off, off)
}
