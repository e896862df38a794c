package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Follows kernel/bpf/const_fold.c.

// sinceConstFold is the oldest release known to replace conditional jumps with a constant outcome.
var sinceConstFold = abi.From(abi.R(7, 2, 13))

type constKind uint8

const (
	constUnvisited constKind = iota
	constUnknown
	constNumber
	constMapPtr
	constMapValue
	constSubprog
)

// constReg is the constant in a register before an instruction: a number, or an offset in the value of m.
type constReg struct {
	kind constKind
	m    *Map
	val  uint64
}

type constRegs [insn.MAX_BPF_REG]constReg

var unknownReg = constReg{kind: constUnknown}

// pruneDeadBranches follows bpf_compute_const_regs and bpf_prune_dead_branches: it makes conditional jumps with a known
// outcome unconditional.
func (v *env) pruneDeadBranches() {
	known := v.computeConstRegs()
	changed := false
	for idx := range v.insns {
		i := v.insns[idx]
		if !isConditional(i) {
			continue
		}
		a, ok := known[idx].number32(i.Dst)
		b := uint64(int64(i.Imm))
		if i.Source() == insn.BPF_X && ok {
			b, ok = known[idx].number32(i.Src)
		}
		if !ok {
			continue
		}
		if i.Class() == insn.BPF_JMP32 {
			a, b = uint64(int64(int32(a))), uint64(int64(int32(b)))
		}
		off := int16(0)
		if jumps(i.Op(), a, b) {
			off = i.Off
		}
		v.insns[idx] = insn.Insn{Code: insn.BPF_JMP | insn.BPF_JA, Off: off}
		changed = true
	}
	if changed {
		v.computeOrder()
	}
}

func isConditional(i insnT) bool {
	if c := i.Class(); c != insn.BPF_JMP && c != insn.BPF_JMP32 {
		return false
	}
	switch i.Op() {
	case insn.BPF_JA, insn.BPF_CALL, insn.BPF_EXIT, insn.BPF_JCOND:
		return false
	}
	return true
}

// jumps reports whether a conditional jump is taken.
func jumps(op uint8, a, b uint64) bool {
	switch op {
	case insn.BPF_JEQ:
		return a == b
	case insn.BPF_JNE:
		return a != b
	case insn.BPF_JGT:
		return a > b
	case insn.BPF_JGE:
		return a >= b
	case insn.BPF_JLT:
		return a < b
	case insn.BPF_JLE:
		return a <= b
	case insn.BPF_JSGT:
		return int64(a) > int64(b)
	case insn.BPF_JSGE:
		return int64(a) >= int64(b)
	case insn.BPF_JSLT:
		return int64(a) < int64(b)
	case insn.BPF_JSLE:
		return int64(a) <= int64(b)
	}
	return a&b != 0
}

// number32 returns the number of register n if it is known and fits 32 bits.
func (c *constRegs) number32(n uint8) (val uint64, ok bool) {
	if n >= insn.BPF_REG_10 {
		return 0, false
	}
	r := &c[n]
	return r.val, r.kind == constNumber && r.val == uint64(uint32(r.val))
}

// computeConstRegs returns the constants in the registers before each instruction, the same on all paths.
func (v *env) computeConstRegs() []constRegs {
	known := make([]constRegs, len(v.insns))
	for n := range v.subprogCnt() {
		for r := range known[v.subprogs[n].start] {
			known[v.subprogs[n].start][r] = unknownReg
		}
	}
	for changed := true; changed; {
		changed = false
		for k := len(v.order) - 1; k >= 0; k-- {
			idx := v.order[k]
			out := known[idx]
			v.constAfter(&out, idx)
			for _, s := range v.successors(idx) {
				if s < len(known) && known[s].join(&out) {
					changed = true
				}
			}
		}
	}
	return known
}

// join keeps the constants that another path shares, and reports whether c changed.
func (c *constRegs) join(out *constRegs) (changed bool) {
	for n := range c {
		switch was, now := &c[n], &out[n]; {
		case was.kind == constUnvisited:
			if now.kind != constUnvisited {
				*was, changed = *now, true
			}
		case was.kind != constUnknown && *was != *now:
			was.kind, changed = constUnknown, true
		}
	}
	return changed
}

