package verifier

import "bpfplay/core/insn"

// change begins a change of the register n of the current function, which [env.changed] ends.
func (v *env) change(n uint8) {
	if v.history != nil {
		v.beginChange(regPlace(v.cur.cur(), n), &v.regs()[n], place{}, causeWrite)
	}
}

// beginChange notes the value of r, at p, before a change (bpf_diag_mod_begin).
func (v *env) beginChange(p place, r *reg, origin place, why cause) {
	if h := v.history; h != nil {
		h.change = event{idx: int32(v.insnIdx), kind: eventChange, cause: why, place: p, origin: origin, old: snapshotOf(r)}
		h.active = true
	}
}

// changed records the change that was begun: r is the new value (bpf_diag_mod_end).
func (v *env) changed(r *reg) {
	if h := v.history; h != nil && h.active {
		h.active = false
		h.change.new = snapshotOf(r)
		v.recordChange(&h.change)
	}
}

// recordChange adds a change, unless it is a computation that changes nothing (diag_record_mod).
func (v *env) recordChange(e *event) {
	if e.origin.kind == noPlace {
		e.origin = v.originOf(e)
	}
	if e.cause <= causeSpill && e.old == e.new && e.origin.kind == noPlace && v.computed(e) {
		return
	}
	v.history.add(e)
}

// originOf returns the register that the instruction of a change copies (diag_mod_insn_origin).
func (v *env) originOf(e *event) (origin place) {
	i := v.insns[e.idx]
	switch e.place.kind {
	case placeReg:
		if class := i.Class(); (class == insn.BPF_ALU || class == insn.BPF_ALU64) && i.Op() == insn.BPF_MOV && i.Source() == insn.BPF_X {
			origin = e.place
			origin.n = int16(i.Src)
		}
	case placeSlot:
		if i.Class() == insn.BPF_STX {
			origin = regPlace(v.cur.cur(), i.Src)
		}
	}
	return origin
}

// computed reports whether the new value of a change depends on the old one (diag_mod_keeps_lineage).
func (v *env) computed(e *event) bool {
	i := v.insns[e.idx]
	class := i.Class()
	if e.cause != causeWrite || e.place.kind != placeReg || class != insn.BPF_ALU && class != insn.BPF_ALU64 {
		return false
	}
	op := i.Op()
	return op != insn.BPF_MOV && op != insn.BPF_DIV && op != insn.BPF_MOD
}

// lost records that r at p loses its value (bpf_diag_record_scrub).
func (v *env) lost(p place, r *reg, why cause) {
	if v.history != nil && r.typ != notInit {
		v.recordChange(&event{idx: int32(v.insnIdx), kind: eventChange, cause: why, place: p, old: snapshotOf(r)})
	}
}

// lostArgs records that a call takes away r1 to r5 of f.
func (v *env) lostArgs(f *frame) {
	if v.history != nil {
		for n := uint8(1); n <= 5; n++ {
			v.lost(regPlace(f, n), &f.regs[n], causeCall)
		}
	}
}

// lostBytes records that a store at an unknown offset may change the bytes lo to end of f's stack.
func (v *env) lostBytes(f *frame, lo, end int64) {
	if v.history != nil {
		p := place{f.entry, uint8(f.frameno), placeBytes, int16(lo), int16(end)}
		v.recordChange(&event{idx: int32(v.insnIdx), kind: eventChange, cause: causeVarWrite, place: p})
	}
}

// recordEvent adds an event other than a change.
func (v *env) recordEvent(kind eventKind, idx int, entered bool, id uint32) {
	if v.history != nil {
		v.history.add(&event{idx: int32(idx), kind: kind, entered: entered, id: id})
	}
}

// recordBranch records which way the jump at prev went to the current instruction.
func (v *env) recordBranch(prev int) {
	if v.history == nil || v.cur.speculative || prev < 0 {
		return
	}
	i := v.insns[prev]
	if class := i.Class(); class != insn.BPF_JMP && class != insn.BPF_JMP32 {
		return
	}
	switch i.Op() {
	case insn.BPF_JA, insn.BPF_CALL, insn.BPF_EXIT:
		return
	}
	switch target := prev + int(i.Off) + 1; {
	case target == prev+1:
	case v.insnIdx == target:
		v.recordEvent(eventBranch, prev, true, 0)
	case v.insnIdx == prev+1:
		v.recordEvent(eventBranch, prev, false, 0)
	}
}
