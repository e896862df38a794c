package verifier

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

var (
	sinceMemArgs     = abi.From(abi.R(5, 13, 0)) // a global function may take pointers to memory
	sinceArgsMatched = abi.From(abi.R(6, 8, 0))  // one description of the arguments serves body and callers; tags
	sinceVoidGlobals = abi.From(abi.R(7, 3, 0))  // a global function may return nothing
)

// funcArg is what a function takes in a register: argAnything, argPtrToCtx, or argPtrToMem of size bytes.
type funcArg struct {
	typ  argType
	size uint32
}

// ctxNames are the names of the context's struct by program type, as bpf_ctx_convert lists them.
var ctxNames = [...]string{
	progSocketFilter: "__sk_buff", progKprobe: "pt_regs", progSchedCls: "__sk_buff", progSchedAct: "__sk_buff", progXDP: "xdp_md",
	progPerfEvent: "bpf_perf_event_data", progCgroupSKB: "__sk_buff", progCgroupSock: "bpf_sock", progLWTIn: "__sk_buff",
	progLWTOut: "__sk_buff", progLWTXmit: "__sk_buff", progSockOps: "bpf_sock_ops", progSKSKB: "__sk_buff",
	progCgroupDevice: "bpf_cgroup_dev_ctx", progSKMsg: "sk_msg_md", progRawTracepoint: "bpf_raw_tracepoint_args",
	progCgroupSockAddr: "bpf_sock_addr", progLWTSeg6Local: "__sk_buff", progSKReuseport: "sk_reuseport_md",
	progFlowDissector: "__sk_buff", progCgroupSysctl: "bpf_sysctl", progRawTracepointWr: "bpf_raw_tracepoint_args",
	progCgroupSockopt: "bpf_sockopt", progSKLookup: "bpf_sk_lookup", progNetfilter: "bpf_nf_ctx",
}

// projections are the kernel's structs that may stand for those of ctxNames, since 6.8.
var projections = [...][2]string{{"__sk_buff", "sk_buff"}, {"xdp_md", "xdp_buff"}}

// isCtxPointer reports whether a pointer type of the BTF leads to the context of the program (btf_is_prog_ctx_type).
func (v *env) isCtxPointer(ptr *btf.Type, arg int) bool {
	b := v.prog.BTF
	t := b.Type(b.Skip(ptr.Ref))
	want := ""
	if int(v.prog.Type) < len(ctxNames) {
		want = ctxNames[v.prog.Type]
	}
	if v.prog.Type == progKprobe && v.in(sinceArgsMatched) {
		for id := ptr.Ref; b.Type(id).Kind != t.Kind; id = b.Type(id).Ref {
			if u := b.Type(id); u.Kind == btf.TYPEDEF {
				if u.Name == "bpf_user_pt_regs_t" {
					return true
				}
				break
			}
		}
	}
	if t.Kind != btf.STRUCT && t.Kind != btf.UNION {
		if !v.in(sinceMemArgs) && v.level != 0 {
			v.logf("arg#%d type is not a struct\n", arg)
		}
		return false
	}
	return want != "" && (t.Name == want || v.prog.Type == progKprobe && t.Name == "bpf_user_pt_regs_t" ||
		v.in(sinceArgsMatched) && slices.Contains(projections[:], [2]string{want, t.Name}))
}

// funcOf returns the name and the prototype of a function, from its BTF.
func (v *env) funcOf(sub int) (name string, proto *btf.Type) {
	f := v.prog.BTF.Type(v.funcInfo[sub].TypeID)
	return f.Name, v.prog.BTF.Type(f.Ref)
}

// returnsVoid reports whether a function with BTF returns nothing, in releases that allow it.
func (v *env) returnsVoid(sub int) bool {
	if len(v.funcInfo) == 0 || !v.in(sinceVoidGlobals) {
		return false
	}
	_, proto := v.funcOf(sub)
	return v.prog.BTF.Type(v.prog.BTF.Skip(proto.Ref)).Kind == btf.VOID
}

func isScalar(t *btf.Type) bool {
	return t.Kind == btf.INT || t.Kind == btf.ENUM || t.Kind == btf.ENUM64
}

