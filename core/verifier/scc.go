package verifier

// computeSCC numbers the loops of the control flow (Tarjan's algorithm).
func (v *env) computeSCC() {
	n := len(v.insns)
	pre, low := make([]uint32, n), make([]uint32, n)
	var stack, dfs []int
	next, id := uint32(1), uint32(1)
	for i := range n {
		v.aux[i].scc = 0
	}
	for i := range n {
		if pre[i] != 0 {
			continue
		}
		stack, dfs = stack[:0], append(dfs[:0], i)
	search:
		for len(dfs) > 0 {
			w := dfs[len(dfs)-1]
			if pre[w] == 0 {
				low[w], pre[w] = next, next
				next++
				stack = append(stack, w)
			}
			succ := v.successors(w)
			for _, s := range succ {
				if s >= n {
					continue
				}
				if pre[s] == 0 {
					dfs = append(dfs, s)
					continue search
				}
				low[w] = min(low[w], low[s])
			}
			if low[w] < pre[w] {
				dfs = dfs[:len(dfs)-1]
				continue
			}
			loop := stack[len(stack)-1] != w || v.aux[w].callsCallback && v.in(sinceCallbackSCC)
			for _, s := range succ {
				loop = loop || s == w
			}
			for {
				t := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				low[t] = ^uint32(0)
				v.aux[t].scc = 0
				if loop {
					v.aux[t].scc = id
				}
				if t == w {
					break
				}
			}
			if loop {
				id++
			}
			dfs = dfs[:len(dfs)-1]
		}
	}
}

// sccVisit is one way into a loop: the call sites and the loop.
type sccVisit struct {
	callsites []int
	scc       uint32
	entry     *vstate
	edges     []*vstate
}

// loopOf returns the outermost loop that st is in, and the frame that is in it; scc is 0 outside of loops.
func (v *env) loopOf(st *vstate) (fr int, scc uint32) {
	for fr = range st.frames {
		if scc = v.aux[frameInsn(st, fr)].scc; scc != 0 {
			break
		}
	}
	return fr, scc
}

// is reports whether s is the visit of a loop by frame fr of st.
func (s *sccVisit) is(st *vstate, fr int, scc uint32) bool {
	if s.scc != scc || len(s.callsites) != fr {
		return false
	}
	for i, site := range s.callsites {
		if site != frameInsn(st, i) {
			return false
		}
	}
	return true
}

// visitOf returns the visit that st belongs to, nil outside of loops.
func (v *env) visitOf(st *vstate, create bool) *sccVisit {
	fr, scc := v.loopOf(st)
	if scc == 0 {
		return nil
	}
	for _, s := range v.visits {
		if s.is(st, fr, scc) {
			return s
		}
	}
	if !create {
		return nil
	}
	s := &sccVisit{scc: scc}
	for i := range fr {
		s.callsites = append(s.callsites, frameInsn(st, i))
	}
	v.visits = append(v.visits, s)
	return s
}

// enterSCC notes the first state inside a loop.
func (v *env) enterSCC(st *vstate) {
	if s := v.visitOf(st, true); s != nil && s.entry == nil {
		s.entry = st
		v.logVisit("enter", s)
	}
}

// logVisit prints an event of a loop, with the call sites that lead to it.
func (v *env) logVisit(what string, s *sccVisit) {
	if v.level&logLevel2 == 0 {
		return
	}
	v.logf("SCC %s (", what)
	for _, site := range s.callsites {
		v.logf("%d,", site)
	}
	v.logf("%d)\n", s.scc)
}

// incomplete reports whether what st reads is not known before its loop ends.
func (v *env) incomplete(st *vstate) bool {
	s := v.visitOf(st, false)
	return s != nil && len(s.edges) > 0
}

// addBackedge remembers that the current path joined old inside a loop.
func (v *env) addBackedge(old *vstate) {
	s := v.visitOf(old, false)
	if s == nil {
		return
	}
	v.logVisit("backedge", s)
	e := v.clone(v.cur)
	e.equalState = old
	e.insnIdx = v.insnIdx
	s.edges = append(s.edges, e)
	v.backedges++
	v.updatePeak()
}

const maxEdgeRounds = 64

// exitSCC ends a loop: precision is carried over its back edges until nothing changes.
func (v *env) exitSCC(st *vstate) {
	s := v.visitOf(st, false)
	if s == nil || s.entry != st {
		return
	}
	v.logVisit("exit", s)
	s.entry = nil
	v.backedges -= len(s.edges)
	v.updatePeak()
	for round := 0; ; round++ {
		if round > maxEdgeRounds {
			for i := len(s.edges) - 1; i >= 0; i-- {
				v.allPrecise(s.edges[i])
			}
			break
		}
		changed := false
		for i := len(s.edges) - 1; i >= 0; i-- {
			e := s.edges[i]
			if v.propagatePrecision(e.equalState, e) {
				changed = true
			}
		}
		if !changed {
			break
		}
	}
	s.edges = nil
}

func (v *env) updatePeak() {
	v.peakStates = max(v.peakStates, v.exploredSize+v.freeListSize+v.backedges)
}

// maybeFree frees an evicted state that nothing refers to any more.
func (v *env) maybeFree(e *explored) {
	if e == nil || !e.inFreeList || e.st.branches != 0 || v.incomplete(e.st) {
		return
	}
	e.inFreeList = false
	v.freeListSize--
	v.free(e.st)
}
