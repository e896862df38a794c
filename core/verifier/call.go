package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceDeepCalls     = abi.Since{abi.V7_1} // 16 frames
	sinceRangeMessages = abi.Since{abi.V6_8} // results are compared by range, not by known bits
	sinceCallbacks     = abi.Since{abi.V5_13}

	sinceCallbackValueID = abi.Since{abi.V7_3} // the value that a callback gets has an id
	sinceInlineLoops     = abi.Since{abi.V6_0}
)

func (v *env) maxFrames() int {
	if v.in(sinceDeepCalls) {
		return 16
	}
	return 8
}

// checkCall enters a function of the program (check_func_call).
func (v *env) checkCall(i insn.Insn) {
	st := v.cur
	sub := v.findSubprog(v.insnIdx + int(i.Imm) + 1)
	if !v.in(sinceCallbackLoops) && len(st.frames) >= v.maxFrames() {
		v.refuse(callsTooDeep, len(st.frames)+1)
	}
	caller := st.cur()
	if failed := v.matchArgs(sub, true); v.subprogs[sub].global {
		v.callGlobal(sub, failed)
		return
	}
	if len(st.frames) >= v.maxFrames() {
		v.refuse(callsTooDeep, len(st.frames)+1)
	}
	callee := v.newFrame(v.insnIdx, len(st.frames), sub)
	for n := 1; n <= 5; n++ {
		callee.regs[n] = caller.regs[n]
	}
	v.lost(regPlace(caller, 0), &caller.regs[0], causeCall)
	v.clearCallerSaved(caller)
	st.frames = append(st.frames, callee)
	v.insnIdx = v.subprogs[sub].start - 1
	v.live.cur = nil
	v.logFrames("caller:\n", caller, "callee:\n", callee)
}

func (v *env) logFrames(head1 string, a *frame, head2 string, b *frame) {
	if !v.follows() {
		return
	}
	v.logf("%s", head1)
	v.printFrame(v.cur, a, true)
	v.logf("%s", head2)
	v.printFrame(v.cur, b, true)
}

// callCallback runs the callback of a helper (push_callback_call, before 6.7 __check_func_call).
func (v *env) callCallback(i insn.Insn, meta *callMeta) {
	st := v.cur
	caller := st.cur()
	loop := meta.proto.ID == funcLoop
	if loop && v.in(sinceInlineLoops) {
		v.inlineLoop(meta.subprog)
	}
	v.subprogs[meta.subprog].isCB = true
	if !v.in(sinceCallbackLoops) {
		if len(st.frames) >= v.maxFrames() {
			v.refuse(callsTooDeep, len(st.frames)+1)
		}
		v.matchArgs(meta.subprog, true) // with the registers of the helper; a mismatch is only logged
		callee := v.newFrame(v.insnIdx, len(st.frames), meta.subprog)
		v.callbackArgs(caller, callee, loop, meta)
		v.clearCallerSaved(caller)
		st.frames = append(st.frames, callee)
		// The helper's own checks follow as if the callback had returned.
		v.insnIdx = v.subprogs[meta.subprog].start - 1
		v.logFrames("caller:\n", caller, "callee:\n", callee)
		v.setCallbackResult(caller, meta)
		return
	}
	if loop {
		if caller.regs[1].isPointer() {
			v.decline("bpf_loop over a pointer") // 6.18.15 reports a bug of the verifier
		}
		v.markPrecise(1)
		if uint64(caller.callbackDepth) >= caller.regs[1].umax {
			caller.callbackDepth = 0
			if v.level&logLevel2 != 0 {
				v.logf("frame%d bpf_loop iteration limit reached\n", st.curframe())
			}
			return
		}
	}
	v.matchArgs(meta.subprog, true)
	other := v.push(v.subprogs[meta.subprog].start, v.insnIdx, false)
	if len(other.frames) >= v.maxFrames() {
		v.refuse(callsTooDeep, len(other.frames)+1)
	}
	from := other.cur()
	callee := v.newFrame(v.insnIdx, len(other.frames), meta.subprog)
	v.callbackArgs(from, callee, loop, meta)
	other.frames = append(other.frames, callee)
	other.callbackUnroll++
	from.callbackDepth++
	caller.callbackDepth = 0
}

// inlineLoop decides whether the rewritten program contains the loop instead of calling bpf_loop: the flags must be 0, and the
// callback the same, on every path to the call. It follows update_loop_inline_state.
func (v *env) inlineLoop(callback int) {
	l := &v.aux[v.insnIdx].loop
	if l.seen && !l.inline {
		return
	}
	l.inline = v.regs()[4].isNull()
	if l.inline {
		v.markPrecise(4)
	}
	if !l.seen {
		l.seen, l.callback = true, callback
	}
	l.inline = l.inline && l.callback == callback
}

// setCallbackResult continues the check of the helper in the caller while the callee is current, as releases before 6.7 do.
func (v *env) setCallbackResult(caller *frame, meta *callMeta) {
	for n := range 6 {
		v.cur.cur().regs[n].live |= liveWritten
	}
	v.clearCallerSaved(caller)
	v.unknown(&caller.regs[0])
	if meta.m != nil {
		v.checkMapFunc(meta.m, meta.proto.ID)
	}
	v.callbackEntered = true
}