// funcArgs returns the arguments of a function, or refuses a type that a global function cannot take
// (btf_prepare_func_args).
func (v *env) funcArgs(sub int) (args []funcArg) {
	b := v.prog.BTF
	name, proto := v.funcOf(sub)
	global := v.subprogs[sub].global
	refuse := func(rule *Rule, values ...any) {
		if global {
			v.refuse(rule, values...)
		}
		v.refuseQuietly(argsMismatch)
	}
	if proto.Vlen > 5 {
		if v.in(sinceVoidGlobals) {
			v.decline("functions with more than five arguments")
		}
		refuse(argCount, name, proto.Vlen)
	}
	if ret := b.Type(b.Skip(proto.Ref)); !isScalar(ret) && !v.returnsVoid(sub) {
		if v.in(sinceVoidGlobals) {
			v.declineTypeTags(proto.Ref)
			refuse(returnsNoValue, name)
		}
		refuse(returnsNoScalar, name)
	}
	for i := range proto.Vlen {
		t := b.Type(b.Skip(b.Param(proto, i).Type))
		tag := v.argTag(sub, i)
		switch {
		case tag != "" && (!global || t.Kind != btf.PTR):
			v.decline("tags of arguments")
		case t.Kind == btf.PTR && (tag == "ctx" && b.Type(b.Skip(t.Ref)).Kind == btf.VOID || v.isCtxPointer(t, int(i))):
			args = append(args, funcArg{typ: argPtrToCtx})
		case tag == "ctx":
			v.decline("tags of arguments")
		case t.Kind == btf.PTR && v.in(sinceMemArgs) && global:
			args = append(args, v.memArg(int(i), b.Skip(t.Ref), tag))
		case isScalar(t):
			args = append(args, funcArg{typ: argAnything})
		default:
			refuse(argUnsupported, i, t.Kind.String(), name)
		}
	}
	return args
}

// declineTypeTags declines a type with tags: since 7.3, a pointer into an arena may be returned.
func (v *env) declineTypeTags(id uint32) {
	b := v.prog.BTF
	for t := b.Type(id); t.Kind == btf.PTR || b.Skip(id) != id; t = b.Type(id) {
		if t.Kind == btf.TYPE_TAG {
			v.decline("functions that return pointers with tags")
		}
		id = t.Ref
	}
}

// memArg returns the argument for a pointer to a type of the BTF.
func (v *env) memArg(i int, id uint32, tag string) funcArg {
	b := v.prog.BTF
	t := b.Type(id)
	if v.in(sinceArgsMatched) && t.Name == "bpf_dynptr" {
		v.decline("functions that take dynptrs")
	}
	_, size, ok := b.Sized(id)
	if !ok {
		v.refuse(argSize, i, t.Kind.String(), t.Name, -int(abi.EINVAL))
	}
	if tag == "nonnull" {
		return funcArg{argPtrToMem, size}
	}
	return funcArg{argPtrToMemOrNull, size}
}

// argTag returns the tag of an argument that the verifier follows: "ctx", "nonnull" or "".
func (v *env) argTag(sub int, arg uint32) (tag string) {
	if !v.in(sinceArgsMatched) {
		return ""
	}
	b := v.prog.BTF
	for i := range b.Types {
		t := &b.Types[i]
		if t.Kind != btf.DECL_TAG || t.Ref != v.funcInfo[sub].TypeID || b.Component(t) != arg || len(t.Name) < 4 || t.Name[:4] != "arg:" {
			continue
		}
		if t.Name != "arg:ctx" && t.Name != "arg:nonnull" || tag != "" {
			v.decline("tags of arguments")
		}
		tag = t.Name[4:]
	}
	return tag
}

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
		v.helperMem(n, int(size), false, true, nil)
		v.helperMem(n, int(size), true, true, nil)
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

var sinceSilentMain = abi.From(abi.R(6, 0, 0)) // the main function's pointers to memory are not compared

// enterGlobal sets the registers at the start of a global function to any values of its arguments.
func (v *env) enterGlobal(n int, f *frame) {
	name, _ := v.funcOf(n)
	v.logf("Validating %s() func#%d...\n", name, n)
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
	if v.cur.lockID != 0 {
		v.logf("global function calls are not allowed while holding a lock,\n")
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
		v.logf("Func#%d ('%s') is global and assumed valid.\n", sub, name)
	default:
		v.logf("Func#%d is global and valid. Skipping.\n", sub)
	}
	s.called = true
	if s.changesPacket && v.in(sinceTailCallPackets) {
		v.forgetPackets()
	}
	f := v.cur.cur()
	v.clearCallerSaved(f)
	if !v.returnsVoid(sub) {
		v.unknown(&f.regs[0])
	}
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
			if v.in(sinceArgsMatched) {
				v.logf("Func#%d ('%s') is safe for any args that match its prototype\n", n, name)
			} else {
				v.logf("Func#%d is safe for any args that match its prototype\n", n)
			}
			s.verified, again = true, true
		}
	}
}
