package verifier

import (
	"math"
	"slices"
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Helpers that the path analysis treats specially.
const (
	funcGetCPU          = 8
	funcProbeReadStr    = 45
	funcGetStack        = 67
	funcGetLocalStore   = 81
	funcSkLookupTCP     = 84
	funcSkLookupUDP     = 85
	funcSkRelease       = 86
	funcSpinLock        = 93
	funcSpinUnlock      = 94
	funcSkcLookupTCP    = 99
	funcReadUserStr     = 114
	funcReadKernelStr   = 115
	funcRingbufReserve  = 131
	funcRingbufSubmit   = 132
	funcRingbufDiscard  = 133
	funcGetTaskStack    = 141
	funcSkStorageGet    = 107
	funcSkStorageDelete = 108
	funcDPath           = 147
	funcGetFuncIP       = 173
	funcForEachMap      = 164
	funcSnprintf        = 165
	funcTimerCallback   = 170
	funcFindVMA         = 180
	funcLoop            = 181
)

var (
	sinceNamedRefusal = abi.Since{abi.V6_12} // "program of this type cannot use helper"
	sinceCPURange     = abi.Since{abi.V6_6}  // bpf_get_smp_processor_id returns less than the number of CPUs
	sinceBranchTail   = abi.Since{abi.V6_18} // a tail call in a function may leave it
	sinceValueID      = abi.Since{abi.V7_1}  // a value that may be null gets its id first
	sinceSleepWord    = abi.Since{abi.V7_1}
	sinceResourceLeak = abi.Since{abi.V6_13}

	// sinceFlagsPrecise are the oldest releases known to remember that the flags of bpf_get_local_storage are 0.
	sinceFlagsPrecise = abi.Since{abi.V7_2 + 13, abi.V6_12 + 118}
	// sinceTailCallMap is the oldest release known to name the map that a tail call needs.
	sinceTailCallMap = abi.Since{abi.V6_18 + 15}
)

// isHelperCallback reports whether i calls a helper that runs a callback before it returns.
func isHelperCallback(i insn.Insn) bool {
	return i.Code == insn.BPF_JMP|insn.BPF_CALL && i.Src == 0 && isSyncCallback(i.Imm)
}

func releases(id int32) bool {
	return id == funcSkRelease || id == funcRingbufSubmit || id == funcRingbufDiscard
}

func acquires(id int32, m *Map) bool {
	switch id {
	case funcSkLookupTCP, funcSkLookupUDP, funcSkcLookupTCP, funcRingbufReserve:
		return true
	case funcMapLookup:
		return m != nil && (m.Type == abi.BPF_MAP_TYPE_SOCKMAP || m.Type == abi.BPF_MAP_TYPE_SOCKHASH)
	}
	return false
}

// checkHelper checks the call of a helper and computes its result (check_helper_call).
func (v *env) checkHelper(i insn.Insn) {
	id := i.Imm
	p := v.helperOf(id)
	meta := &callMeta{proto: p, constKey: -1}
	for k := range p.Args {
		v.checkArg(k, meta)
	}
	v.recordMap(meta)
	v.recordKey(meta)
	for k := range meta.rawSize {
		v.checkMem(access{n: meta.rawReg, off: int64(k), size: 1, write: true, value: -1})
	}
	regs := v.regs()
	if meta.release != 0 || releases(id) {
		switch {
		case meta.refObjID != 0 && v.release1(meta.refObjID):
		case meta.refObjID == 0 && meta.release != 0 && regs[meta.release].isNull() && v.in(sinceReleaseFlag):
		default:
			v.refuse(notAcquired, v.helperName(id), id)
		}
	}
	v.specialHelper(i, meta)
	if v.callbackEntered {
		v.callbackEntered = false
		return
	}
	f := v.cur.cur()
	regs = &f.regs
	v.change(0)
	v.clearCallerSaved(f)
	v.setResult(p, meta, &regs[0])
	v.refineResult(p, meta, &regs[0])
	v.changed(&regs[0])
	if meta.m != nil {
		v.checkMapFunc(meta.m, id)
	}
	if id == funcGetFuncIP && v.prog.Type != progKprobe {
		v.refuse(funcIPType, v.helperName(id), id, v.prog.Type)
	}
	if id == tailCallFunc && v.in(sinceBranchTail) {
		if v.cur.curframe() == 0 {
			return
		}
		v.tailCallExit()
	}
	if p.ChangesPacket {
		v.forgetPackets()
	}
}

// helperOf returns the prototype of a helper that the program may call.
func (v *env) helperOf(id int32) *helperProto {
	if !v.hasHelper(id) {
		v.refuse(invalidHelper, v.helperName(id), id)
	}
	p := v.helper(id)
	if p == nil {
		if v.in(sinceNamedRefusal) {
			v.reportHelper(id, "this program type does not allow the helper",
				"Use a helper allowed for this program type, or move the logic to a compatible program type.")
			v.refuse(helperOfType, v.helperName(id), id)
		}
		v.refuse(unknownHelper, v.helperName(id), id)
	}
	if p.GPL && !v.prog.GPL {
		v.reportHelper(id, "this helper is restricted to GPL-compatible programs",
			"Use a GPL-compatible license, or replace the helper with one that is available to non-GPL programs.")
		v.refuse(helperGPL)
	}
	if id == funcDPath || v.prog.Type == progSyscall && (id == funcSkStorageGet || id == funcSkStorageDelete) {
		// bpf_d_path_allowed and bpf_sk_storage_tracing_allowed: only programs attached to some functions of the kernel.
		v.reportHelper(id, "the helper-specific policy callback rejected this program",
			"Use the helper only from an allowed attach point or program configuration.")
		v.refuse(helperNotAllowed)
	}
	if p.MightSleep && !v.prog.Sleepable {
		if v.in(sinceSleepWord) {
			v.reportSleeps("sleepable helper "+v.helperName(id)+"#"+strconv.Itoa(int(id)),
				"Move the helper call outside the critical section, or use a non-sleepable helper.")
			v.refuse(helperSleepsIn, v.helperName(id), id, "non-sleepable prog")
		}
		v.refuse(helperSleeps)
	}
	return p
}

// recordMap notes the map of the call: different maps on different paths cannot be inlined (record_func_map).
func (v *env) recordMap(meta *callMeta) {
	id := meta.proto.ID
	switch id {
	case tailCallFunc, funcMapLookup, funcMapUpdate, funcMapDelete, funcMapPush, funcMapPush + 1, funcMapPeek, funcForEachMap, 51, 195:
	default:
		return
	}
	if meta.m == nil {
		v.refuse(noMapInCall)
	}
	m := meta.m
	writes := id == funcMapDelete || id == funcMapUpdate || id == funcMapPush || id == funcMapPush+1
	if m.Flags&mapRdonlyProg != 0 && writes {
		v.refuse(mapWriteInCall)
	}
	aux := &v.aux[v.insnIdx]
	switch {
	case aux.m == nil:
		aux.m = m
	case aux.m.Ref != m.Ref:
		aux.mapPoison = true
	}
}

// recordKey notes the index of a tail call: a known one that fits the map is the same on all paths (record_func_key).
func (v *env) recordKey(meta *callMeta) {
	if meta.proto.ID != tailCallFunc {
		return
	}
	if meta.m.Type != abi.BPF_MAP_TYPE_PROG_ARRAY {
		if v.in(sinceTailCallMap) {
			v.refuse(tailCallMap)
		}
		v.refuse(tailCallMapOld)
	}
	if index := &v.regs()[3]; index.isConst(false) && index.varOff.value < uint64(meta.m.MaxEntries) {
		v.markPrecise(3)
	}
}

// specialHelper does what single helpers need beside their arguments.
func (v *env) specialHelper(i insn.Insn, meta *callMeta) {
	switch meta.proto.ID {
	case tailCallFunc:
		if v.leaks() {
			v.refuse(leadsToLeak, "tail_call")
		}
	case funcGetLocalStore:
		if !v.regs()[2].isNull() {
			v.refuse(localStorageFlags)
		}
		if v.in(sinceFlagsPrecise) {
			v.markPrecise(2)
		}
	case funcSetRetval:
		v.checkRetval()
	case funcForEachMap, funcLoop:
		v.callCallback(i, meta)
	case funcTimerCallback, funcFindVMA, funcUserRingbufDrain:
		v.decline("callbacks of this helper are not supported")
	}
}

// clearCallerSaved makes r0 to r5 of the caller unreadable.
func (v *env) clearCallerSaved(f *frame) {
	v.lostArgs(f)
	for n := uint8(0); n <= 5; n++ {
		v.notInit(&f.regs[n])
		v.regArgIn(f, n, dstNoMark)
	}
}

// setResult sets r0 to the result of the helper.
func (v *env) setResult(p *helperProto, meta *callMeta, r0 *reg) {
	flags := regType(p.Ret) &^ baseMask
	if p.Ret.base() != retInteger && p.Ret.base() != retVoid {
		r0.knownZero()
	}
	switch p.Ret.base() {
	case retInteger:
		v.unknown(r0)
	case retVoid:
		r0.typ = notInit
		return
	case retPtrToMapValue:
		if p.ID == funcMapLookup && meta.constKey >= 0 && meta.constKey < int64(meta.m.MaxEntries) {
			flags &^= maybeNull
		}
		r0.m, r0.mapUID = meta.m, meta.mapUID
		r0.typ = ptrToMapValue | flags
		if v.in(sinceValueID) {
			if flags&maybeNull != 0 || meta.m.Lock >= 0 {
				r0.id = v.newID()
			}
			if v.in(sinceRefinedLookup) {
				v.refineLookup(r0)
			} else if flags&maybeNull == 0 {
				v.setNotNull(r0)
			}
		} else if flags&maybeNull == 0 && meta.m.Lock >= 0 {
			r0.id = v.newID()
		}
	case retPtrToSocket:
		r0.typ = ptrToSocket | flags
	case retPtrToSockCommon:
		r0.typ = ptrToSockCommon | flags
	case retPtrToTCPSock:
		r0.typ = ptrToTCPSock | flags
	case retPtrToMem:
		r0.typ = ptrToMem | flags
		r0.memSize = meta.memSize
	default:
		v.decline("helper that returns a kernel object is not supported")
	}
	if r0.typ.mayBeNull() && !(v.in(sinceValueID) && r0.id != 0) {
		r0.id = v.newID()
	}
	switch {
	case p.ID == 95 || p.ID == 96: // bpf_sk_fullsock and bpf_tcp_sock keep the reference
		r0.refObjID = meta.refObjID
		if meta.refObjID != 0 && v.in(sinceCastBranches) {
			v.castBranch(r0)
		}
	case acquires(p.ID, meta.m):
		id := v.acquire()
		r0.id, r0.refObjID = id, id
	}
}

// sinceCastBranches is the oldest release known to follow two paths after the cast of a socket with a reference.
var sinceCastBranches = abi.Since{abi.V7_3}

// castBranch follows the path on which a cast returns null, as 0. On the current path, r0 gets the id of the reference.
func (v *env) castBranch(r0 *reg) {
	v.changed(r0)
	null := &v.push(v.insnIdx+1, v.insnIdx, false).cur().regs[0]
	null.known(0)
	null.typ = scalarValue
	v.change(0)
	r0.typ &^= maybeNull
	r0.id = r0.refObjID
}

// refineResult narrows the range of what some helpers return.
func (v *env) refineResult(p *helperProto, meta *callMeta, r0 *reg) {
	if p.Ret != retInteger {
		return
	}
	switch p.ID {
	case funcGetStack, funcGetTaskStack, funcProbeReadStr, funcReadUserStr, funcReadKernelStr:
		if p.ID == funcGetTaskStack && !v.in(sinceOneMemType) {
			return
		}
		v.setErrnoOr(r0, int64(meta.maxSize))
	case funcGetRetval:
		if !v.retvalIsErrno() {
			return
		}
		v.setErrnoOr(r0, 0)
	case funcGetCPU:
		if !v.in(sinceCPURange) {
			return
		}
		top := uint64(v.prog.CPUs - 1)
		if v.prog.CPUs == 0 {
			top = math.MaxInt32
		}
		r0.smin, r0.smax, r0.umin, r0.umax = 0, int64(top), 0, top
		r0.s32min, r0.s32max, r0.u32min, r0.u32max = 0, int32(top), 0, uint32(top)
		r0.r64, r0.r32 = fromU(0, top), fromU(0, uint32(top))
		v.sync(r0)
	}
	v.sane(r0, "retval")
}

// setErrnoOr sets the range of r0 to a negative error number, or 0 to most.
func (v *env) setErrnoOr(r0 *reg, most int64) {
	r0.smin, r0.smax = -maxErrno, most
	r0.s32min, r0.s32max = -maxErrno, int32(most)
	if v.circular {
		r0.r64 = fromS[uint64](-maxErrno, most)
		r0.r32 = fromS[uint32](-maxErrno, int64(int32(most)))
		r0.derive()
	}
	v.sync(r0)
}

// tailCallExit follows the path on which a tail call in a function succeeds: the function returns an unknown number.
func (v *env) tailCallExit() {
	v.push(v.insnIdx+1, v.insnIdx, false)
	v.forgetPackets()
	v.unknown(&v.regs()[0])
	v.returnFrom()
	v.insnIdx--
}

// acquire notes a new reference.
func (v *env) acquire() uint32 {
	id := v.newID()
	cb := 0
	if f := v.cur.cur(); f.inCallback {
		cb = f.frameno
	}
	v.cur.refs = append(v.cur.refs, reference{id: id, insn: v.insnIdx, callback: cb})
	v.recordEvent(eventAcquire, v.insnIdx, true, id)
	return id
}

// dropRef forgets a reference, or the lock; false if it was not held.
func (v *env) dropRef(st *vstate, id uint32, lock bool) bool {
	refs := st.refs
	i := slices.IndexFunc(refs, func(r reference) bool { return r.id == id && r.lock == lock })
	if i < 0 {
		return false
	}
	last := len(refs) - 1
	if v.in(sinceStateRefs) {
		copy(refs[i:], refs[i+1:])
	} else {
		refs[i] = refs[last]
	}
	st.refs = refs[:last]
	return true
}

// release1 releases a reference and takes away all pointers to the resource.
func (v *env) release1(id uint32) bool {
	if !v.dropRef(v.cur, id, false) {
		return false
	}
	v.recordEvent(eventRelease, v.insnIdx, false, id)
	v.cur.eachPlace(func(p place, r *reg) {
		if r.refObjID == id {
			v.lost(p, r, causeRelease)
			v.invalidate(r)
		}
	})
	return true
}

// leaks logs the references that the current function must release.
func (v *env) leaks() (any bool) {
	f := v.cur.cur()
	if v.in(sinceCallbackRefs) && f.frameno > 0 && (!f.inCallback || v.in(sinceStateRefs)) {
		return false
	}
	for i := range v.cur.refs {
		r := &v.cur.refs[i]
		if r.lock || f.inCallback && r.callback != f.frameno {
			continue
		}
		v.logf("Unreleased reference id=%d alloc_insn=%d\n", r.id, r.insn)
		v.reportLeak(r)
		v.logReport()
		any = true
	}
	return any
}

var (
	sinceCallbackRefs = abi.Since{abi.V5_15}
	sinceStateRefs    = abi.Since{abi.V6_14} // references belong to the state, in their order and with the lock
)
