package verifier

import "bpfplay/core/abi"

var (
	sincePrunedJmpPoints  = abi.Since{abi.V6_1, abi.V5_15} // jump history is recorded at jump points
	sinceExactStates      = abi.Since{abi.V6_7}            // loops of callbacks and iterators converge
	sinceLongHistoryState = abi.Since{abi.V6_8, abi.V6_6}  // a state is added after 40 history entries
	sinceCleanCurrent     = abi.Since{abi.V7_1}            // the current state forgets its dead registers
	sinceCallbackSCC      = abi.Since{abi.V7_0}            // a helper that calls a function back is a loop
	sinceSingularIDs      = abi.Since{abi.V7_1}            // a new state forgets the ids that only one scalar has
	sinceStaticLiveness   = abi.Since{abi.V6_18}           // what lives is computed, not marked by parents
)

// explored is a state that the analysis remembers, newest first in its bucket.
type explored struct {
	st         *vstate
	next       *explored
	hits, miss int
	inFreeList bool
}

// bucket returns the states that share a list with those at instruction idx.
func (v *env) bucket(idx int) **explored {
	h := uint32(idx^v.cur.cur().callsite) % uint32(len(v.insns))
	return &v.explored[h]
}

// visited looks for a state at instruction idx that covers the current one, and may remember the current one
// (is_state_visited).
func (v *env) visited(idx int) bool {
	cur := v.cur
	exact := v.in(sinceExactStates)
	force := v.capable && v.prog.Flags&flagTestStateFreq != 0
	if v.in(sinceLongHistoryState) {
		force = force || v.aux[idx].forceCheckpoint || len(cur.hist) > 40
	}
	add := force || v.jmpsProcessed-v.prevJmps >= 2 && v.processed-v.prevProcessed >= 8
	head := v.bucket(idx)
	if v.in(sinceCleanCurrent) {
		v.cleanRegs(cur)
		v.cleanStack(cur)
	} else {
		v.cleanLive(idx)
	}
	count := 0
	for p := head; *p != nil; {
		e := *p
		count++
		if e.st.insnIdx != idx {
			p = &e.next
			continue
		}
		hit, loop := false, false
		if e.st.branches > 0 {
			f := e.st.cur()
			switch {
			case f.inAsync && f.asyncEntries != cur.cur().asyncEntries:
			case exact && v.aux[idx].callsCallback:
				hit = v.statesEqual(e.st, cur, rangeWithin)
				loop = v.in(sinceCallbackSCC)
			case v.maybeLooping(e.st, cur) && v.statesEqual(e.st, cur, exactly) && e.st.callbackUnroll == cur.callbackUnroll:
				v.logLine(idx, "; ")
				if exact {
					v.infinite(idx, cur, e.st)
				}
				v.refuse(infiniteLoop, idx)
			}
			if !hit && (!exact || !force) && v.jmpsProcessed-v.prevJmps < 20 && v.processed-v.prevProcessed < 100 {
				add = false
			}
		} else {
			level := notExact
			var entry *vstate
			switch {
			case v.static:
				if loop = v.incomplete(e.st); loop {
					level = rangeWithin
				}
			case exact:
				if entry = loopEntryOf(e.st); entry != nil && entry.branches > 0 {
					level = rangeWithin
				}
			}
			if hit = v.statesEqual(e.st, cur, level); hit && level == rangeWithin && !v.static {
				updateLoopEntry(cur, entry)
			}
		}
		if hit {
			e.hits++
			if !v.static {
				v.propagateLiveness(e.st, cur)
			}
			if v.aux[idx].jmpPoint || !v.in(sincePrunedJmpPoints) {
				v.pushHistory(histEntry{})
			}
			v.propagatePrecision(e.st, cur)
			if loop {
				v.addBackedge(e.st)
			}
			return true
		}
		if add {
			e.miss++
		}
		n := 3
		if v.aux[idx].forceCheckpoint && e.st.branches > 0 {
			n = 64
		}
		if e.miss > e.hits*n+n {
			*p = e.next
			v.evict(e)
			continue
		}
		p = &e.next
	}
	v.maxStates = max(v.maxStates, count)
	if !v.capable && count > 64 || !add {
		return false
	}
	v.remember(idx, head)
	return false
}

// evict drops a state that does not help. A state that others refer to still counts.
func (v *env) evict(e *explored) {
	if v.static {
		v.exploredSize--
		e.inFreeList = true
		v.freeListSize++
		v.maybeFree(e)
		return
	}
	if e.st.frames[0].regs[0].live&liveDone != 0 && !e.st.usedAsEntry {
		v.peakStates--
	}
}

