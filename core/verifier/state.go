package verifier

import "bpfplay/core/abi"

// slot is eight bytes of the stack: the type of each byte, and the register that was spilled there.
// Byte 0 is the highest address, as in the kernel.
type slot struct {
	reg
	bytes [8]uint8
}

// What a byte of the stack holds.
const (
	stackInvalid = iota
	stackSpill
	stackMisc
	stackZero
	stackPoison // nothing reads it any more, since 7.1
)

const (
	regSize    = 8
	maxStack   = 512
	mainFunc   = -1 // call site of the main function
	maxVarSize = 1 << 29
)

func (s *slot) isSpill() bool { return s.bytes[7] == stackSpill }

func (s *slot) isScalarSpill() bool { return s.isSpill() && s.typ == scalarValue }

// frame follows struct bpf_func_state: the registers and the stack of one function.
type frame struct {
	regs  [11]reg
	stack []slot // slot 0 is next to the frame pointer
	frameInfo
}

// frameInfo is the part of a frame that is not memory.
type frameInfo struct {
	callsite      int // instruction that called; mainFunc for the main function
	frameno       int
	subprog       int
	inCallback    bool
	inAsync       bool
	asyncEntries  int
	callbackDepth int
	callbackRet   [2]int32 // range that the callback must return
	entry         uint32   // number of the frame for the history
	swapped       int      // instruction after the 32-bit BPF_CMPXCHG that wrote r0, until its upper half is read; else 0
}

func (f *frame) allocated() int { return len(f.stack) * regSize }

// reference is a resource that the program must release.
type reference struct {
	id       uint32
	insn     int // instruction that acquired it
	callback int // frame of the callback that acquired it, or 0
	lock     bool
}

// histEntry is a step of the path whose predecessor is not obvious, or that precision tracking must know about.
type histEntry struct {
	idx, prev  int32
	flags      uint8
	frame, spi uint8 // with histStack: frame and slot of the access
	linked     linkedRegs
}

// Flags of a histEntry.
const (
	histStack    = 1 << iota
	histSrcStack // the second operand of a jump is a pointer to the stack
	histDstStack
)

// linkedReg names a register or stack slot whose scalar has the id of a compared register.
type linkedReg struct{ frame, index uint8 }

// spilledFlag is the flag of linkedReg.index for a stack slot.
const spilledFlag = 1 << 7

// linkedRegs is a set of at most 6 registers and slots. It holds no pointer, so that a long history costs no collection.
type linkedRegs struct {
	regs [6]linkedReg
	n    uint8
}

// vstate follows struct bpf_verifier_state: the knowledge at one point of one path.
type vstate struct {
	frames      []*frame
	refs        []reference
	lockMap     *Map   // map whose element is locked, or nil
	lockID      uint32 // id of the register with the lock's address; since 6.2, 0 for the address of a value in ld_imm64
	speculative bool
	branches    int // paths that start here and are not finished
	parent      *vstate
	firstInsn   int
	lastInsn    int
	insnIdx     int
	hist        []histEntry // since parent
	allPrecise  bool        // every scalar of this state and of its parents is precise

	dfsDepth       int
	callbackUnroll int
	loopEntry      *vstate
	usedAsEntry    bool
	clean          bool // cleaned, since 6.18
	equalState     *vstate
	listed         *explored // its place among the explored states
}

func (s *vstate) cur() *frame { return s.frames[len(s.frames)-1] }

func (s *vstate) curframe() int { return len(s.frames) - 1 }

// clone returns a copy that shares nothing that changes.
func (v *env) clone(s *vstate) *vstate {
	c := v.freeStates.take()
	frames, refs, hist := c.frames[:0], c.refs[:0], c.hist[:0]
	*c = *s
	for _, f := range s.frames {
		g := v.freeFrames.take()
		g.regs, g.stack, g.frameInfo = f.regs, append(g.stack[:0], f.stack...), f.frameInfo
		frames = append(frames, g)
	}
	c.frames = frames
	c.refs = append(refs, s.refs...)
	c.hist = append(hist, s.hist...)
	c.allPrecise, c.listed = false, nil
	return c
}

// free lets later states use the memory of s, which nothing refers to any more.
func (v *env) free(s *vstate) {
	v.freeFrames = append(v.freeFrames, s.frames...)
	v.freeStates = append(v.freeStates, s)
}

// freeList holds unused objects.
type freeList[T any] []*T

// take returns an unused object, with the contents of its last use.
func (l *freeList[T]) take() (t *T) {
	n := len(*l)
	if n == 0 {
		return new(T)
	}
	t = (*l)[n-1]
	*l = (*l)[:n-1]
	return t
}

// each calls f for every register and spilled register.
func (s *vstate) each(f func(*reg)) {
	for _, fr := range s.frames {
		for i := range fr.regs {
			f(&fr.regs[i])
		}
		for i := range fr.stack {
			if fr.stack[i].isSpill() {
				f(&fr.stack[i].reg)
			}
		}
	}
}

// regs returns the registers of the current function.
func (v *env) regs() *[11]reg { return &v.cur.cur().regs }

// frameOf returns the frame that a pointer to the stack points into.
func (v *env) frameOf(r *reg) *frame { return v.cur.frames[r.frameno] }

// newFrame returns a frame with only the frame pointer set.
func (v *env) newFrame(callsite, frameno, subprog int) *frame {
	f := v.freeFrames.take()
	f.regs, f.stack = v.entryRegs, f.stack[:0]
	f.frameInfo = frameInfo{callsite: callsite, frameno: frameno, subprog: subprog}
	f.regs[10].frameno = uint8(frameno)
	v.history.enter(f)
	v.scratchedRegs, v.scratchedSlots = ^uint32(0), ^uint64(0)
	return f
}

// grow makes the stack of f at least size bytes deep.
func (v *env) grow(f *frame, size int) {
	for len(f.stack) < (size+regSize-1)/regSize {
		f.stack = append(f.stack, slot{})
	}
}

// depth notes that the function of f uses size bytes of stack.
func (v *env) depth(f *frame, size int) {
	s := &v.subprogs[f.subprog]
	s.stackDepth = max(s.stackDepth, size)
}

// pending is a path to follow later.
type pending struct {
	st        *vstate
	idx, prev int
	log       logPos
	history   uint64 // end of the history
}

const (
	maxPending   = 8192
	maxProcessed = 1000000
)

// push adds a path from instruction idx on.
func (v *env) push(idx, prev int, speculative bool) *vstate {
	st := v.clone(v.cur)
	st.speculative = st.speculative || speculative
	v.stack = append(v.stack, pending{st, idx, prev, v.logEnd(), v.history.mark()})
	if len(v.stack) > maxPending {
		errno := abi.EFAULT
		if v.in(sinceJumpsTooBig) {
			errno = tooManyJumps.Errno
		}
		v.refuseErrno(errno, tooManyJumps, len(v.stack))
	}
	if st.parent != nil {
		st.parent.branches++
	}
	return st
}

// pop continues with the path that was added last; ok is false if none is left.
func (v *env) pop() (prev int, ok bool) {
	if len(v.stack) == 0 {
		return 0, false
	}
	p := v.stack[len(v.stack)-1]
	v.stack[len(v.stack)-1] = pending{}
	v.stack = v.stack[:len(v.stack)-1]
	v.cur = p.st
	v.insnIdx = p.idx
	v.history.reset(p.history)
	if v.level&logLevel2 == 0 {
		v.resetLog(p.log)
	}
	return p.prev, true
}
