package verifier

import "bpfplay/core/abi"

// exactness says how equal two states must be.
type exactness int

const (
	notExact    exactness = iota // registers that are not read may differ, and imprecise scalars
	rangeWithin                  // the old ranges contain the new ones
	exactly
)

var sinceIDsCompared = abi.Since{abi.V6_2} // ids must correspond in both directions

// idMap pairs the ids of two states.
type idMap struct {
	pairs [][2]uint32
	tmp   uint32
}

// match reports whether old may stand for cur.
func (v *env) match(old, cur uint32) bool {
	both := v.in(sinceIDsCompared)
	if both {
		if (old != 0) != (cur != 0) {
			return false
		}
		if old == 0 {
			return true
		}
	}
	for _, p := range v.ids.pairs {
		if p[0] == old {
			return p[1] == cur
		}
		if both && p[1] == cur {
			return false
		}
	}
	v.ids.pairs = append(v.ids.pairs, [2]uint32{old, cur})
	return true
}

// matchScalar compares the ids of scalars, where one without an id is unlike all others.
func (v *env) matchScalar(old, cur uint32) bool {
	fresh := func(id uint32) uint32 {
		if id != 0 {
			return id
		}
		v.ids.tmp++
		return v.ids.tmp
	}
	if v.static && !v.circular {
		return v.match(fresh(old), fresh(cur))
	}
	if old == 0 {
		return true
	}
	if cur = fresh(cur); !v.match(old, cur) {
		return false
	}
	if old&addConst != 0 {
		return v.match(old&^addConst, cur&^addConst)
	}
	return true
}

// statesEqual reports whether all that can follow cur was seen following old.
func (v *env) statesEqual(old, cur *vstate, level exactness) bool {
	if old.curframe() != cur.curframe() {
		return false
	}
	v.ids.pairs, v.ids.tmp = v.ids.pairs[:0], v.idGen
	if old.speculative && !cur.speculative {
		return false
	}
	if v.in(sinceIDsCompared) {
		if old.lockMap != cur.lockMap || !v.match(old.lockID, cur.lockID) {
			return false
		}
	} else if old.lockID != cur.lockID {
		return false
	}
	if !v.refsEqual(old, cur) {
		return false
	}
	for i, f := range old.frames {
		g := cur.frames[i]
		if f.callsite != g.callsite {
			return false
		}
		if !v.in(sinceIDsCompared) {
			v.ids.pairs = v.ids.pairs[:0]
		}
		if v.in(sinceExactStates) && f.callbackDepth > g.callbackDepth {
			return false
		}
		live := ^uint16(0)
		if v.static {
			live = v.aux[frameInsn(old, i)].liveRegs
		}
		for n := range f.regs {
			if live>>n&1 == 1 && !v.regSafe(&f.regs[n], &g.regs[n], level) {
				return false
			}
		}
		if !v.stackSafe(f, g, level) {
			return false
		}
	}
	return true
}

func (v *env) refsEqual(old, cur *vstate) bool {
	if len(old.refs) != len(cur.refs) {
		return false
	}
	for i, r := range old.refs {
		if !v.in(sinceIDsCompared) {
			if r != cur.refs[i] {
				return false
			}
		} else if !v.match(r.id, cur.refs[i].id) {
			return false
		}
	}
	return true
}

func within(old, cur *reg) bool {
	return old.umin <= cur.umin && old.umax >= cur.umax && old.smin <= cur.smin && old.smax >= cur.smax &&
		old.u32min <= cur.u32min && old.u32max >= cur.u32max && old.s32min <= cur.s32min && old.s32max >= cur.s32max
}

// rangeContains reports whether old contains every value of cur.
func (v *env) rangeContains(old, cur *reg) bool {
	if v.circular {
		return old.r64.within(cur.r64) && old.r32.within(cur.r32) && old.varOff.contains(cur.varOff)
	}
	return within(old, cur) && old.varOff.contains(cur.varOff)
}

// sameCore reports whether the parts of two registers agree that exactly equal states share. The value is what differs most.
func (r *reg) sameCore(o *reg) bool {
	return r.varOff == o.varOff && r.typ == o.typ && r.regCore == o.regCore
}

// samePointee reports whether the parts of two pointers before the variable offset agree.
func samePointee(a, b *reg) bool {
	x, y := a.regCore, b.regCore
	x.varOff, y.varOff = tnum{}, tnum{}
	x.bounds, y.bounds = bounds{}, bounds{}
	return x == y
}

// regSafe reports whether a register that is safe as old is safe as cur.
func (v *env) regSafe(old, cur *reg, level exactness) bool {
	if !v.in(sinceIDsCompared) {
		return v.regSafeOld(old, cur)
	}
	if level == exactly {
		return v.regExact(old, cur)
	}
	if !v.static && old.live&liveRead == 0 && level == notExact {
		return true
	}
	if old.typ == notInit && (level == notExact || cur.typ == notInit) {
		return true
	}
	if old.typ != cur.typ {
		return false
	}
	switch old.typ.base() {
	case scalarValue:
		if v.exploreLimits {
			return old.regCore == cur.regCore && v.matchScalar(old.id, cur.id)
		}
		if !old.precise && level == notExact {
			return true
		}
		if v.static {
			if old.id&addConst != cur.id&addConst {
				return false
			}
		} else if old.id&addConst != 0 && cur.id&addConst == 0 || old.id != 0 && old.id&addConst == 0 && cur.id&addConst != 0 {
			return false
		}
		if old.id&addConst != 0 && old.off != cur.off {
			return false
		}
		return v.rangeContains(old, cur) && v.matchScalar(old.id, cur.id)
	case ptrToMapKey, ptrToMapValue, ptrToMem, ptrToBuf, ptrToTPBuffer:
		return samePointee(old, cur) && v.rangeContains(old, cur) && v.match(old.id, cur.id) && v.match(old.refObjID, cur.refObjID) && v.sameMap(old, cur)
	case ptrToPacket, ptrToPacketMeta:
		return v.pktSafe(old, cur) && v.match(old.id, cur.id)
	case ptrToStack:
		return v.regExact(old, cur) && old.frameno == cur.frameno
	}
	return v.regExact(old, cur)
}

