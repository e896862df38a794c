package verifier

import (
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceLoadImm64CFG is the release in which the control flow treats the halves of an ld_imm64 as one instruction.
var sinceLoadImm64CFG = abi.Since{abi.V6_7, abi.V6_1 + 192}

// sinceLoops is the release in which programs may have loops.
var sinceLoops = abi.Since{abi.V5_3}

// sinceRecursiveCalls is the release in which a call may lead back to its caller in the control flow.
var sinceRecursiveCalls = abi.Since{abi.V6_7}

// States of an instruction in the depth-first search: nothing, then discovered with the edges that were followed, then explored.
const (
	cfgDiscovered  = 0x10
	cfgExplored    = 0x20
	cfgFallthrough = 1
	cfgBranch      = 2
)

// cfg is the depth-first search of check_cfg.
type cfg struct {
	*env
	state []uint8
	stack []int
}

// checkCFG follows check_cfg: it walks the control flow, marks the instructions at which the path analysis compares states,
// and refuses unreachable instructions and, without CAP_BPF, loops.
func (v *env) checkCFG() {
	c := cfg{v, make([]uint8, len(v.insns)), make([]int, 1, 16)}
	c.state[0] = cfgDiscovered
	for len(c.stack) > 0 {
		i := c.stack[len(c.stack)-1]
		if c.visit(i) {
			c.state[i] = cfgExplored
			c.stack = c.stack[:len(c.stack)-1]
		}
	}
	for i := 0; i < len(v.insns); i++ {
		if c.state[i] != cfgExplored {
			v.reportStructure(i, "unreachable instruction",
				"Remove the unreachable instruction or add valid control flow that reaches it.",
				"Instruction %d is not reachable from the program entry point.", i)
			v.refuseAt(i, insnReachable, i)
		}
		if v.in(sinceLoadImm64CFG) && v.insns[i].IsLoadImm64() {
			if c.state[i+1] != 0 {
				v.reportStructure(i, "jump into ldimm64 immediate",
					"Target the first instruction of the ldimm64 pair, or restructure the jump target.",
					"Control flow reaches the second half of the ldimm64 instruction pair that starts at instruction %d.", i)
				v.refuseAt(i, jumpIntoImm64, i)
			}
			i++
		}
	}
}

// push follows push_insn: it follows the edge from i to to. It reports false if to has to be visited first.
func (c *cfg) push(i, to int, edge uint8, loopOK bool) bool {
	if c.state[i] >= cfgDiscovered|edge {
		return true
	}
	if to < 0 || to >= len(c.insns) {
		c.reportStructure(i, "jump out of range", "Keep branch targets inside the program.",
			"Instruction %d jumps to instruction %d, but the program only contains instructions 0 through %d.", i, to, len(c.insns)-1)
		c.logLine(i, strconv.Itoa(i)+": ")
		c.refuseAt(i, cfgJumpRange, i, to)
	}
	if edge == cfgBranch {
		c.prunePoint(to)
		c.jmpPoint(to)
		c.aux[to].jumpTarget = true
	}
	switch {
	case c.state[to] == 0:
		c.state[i] = cfgDiscovered | edge
		c.state[to] = cfgDiscovered
		c.stack = append(c.stack, to)
		return false
	case c.state[to] == cfgExplored:
		c.state[i] = cfgDiscovered | edge
	case loopOK && c.prog.Caps.BPF && c.in(sinceLoops):
	default:
		c.reportStructure(i, "back-edge is not allowed",
			"Load with privileges that allow this back-edge, or rewrite the control flow so it does not branch backward.",
			"Instruction %d branches back to instruction %d. This program is being rejected without the privilege needed for this back-edge.", i, to)
		c.logLine(i, strconv.Itoa(i)+": ")
		c.logLine(to, strconv.Itoa(to)+": ")
		c.refuseAt(i, backEdge, i, to)
	}
	return true
}

func (c *cfg) prunePoint(i int) {
	if i < len(c.insns) {
		c.aux[i].prunePoint = true
	}
}

func (c *cfg) jmpPoint(i int) {
	if i < len(c.insns) {
		c.aux[i].jmpPoint = true
	}
}

// visit follows visit_insn: it reports whether all edges of i have been followed.
func (c *cfg) visit(i int) bool {
	ins := c.insns[i]
	wide := 1
	if ins.IsLoadImm64() && c.in(sinceLoadImm64CFG) {
		wide = 2
	}
	if isFuncAddr(ins) && c.in(sinceFuncAddr) {
		return c.visitCall(i, wide, true)
	}
	if ins.Class() != insn.BPF_JMP && ins.Class() != insn.BPF_JMP32 {
		return c.push(i, i+wide, cfgFallthrough, false || c.in(sinceRecursiveCalls))
	}
	switch ins.Op() {
	case insn.BPF_EXIT:
		return true
	case insn.BPF_CALL:
		c.markCall(i)
		return c.visitCall(i, 1, ins.Src == insn.BPF_PSEUDO_CALL)
	case insn.BPF_JA:
		if ins.Source() == insn.BPF_X {
			if c.in(sinceIndirect) {
				c.insnIdx = i
				c.decline("indirect jumps")
			}
			c.refuseAt(i, jumpByRegister)
		}
		to := i + jumpOffset(ins) + 1
		if !c.push(i, to, cfgFallthrough, true) {
			return false
		}
		c.prunePoint(to)
		c.jmpPoint(to)
		c.aux[to].jumpTarget = true
		if !c.in(sinceJmpPoints) {
			c.prunePoint(i + 1)
		}
		return true
	}
	c.prunePoint(i)
	if ins.Op() == insn.BPF_JCOND && ins.Src == mayGoto {
		c.aux[i].forceCheckpoint = true
	}
	return c.push(i, i+1, cfgFallthrough, true) && c.push(i, i+int(ins.Off)+1, cfgBranch, true)
}

// sinceJmpPoints is the release in which the instruction after a jump is no longer a point to compare states.
var sinceJmpPoints = abi.Since{abi.V6_2, abi.V6_1 + 192}

// visitCall follows visit_func_call_insn.
func (c *cfg) visitCall(i, wide int, callee bool) bool {
	loops := c.in(sinceRecursiveCalls)
	if !c.push(i, i+wide, cfgFallthrough, loops) {
		return false
	}
	c.prunePoint(i + wide)
	c.jmpPoint(i + wide)
	if !callee {
		return true
	}
	c.prunePoint(i)
	to := i + int(c.insns[i].Imm) + 1
	c.mergeCallee(i, to)
	// A function address is not a call before recursion is allowed: a callback may refer to itself.
	return c.push(i, to, cfgBranch, loops || c.insns[i].IsLoadImm64())
}

// markCall marks calls of helpers that call back, and functions whose helpers change the packet or sleep.
func (c *cfg) markCall(i int) {
	ins := c.insns[i]
	if ins.Src != 0 {
		return
	}
	switch {
	case ins.Imm == timerSetCallback:
		c.prunePoint(i)
	case isSyncCallback(ins.Imm) && c.in(sinceCallbackLoops):
		c.aux[i].callsCallback = true
		c.aux[i].forceCheckpoint = true
		c.prunePoint(i)
		c.jmpPoint(i)
	}
	p := c.helper(ins.Imm)
	if p == nil {
		return
	}
	sub := c.containing(i)
	sub.changesPacket = sub.changesPacket || p.ChangesPacket
	sub.mightSleep = sub.mightSleep || p.MightSleep
}

// mergeCallee follows merge_callee_effects.
func (c *cfg) mergeCallee(i, to int) {
	sub, callee := c.containing(i), c.containing(to)
	sub.changesPacket = sub.changesPacket || callee.changesPacket
	sub.mightSleep = sub.mightSleep || callee.mightSleep
}

// containing follows bpf_find_containing_subprog: it returns the function of an instruction.
func (v *env) containing(i int) *subprog { return &v.subprogs[v.subprogAt(i)] }

// subprogAt returns the number of the function of an instruction.
func (v *env) subprogAt(i int) (n int) {
	for n = v.subprogCnt() - 1; n > 0 && v.subprogs[n].start > i; n-- {
	}
	return n
}

// sinceCallbackLoops is the release in which callbacks are checked as loops.
var sinceCallbackLoops = abi.Since{abi.V6_7}

const timerSetCallback = 170 // BPF_FUNC_timer_set_callback

// isSyncCallback follows is_sync_callback_calling_function: helpers that call back before they return.
func isSyncCallback(id int32) bool {
	return id == 164 || id == 180 || id == 181 || id == 209 // for_each_map_elem, find_vma, loop, user_ringbuf_drain
}