// callbackArgs sets the arguments that the helper passes to the callback.
func (v *env) callbackArgs(caller, callee *frame, loop bool, meta *callMeta) {
	r := &callee.regs
	if loop {
		r[1].typ = scalarValue
		r[2] = caller.regs[3]
		for n := 3; n <= 5; n++ {
			v.notInit(&r[n])
		}
	} else {
		switch meta.m.Type {
		case abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_PERCPU_HASH, abi.BPF_MAP_TYPE_PERCPU_ARRAY, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH:
		default:
			v.refuse(callbackMap)
		}
		r[1] = caller.regs[1]
		m, uid := caller.regs[1].m, caller.regs[1].mapUID
		for n, t := range [...]regType{ptrToMapKey, ptrToMapValue} {
			a := &r[2+n]
			a.typ = t
			a.knownZero()
			a.m, a.mapUID = m, uid
		}
		if v.in(sinceCallbackValueID) {
			r[3].id = v.newID()
		}
		r[4] = caller.regs[3]
		v.notInit(&r[5])
	}
	callee.inCallback = true
	callee.callbackRet = [2]int32{0, 1}
}

// returnFrom leaves a function (prepare_func_exit).
func (v *env) returnFrom() {
	st := v.cur
	if v.marksStack {
		v.updateLive()
	}
	callee := st.cur()
	caller := st.frames[st.curframe()-1]
	r0 := &callee.regs[0]
	if r0.typ == ptrToStack {
		v.refuse(returnsStack)
	}
	loop := v.in(sinceCallbackLoops)
	if callee.inCallback {
		if r0.typ != scalarValue {
			v.refuse(callbackNoScalar)
		}
		v.markRead(r0, r0.parent, liveRead64)
		v.markPrecise(0)
		v.checkResultRange(r0, int64(callee.callbackRet[0]), int64(callee.callbackRet[1]), "callback return")
	} else {
		v.beginChange(regPlace(caller, 0), &caller.regs[0], regPlace(callee, 0), causeWrite)
		caller.regs[0] = *r0
		v.changed(r0)
		caller.swapped = callee.swapped
	}
	v.insnIdx = callee.callsite
	if !callee.inCallback || !loop {
		v.insnIdx++
	}
	if v.follows() {
		v.logf("returning from callee:\n")
		v.printFrame(st, callee, true)
		v.logf("to caller at %d:\n", v.insnIdx)
		v.printFrame(st, caller, true)
	}
	st.frames = st.frames[:len(st.frames)-1]
	inCallback := callee.inCallback
	v.freeFrames = append(v.freeFrames, callee)
	if inCallback && loop {
		if prev := v.prevEntry(st, v.insnIdx); prev != nil {
			v.widen(prev, st)
		}
	}
}

// prevEntry returns the state in which the current path entered the loop of a callback.
func (v *env) prevEntry(cur *vstate, idx int) *vstate {
	for e := *v.bucket(idx); e != nil; e = e.next {
		if st := e.st; st.insnIdx == idx && st.branches > 0 && sameCallsites(st, cur) && st.dfsDepth < cur.dfsDepth {
			return st
		}
	}
	return nil
}

// widen makes scalars unknown that changed since old and that nothing depends on.
func (v *env) widen(old, cur *vstate) {
	v.ids.pairs, v.ids.tmp = v.ids.pairs[:0], v.idGen
	one := func(a, b *reg) {
		if a.typ == scalarValue && b.typ == scalarValue && !a.precise && !b.precise && !v.regExact(a, b) {
			v.unknown(b)
		}
	}
	for fr := old.curframe(); fr >= 0; fr-- {
		a, b := old.frames[fr], cur.frames[fr]
		for i := range a.regs {
			one(&a.regs[i], &b.regs[i])
		}
		for i := range min(len(a.stack), len(b.stack)) {
			if a.stack[i].isSpill() && b.stack[i].isSpill() {
				one(&a.stack[i].reg, &b.stack[i].reg)
			}
		}
	}
}

// checkResultRange refuses a result outside of lo to hi.
func (v *env) checkResultRange(r *reg, lo, hi int64, where string) {
	if v.in(sinceRangeMessages) {
		if lo <= r.smin && r.smax <= hi {
			return
		}
		v.refuse(resultRange, where, rangeText(r), lo, hi)
	}
	want := tnumRange(uint64(lo), uint64(hi))
	if want.contains(r.varOff) {
		return
	}
	has := "has unknown scalar value"
	if !r.varOff.isUnknown() {
		has = "has value " + r.varOff.String()
	}
	v.refuse(resultBits, where, has, want.String())
}

// rangeText describes the range of a scalar (verbose_invalid_scalar).
func rangeText(r *reg) (has string) {
	if r.smin > -1<<63 {
		has += sprintf(" smin=%d", r.smin)
	}
	if r.smax < 1<<63-1 {
		has += sprintf(" smax=%d", r.smax)
	}
	if has == "" {
		return " unknown scalar value"
	}
	return has
}
