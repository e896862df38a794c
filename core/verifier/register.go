package verifier

// regCore is the part of a register's state that two states must share to be exactly equal.
type regCore struct {
	typ     regType
	off     int32  // fixed offset of a pointer before 7.1; constant difference of a scalar with the flag addConst in id
	rng     int32  // readable bytes after a pointer into a packet, or beyondPktEnd, atPktEnd
	memSize uint32 // bytes of ptrToMem
	m       *Map   // of constPtrToMap, ptrToMapKey and ptrToMapValue
	subprog int32  // of ptrToFunc
	varOff  tnum   // unknown offset of a pointer, or value of a scalar
	bounds
}

// reg follows struct bpf_reg_state.
type reg struct {
	regCore
	id       uint32 // equal in registers that hold the same value
	refObjID uint32 // reference that must be released, or 0
	mapUID   uint32 // tells maps apart that the same inner map template stands for
	frameno  uint8  // of ptrToStack
	live     uint8
	precise  bool
	parent   *reg // the same register in the parent state, before 6.18
}

// Values of reg.rng below 0.
const (
	atPktEnd     = -1
	beyondPktEnd = -2
)

// Flags of the id of a scalar that differs from others with this id by the constant off.
const (
	addConst64 = 1 << 31
	addConst32 = 1 << 30 // 7.1
	addConst   = addConst64 | addConst32
)

// Values of reg.live.
const (
	liveRead32 = 1 << iota
	liveRead64
	liveWritten
	liveDone
	liveRead = liveRead32 | liveRead64
)

// copyFrom copies the state of another register but keeps the place in the chain of parents.
func (r *reg) copyFrom(o *reg) {
	parent, live := r.parent, r.live
	*r = *o
	r.parent, r.live = parent, live
}

// isNull reports whether r is the constant 0.
func (r *reg) isNull() bool { return r.typ == scalarValue && r.varOff.equals(0) }

func (r *reg) isConst(sub32 bool) bool {
	if sub32 {
		return r.typ == scalarValue && r.varOff.subregIsConst()
	}
	return r.typ == scalarValue && r.varOff.isConst()
}

func (r *reg) constValue(sub32 bool) uint64 {
	if sub32 {
		return r.varOff.subreg().value
	}
	return r.varOff.value
}

func (r *reg) isPktAny() bool { return r.typ.isPktPointer() || r.typ == ptrToPacketEnd }

// isPointer reports whether r holds an address.
func (r *reg) isPointer() bool { return r.typ != scalarValue }

func (r *reg) clearID() {
	r.id = 0
	if r.typ == scalarValue {
		r.off = 0
	}
}

// known makes r a value without type information other than typ.
func (r *reg) known(v uint64) {
	r.regCore = regCore{typ: r.typ}
	r.id, r.refObjID, r.mapUID = 0, 0, 0
	r.setConst(v)
}

// setConst sets the value and keeps all else.
func (r *reg) setConst(v uint64) {
	r.varOff = tnumConst(v)
	r.bounds = boundsOf(v)
}

func (r *reg) setConst32(v uint32) {
	r.varOff = r.varOff.withSubreg(tnumConst(uint64(v)))
	r.bounds.set32(v)
}

// notInit makes r uninitialised.
func (v *env) notInit(r *reg) {
	v.unknown(r)
	r.typ = notInit
}

// unknown makes r an unknown scalar.
func (v *env) unknown(r *reg) {
	r.regCore = regCore{typ: scalarValue, varOff: tnumUnknown, bounds: unbounded}
	r.id, r.refObjID, r.mapUID, r.frameno = 0, 0, 0, 0
	r.precise = !v.capable
}

// constZero makes r the constant 0 that was read from zeros on the stack.
func (v *env) constZero(r *reg) {
	r.known(0)
	r.typ = scalarValue
	r.precise = !v.capable || !v.in(sinceImpreciseZero)
}

// knownZero makes r a pointer of a type to set, with offset 0.
func (r *reg) knownZero() { r.known(0) }

// immediate returns the constant operand of an instruction as a register. The next instruction overwrites it.
func (v *env) immediate(imm int32) *reg {
	v.imm = reg{}
	v.imm.typ = scalarValue
	v.imm.setConst(uint64(int64(imm)))
	return &v.imm
}

// isPointerValue reports whether register n holds an address that the program must not leak.
func (v *env) isPointerValue(n uint8) bool {
	return !v.allowPtrLeaks && v.regs()[n].isPointer()
}
