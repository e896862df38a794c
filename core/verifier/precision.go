package verifier

import "bpfplay/core/abi"

var sincePrecisionFrames = abi.Since{abi.V6_4} // precision is tracked through calls

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

// propagatePrecision makes those scalars of cur precise that are precise in the equal state old. It reports whether it
// marked more.
func (v *env) propagatePrecision(old, cur *vstate) (changed bool) {
	var all backtrack
	all.frame = old.curframe()
	for fr := old.curframe(); fr >= 0; fr-- {
		f := old.frames[fr]
		first := true
		note := func(format string, n int) {
			switch {
			case v.level&logLevel2 == 0:
			case !v.in(sincePrecisionFrames):
				v.logf("frame %d: propagating "+format+"\n", fr, n)
			case first:
				v.logf("frame %d: propagating "+format, fr, n)
			default:
				v.logf(","+format, n)
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
		if !first && v.level&logLevel2 != 0 && v.in(sincePrecisionFrames) {
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

// forcePrecise makes a scalar precise: register i of a frame, or the slot of its stack at i.
func (v *env) forcePrecise(r *reg, frame int, name string, i int) {
	if r.typ != scalarValue || r.precise {
		return
	}
	r.precise = true
	if v.level&logLevel2 != 0 && v.in(sincePrecisionFrames) {
		v.logf("force_precise: frame%d: forcing %s%d to be precise\n", frame, name, i)
	}
}

// allPrecise gives up: every scalar of the states before st becomes precise.
func (v *env) allPrecise(st *vstate) {
	if v.level&logLevel2 != 0 && v.in(sincePrecisionFrames) {
		v.logf("mark_precise: frame%d: falling back to forcing all scalars precise\n", st.curframe())
	}
	for st = st.parent; st != nil && !st.allPrecise; st = st.parent {
		st.allPrecise = true
		for n, f := range st.frames {
			for i := range f.regs {
				v.forcePrecise(&f.regs[i], n, "r", i)
			}
			for i := range f.stack {
				if f.stack[i].isSpill() {
					v.forcePrecise(&f.stack[i].reg, n, "fp", -(i+1)*regSize)
				}
			}
		}
	}
}
