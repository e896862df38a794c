package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

var (
	sinceLocksInFuncs  = abi.Since{abi.V6_8} // a lock may be held across functions
	sincePreciseResult = abi.Since{abi.V6_8}
	sinceBindRange     = abi.Since{abi.V5_12}
	sinceTaskUnixAddr  = abi.Since{abi.V6_7}
)

// leaveLock is how a path that holds a lock may end.
const leaveLock = "Release the BPF spin lock before this operation on every path."

// checkExit leaves a function, or ends the path at the exit of the program; more is true if the path goes on.
func (v *env) checkExit() (more bool) {
	st := v.cur
	if st.lockMap != nil && (st.curframe() == 0 || !v.in(sinceLocksInFuncs)) {
		if v.in(sinceResourceLeak) {
			v.reportLocked("BPF_EXIT instruction in main prog", leaveLock)
			v.refuse(inLockedRegion, "BPF_EXIT instruction in main prog")
		}
		v.refuse(unlockMissing)
	}
	if !v.in(sinceCallbackRefs) {
		if st.curframe() > 0 {
			v.returnFrom()
			return true
		}
	}
	if v.leaks() {
		if v.in(sinceResourceLeak) {
			v.refuse(leadsToLeak, "BPF_EXIT instruction in main prog")
		}
		v.refuseQuietly(unreleased)
	}
	if st.curframe() > 0 {
		v.returnFrom()
		return true
	}
	v.checkReturnCode()
	return false
}

// returnRange is the range that programs of a type must return for an attach type; attach -1 means all others.
type returnRange struct {
	typ    uint32
	attach int32
	since  abi.Since
	lo, hi int64
}

var returnRanges = []returnRange{
	{progCgroupSockAddr, 19, abi.Since{}, 1, 1}, // BPF_CGROUP_UDP4_RECVMSG
	{progCgroupSockAddr, 20, abi.Since{}, 1, 1}, // BPF_CGROUP_UDP6_RECVMSG
	{progCgroupSockAddr, 29, abi.Since{}, 1, 1}, // BPF_CGROUP_INET4_GETPEERNAME
	{progCgroupSockAddr, 30, abi.Since{}, 1, 1},
	{progCgroupSockAddr, 31, abi.Since{}, 1, 1}, // BPF_CGROUP_INET4_GETSOCKNAME
	{progCgroupSockAddr, 32, abi.Since{}, 1, 1},
	{progCgroupSockAddr, 51, sinceTaskUnixAddr, 1, 1}, // BPF_CGROUP_UNIX_RECVMSG
	{progCgroupSockAddr, 52, sinceTaskUnixAddr, 1, 1},
	{progCgroupSockAddr, 53, sinceTaskUnixAddr, 1, 1},
	{progCgroupSockAddr, 8, sinceBindRange, 0, 3}, // BPF_CGROUP_INET4_BIND
	{progCgroupSockAddr, 9, sinceBindRange, 0, 3},
	{progCgroupSockAddr, -1, abi.Since{}, 0, 1},
	{progCgroupSKB, 1, abi.Since{}, 0, 3}, // BPF_CGROUP_INET_EGRESS
	{progCgroupSKB, -1, abi.Since{}, 0, 1},
	{progCgroupSock, -1, abi.Since{}, 0, 1},
	{progSockOps, -1, abi.Since{}, 0, 1},
	{progCgroupDevice, -1, abi.Since{}, 0, 1},
	{progCgroupSysctl, -1, abi.Since{}, 0, 1},
	{progCgroupSockopt, -1, abi.Since{}, 0, 1},
	{progSKLookup, -1, abi.Since{}, 0, 1},
	{progKprobe, 56, abi.Since{abi.V6_10}, 0, 1}, // BPF_TRACE_KPROBE_SESSION
	{progKprobe, 57, abi.Since{abi.V6_13}, 0, 1}, // BPF_TRACE_UPROBE_SESSION
	{progNetfilter, -1, abi.Since{}, 0, 1},
}

