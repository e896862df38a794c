package verifier

import (
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

var (
	sinceMemArgs     = abi.Since{abi.V5_13}     // a global function may take pointers to memory
	sinceArgsMatched = abi.Since{abi.V6_8}      // one description of the arguments serves body and callers; tags
	sinceVoidGlobals = abi.Since{abi.V7_3}      // a global function may return nothing
	sinceMemLimit    = abi.Since{abi.V7_2 + 13} // memory of 2 GiB has its own message; the oldest release known
)

// attempt returns the refusal that f ends with, or nil.
func attempt(f func()) (failed *Refusal) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Refusal)
			if !ok {
				panic(r)
			}
			failed = e
		}
	}()
	f()
	return nil
}

// matchArgs compares the registers of a call with the arguments of a function that has BTF. The result of a failure counts
// for global functions alone; others only lose the trust in their BTF (btf_check_subprog_call).
func (v *env) matchArgs(sub int, call bool) *Refusal {
	s := &v.subprogs[sub]
	switch {
	case len(v.funcInfo) == 0:
		return nil
	case s.unreliable:
		return attempt(func() { v.refuseQuietly(argsMismatch) })
	}
	failed := attempt(func() {
		if v.in(sinceArgsMatched) {
			for i, arg := range v.funcArgs(sub) {
				v.matchArg(i, arg)
			}
			return
		}
		v.matchTypes(sub, call)
	})
	s.unreliable = failed != nil
	return failed
}

// matchArg compares a register with an argument, since 6.8.
func (v *env) matchArg(i int, arg funcArg) {
	n := uint8(i + 1)
	r := &v.regs()[n]
	if arg.typ == argAnything {
		if r.typ != scalarValue {
			v.refuse(argNoScalar, n)
		}
		return
	}
	v.checkArgOffset(n, r, argDontCare)
	if arg.typ == argPtrToCtx {
		switch {
		case r.typ == ptrToCtx:
		case v.in(sinceVoidGlobals):
			v.refuse(argNoCtxReg, n)
		default:
			v.refuse(argNoCtx, i)
		}
		return
	}
	v.matchMem(n, arg.size)
	if arg.typ&maybeNull == 0 && (r.typ.mayBeNull() || r.isNull() && v.in(sinceVoidGlobals)) {
		if v.in(sinceVoidGlobals) {
			v.refuse(argNullReg, n)
		}
		v.refuse(argNull, i)
	}
}

// matchMem refuses a register that does not lead to size bytes that can be read and written (check_mem_reg).
func (v *env) matchMem(n uint8, size uint32) {
	r := &v.regs()[n]
	if r.isNull() {
		if v.in(sinceVoidGlobals) {
			v.markPrecise(n)
		}
		return
	}
	saved := *r
	if r.typ.mayBeNull() {
		v.setNotNull(r)
	}
	failed := attempt(func() {
		if size > math.MaxInt32 && v.in(sinceMemLimit) {
			v.refuse(memTooLarge, n, size)
		}
		v.helperMem(n, int(int32(size)), false, true, nil)
		v.helperMem(n, int(int32(size)), true, true, nil)
	})
	if saved.typ.mayBeNull() {
		*r = saved
	}
	if failed != nil {
		failed.Errno = abi.EINVAL
		panic(failed)
	}
}

// matchTypes compares the registers with the types of the BTF, before 6.8.
func (v *env) matchTypes(sub int, call bool) {
	b := v.prog.BTF
	name, proto := v.funcOf(sub)
	if proto.Vlen > 5 {
		v.refuse(argCountMatch, name, proto.Vlen)
	}
	for i := range proto.Vlen {
		n := uint8(i + 1)
		r := &v.regs()[n]
		t := b.Type(b.Skip(b.Param(proto, i).Type))
		switch {
		case isScalar(t):
			if r.typ != scalarValue {
				v.refuse(argNoScalar, n)
			}
			continue
		case t.Kind != btf.PTR:
			v.refuse(argUnrecognized, i, t.Kind.String())
		case !v.in(sinceMemArgs) && r.typ == scalarValue:
			v.refuse(argNoPointer, n)
		}
		if v.in(sinceReleaseFlag) {
			v.checkArgOffset(n, r, argDontCare)
		}
		if v.isCtxPointer(t, int(i)) {
			if r.typ != ptrToCtx {
				v.refuse(argNoCtxKind, i, t.Kind.String())
			}
			if !v.in(sinceReleaseFlag) {
				if failed := attempt(func() { v.ctxOffset(n, r, false) }); failed != nil {
					failed.Errno = abi.EINVAL
					panic(failed)
				}
			}
			continue
		}
		switch {
		case !v.in(sinceMemArgs):
			v.refuse(argUnrecognized, i, t.Kind.String())
		case v.subprogs[sub].global && (call || !v.in(sinceSilentMain)):
			id := b.Skip(t.Ref)
			_, size, ok := b.Sized(id)
			if !ok {
				v.refuse(argSize, i, b.Type(id).Kind.String(), b.Type(id).Name, -int(abi.EINVAL))
			}
			v.matchMem(n, size)
		case v.in(sinceSilentMain):
			v.refuse(argRegType, i, name, v.funcInfo[sub].TypeID)
		default:
			v.refuseQuietly(argsMismatch)
		}
	}
}

