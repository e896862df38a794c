package verifier

import "slices"

// liveness tracks which slots of the stack are read after an instruction. Follows kernel/bpf/liveness.c of 6.18.
type liveness struct {
	all    []*funcInstance
	cur    *funcInstance
	writes [16]uint64
}

// funcInstance is a function with the call sites that lead to it.
type funcInstance struct {
	callsites []int // of the callers; the last is the function's first instruction
	starts    []int // first instructions of all functions
	subprog   int
	updated   bool
	dropped   bool
	frames    [][]slotMasks // by frame and instruction; nil if nothing is known
	writeSet  []bool
}

// slotMasks are sets of slots of one frame at one instruction.
type slotMasks struct{ mayRead, mustWrite, mustWriteAcc, liveBefore uint64 }

func (l *liveness) reset() { *l = liveness{} }

// instance returns the instance of frame fr of st.
func (l *liveness) instance(v *env, st *vstate, fr int) *funcInstance {
	start := v.subprogs[st.frames[fr].subprog].start
search:
	for _, f := range l.all {
		if len(f.callsites) != fr+1 || f.callsites[fr] != start {
			continue
		}
		for i := range fr {
			if f.callsites[i] != st.frames[i+1].callsite {
				continue search
			}
		}
		return f
	}
	k := &funcInstance{subprog: st.frames[fr].subprog}
	for i := range fr + 1 {
		k.starts = append(k.starts, v.subprogs[st.frames[i].subprog].start)
		if i < fr {
			k.callsites = append(k.callsites, st.frames[i+1].callsite)
		}
	}
	k.callsites = append(k.callsites, k.starts[fr])
	return l.add(v, k)
}

// find returns the instance with the call sites of k.
func (l *liveness) find(v *env, k *funcInstance) *funcInstance {
	for _, f := range l.all {
		if slices.Equal(f.callsites, k.callsites) {
			return f
		}
	}
	return l.add(v, k)
}

func (l *liveness) add(v *env, k *funcInstance) *funcInstance {
	k.frames = make([][]slotMasks, len(k.callsites))
	k.writeSet = make([]bool, v.subprogs[k.subprog+1].start-v.subprogs[k.subprog].start)
	l.all = append(l.all, k)
	return k
}

func (f *funcInstance) start() int { return f.starts[len(f.starts)-1] }

func (f *funcInstance) masks(fr, idx int) *slotMasks {
	if f.frames[fr] == nil {
		f.frames[fr] = make([]slotMasks, len(f.writeSet))
	}
	return &f.frames[fr][idx-f.start()]
}

func (f *funcInstance) read(fr, idx int, mask uint64) {
	m := f.masks(fr, idx)
	if all := m.mayRead | mask; all != m.mayRead && all|m.liveBefore != m.liveBefore {
		f.updated = true
	}
	m.mayRead |= mask
}

// begin starts the marks of one instruction.
func (l *liveness) begin(v *env, idx int) {
	if l.cur == nil {
		l.cur = l.instance(v, v.cur, v.cur.curframe())
	}
	l.writes = [16]uint64{}
}

// commit ends them: a slot is written for certain only if all visits write it.
func (l *liveness) commit(v *env, idx int) { l.commitIn(l.cur, idx) }

func (l *liveness) commitIn(f *funcInstance, idx int) {
	if f == nil {
		return
	}
	at := idx - f.start()
	if at < 0 || at >= len(f.writeSet) {
		return
	}
	for fr := range f.frames {
		mask := l.writes[fr]
		if mask == 0 && !f.writeSet[at] {
			continue
		}
		m := f.masks(fr, idx)
		old := m.mustWrite
		if f.writeSet[at] {
			mask &= old
		}
		if old != mask {
			m.mustWrite = mask
			f.updated = true
		}
		if old&^mask != 0 {
			f.dropped = true
		}
	}
	f.writeSet[at] = true
}

