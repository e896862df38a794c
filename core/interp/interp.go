// Package interp runs verified programs, instruction by instruction. Follows ___bpf_prog_run in kernel/bpf/core.c.
//
// A [Program] is decoded once. A [Machine] runs it and can stop after any instruction. Memory is a [Space] of regions, whose
// addresses depend on the history alone.
package interp

// Limits of a program.
const (
	MAX_BPF_STACK = 512             // bytes of stack of a function
	MaxFrames     = 16              // functions that may be active; the verifier of a release may allow fewer
	BPF_MAX_LOOPS = 8 * 1024 * 1024 // may_goto jumps of a function
)

// Status is the state of a run.
type Status uint8

const (
	Ready   Status = iota // can go on
	Exited                // the program returned; its value is in r0
	Faulted               // the next instruction cannot run; [Machine.Fault] has the reason
)

// Helper is a function that a program calls by number. It returns the value of r0. args are r1 to r5.
type Helper func(m *Machine, args *[5]uint64) uint64

// Next supplies the calls of a callback. ret is the result of the last call, 0 before the first. It sets args and returns
// more=true for another call, or returns the value of the helper.
type Next func(m *Machine, ret uint64, args *[5]uint64) (result uint64, more bool)

// Frame is an active function.
type Frame struct {
	Caller *Program  // to which the function returns
	Return int       // index of the instruction after the call
	Saved  [4]uint64 // r6 to r9 of the caller
	next   Next      // of a callback; nil for other functions
	fn     int       // first instruction of a callback
	loops  uint32    // may_goto jumps that remain
}

// Fault is the reason why an instruction cannot run. Verified programs have none, unless the interpreter lacks something.
type Fault struct {
	Why  string
	Addr uint64 // of a memory access
}

// Machine runs a program on one CPU. Create it with [New].
type Machine struct {
	Regs      [16]uint64 // r0 to r10; the others are 0
	PC        int        // index of the next instruction
	Program   *Program   // changes with tail calls
	Depth     int        // active functions, 1 in the main one
	Frames    [MaxFrames]Frame
	Stack     []byte // of all frames; the main function's bytes come first
	StackAddr uint64 // address of Stack
	TailCalls int    // made by this run
	Steps     uint64 // instructions run
	Fault     Fault
	CPU       int
	Status    Status
	Waiting   bool // the last Run ended in a helper that waits
	Space     *Space
	Helpers   []Helper // by number; nil is not supported
	// Packet returns n bytes of the packet for the legacy loads, or nil if off is outside.
	Packet func(m *Machine, off int32, n int) []byte
	Env    any // what helpers need

	moved bool // a helper changed PC, Program or Depth
}

// New returns a machine with a stack in space.
func New(space *Space, helpers []Helper) *Machine {
	m := &Machine{Space: space, Helpers: helpers, Stack: make([]byte, MaxFrames*MAX_BPF_STACK)}
	m.StackAddr = space.AddBytes(m.Stack)
	return m
}

// Free removes the stack from the space.
func (m *Machine) Free() { m.Space.Remove(m.StackAddr) }

// Start prepares a run of p with ctx in r1. The stack is zeroed.
func (m *Machine) Start(p *Program, ctx uint64) {
	clear(m.Stack)
	m.Restart(p, ctx)
}

// Restart is Start without zeroing the stack, as between the rounds of a repeated run.
func (m *Machine) Restart(p *Program, ctx uint64) {
	m.Regs = [16]uint64{1: ctx, 10: m.StackAddr + MAX_BPF_STACK}
	m.Program, m.PC, m.Depth, m.TailCalls, m.Steps, m.Status, m.Fault = p, 0, 1, 0, 0, Ready, Fault{}
	m.Frames[0] = Frame{loops: BPF_MAX_LOOPS}
}

// Run runs at most budget instructions.
func (m *Machine) Run(budget int) Status {
	m.Waiting = false
	if m.Status == Ready {
		left := m.run(budget)
		m.Steps += uint64(budget - left)
	}
	return m.Status
}

// FrameStack returns the stack of the active function i, 0 for the main one.
func (m *Machine) FrameStack(i int) []byte { return m.Stack[i*MAX_BPF_STACK : (i+1)*MAX_BPF_STACK] }

// TailCall lets a helper replace the running program. The helper's own value is ignored.
func (m *Machine) TailCall(p *Program) {
	m.TailCalls++
	m.Program, m.PC, m.moved = p, 0, true
	m.Frames[m.Depth-1].loops = BPF_MAX_LOOPS
}

// CallBack lets a helper call the function at fn until next returns more=false. The helper's own value is ignored.
func (m *Machine) CallBack(fn uint64, next Next) {
	m.moved = true
	target := int(uint32(fn))
	if fn>>32 != codeHigh || target >= len(m.Program.Insns) {
		m.fault("callback is not a function", fn)
		return
	}
	if result, more := next(m, 0, m.args()); !more {
		m.Regs[0] = result
		return
	}
	m.enter(target, next)
}

// Fail lets a helper stop the run at its call: a verified program cannot get there, or the emulator lacks the feature. It
// returns 0.
func (m *Machine) Fail(why string, addr uint64) uint64 {
	m.fault(why, addr)
	return 0
}

// Wait lets a helper stop the run at its call, to be made again by the next Run. It returns 0.
func (m *Machine) Wait() uint64 {
	m.PC--
	m.moved, m.Waiting = true, true
	return 0
}

// Memory returns n bytes at addr for a helper. If they are not all in one region, it returns nil, and the run stops at the
// helper unless n is 0.
func (m *Machine) Memory(addr uint64, n int) []byte {
	b := m.Space.Bytes(addr, n)
	if b == nil && n != 0 {
		m.fault("no memory", addr)
	}
	return b
}

// args returns r1 to r5.
func (m *Machine) args() *[5]uint64 { return (*[5]uint64)(m.Regs[1:6]) }

// enter calls the function at index target of the program. PC is the index of the instruction after the call.
func (m *Machine) enter(target int, next Next) {
	if m.Depth == MaxFrames {
		m.fault("too many frames", 0)
		return
	}
	m.Frames[m.Depth] = Frame{Caller: m.Program, Return: m.PC, Saved: [4]uint64(m.Regs[6:10]), next: next, fn: target, loops: BPF_MAX_LOOPS}
	m.Depth++
	m.Regs[10] += MAX_BPF_STACK
	m.PC = target
}

// exit returns from a function. It reports whether the run goes on.
func (m *Machine) exit() bool {
	f := &m.Frames[m.Depth-1]
	if f.next != nil {
		result, more := f.next(m, m.Regs[0], m.args())
		if more {
			m.Program, m.PC, f.loops = f.Caller, f.fn, BPF_MAX_LOOPS
			return true
		}
		m.Regs[0] = result
	}
	if m.Depth == 1 {
		m.Status = Exited
		return false
	}
	m.Depth--
	copy(m.Regs[6:10], f.Saved[:])
	m.Regs[10] -= MAX_BPF_STACK
	m.Program, m.PC = f.Caller, f.Return
	return true
}

// fault stops the run before the instruction at PC.
func (m *Machine) fault(why string, addr uint64) {
	m.Status, m.Fault = Faulted, Fault{why, addr}
}