// constAfter applies instruction idx to the registers.
func (v *env) constAfter(c *constRegs, idx int) {
	i := v.insns[idx]
	if i.Dst >= insn.MAX_BPF_REG || i.Src >= insn.MAX_BPF_REG {
		return
	}
	switch i.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64:
		d := &c[i.Dst]
		d.alu(i, c)
		if i.Class() == insn.BPF_ALU {
			if d.kind == constNumber {
				d.val = uint64(uint32(d.val))
			} else {
				*d = unknownReg
			}
		}
	case insn.BPF_LD:
		if i.IsLoadImm64() {
			c[i.Dst] = v.constLoad(i, idx)
		} else {
			c.afterCall()
		}
	case insn.BPF_LDX:
		c[i.Dst] = v.constRead(i, &c[i.Src])
	case insn.BPF_JMP:
		if i.Op() == insn.BPF_CALL && i.Source() == insn.BPF_K {
			c.afterCall()
		}
	case insn.BPF_STX:
		if i.Mode() != insn.BPF_ATOMIC {
			return
		}
		switch {
		case i.Imm == insn.BPF_CMPXCHG:
			c[0] = unknownReg
		case i.Imm == insn.BPF_LOAD_ACQ:
			c[i.Dst] = unknownReg
		case i.Imm != insn.BPF_STORE_REL && i.Imm&insn.BPF_FETCH != 0:
			c[i.Src] = unknownReg
		}
	}
}

func (c *constRegs) afterCall() {
	for n := range 6 {
		c[n] = unknownReg
	}
}

// alu follows moves, sums with constants and BPF_AND. Other results are unknown.
func (r *constReg) alu(i insnT, c *constRegs) {
	number := r.kind == constNumber
	byReg := i.Source() == insn.BPF_X
	b := constReg{kind: constNumber, val: uint64(int64(i.Imm))}
	if byReg {
		b = c[i.Src]
	}
	switch i.Op() {
	case insn.BPF_MOV:
		*r = b
		if !byReg || i.Off == 0 {
			return
		}
		if r.kind != constNumber || i.Off != 8 && i.Off != 16 && i.Off != 32 {
			*r = unknownReg
			return
		}
		shift := 64 - uint(i.Off)
		r.val = uint64(int64(r.val<<shift) >> shift)
		return
	case insn.BPF_ADD, insn.BPF_SUB:
		if byReg || !number && r.kind != constMapValue {
			break
		}
		if i.Op() == insn.BPF_SUB {
			b.val = -b.val
		}
		r.val += b.val
		return
	case insn.BPF_AND:
		switch {
		case number && r.val == 0:
		case b.kind == constNumber && b.val == 0:
			*r = b
		case number && b.kind == constNumber:
			r.val &= b.val
		default:
			*r = unknownReg
		}
		return
	}
	*r = unknownReg
}

// constLoad returns the constant of an ld_imm64.
func (v *env) constLoad(i insnT, idx int) constReg {
	switch i.Src {
	case insn.BPF_PSEUDO_FUNC:
		return constReg{kind: constSubprog, val: uint64(v.findSubprog(idx + int(i.Imm) + 1))}
	case insn.BPF_PSEUDO_MAP_VALUE, insn.BPF_PSEUDO_MAP_IDX_VALUE:
		return constReg{constMapValue, v.aux[idx].m, uint64(v.aux[idx].mapOff)}
	case insn.BPF_PSEUDO_MAP_FD, insn.BPF_PSEUDO_MAP_IDX:
		return constReg{kind: constMapPtr, m: v.aux[idx].m}
	case 0:
		return constReg{kind: constNumber, val: uint64(uint32(i.Imm)) | uint64(uint32(v.insns[idx+1].Imm))<<32}
	}
	return unknownReg
}

// constRead returns the number that a load from a frozen map yields.
func (v *env) constRead(i insnT, src *constReg) constReg {
	if src.kind != constMapValue {
		return unknownReg
	}
	off, size := int(int32(src.val))+int(i.Off), i.Bytes()
	if !v.constantMap(src.m) || src.m.MaxEntries != 1 || off < 0 || off+size > int(src.m.ValueSize) {
		return unknownReg
	}
	return constReg{kind: constNumber, val: v.readValue(src.m, off, size, i.Mode() == insn.BPF_MEMSX)}
}
