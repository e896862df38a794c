package verifier

import (
	"fmt"
	"strings"

	"bpfplay/core/insn"
)

// frameInsn returns the instruction at which frame fr of st stands.
func frameInsn(st *vstate, fr int) int {
	if fr == st.curframe() {
		return st.insnIdx
	}
	return st.frames[fr+1].callsite
}

// successors returns the instructions that can follow idx in its function.
func (v *env) successors(idx int) []int {
	i := v.insns[idx]
	next := idx + 1
	if i.IsLoadImm64() {
		next++
	}
	var s [2]int
	n := 0
	jump, fall := false, true
	if c := i.Class(); c == insn.BPF_JMP || c == insn.BPF_JMP32 {
		switch i.Op() {
		case insn.BPF_EXIT:
			fall = false
		case insn.BPF_JA:
			jump, fall = true, false
		case insn.BPF_CALL:
		default:
			jump = true
		}
	}
	if fall {
		s[n] = next
		n++
	}
	if jump {
		s[n] = idx + jumpOffset(i) + 1
		n++
	}
	if v.in(sinceStackTracking) && mayLeave(i) {
		if exit := v.containing(idx).exit; exit > 0 {
			s[n] = exit
			n++
		}
	}
	return s[:n]
}

// mayLeave reports whether an instruction may end the function: a tail call that succeeds, a load from the packet that fails.
func mayLeave(i insn.Insn) bool {
	switch i.Class() {
	case insn.BPF_LD:
		return i.Mode() == insn.BPF_ABS || i.Mode() == insn.BPF_IND
	case insn.BPF_JMP:
		return i.Op() == insn.BPF_CALL && i.Src == 0 && i.Imm == tailCallFunc
	}
	return false
}

// computeOrder finds the order in which liveness is computed: the instructions of each function in postorder.
func (v *env) computeOrder() {
	n := len(v.insns)
	seen := make([]uint8, n)
	v.order = v.order[:0]
	v.orderStart = nil
	for s := range v.subprogs[:len(v.subprogs)-1] {
		for i := v.subprogs[s].start; i < v.subprogs[s+1].start; i++ {
			if v.insns[i].Code == insn.BPF_JMP|insn.BPF_EXIT {
				v.subprogs[s].exit = i
			}
		}
		v.orderStart = append(v.orderStart, len(v.order))
		stack := []int{v.subprogs[s].start}
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			seen[top] |= 1
			if seen[top]&2 != 0 {
				v.order = append(v.order, top)
				stack = stack[:len(stack)-1]
				continue
			}
			for _, t := range v.successors(top) {
				if seen[t] == 0 {
					stack = append(stack, t)
					seen[t] |= 1
				}
			}
			seen[top] |= 2
		}
	}
	v.orderStart = append(v.orderStart, len(v.order))
}

// orderOf returns the instructions of a function in postorder.
func (v *env) orderOf(subprog int) []int {
	return v.order[v.orderStart[subprog]:v.orderStart[subprog+1]]
}

// Registers by half: the upper halves follow the lower ones.
const upperHalves = 16

func wholeReg(n uint8) uint32 { return 1<<n | 1<<(n+upperHalves) }

func lowerHalf(n uint8) uint32 { return 1 << n }