var sinceSilentMain = abi.Since{abi.V6_0} // the main function's pointers to memory are not compared

// enterGlobal sets the registers at the start of a global function to any values of its arguments.
func (v *env) enterGlobal(n int, f *frame) {
	name, _ := v.funcOf(n)
	if v.follows() || v.in(sinceArgsMatched) && !v.in(sinceVoidGlobals) {
		v.logf("Validating %s() func#%d...\n", name, n)
	}
	args := v.funcArgs(n)
	if !v.in(sinceArgsMatched) {
		for _, arg := range args {
			if arg.typ.base() == argPtrToMem {
				v.newID()
			}
		}
	}
	for i, arg := range args {
		r := &f.regs[i+1]
		switch arg.typ.base() {
		case argAnything:
			v.unknown(r)
		case argPtrToCtx:
			r.knownZero()
			r.typ = ptrToCtx
		default:
			r.knownZero()
			r.typ = ptrToMem | regType(arg.typ)&maybeNull
			r.memSize = arg.size
			if arg.typ&maybeNull != 0 || !v.in(sinceVoidGlobals) {
				r.id = v.newID()
			}
		}
	}
}

// enterMain compares the BTF of the main function with the context that it gets. A difference only shows in the log.
func (v *env) enterMain() {
	if len(v.funcInfo) == 0 {
		return
	}
	if v.in(sinceArgsMatched) {
		attempt(func() { v.funcArgs(0) })
	} else {
		v.matchArgs(0, false)
	}
}

// callGlobal checks the call of a global function, which is checked apart.
func (v *env) callGlobal(sub int, failed *Refusal) {
	name, _ := v.funcOf(sub)
	named := v.in(sinceArgsMatched)
	s := &v.subprogs[sub]
	if v.cur.lockMap != nil {
		v.logf("global function calls are not allowed while holding a lock,\n")
		v.reportLocked("global function "+name+"()", "Release the lock before calling the global function, or use a static function instead.")
		v.refuse(globalInLock)
	}
	if s.mightSleep && !v.prog.Sleepable {
		v.decline("global functions that sleep")
	}
	switch {
	case failed != nil && named:
		v.refuseErrno(failed.Errno, argsInvalidNamed, sub, name)
	case failed != nil:
		v.refuseErrno(failed.Errno, argsInvalid, sub)
	case named:
		if v.follows() || !v.in(sinceVoidGlobals) {
			v.logf("Func#%d ('%s') is global and assumed valid.\n", sub, name)
		}
	case v.follows():
		v.logf("Func#%d is global and valid. Skipping.\n", sub)
	}
	s.called = true
	if s.changesPacket && v.in(sinceTailCallPackets) {
		v.forgetPackets()
	}
	f := v.cur.cur()
	if v.returnsVoid(sub) {
		v.lost(regPlace(f, 0), &f.regs[0], causeCall)
		v.clearCallerSaved(f)
		return
	}
	v.change(0)
	v.clearCallerSaved(f)
	v.unknown(&f.regs[0])
	v.changed(&f.regs[0])
}

// checkGlobals follows the paths of the global functions: before 6.8 of all, then of those that are called.
func (v *env) checkGlobals() {
	for again := true; again; {
		again = false
		for n := 1; n < v.subprogCnt(); n++ {
			s := &v.subprogs[n]
			if !s.global || s.verified || !s.called && v.in(sinceMainFirst) {
				continue
			}
			v.checkFunction(n)
			name, _ := v.funcOf(n)
			switch {
			case !v.follows():
			case v.in(sinceArgsMatched):
				v.logf("Func#%d ('%s') is safe for any args that match its prototype\n", n, name)
			default:
				v.logf("Func#%d is safe for any args that match its prototype\n", n)
			}
			s.verified, again = true, true
		}
	}
}
