package verifier

import (
	"fmt"

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
	return s[:n]
}

// computeOrder finds the order in which liveness is computed, and the strongly connected components of the control flow.
func (v *env) computeOrder() {
	n := len(v.insns)
	seen := make([]uint8, n)
	v.order = v.order[:0]
	v.orderStart = nil
	for s := range v.subprogs[:len(v.subprogs)-1] {
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
	v.computeSCC()
}

// useDef returns the registers that an instruction reads and writes (compute_insn_live_regs).
func (v *env) useDef(i insn.Insn) (use, def uint16) {
	dst, src := uint16(1)<<i.Dst, uint16(1)<<i.Src
	switch i.Class() {
	case insn.BPF_LD:
		if i.IsLoadImm64() {
			return 0, dst
		}
	case insn.BPF_LDX:
		return src, dst
	case insn.BPF_ST:
		return dst, 0
	case insn.BPF_STX:
		switch {
		case i.Mode() != insn.BPF_ATOMIC, i.Imm == insn.BPF_STORE_REL:
			return dst | src, 0
		case i.Imm == insn.BPF_CMPXCHG:
			return 1 | dst | src, 1
		case i.Imm == insn.BPF_LOAD_ACQ:
			return src, dst
		case i.Imm&insn.BPF_FETCH != 0:
			return dst | src, src
		}
		return dst | src, 0
	case insn.BPF_ALU, insn.BPF_ALU64:
		use, def = dst, dst
		switch i.Op() {
		case insn.BPF_END:
			return use, def
		case insn.BPF_MOV:
			use = 0
		}
		if i.Source() == insn.BPF_X {
			use |= src
		}
		return use, def
	default:
		switch i.Op() {
		case insn.BPF_JA, insn.BPF_JCOND:
			return 0, 0
		case insn.BPF_EXIT:
			return 1, 0
		case insn.BPF_CALL:
			use = 0x3e
			if i.Src == 0 {
				if p := v.helper(i.Imm); p != nil {
					n := 0
					for n < len(p.Args) && p.Args[n] != argDontCare {
						n++
					}
					use = uint16(1)<<(n+1) - 2
				}
			}
			return use, 0x3f
		}
		if i.Source() == insn.BPF_X {
			return dst | src, 0
		}
		return dst, 0
	}
	return 0xffff, 0
}

// computeLiveRegs finds the registers that are read after each instruction before they are written.
func (v *env) computeLiveRegs() {
	n := len(v.insns)
	use, def := make([]uint16, n), make([]uint16, n)
	for i := range v.insns {
		use[i], def[i] = v.useDef(v.insns[i])
	}
	for changed := true; changed; {
		changed = false
		for _, i := range v.order {
			var out uint16
			for _, s := range v.successors(i) {
				if s < n {
					out |= v.aux[s].liveRegs
				}
			}
			if in := out&^def[i] | use[i]; in != v.aux[i].liveRegs {
				v.aux[i].liveRegs = in
				changed = true
			}
		}
	}
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
		v.logf("%s %s\n", line, v.insnText(i))
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