// remember adds the current state.
func (v *env) remember(idx int, head **explored) {
	cur := v.cur
	v.totalStates++
	if v.static {
		v.exploredSize++
		v.updatePeak()
	} else {
		v.peakStates++
	}
	v.prevJmps, v.prevProcessed = v.jmpsProcessed, v.processed
	if v.capable {
		imprecise(cur)
	}
	if v.in(sinceSingularIDs) {
		v.clearSingularIDs(cur)
	}
	st := v.clone(cur)
	st.insnIdx = idx
	if v.static {
		v.enterSCC(st)
	}
	cur.parent = st
	cur.firstInsn = idx
	cur.dfsDepth = st.dfsDepth + 1
	cur.hist = cur.hist[:0]
	e := &explored{st: st, next: *head}
	*head = e
	st.listed = e
	if v.static {
		return
	}
	for j, f := range cur.frames {
		first := 0
		if j < cur.curframe() {
			first = 6
		}
		old := st.frames[j]
		for i := range 10 {
			if i >= first {
				f.regs[i].parent = &old.regs[i]
			}
			f.regs[i].live = 0
		}
		for i := range f.stack {
			f.stack[i].live = 0
			f.stack[i].parent = &old.stack[i].reg
		}
	}
}

// clearSingularIDs takes the id from scalars that share it with no other (bpf_clear_singular_ids).
func (v *env) clearSingularIDs(st *vstate) {
	clear(v.idCounts)
	if v.idCounts == nil {
		v.idCounts = map[uint32]int{}
	}
	st.each(func(r *reg) {
		if r.typ == scalarValue && r.id != 0 {
			v.idCounts[r.id&^addConst]++
		}
	})
	st.each(func(r *reg) {
		if r.typ == scalarValue && v.idCounts[r.id&^addConst] == 1 {
			r.clearID()
		}
	})
}

// infinite logs the two states of an infinite loop.
func (v *env) infinite(idx int, cur, old *vstate) {
	v.logf("%s\n", sprintf(infiniteLoop.Log, idx))
	v.logf("cur state:")
	v.printState(cur, cur.curframe(), true)
	v.logf("old state:")
	v.printState(old, cur.curframe(), true)
	v.refuseQuietly(infiniteLoop, idx)
}

// maybeLooping reports whether the registers of the current function are the same.
func (v *env) maybeLooping(old, cur *vstate) bool {
	if old.curframe() != cur.curframe() {
		return false
	}
	a, b := old.cur(), cur.cur()
	for i := range a.regs {
		x, y := &a.regs[i], &b.regs[i]
		if x.regCore != y.regCore || x.id != y.id || x.refObjID != y.refObjID || x.mapUID != y.mapUID || !v.sameFrame(x, y) {
			return false
		}
	}
	return true
}

// imprecise forgets which scalars must be known precisely.
func imprecise(st *vstate) {
	st.each(func(r *reg) {
		if r.typ == scalarValue {
			r.precise = false
		}
	})
}

// finish notes that the current path has ended (update_branch_counts).
func (v *env) finish() {
	var freed *explored
	for st := v.cur; st != nil; st = st.parent {
		st.branches--
		if v.static {
			if st.branches > 0 {
				break
			}
			v.exitSCC(st)
			if freed != nil {
				v.maybeFree(freed)
			}
			freed = nil
			if st.parent != nil {
				freed = st.parent.listed
			}
			continue
		}
		if st.branches == 0 && st.parent != nil && st.loopEntry != nil {
			updateLoopEntry(st.parent, st.loopEntry)
		}
		if st.branches > 0 {
			break
		}
	}
}

// loopEntryOf returns the topmost known entry of the loop that st belongs to.
func loopEntryOf(st *vstate) *vstate {
	top := st.loopEntry
	for top != nil && top.loopEntry != nil && top != top.loopEntry {
		top = top.loopEntry
	}
	for st != nil && st.loopEntry != top {
		st, st.loopEntry = st.loopEntry, top
	}
	return top
}

func updateLoopEntry(cur, head *vstate) {
	cur1, head1 := loopEntryOf(cur), loopEntryOf(head)
	if cur1 == nil {
		cur1 = cur
	}
	if head1 == nil {
		head1 = head
	}
	if head1.branches > 0 && head1.dfsDepth <= cur1.dfsDepth {
		cur.loopEntry = head
		head.usedAsEntry = true
	}
}

func sameCallsites(a, b *vstate) bool {
	if a.curframe() != b.curframe() {
		return false
	}
	for i := range a.frames {
		if a.frames[i].callsite != b.frames[i].callsite {
			return false
		}
	}
	return true
}

// cleanLive forgets what no continuation of the finished states at idx reads.
func (v *env) cleanLive(idx int) {
	for e := *v.bucket(idx); e != nil; e = e.next {
		st := e.st
		if st.branches > 0 || st.insnIdx != idx || !sameCallsites(st, v.cur) {
			continue
		}
		if v.static {
			if !st.clean && !v.incomplete(st) {
				v.cleanStatic(st)
			}
			continue
		}
		if v.in(sinceExactStates) {
			if entry := loopEntryOf(st); entry != nil && entry.branches > 0 {
				continue
			}
		}
		if st.frames[0].regs[0].live&liveDone != 0 {
			continue
		}
		for _, f := range st.frames {
			for i := range 10 {
				v.cleanReg(&f.regs[i])
			}
			for i := range f.stack {
				if s := &f.stack[i]; !v.cleanReg(&s.reg) {
					s.bytes = [8]uint8{}
				}
			}
		}
	}
}

func (v *env) cleanReg(r *reg) (read bool) {
	read = r.live&liveRead != 0
	r.live |= liveDone
	if !read {
		v.notInit(r)
	}
	return read
}
