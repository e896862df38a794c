package verifier

import (
	"math/bits"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var sincePrecisionFrames = abi.From(abi.R(6, 4, 0)) // precision is tracked through calls

// backtrack is the set of registers and slots that must be precise, by frame.
type backtrack struct {
	frame int
	regs  [16]uint32
	stack [16]uint64
}

func (b *backtrack) empty() bool {
	var all uint64
	for i := range b.frame + 1 {
		all |= uint64(b.regs[i]) | b.stack[i]
	}
	return all == 0
}

func (b *backtrack) has(n uint8) bool { return b.regs[b.frame]>>n&1 == 1 }
func (b *backtrack) set(n uint8)      { b.regs[b.frame] |= 1 << n }
func (b *backtrack) clear(n uint8)    { b.regs[b.frame] &^= 1 << n }

const argRegs = 0x3e // r1 to r5

// pushHistory records that the path went from the previous instruction to the current one.
func (v *env) pushHistory(h histEntry) {
	h.idx, h.prev = int32(v.insnIdx), int32(v.prevInsnIdx)
	cur := v.cur
	if v.inHist {
		e := &cur.hist[len(cur.hist)-1]
		e.flags |= h.flags
		if h.flags&histStack != 0 {
			e.frame, e.spi = h.frame, h.spi
		}
		e.linked = h.linked
		return
	}
	cur.hist = append(cur.hist, h)
	v.inHist = v.in(sincePrecisionFrames)
}

// prevInsn returns the instruction before idx on the path of st; ok is false at the state's first one.
func prevInsn(st *vstate, idx int, n *int) (prev int, ok bool) {
	if idx == st.firstInsn && (*n == 0 || *n == 1 && int(st.hist[0].idx) == idx) {
		return 0, false
	}
	if *n > 0 && int(st.hist[*n-1].idx) == idx {
		*n--
		return int(st.hist[*n].prev), true
	}
	return idx - 1, true
}

// markPrecise notes that the value of register n decides about safety.
func (v *env) markPrecise(n uint8) {
	if !v.capable {
		return
	}
	var b backtrack
	b.frame = v.cur.curframe()
	b.set(n)
	if v.in(sincePrecisionFrames) {
		v.backtrack(&b, v.cur, v.insnIdx)
	} else {
		v.backtrackFrame(&b)
	}
}

// propagatePrecision makes precise in cur what is precise in the equal state old. It reports whether it marked more.
func (v *env) propagatePrecision(old, cur *vstate) (changed bool) {
	var all backtrack
	all.frame = old.curframe()
	for fr := old.curframe(); fr >= 0; fr-- {
		f := old.frames[fr]
		first := true
		note := func(format string, n int) {
			if v.level&logLevel2 != 0 {
				if first {
					v.logf("frame %d: propagating ", fr)
				} else {
					v.logf(",")
				}
				v.logf(format, n)
			}
			first = false
		}
		wanted := func(r *reg) bool { return r.typ == scalarValue && r.precise && (v.static || r.live&liveRead != 0) }
		one := func(b backtrack) {
			if v.capable && !v.in(sincePrecisionFrames) {
				v.backtrackFrame(&b)
			}
		}
		for i := range 10 {
			if wanted(&f.regs[i]) {
				all.regs[fr] |= 1 << i
				note("r%d", i)
				b := backtrack{frame: fr}
				b.regs[fr] = 1 << i
				one(b)
			}
		}
		for i := range f.stack {
			if f.stack[i].isSpill() && wanted(&f.stack[i].reg) {
				all.stack[fr] |= 1 << i
				note("fp%d", (-i-1)*regSize)
				b := backtrack{frame: fr}
				if s := v.cur.frames[fr].stack; i < len(s) && s[i].isScalarSpill() {
					b.stack[fr] = 1 << i
					one(b)
				}
			}
		}
		if !first && v.level&logLevel2 != 0 {
			v.logf("\n")
		}
	}
	if !v.in(sincePrecisionFrames) || !v.capable {
		return false
	}
	idx := v.insnIdx
	if cur != v.cur {
		idx = cur.insnIdx
	}
	return v.backtrack(&all, cur, idx)
}

// step is the outcome of one instruction of the way back.
type step int

const (
	stepOn     step = iota
	stepGiveUp      // all scalars must be precise
)

// backtrack follows the path of start back from instruction last and marks the sources of the values.
func (v *env) backtrack(b *backtrack, start *vstate, last int) (changed bool) {
	if b.empty() {
		return false
	}
	st, first, next := start, start.firstInsn, -1
	skip := true
	for {
		n := len(st.hist)
		if v.level&logLevel2 != 0 {
			v.logf("mark_precise: frame%d: last_idx %d first_idx %d subseq_idx %d \n", b.frame, last, first, next)
		}
		if last < 0 {
			for m := b.regs[0]; m != 0; m &= m - 1 {
				if r := &st.frames[0].regs[bits.TrailingZeros32(m)]; r.typ == scalarValue {
					r.precise = true
					changed = true
				}
			}
			return changed
		}
		for i := last; ; {
			if skip {
				skip = false
			} else {
				var h *histEntry
				if n > 0 && int(st.hist[n-1].idx) == i {
					h = &st.hist[n-1]
				}
				if v.backInsn(b, i, next, h) == stepGiveUp {
					v.allPrecise(start)
					return true
				}
			}
			if b.empty() {
				return changed
			}
			next = i
			var ok bool
			if i, ok = prevInsn(st, i, &n); !ok {
				break
			}
		}
		if st = st.parent; st == nil {
			break
		}
		for fr := b.frame; fr >= 0; fr-- {
			f := st.frames[fr]
			for m := b.regs[fr]; m != 0; m &= m - 1 {
				i := bits.TrailingZeros32(m)
				if r := &f.regs[i]; r.typ != scalarValue || r.precise {
					b.regs[fr] &^= 1 << i
				} else {
					r.precise, changed = true, true
				}
			}
			for m := b.stack[fr]; m != 0; m &= m - 1 {
				i := bits.TrailingZeros64(m)
				if i >= len(f.stack) || !f.stack[i].isScalarSpill() || f.stack[i].precise {
					b.stack[fr] &^= 1 << i
				} else {
					f.stack[i].precise, changed = true, true
				}
			}
			if v.level&logLevel2 != 0 {
				v.logf("mark_precise: frame%d: parent state regs=%s ", fr, regMask(b.regs[fr]))
				v.logf("stack=%s: ", stackMask(b.stack[fr]))
				v.printState(st, fr, true)
			}
		}
		if b.empty() {
			return changed
		}
		next, last, first = first, st.lastInsn, st.firstInsn
	}
	if !b.empty() {
		v.allPrecise(start)
	}
	return changed
}

// syncLinked adds the registers that had the same id as one of the set when a jump compared it.
func (b *backtrack) syncLinked(h *histEntry) {
	if h == nil {
		return
	}
	some := false
	for _, l := range h.linked.regs[:h.linked.n] {
		if l.index&spilledFlag == 0 {
			some = some || b.regs[l.frame]>>l.index&1 == 1
		} else {
			some = some || b.stack[l.frame]>>(l.index&^spilledFlag)&1 == 1
		}
	}
	if !some {
		return
	}
	for _, l := range h.linked.regs[:h.linked.n] {
		if l.index&spilledFlag == 0 {
			b.regs[l.frame] |= 1 << l.index
		} else {
			b.stack[l.frame] |= 1 << (l.index &^ spilledFlag)
		}
	}
}

// backInsn replaces what instruction idx writes by what it reads (backtrack_insn). next is the one that followed it.
func (v *env) backInsn(b *backtrack, idx, next int, h *histEntry) step {
	i := v.insns[idx]
	if i.Code == 0 {
		return stepOn
	}
	if v.level&logLevel2 != 0 {
		v.logf("mark_precise: frame%d: regs=%s ", b.frame, regMask(b.regs[b.frame]))
		v.logf("stack=%s before ", stackMask(b.stack[b.frame]))
		v.logf("%d: %s\n", idx, v.insnText(idx))
	}
	b.syncLinked(h)
	switch class := i.Class(); class {
	case insn.BPF_ALU, insn.BPF_ALU64:
		if !b.has(i.Dst) {
			return stepOn
		}
		switch op := i.Op(); {
		case op == insn.BPF_END || op == insn.BPF_NEG:
			return stepOn
		case op == insn.BPF_MOV:
			b.clear(i.Dst)
			if i.Source() == insn.BPF_X && i.Src != insn.BPF_REG_10 {
				b.set(i.Src)
			}
		case i.Source() == insn.BPF_X && i.Src != insn.BPF_REG_10:
			b.set(i.Src)
		}
	case insn.BPF_JMP, insn.BPF_JMP32:
		if s, done := v.backJump(b, i, idx, next, h); done {
			return s
		}
	case insn.BPF_LD:
		if i.Mode() == insn.BPF_IMM {
			b.clear(i.Dst)
			return stepOn
		}
		if b.has(i.Dst) {
			return stepGiveUp
		}
		if next != idx+1 && v.in(sinceLdAbsExits) {
			b.frame++
		}
		return stepOn
	default:
		load, isLoad := loads(i)
		if isLoad {
			if !b.has(load) {
				return stepOn
			}
			b.clear(load)
			if h == nil || h.flags&histStack == 0 {
				return stepOn
			}
			b.stack[h.frame] |= 1 << h.spi
			break
		}
		if b.has(i.Dst) {
			return stepGiveUp
		}
		if h == nil || h.flags&histStack == 0 || b.stack[h.frame]>>h.spi&1 == 0 {
			return stepOn
		}
		b.stack[h.frame] &^= 1 << h.spi
		if class == insn.BPF_STX {
			b.set(i.Src)
		}
	}
	b.syncLinked(h)
	return stepOn
}

// loads returns the register that a load or fetching atomic instruction writes.
func loads(i insn.Insn) (n uint8, ok bool) {
	switch {
	case i.Class() == insn.BPF_LDX:
		return i.Dst, true
	case i.Class() != insn.BPF_STX || i.Mode() != insn.BPF_ATOMIC:
	case i.Imm == insn.BPF_CMPXCHG:
		return 0, true
	case i.Imm == insn.BPF_LOAD_ACQ:
		return i.Dst, true
	case i.Imm&insn.BPF_FETCH != 0 && i.Imm != insn.BPF_STORE_REL:
		return i.Src, true
	}
	return 0, false
}

// backJump handles jumps, calls and exits; done is true if nothing more is to do.
func (v *env) backJump(b *backtrack, i insn.Insn, idx, next int, h *histEntry) (s step, done bool) {
	switch op := i.Op(); {
	case op == insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL:
		sub := v.findSubprog(idx + int(i.Imm) + 1)
		if v.subprogs[sub].global && b.frame <= len(b.regs) && next == idx+1 {
			b.clear(0)
			return stepOn, true
		}
		args := b.regs[b.frame] & argRegs
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if b.frame > 0 {
			b.frame--
		}
		b.regs[b.frame] |= args
		return stepOn, true
	case op == insn.BPF_CALL && isHelperCallback(i) && idx != next-1:
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if b.frame > 0 {
			b.frame--
		}
		return stepOn, true
	case op == insn.BPF_CALL:
		b.clear(0)
	case op == insn.BPF_EXIT:
		fromCall := next-1 >= 0 && v.insns[next-1].Code == insn.BPF_JMP|insn.BPF_CALL && v.insns[next-1].Src == insn.BPF_PSEUDO_CALL
		r0 := fromCall && b.has(0)
		b.clear(0)
		b.frame++
		b.regs[b.frame], b.stack[b.frame] = 0, 0
		if r0 {
			b.set(0)
		}
		return stepOn, true
	case i.Source() == insn.BPF_X && op != insn.BPF_JA:
		if !b.has(i.Dst) && !b.has(i.Src) {
			return stepOn, true
		}
		if h == nil || h.flags&histSrcStack == 0 {
			b.set(i.Src)
		}
		if h == nil || h.flags&histDstStack == 0 {
			b.set(i.Dst)
		}
	}
	return stepOn, false
}

// allPrecise gives up: every scalar of the states before st becomes precise.
func (v *env) allPrecise(st *vstate) {
	if v.level&logLevel2 != 0 && v.in(sincePrecisionFrames) {
		v.logf("mark_precise: frame%d: falling back to forcing all scalars precise\n", st.curframe())
	}
	for st = st.parent; st != nil && !st.allPrecise; st = st.parent {
		st.allPrecise = true
		st.each(func(r *reg) {
			if r.typ == scalarValue {
				r.precise = true
			}
		})
	}
}
