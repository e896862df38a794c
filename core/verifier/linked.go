package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// collectLinked returns the registers and slots with the id of an operand, up to a limit.
func (v *env) collectLinked(i insn.Insn, dst, src *reg) (all linkedRegs) {
	if i.Source() == insn.BPF_X && src.typ == scalarValue && src.id != 0 {
		v.linkedTo(&all, src.id)
	}
	if dst.typ == scalarValue && dst.id != 0 {
		v.linkedTo(&all, dst.id)
	}
	return all
}

// linkedTo adds those with an id, and takes it from those past the limit.
func (v *env) linkedTo(all *linkedRegs, id uint32) {
	id &^= addConst
	limit := uint8(6)
	if v.in(sinceLinkedSub) {
		limit = 5
	}
	add := func(r *reg, l linkedReg) {
		if r.typ != scalarValue || r.id&^addConst != id {
			return
		}
		if all.n < limit {
			all.regs[all.n] = l
			all.n++
		} else {
			r.clearID()
		}
	}
	for fr := v.cur.curframe(); fr >= 0; fr-- {
		f := v.cur.frames[fr]
		live := ^uint16(0)
		if v.in(sinceLinkedSub) {
			live = v.aux[frameInsn(v.cur, fr)].liveRegs
		}
		for n := range 10 {
			if live>>n&1 == 1 {
				add(&f.regs[n], linkedReg{uint8(fr), uint8(n)})
			}
		}
		for n := range f.stack {
			if f.stack[n].isSpill() {
				add(&f.stack[n].reg, linkedReg{uint8(fr), uint8(n) | spilledFlag})
			}
		}
	}
}

// syncEqual copies the bounds from the comparison to all copies of the operands, on both branches.
func (v *env) syncEqual(i insn.Insn, other *vstate, dst, src *reg, byReg bool, linked *linkedRegs) {
	regs := &other.cur().regs
	if byReg && src.typ == scalarValue && src.id != 0 && (dst.typ == scalarValue || v.in(sinceRangeDeduction)) {
		v.syncLinked(v.cur, src, linked)
		v.syncLinked(other, &regs[i.Src], linked)
	}
	if dst.typ == scalarValue && dst.id != 0 {
		v.syncLinked(v.cur, dst, linked)
		v.syncLinked(other, &regs[i.Dst], linked)
	}
}

func (v *env) syncLinked(st *vstate, known *reg, linked *linkedRegs) {
	if !v.in(sinceLinkedScalars) {
		st.each(func(r *reg) {
			if r.typ == scalarValue && r.id == known.id {
				r.copyFrom(known)
			}
		})
		return
	}
	for _, l := range linked.regs[:linked.n] {
		f := st.frames[l.frame]
		var r *reg
		if l.index&spilledFlag == 0 {
			r = &f.regs[l.index]
		} else {
			r = &f.stack[l.index&^spilledFlag].reg
		}
		if r.typ != scalarValue || r == known || r.id&^addConst != known.id&^addConst {
			continue
		}
		if v.in(sinceLinkedSub) && (r.id^known.id)&addConst == addConst {
			continue // a difference of the low halves does not hold for all 64 bits
		}
		if v.in(sinceLinkedLog) {
			v.scratchLinked(l)
		}
		if v.in(sinceLinkedSub) {
			v.syncDelta(r, known)
			continue
		}
		if r.id&addConst == 0 && known.id&addConst == 0 || r.off == known.off {
			r.copyFrom(known)
			continue
		}
		delta := int64(r.off) - int64(known.off)
		v.shiftTo(r, known, uint64(int64(int32(delta))))
	}
}

// scratchLinked notes that the log should show a linked register or slot after the instruction.
func (v *env) scratchLinked(l linkedReg) {
	if l.index&spilledFlag == 0 {
		v.scratchedRegs |= 1 << l.index
	} else {
		v.scratchSlot(int(l.index &^ spilledFlag))
	}
}

// shiftTo makes r the known value plus a constant.
func (v *env) shiftTo(r, known *reg, delta uint64) {
	d := reg{regCore: regCore{typ: scalarValue}}
	d.setConst(delta)
	off, id := r.off, r.id
	r.copyFrom(known)
	r.off, r.id = off, id
	v.addRange(r, &d)
	r.varOff = r.varOff.add(d.varOff)
}