// useDef returns the halves of registers that an instruction reads and writes (compute_insn_live_regs).
func (v *env) useDef(i insn.Insn) (use, def uint32) {
	dst, src := wholeReg(i.Dst), wholeReg(i.Src)
	operand := func(n uint8, wide bool) uint32 {
		if wide {
			return wholeReg(n)
		}
		return lowerHalf(n)
	}
	switch c := i.Class(); c {
	case insn.BPF_LD:
		if i.IsLoadImm64() {
			return 0, dst
		}
	case insn.BPF_LDX:
		return src, dst
	case insn.BPF_ST:
		return dst, 0
	case insn.BPF_STX:
		wide := i.SizeBits() == insn.BPF_DW
		use = dst | operand(i.Src, wide)
		switch {
		case i.Mode() != insn.BPF_ATOMIC, i.Imm == insn.BPF_STORE_REL:
			return use, 0
		case i.Imm == insn.BPF_CMPXCHG:
			return use | operand(0, wide), wholeReg(0)
		case i.Imm == insn.BPF_LOAD_ACQ:
			return src, dst
		case i.Imm&insn.BPF_FETCH != 0:
			return use, src
		}
		return use, 0
	case insn.BPF_ALU, insn.BPF_ALU64:
		wide := c == insn.BPF_ALU64
		switch i.Op() {
		case insn.BPF_END:
			return dst, dst
		case insn.BPF_MOV:
		default:
			use = operand(i.Dst, wide)
		}
		if i.Source() == insn.BPF_X {
			use |= operand(i.Src, wide)
		}
		return use, dst
	default:
		switch i.Op() {
		case insn.BPF_JA, insn.BPF_JCOND:
			return 0, 0
		case insn.BPF_EXIT:
			return wholeReg(0), 0
		case insn.BPF_CALL:
			args := 5
			if i.Src == 0 {
				if p := v.helper(i.Imm); p != nil {
					args = 0
					for args < len(p.Args) && p.Args[args] != argDontCare {
						args++
					}
				}
			}
			for n := range uint8(6) {
				def |= wholeReg(n)
				if n > 0 && int(n) <= args {
					use |= wholeReg(n)
				}
			}
			return use, def
		}
		wide := c == insn.BPF_JMP
		use = operand(i.Dst, wide)
		if i.Source() == insn.BPF_X {
			use |= operand(i.Src, wide)
		}
		return use, 0
	}
	return ^uint32(0), 0
}

// computeLiveRegs finds the registers that are read after each instruction before they are written.
func (v *env) computeLiveRegs() {
	n := len(v.insns)
	use, def := make([]uint32, n), make([]uint32, n)
	live, after := make([]uint32, n), make([]uint32, n)
	for i := range v.insns {
		use[i], def[i] = v.useDef(v.insns[i])
	}
	for changed := true; changed; {
		changed = false
		for _, i := range v.order {
			var out uint32
			for _, s := range v.successors(i) {
				if s < n {
					out |= live[s]
				}
			}
			in := out&^def[i] | use[i]
			if in != live[i] || out != after[i] {
				live[i], after[i] = in, out
				changed = true
			}
		}
	}
	for i := range v.insns {
		v.aux[i].liveRegs = uint16(live[i] | live[i]>>upperHalves)
		d, ok := v.writes32(v.insns[i])
		v.aux[i].zext = ok && after[i]>>(upperHalves+d)&1 == 1
	}
}

// writes32 returns the register whose lower half alone an instruction writes (bpf_insn_def32).
func (v *env) writes32(i insn.Insn) (n uint8, ok bool) {
	n = i.Dst
	switch i.Class() {
	case insn.BPF_JMP, insn.BPF_JMP32, insn.BPF_ST:
		return 0, false
	case insn.BPF_STX:
		if n, ok = v.loads(i); !ok {
			return 0, false
		}
	}
	return n, !v.uses64(i, n, nil, false)
}

// logLiveRegs prints the registers that live before each instruction, and its loop.
func (v *env) logLiveRegs() {
	v.logf("Live regs before insn:\n")
	for i := 0; i < len(v.insns); i++ {
		line := []byte("    ")
		if scc := v.aux[i].scc; scc != 0 {
			line = fmt.Appendf(line[:0], "%3d ", scc)
		}
		line = fmt.Appendf(line, "%3d: ", i)
		for n := range 10 {
			if v.aux[i].liveRegs>>n&1 == 1 {
				line = append(line, '0'+byte(n))
			} else {
				line = append(line, '.')
			}
		}
		text := v.insnText(i)
		if v.aux[i].zext && v.in(sinceStackTracking) {
			text += strings.Repeat(" ", logAlignment(len(text))) + "; zext"
		}
		v.logf("%s %s\n", line, text)
		if v.insns[i].IsLoadImm64() {
			i++
		}
	}
}

// cleanRegs forgets the registers that nothing after st reads.
func (v *env) cleanRegs(st *vstate) {
	for fr, f := range st.frames {
		live := v.aux[frameInsn(st, fr)].liveRegs
		for n := range 10 {
			if live>>n&1 == 0 && f.regs[n].typ != notInit {
				v.notInit(&f.regs[n])
			}
		}
	}
}

// cleanStatic forgets what does not live after st.
func (v *env) cleanStatic(st *vstate) {
	q := v.live.query(v, st)
	st.clean = true
	v.cleanRegs(st)
	for fr, f := range st.frames {
		for spi := range f.stack {
			if !q.alive(v, fr, spi) {
				s := &f.stack[spi]
				v.notInit(&s.reg)
				s.bytes = [8]uint8{}
			}
		}
	}
}
