package verifier

import (
	"slices"
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// Insert returns insns with added put in before instruction at, and every jump, call and function address that crosses the
// gap adjusted. Jumps to instruction at lead to the first added instruction. It reports false if a distance no longer fits.
func Insert(insns []insn.Insn, at int, added ...insn.Insn) ([]insn.Insn, bool) {
	out := slices.Insert(slices.Clone(insns), at, added...)
	for i := range insns {
		from := i
		if i >= at {
			from += len(added)
		}
		distance, far, ok := target(insns, i)
		if !ok {
			continue
		}
		to := i + 1 + distance
		switch {
		case i < at && to > at:
			distance += len(added)
		case i >= at && to <= at:
			distance -= len(added)
		default:
			continue
		}
		if far {
			out[from].Imm = int32(distance)
			continue
		}
		if distance != int(int16(distance)) {
			return nil, false
		}
		out[from].Off = int16(distance)
	}
	return out, true
}

// target returns the distance from the next instruction to the one that instruction i refers to, if it refers to one; far
// reports that imm holds the distance.
func target(insns []insn.Insn, i int) (distance int, far, ok bool) {
	ins := insns[i]
	switch {
	case i > 0 && insns[i-1].IsLoadImm64(): // the second half
		return 0, false, false
	case isSubprogCall(ins), isFuncAddr(ins), ins.Code == insn.BPF_JMP32|insn.BPF_JA:
		return int(ins.Imm), true, true
	}
	jump := ins.Class() == insn.BPF_JMP || ins.Class() == insn.BPF_JMP32
	if !jump || ins.Op() == insn.BPF_CALL || ins.Op() == insn.BPF_EXIT || ins.Code == insn.BPF_JMP|insn.BPF_JA|insn.BPF_X {
		return 0, false, false
	}
	return int(ins.Off), false, true
}

// MissingNullCheck returns the program with the check that a refused access lacks: before the instruction, it returns 0 if the
// pointer is null. It reports false if the refusal does not concern a pointer that may be null.
func MissingNullCheck(p Program, r *Refusal) ([]insn.Insn, bool) {
	if r == nil || r.Insn < 0 || r.Insn >= len(p.Insns) || !strings.Contains(r.Message, "or_null") {
		return nil, false
	}
	ins := p.Insns[r.Insn]
	reg := ins.Dst
	switch ins.Class() {
	case insn.BPF_LDX:
		reg = ins.Src
	case insn.BPF_ST, insn.BPF_STX:
	default: // an argument of a call, or arithmetic
		number, _, _ := strings.Cut(strings.TrimPrefix(r.Message, "R"), " ")
		n, err := strconv.ParseUint(number, 10, 8)
		if err != nil || n >= insn.MAX_BPF_REG {
			return nil, false
		}
		reg = uint8(n)
	}
	return Insert(p.Insns, r.Insn,
		insn.Insn{Code: insn.BPF_JMP | insn.BPF_JNE | insn.BPF_K, Dst: reg, Off: 2},
		insn.Insn{Code: insn.BPF_ALU64 | insn.BPF_MOV | insn.BPF_K, Dst: insn.BPF_REG_0},
		insn.Insn{Code: insn.BPF_JMP | insn.BPF_EXIT},
	)
}