// syncDelta follows sync_linked_regs since 7.1, when the difference may be of 32 bits.
func (v *env) syncDelta(r, known *reg) {
	if r.id&addConst == 0 && known.id&addConst == 0 || r.off == known.off {
		r.copyFrom(known)
		return
	}
	v.shiftTo(r, known, uint64(int64(r.off)-int64(known.off)))
	if r.id&addConst32 != 0 || known.id&addConst32 != 0 {
		v.zext32(r)
	}
	v.sync(r)
}

// notNull reports whether a pointer of this kind cannot be null.
func (v *env) notNull(r *reg) bool {
	if r.typ.mayBeNull() || v.in(sinceNearNotNull) && (r.smin <= -maxVarOff || r.smax >= maxVarOff) {
		return false
	}
	switch r.typ.base() {
	case ptrToSocket, ptrToTCPSock, ptrToMapValue, ptrToMapKey, ptrToSockCommon:
		return true
	case ptrToXDPSock, ptrToBuf, ptrToMem, constPtrToMap:
		return v.in(sinceEqualPointers)
	}
	return false
}

// equalPointers notes that a pointer equal to one that is not null is not null either.
func (v *env) equalPointers(op uint8, i insn.Insn, regs, other *[11]reg) {
	dst, src := &regs[i.Dst], &regs[i.Src]
	if !dst.isPointer() || !src.isPointer() || dst.typ.base() == ptrToBTFID || src.typ.base() == ptrToBTFID {
		return
	}
	eq := regs
	switch op {
	case insn.BPF_JEQ:
		eq = other
	case insn.BPF_JNE:
	default:
		return
	}
	if v.notNull(dst) && src.typ.mayBeNull() {
		v.setNotNull(&eq[i.Src])
	}
	if v.notNull(src) && dst.typ.mayBeNull() {
		v.setNotNull(&eq[i.Dst])
	}
}

// setNotNull turns a pointer that may be null into one that is not.
func (v *env) setNotNull(r *reg) {
	r.typ &^= maybeNull
	if r.typ == ptrToMapValue && !v.in(sinceRefinedLookup) {
		v.refineLookup(r)
	}
}

// refineLookup gives a result of bpf_map_lookup_elem the type that the map holds: inner maps, or sockets. Before 7.3 this
// waits for the null check.
func (v *env) refineLookup(r *reg) {
	null := r.typ & maybeNull
	early := v.in(sinceRefinedLookup)
	switch m := r.m; {
	case m.Inner != nil:
		r.typ = constPtrToMap | null
		r.m = m.Inner
		if early || r.m.Timer >= 0 {
			r.mapUID = r.id
		}
		return
	case m.Type == abi.BPF_MAP_TYPE_XSKMAP:
		r.typ = ptrToXDPSock | null
	case m.Type == abi.BPF_MAP_TYPE_SOCKMAP || m.Type == abi.BPF_MAP_TYPE_SOCKHASH:
		r.typ = ptrToSocket | null
	default:
		return
	}
	if early {
		r.mapUID = 0
	}
}

var (
	sinceNullCopies = abi.Since{abi.V4_10} // a null check holds for copies of the register
	sinceKeptIDs    = abi.Since{abi.V7_2}  // a pointer keeps its id when it proves not to be null

	// sinceNearNotNull is the oldest release known to doubt that a pointer moved by an unbounded number is not null.
	sinceNearNotNull = abi.Since{abi.V7_2 + 13, abi.V6_12 + 118}
	// sinceRefinedLookup is the release in which a lookup in a map of maps or sockets has its type before the null check.
	sinceRefinedLookup = abi.Since{abi.V7_3}
	// sinceLinkedLog is the oldest release known to show in the log what a comparison says about linked registers.
	sinceLinkedLog = abi.Since{abi.V7_2 + 13}
)

// markNull notes the outcome of a null check for all copies of the pointer in register n.
func (v *env) markNull(st *vstate, n uint8, null bool) {
	r := &st.cur().regs[n]
	id, ref := r.id, r.refObjID
	if ref != 0 && ref == id && null {
		v.dropRef(st, id, false)
	}
	checked := r
	st.each(func(r *reg) {
		if !r.typ.mayBeNull() || r.id != id || id == 0 || r != checked && !v.in(sinceNullCopies) {
			return
		}
		if null {
			r.typ = scalarValue
			r.id, r.refObjID = 0, 0
			return
		}
		v.setNotNull(r)
		if !mayHoldLock(r) && !v.in(sinceKeptIDs) {
			r.id = 0
		}
	})
}

// mayHoldLock reports whether the pointer leads to a value with a bpf_spin_lock.
func mayHoldLock(r *reg) bool { return r.typ == ptrToMapValue && r.m.Lock >= 0 }
