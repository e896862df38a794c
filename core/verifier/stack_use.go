package verifier

import (
	"slices"

	"bpfplay/core/insn"
)

// halves is a set of halves of stack slots, of four bytes each: 2n is the upper half of slot n, next to the frame pointer.
// Follows spis_t.
type halves [2]uint64

const halfSize = 4

var allHalves = halves{^uint64(0), ^uint64(0)}

func (h halves) or(o halves) halves { return halves{h[0] | o[0], h[1] | o[1]} }

func (h halves) and(o halves) halves { return halves{h[0] & o[0], h[1] & o[1]} }

func (h halves) minus(o halves) halves { return halves{h[0] &^ o[0], h[1] &^ o[1]} }

func (h halves) has(n int) bool { return h[n/64]>>(n%64)&1 == 1 }

// halvesRange returns the halves lo to hi of a stack.
func halvesRange(lo, hi int64) (h halves) {
	for n := lo; n <= hi && n < maxStack/halfSize; n++ {
		h[n/64] |= 1 << (n % 64)
	}
	return h
}

// stackUse are the slots of one frame that an instruction uses. Follows struct per_frame_masks.
type stackUse struct{ mayRead, mustWrite, liveBefore halves }

// useInstance is a function with its call site and depth, and the slots that it uses of all stacks on the way.
// Follows struct func_instance of 7.3.
type useInstance struct {
	callsite int // its first instruction at depth 0
	depth    int
	subprog  int
	start    int
	frames   [maxCallFrames][]stackUse // by frame and instruction; nil if nothing is known
	done     bool                      // analysed before
	count    int                       // instructions
}

const maxCallFrames = 16

func (f *useInstance) at(frame, idx int) *stackUse {
	if f.frames[frame] == nil {
		f.frames[frame] = make([]stackUse, f.count)
	}
	return &f.frames[frame][idx-f.start]
}

func (f *useInstance) read(frame, idx int, h halves) {
	u := f.at(frame, idx)
	u.mayRead = u.mayRead.or(h)
}

// stackUses is the analysis of the stack of a whole program. Follows struct bpf_liveness of 7.3.
type stackUses struct {
	instances []*useInstance
	analyses  int
	seen      []bool                                // functions with known pointers
	calls     [maxCallFrames]int                    // call sites of the chain being analysed
	called    map[int]*[maxStack / regSize]stackPtr // slots at the call sites
}

// maxAnalyses is the limit of subprog_calls.
const maxAnalyses = 10000

// computeStackUses finds the slots that each instruction may read, through pointers that it follows from the frame pointers
// of all functions (bpf_compute_subprog_arg_access).
func (v *env) computeStackUses() {
	u := &v.uses
	*u = stackUses{seen: make([]bool, v.subprogCnt()), called: map[int]*[maxStack / regSize]stackPtr{}}
	for _, s := range slices.Backward(v.topo) {
		if !u.seen[s] || v.subprogs[s].global {
			v.analyseSubprog(v.useInstance(nil, 0, s), nil)
		}
	}
	if v.level&logLevel2 != 0 {
		v.logStackUses()
	}
}

// useInstance returns the instance of a function that is called at a place in caller (call_instance).
func (v *env) useInstance(caller *useInstance, callsite, subprog int) *useInstance {
	start, depth := v.subprogs[subprog].start, 0
	if caller == nil {
		callsite = start
	} else {
		depth = caller.depth + 1
	}
	if f := v.uses.find(callsite, depth); f != nil {
		return f
	}
	f := &useInstance{callsite: callsite, depth: depth, subprog: subprog, start: start, count: v.subprogs[subprog+1].start - start}
	v.uses.instances = append(v.uses.instances, f)
	return f
}

func (u *stackUses) find(callsite, depth int) *useInstance {
	for _, f := range u.instances {
		if f.callsite == callsite && f.depth == depth {
			return f
		}
	}
	return nil
}

// analyseSubprog analyses a function with the pointers in its arguments, and the functions that get pointers from it
// (analyze_subprog).
func (v *env) analyseSubprog(f *useInstance, args *[6]stackPtr) {
	u := &v.uses
	if u.analyses++; u.analyses > maxAnalyses {
		v.refuse(stackAnalyses, u.analyses)
	}
	old := f
	if f.done {
		f = &useInstance{callsite: f.callsite, depth: f.depth, subprog: f.subprog, start: f.start, count: f.count}
	}
	ptrs := v.followPointers(f, args)
	u.seen[f.subprog] = true
	for _, idx := range v.orderOf(f.subprog) {
		i, regs := v.insns[idx], &ptrs[idx-f.start].regs
		var passed [6]stackPtr
		callee := -1
		switch {
		case i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == insn.BPF_PSEUDO_CALL:
			callee = v.findSubprog(idx + int(i.Imm) + 1)
			copy(passed[:], regs[:6])
		case v.aux[idx].callsCallback && i.Src == 0:
			from, to := callbackCtx(i.Imm)
			fn := v.constBefore(idx, from-1)
			if fn.kind != constSubprog {
				if regs[from].frame != ptrNone {
					for frame := range f.depth + 1 {
						f.read(frame, idx, allHalves)
					}
				}
				continue
			}
			callee = int(fn.val)
			for r := range passed {
				passed[r] = noStackPtr
			}
			passed[to] = regs[from]
		}
		if callee < 0 || !slices.ContainsFunc(passed[1:], stackPtr.isPtr) {
			continue
		}
		if f.depth == maxCallFrames-1 {
			v.decline("pointers to the stack through more than 16 functions")
		}
		g := v.useInstance(f, idx, callee)
		u.calls[f.depth] = idx
		v.analyseSubprog(g, &passed)
		for frame := range g.depth {
			if g.frames[frame] != nil {
				f.read(frame, idx, g.at(frame, g.start).liveBefore)
			}
		}
	}
	if f != old {
		old.merge(f)
	}
	old.update(v)
}

// callbackCtx returns the argument of a helper that it passes to the callback, and the argument of the callback. The argument
// before it is the callback.
func callbackCtx(id int32) (from, to int) {
	switch id {
	case funcForEachMap:
		return 3, 4
	case funcFindVMA:
		return 4, 3
	}
	return 3, 2
}

// merge adds another pass over the same function: slots that any pass may read, and that all passes write (merge_instances).
func (f *useInstance) merge(pass *useInstance) {
	for frame := range f.depth + 1 {
		a, b := f.frames[frame], pass.frames[frame]
		if a == nil {
			a, b = b, nil
			f.frames[frame] = a
		}
		for i := range a {
			if b == nil {
				a[i].mustWrite = halves{}
				continue
			}
			a[i].mayRead = a[i].mayRead.or(b[i].mayRead)
			a[i].mustWrite = a[i].mustWrite.and(b[i].mustWrite)
		}
	}
}

// update finds the slots that live before each instruction (update_instance).
func (f *useInstance) update(v *env) {
	f.done = true
	for changed := true; changed; {
		changed = false
		for frame := range f.depth + 1 {
			uses := f.frames[frame]
			if uses == nil {
				continue
			}
			for _, idx := range v.orderOf(f.subprog) {
				v.passed()
				succ := v.successors(idx)
				if len(succ) == 0 {
					continue
				}
				var after halves
				for _, s := range succ {
					after = after.or(uses[s-f.start].liveBefore)
				}
				u := &uses[idx-f.start]
				if before := after.minus(u.mustWrite).or(u.mayRead); before != u.liveBefore {
					u.liveBefore = before
					changed = true
				}
			}
		}
	}
}