// slotRead and slotWritten note an access of the current instruction.
func (v *env) slotRead(f *frame, spi int) {
	if v.marksStack {
		if v.live.cur == nil {
			v.live.cur = v.live.instance(v, v.cur, v.cur.curframe())
		}
		v.live.cur.read(f.frameno, v.insnIdx, 1<<spi)
	}
}

func (v *env) slotWritten(f *frame, spi int) {
	if v.marksStack {
		v.live.writes[f.frameno] |= 1 << spi
	}
}

// updateLive recomputes what lives in the functions of the path that ends.
func (v *env) updateLive() {
	l := &v.live
	l.cur = nil
	for fr := v.cur.curframe(); fr >= 0; fr-- {
		f := l.instance(v, v.cur, fr)
		if f.updated {
			l.update(v, f)
			f.updated, f.dropped = false, false
		}
	}
}

func (l *liveness) update(v *env, f *funcInstance) {
	if f.dropped {
		for _, masks := range f.frames {
			for i := range masks {
				masks[i].mustWriteAcc = 0
			}
		}
	}
	rounds := 0
	for changed := true; changed; rounds++ {
		changed = false
		for fr, masks := range f.frames {
			if masks == nil {
				continue
			}
			for _, idx := range v.orderOf(f.subprog) {
				if f.updateInsn(v, masks, fr, idx) {
					changed = true
				}
			}
		}
	}
	if v.logsLiveStack() {
		v.logf("%s live stack update done in %d iterations\n", f, rounds)
	}
	if len(f.callsites) < 2 {
		return
	}
	n := len(f.callsites) - 1
	k := &funcInstance{starts: f.starts[:n]}
	k.callsites = append(append([]int{}, f.callsites[:n-1]...), f.starts[n-1])
	k.subprog = v.findSubprog(f.starts[n-1])
	outer := l.find(v, k)
	site := f.callsites[n-1]
	l.writes = [16]uint64{}
	for fr := range n {
		if f.frames[fr] == nil {
			continue
		}
		m := f.masks(fr, f.start())
		l.writes[fr] |= m.mustWriteAcc
		outer.read(fr, site, m.liveBefore)
	}
	l.commitIn(outer, site)
}

func (f *funcInstance) updateInsn(v *env, masks []slotMasks, fr, idx int) bool {
	succ := v.successors(idx)
	if len(succ) == 0 {
		return false
	}
	m := &masks[idx-f.start()]
	var after uint64
	acc := ^uint64(0)
	for _, s := range succ {
		n := &masks[s-f.start()]
		after |= n.liveBefore
		acc &= n.mustWriteAcc
	}
	acc |= m.mustWrite
	before := after&^m.mustWrite | m.mayRead
	changed := before != m.liveBefore || acc != m.mustWriteAcc
	if changed && v.logsLiveStack() && (m.mayRead|m.mustWrite != 0 || idx == f.start() || v.aux[idx].prunePoint) {
		f.logMasks(v, "live", fr, idx, m.liveBefore, before)
		f.logMasks(v, "written", fr, idx, m.mustWriteAcc, acc)
	}
	m.liveBefore, m.mustWriteAcc = before, acc
	return changed
}

// liveQuery answers questions about one state.
type liveQuery struct {
	instances []*funcInstance
	idx       int
}

func (l *liveness) query(v *env, st *vstate) (q liveQuery) {
	for fr := range st.frames {
		q.instances = append(q.instances, l.instance(v, st, fr))
	}
	q.idx = st.insnIdx
	return q
}

func (f *funcInstance) liveAt(idx, fr, spi int) bool {
	return f.frames[fr] != nil && f.masks(fr, idx).liveBefore>>spi&1 == 1
}

// alive reports whether a slot of frame fr may be read after the state.
func (q liveQuery) alive(v *env, fr, spi int) bool {
	cur := len(q.instances) - 1
	if q.instances[cur].liveAt(q.idx, fr, spi) {
		return true
	}
	for i := fr; i < cur; i++ {
		site := q.instances[cur].callsites[i]
		if !v.aux[site].callsCallback {
			site++
		}
		if q.instances[i].liveAt(site, fr, spi) {
			return true
		}
	}
	return false
}
