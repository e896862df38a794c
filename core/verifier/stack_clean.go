package verifier

// useQuery answers which halves of slots live before the instruction of a state. Follows struct live_stack_query of 7.3.
type useQuery struct {
	instances []*useInstance
	callsites []int // of frames 1 and up
	idx       int
}

func (v *env) useQuery(st *vstate) (q useQuery) {
	for fr, f := range st.frames {
		start := v.subprogs[f.subprog].start
		var found *useInstance
		for depth := fr; depth >= 0 && found == nil; depth-- {
			site := start
			if depth > 0 {
				site = f.callsite
			}
			found = v.uses.find(site, depth)
		}
		q.instances = append(q.instances, found)
		if fr > 0 {
			q.callsites = append(q.callsites, f.callsite)
		}
	}
	q.idx = st.insnIdx
	return q
}

// alive reports whether the half of a slot in a frame may be read later (bpf_stack_slot_alive).
func (q useQuery) alive(v *env, frame, half int) bool {
	cur := len(q.instances) - 1
	live := func(i, idx int) (alive, known bool) {
		f := q.instances[i]
		if f == nil {
			return true, true
		}
		at := frame + f.depth - i
		if at > f.depth {
			return false, false
		}
		return at >= 0 && f.frames[at] != nil && f.frames[at][idx-f.start].liveBefore.has(half), true
	}
	if alive, _ := live(cur, q.idx); alive {
		return true
	}
	for i := frame; i < cur; i++ {
		site := q.callsites[i]
		if !v.aux[site].callsCallback {
			site++
		}
		if alive, known := live(i, site); alive || !known {
			return true
		}
	}
	return false
}

// cleanStack forgets the halves of slots that nothing after st reads (__clean_func_state).
func (v *env) cleanStack(st *vstate) {
	q := v.useQuery(st)
	for fr, f := range st.frames {
		for n := range f.stack {
			upper, lower := q.alive(v, fr, 2*n), q.alive(v, fr, 2*n+1)
			s := &f.stack[n]
			if !lower && !s.dropLower(v, upper) {
				continue
			}
			for i := range s.bytes {
				if i < regSize/2 && !upper || i >= regSize/2 && !lower {
					s.bytes[i] = stackPoison
				}
			}
		}
	}
}

// dropLower forgets the register that was spilled in a slot whose lower half is dead. A pointer or 0 in a slot whose upper half
// lives stays.
func (s *slot) dropLower(v *env, upper bool) bool {
	if upper && s.isSpill() {
		if s.typ != scalarValue || s.reg.isNull() {
			return false
		}
		for i := range regSize / 2 {
			if s.bytes[i] == stackSpill {
				s.bytes[i] = stackMisc
			}
		}
	}
	v.notInit(&s.reg)
	return true
}