func (v *env) pktSafe(old, cur *reg) bool {
	if old.rng > cur.rng || (old.rng < 0 || cur.rng < 0) && old.rng != cur.rng && !v.static {
		return false
	}
	if v.in(sincePacketDistance) && old.id != 0 && old.r64.base != cur.r64.base {
		return false // pointers with the same id keep their distance
	}
	return old.off == cur.off && v.rangeContains(old, cur)
}

func (v *env) regExact(old, cur *reg) bool {
	return old.sameCore(cur) && v.sameFrame(old, cur) && v.match(old.id, cur.id) && v.match(old.refObjID, cur.refObjID) && v.sameMap(old, cur)
}

// sameFrame reports whether two pointers to the stack lead to the same frame, as exactly equal states must since 7.3.
func (v *env) sameFrame(old, cur *reg) bool {
	return old.typ != ptrToStack || old.frameno == cur.frameno || !v.in(sinceExactFrames)
}

var sinceExactFrames = abi.Since{abi.V7_3}

// sameMap reports whether two pointers lead to the same inner map, since 7.3 to maps that correspond.
func (v *env) sameMap(old, cur *reg) bool {
	if v.in(sinceRefinedLookup) {
		return v.match(old.mapUID, cur.mapUID)
	}
	return old.mapUID == cur.mapUID
}

// regSafeOld follows regsafe before 6.2.
func (v *env) regSafeOld(old, cur *reg) bool {
	if old.live&liveRead == 0 {
		return true
	}
	equal := old.regCore == cur.regCore && old.id == cur.id && old.refObjID == cur.refObjID && old.mapUID == cur.mapUID
	if old.typ == ptrToStack {
		return equal && old.frameno == cur.frameno
	}
	if equal || old.typ == notInit {
		return true
	}
	switch old.typ.base() {
	case scalarValue:
		return !v.exploreLimits && cur.typ == scalarValue && (!old.precise || v.rangeContains(old, cur))
	case ptrToMapKey, ptrToMapValue:
		if old.typ.mayBeNull() {
			return cur.typ.mayBeNull() && old.regCore == cur.regCore && old.mapUID == cur.mapUID && v.match(old.id, cur.id)
		}
		return samePointee(old, cur) && old.mapUID == cur.mapUID && v.rangeContains(old, cur)
	case ptrToPacket, ptrToPacketMeta:
		return cur.typ == old.typ && v.pktSafe(old, cur) && (old.id == 0 || v.match(old.id, cur.id))
	}
	return false
}

// allMisc reports whether s holds bytes of unknown value.
func (v *env) allMisc(s *slot, from int) bool {
	for _, b := range s.bytes[from:] {
		if b != stackMisc && (b != stackInvalid && b != stackPoison || !v.readsUninit) {
			return false
		}
	}
	return true
}

// scalarOf returns the scalar that s holds from a byte on, or nil.
func (v *env) scalarOf(s *slot, from int) *reg {
	if s.bytes[from] == stackSpill && s.typ == scalarValue {
		return &s.reg
	}
	if v.allMisc(s, from) {
		return &v.unbound
	}
	return nil
}

func (v *env) stackSafe(old, cur *frame, level exactness) bool {
	for spi := range old.stack {
		a := &old.stack[spi]
		var b *slot
		if spi < len(cur.stack) {
			b = &cur.stack[spi]
		}
		if level != notExact && (b == nil || !sameBytes(a, b)) {
			return false
		}
		if !v.static && level == notExact && a.live&liveRead == 0 {
			continue
		}
		if !v.slotSafe(a, b, level) {
			return false
		}
	}
	return true
}

// sameBytes reports whether two slots hold the same kinds of bytes. Bytes that nothing reads compare as not written.
func sameBytes(a, b *slot) bool {
	for i := range a.bytes {
		x, y := a.bytes[i], b.bytes[i]
		if x != y && !(x%stackPoison == stackInvalid && y%stackPoison == stackInvalid) {
			return false
		}
	}
	return true
}

func (v *env) slotSafe(a, b *slot, level exactness) bool {
	for i, t := range a.bytes {
		if t == stackInvalid || t == stackPoison || t == stackMisc && v.readsUninit {
			continue
		}
		if b == nil {
			return false
		}
		if v.in(sinceStackScalars) && (!v.in(sinceStackTracking) || i%(regSize/2) == 0) {
			from := 0
			if v.in(sinceStackTracking) {
				from = i
			}
			if x, y := v.scalarOf(a, from), v.scalarOf(b, from); x != nil && y != nil {
				return v.regSafe(x, y, level)
			}
		}
		if t == stackMisc && b.bytes[i] == stackZero {
			continue
		}
		if t != b.bytes[i] {
			return false
		}
		if i == regSize-1 && t == stackSpill && !v.regSafe(&a.reg, &b.reg, level) {
			return false
		}
	}
	return true
}

// sincePacketDistance is the oldest release known to keep the distance between packet pointers with the same id.
var sincePacketDistance = abi.Since{abi.V7_2 + 13}

var sinceStackScalars = abi.Since{abi.V6_9} // a spilled scalar compares with unknown bytes
