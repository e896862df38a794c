package web

import (
	"bpfplay/core"
	"bpfplay/core/insn"
)

// Registers that a function can read at its start: the arguments and the frame pointer.
const (
	entryRegs = 1<<1 | 1<<10
	argRegs   = 0b111110
	allRegs   = 1<<11 - 1
)

// readable returns the registers that can be read before an instruction, on all ways to it: the verifier refuses to read the
// others. It returns all if no way leads there.
func readable(insns []insn.Insn, at int) uint16 {
	before := make([]uint16, len(insns)) // 0 is not reached yet
	work := []int{}
	reach := func(to int, regs uint16) {
		if to < 0 || to >= len(insns) {
			return
		}
		if was := before[to]; was == 0 || was&regs != was {
			if was != 0 {
				regs &= was
			}
			before[to] = regs
			work = append(work, to)
		}
	}
	reach(0, entryRegs)
	for len(work) > 0 {
		pc := work[len(work)-1]
		work = work[:len(work)-1]
		in, regs, next := insns[pc], before[pc], pc+1
		switch in.Class() {
		case insn.BPF_JMP, insn.BPF_JMP32:
			switch in.Code & 0xf0 {
			case insn.BPF_EXIT:
				continue
			case insn.BPF_CALL:
				if in.Src == insn.BPF_PSEUDO_CALL {
					reach(pc+1+int(in.Imm), argRegs|1<<10)
				}
				regs &^= argRegs
			case insn.BPF_JA:
				next = pc + 1 + int(in.Off)
				if in.Class() == insn.BPF_JMP32 {
					next = pc + 1 + int(in.Imm)
				}
			default:
				reach(pc+1+int(in.Off), regs)
			}
		case insn.BPF_LD:
			if in.IsLoadImm64() {
				next++
				if in.Src == insn.BPF_PSEUDO_FUNC {
					reach(pc+1+int(in.Imm), argRegs|1<<10)
				}
			} else {
				regs &^= argRegs
			}
		}
		if w := regWritten(in); w >= 0 {
			regs |= 1 << w
		}
		reach(next, regs)
	}
	if at >= len(before) || before[at] == 0 {
		return allRegs
	}
	return before[at]
}

// writtenReg returns the register that the last instruction of a run wrote, -1 for none.
func writtenReg(v *core.RunView) int {
	if len(v.Recent) == 0 {
		return -1
	}
	e := v.Recent[len(v.Recent)-1]
	if e.Prog != v.Running || e.Insn >= len(v.Insns) {
		return -1
	}
	return regWritten(v.Insns[e.Insn])
}

// regWritten returns the register that an instruction writes, or -1 if it writes none. A call writes r0.
func regWritten(in insn.Insn) int {
	switch in.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64, insn.BPF_LDX:
		return int(in.Dst)
	case insn.BPF_LD:
		if in.IsLoadImm64() {
			return int(in.Dst)
		}
		return 0
	case insn.BPF_JMP:
		if in.Code&0xf0 == insn.BPF_CALL {
			return 0
		}
	case insn.BPF_STX:
		switch atomic := in.Mode() == insn.BPF_ATOMIC; {
		case !atomic:
		case in.Imm == insn.BPF_CMPXCHG:
			return 0
		case in.Imm == insn.BPF_LOAD_ACQ:
			return int(in.Dst)
		case in.Imm&insn.BPF_FETCH != 0:
			return int(in.Src)
		}
	}
	return -1
}
