package verifier

import (
	"bpfplay/core/abi"
)

var (
	sinceMainFirst = abi.Since{abi.V6_8} // main is checked before the global functions that it calls

	// sinceMitigationsOff is the release in which a kernel booted with mitigations=off, as the recorded ones are, expects no
	// speculation. So the barriers that speculative paths get since 6.16 are never needed.
	sinceMitigationsOff = abi.Since{abi.V6_7}
)

// Flags of a program that change the path analysis: BPF_F_*.
const (
	flagStrictAlignment   = 1 << 0
	flagTestStateFreq     = 1 << 3
	flagTestRegInvariants = 1 << 7
)

// path is the state of the path analysis.
type path struct {
	insnIdx     int // the instruction being checked; -1 before the path analysis
	prevInsnIdx int
	cur         *vstate
	stack       []pending
	explored    []*explored // by a hash of instruction and call site
	ids         idMap
	idGen       uint32
	idCounts    map[uint32]int // of clearSingularIDs
	passes      int            // of instructions by the analyses before the paths
	unbound     reg            // any number, to compare with unknown bytes
	entryRegs   [11]reg        // the registers at the start of a function, of which only the frame pointer is set
	inHist      bool

	capable, allowPtrLeaks, readsUninit, bypassSpec bool

	exploreLimits   bool
	circular        bool // ranges are circular numbers
	static          bool // liveness is computed
	marksStack      bool // the paths mark the slots that they read and write
	consts          []*constRegs
	uses            stackUses
	topo            []int // functions after those that they call
	callbackEntered bool

	processed, jmpsProcessed, prevProcessed, prevJmps int
	totalStates, peakStates, maxStates, longestWalk   int
	exploredSize, freeListSize, backedges             int
	visits                                            []*sccVisit
	freeStates                                        freeList[vstate]
	freeFrames                                        freeList[frame]
	imm, otherImm                                     reg // the immediate operand of the instruction, also on the other branch
	live                                              liveness
	maxCtx                                            uint32

	history        *history // nil if the log has no reports
	scratchedRegs  uint32
	scratchedSlots uint64
	loggedLine     int    // record after the last one of line_info that the log shows; 0 for none
	lineEnd        logPos // end of the log after the last instruction
	lineLen        int    // bytes of its line
	order          []int  // instructions after those that follow them, by function
	orderStart     []int
	usedDepth      int // bytes of stack
}

// checkPaths follows all paths through the program, from the main function and from the global ones.
func (v *env) checkPaths() {
	v.circular = v.in(sinceCircularNumbers)
	v.static = v.in(sinceStaticLiveness)
	v.marksStack = v.static && !v.in(sinceStackTracking)
	v.capable = v.prog.Caps.BPF || v.prog.Caps.SysAdmin
	v.allowPtrLeaks = v.prog.Caps.Perfmon || v.prog.Caps.SysAdmin
	v.readsUninit = v.allowPtrLeaks && v.in(sinceUninitReads)
	v.bypassSpec = v.allowPtrLeaks || v.in(sinceMitigationsOff)
	v.unbound.typ = scalarValue
	v.unbound.varOff, v.unbound.bounds = tnumUnknown, unbounded
	for i := range v.entryRegs {
		v.notInit(&v.entryRegs[i])
	}
	if v.reports() {
		v.history = &history{}
	}
	fp := &v.entryRegs[10]
	fp.typ = ptrToStack
	fp.knownZero()
	if v.static {
		v.computeOrder()
		if v.in(sinceStackTracking) {
			v.computeConsts()
			if v.pruneBranches() {
				v.computeOrder()
			}
		}
		v.computeSCC()
		if v.in(sinceNoRecursion) {
			v.sortSubprogs()
		}
		if v.in(sinceStackTracking) {
			v.computeStackUses()
		}
		v.computeLiveRegs()
		if v.level&logLevel2 != 0 {
			v.logLiveRegs()
		}
	}
	v.markFastcalls()
	if !v.in(sinceMainFirst) {
		v.checkGlobals()
	}
	v.checkFunction(0)
	if v.in(sinceMainFirst) {
		v.checkGlobals()
	}
	v.dropFastcalls()
	v.checkStackDepth()
}

// checkFunction follows the paths from the start of one function (do_check_common).
func (v *env) checkFunction(n int) {
	st := &vstate{branches: 1, firstInsn: v.subprogs[n].start, lastInsn: -1}
	f := v.newFrame(mainFunc, 0, n)
	st.frames = []*frame{f}
	v.cur = st
	v.explored = make([]*explored, len(v.insns))
	v.visits = nil
	v.insnIdx = v.subprogs[n].start
	v.loggedLine = 0
	v.scratchedRegs, v.scratchedSlots = ^uint32(0), ^uint64(0)
	if n > 0 {
		v.enterGlobal(n, f)
	} else {
		f.regs[1].knownZero()
		f.regs[1].typ = ptrToCtx
		v.enterMain()
	}
	v.doCheck()
	if v.level&logLevel2 == 0 {
		v.resetLog(logPos{})
	}
	v.history.reset(0)
}

// followedInsns is the number of instructions between two calls of [Program.Followed].
const followedInsns = 1024

// passed notes that an analysis before the paths has passed an instruction. A page can answer in between.
func (v *env) passed() {
	if v.passes++; v.passes%followedInsns == 0 && v.prog.Followed != nil {
		v.prog.Followed(0)
	}
}

// doCheck follows paths until none is left (do_check).
func (v *env) doCheck() {
	prev := -1
	printState := false
	if v.static {
		v.live.reset()
	}
	for {
		v.inHist = false
		v.prevInsnIdx = prev
		i := v.insns[v.insnIdx]
		if v.processed++; v.processed > v.limit {
			v.refuse(tooLarge, v.processed)
		}
		if v.processed%followedInsns == 0 && v.prog.Followed != nil {
			v.prog.Followed(followedInsns)
		}
		v.cur.lastInsn = prev
		v.cur.insnIdx = v.insnIdx
		v.recordBranch(prev)
		aux := &v.aux[v.insnIdx]
		done := false
		if aux.prunePoint && v.visited(v.insnIdx) {
			v.logSafe(printState, prev)
			done = true
		} else {
			v.recordJump(aux)
			printState = v.logInsn(printState, prev)
			prev = v.insnIdx
			aux.seen = true
			done = v.step(i, &printState)
		}
		if !done {
			continue
		}
		v.scratchedRegs, v.scratchedSlots = ^uint32(0), ^uint64(0)
		v.finish()
		if v.marksStack {
			v.updateLive()
		}
		v.free(v.cur)
		var ok bool
		if prev, ok = v.pop(); !ok {
			return
		}
		printState = true
	}
}

// recordJump adds the step to the path's history if its predecessor is not obvious.
func (v *env) recordJump(aux *insnAux) {
	switch {
	case !v.in(sincePrunedJmpPoints):
		// Before, the history grows at pruning points that add no state.
		if aux.prunePoint && !v.justAdded() {
			v.pushHistory(histEntry{})
		}
	case aux.jmpPoint:
		if v.in(sincePrecisionFrames) || !v.justAdded() {
			v.pushHistory(histEntry{})
		}
	}
}

// justAdded reports whether the current instruction began a new state.
func (v *env) justAdded() bool {
	return v.prevProcessed == v.processed && v.cur.firstInsn == v.insnIdx && len(v.cur.hist) == 0
}
