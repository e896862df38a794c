package verifier

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// funcArg is the type of a function's argument: argAnything, argPtrToCtx, or argPtrToMem of size bytes.
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
		if !v.in(sinceMemArgs) && v.follows() {
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