// checkReturnCode refuses a result that the type of program must not return (check_return_code).
func (v *env) checkReturnCode() {
	if sub := v.cur.frames[0].subprog; sub != 0 && v.returnsVoid(sub) {
		return
	}
	v.regArg(0, srcOp)
	if v.isPointerValue(0) {
		v.refuse(leaksResult)
	}
	r := &v.regs()[0]
	if v.cur.frames[0].subprog != 0 {
		if r.typ != scalarValue {
			v.refuse(subprogResult, v.typeName(r.typ))
		}
		return
	}
	for _, c := range returnRanges {
		if c.typ != v.prog.Type || c.attach >= 0 && uint32(c.attach) != v.prog.ExpectedAttach || !v.in(c.since) {
			continue
		}
		if r.typ != scalarValue {
			v.refuse(resultUnknown, v.typeName(r.typ))
		}
		if v.in(sincePreciseResult) {
			v.markPrecise(0)
		}
		v.checkResultRange(r, c.lo, c.hi, "program exit")
		return
	}
}

// checkLoadImm computes a 64-bit immediate load (check_ld_imm).
func (v *env) checkLoadImm(i insn.Insn) {
	v.regArg(i.Dst, dstOp)
	r := &v.regs()[i.Dst]
	v.change(i.Dst)
	aux := &v.aux[v.insnIdx]
	switch i.Src {
	case 0:
		r.known(uint64(uint32(i.Imm)) | uint64(uint32(v.insns[v.insnIdx+1].Imm))<<32)
		r.typ = scalarValue
		return
	case insn.BPF_PSEUDO_BTF_ID:
		v.decline("addresses of kernel symbols are not supported")
	case insn.BPF_PSEUDO_FUNC:
		sub := v.findSubprog(v.insnIdx + int(i.Imm) + 1)
		r.knownZero()
		if len(v.funcInfo) == 0 {
			v.refuse(missingFuncInfo)
		}
		if v.linkage(v.funcInfo[sub].TypeID) != 0 {
			v.refuse(callbackNotStatic)
		}
		if sub == 0 && v.in(sinceMainNoCallback) {
			v.refuse(callbackIsMain)
		}
		r.typ = ptrToFunc
		r.subprog = int32(sub)
		return
	}
	r.knownZero()
	r.m = aux.m
	switch i.Src {
	case insn.BPF_PSEUDO_MAP_VALUE, insn.BPF_PSEUDO_MAP_IDX_VALUE:
		r.typ = ptrToMapValue
		if v.circular {
			r.setConst(uint64(aux.mapOff))
		} else {
			r.off = int32(aux.mapOff)
		}
		if aux.m.Lock >= 0 && !v.in(sinceLockRecord) {
			r.id = v.newID()
		}
	default:
		r.typ = constPtrToMap
	}
}

// sinceMainNoCallback is the release in which the main function cannot be a callback: the oldest known ones of their series.
var sinceMainNoCallback = abi.Since{abi.V7_2 + 13, abi.V6_12 + 118, abi.V6_1 + 192}

// checkLoadAbs checks a load from the packet relative to its start (check_ld_abs).
func (v *env) checkLoadAbs(i insn.Insn) {
	st := v.cur
	if v.in(sinceLdAbsDepth) {
		for _, f := range st.frames[1:] {
			if f.inCallback {
				v.refuse(ldAbsCallback)
			}
		}
	}
	ind := i.Mode() == insn.BPF_IND
	if v.in(sinceFieldsFirst) && !mayAccessSKB(v.prog.Type) {
		v.refuse(ldAbsProgram)
	}
	v.regArg(6, srcOp)
	if v.in(sinceResourceLeak) && st.lockMap != nil {
		v.reportLocked("BPF_LD_[ABS|IND]", leaveLock)
		v.refuse(inLockedRegion, "BPF_LD_[ABS|IND]")
	}
	if v.leaks() {
		if v.in(sinceResourceLeak) {
			v.refuse(leadsToLeak, "BPF_LD_[ABS|IND]")
		}
		v.refuse(ldAbsReferences)
	}
	if st.lockMap != nil {
		v.refuse(inLockedRegion, "BPF_LD_[ABS|IND]")
	}
	r := v.regs()
	if r[6].typ != ptrToCtx {
		v.refuse(ldAbsContext)
	}
	if ind {
		v.regArg(i.Src, srcOp)
	}
	v.ctxOffset(6, &r[6], false)
	v.change(0)
	v.clearCallerSaved(st.cur())
	v.unknown(&r[0])
	v.changed(&r[0])
	if st.curframe() > 0 && v.in(sinceLdAbsExits) {
		v.scratchedRegs |= 1
		v.push(v.insnIdx+1, v.insnIdx, false)
		r[0].known(0)
		r[0].typ = scalarValue
		v.returnFrom()
		v.insnIdx--
	}
}
