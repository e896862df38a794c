package verifier

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// sinceStackTracking is the release in which constants and accesses to the stack are found before the paths are followed.
// Follows kernel/bpf/const_fold.c and kernel/bpf/liveness.c of 7.3.
var sinceStackTracking = abi.Since{abi.V7_1}

// constKind is the kind of constant that a register holds on every path to an instruction.
type constKind uint8

const (
	constUnreached constKind = iota
	constUnknown
	constNumber
	constMapPtr
	constMapValue // the number is an offset
	constSubprog  // the number is a function
)

// constReg is a register before an instruction.
type constReg struct {
	kind constKind
	m    int32 // index in usedMaps
	val  uint64
}

func (c *constReg) setUnknown() { *c = constReg{kind: constUnknown} }

func (c *constReg) setNumber(val uint64) { c.kind, c.val = constNumber, val }

func (c *constReg) add(val int64) {
	if c.kind != constNumber && c.kind != constMapValue {
		c.setUnknown()
		return
	}
	c.val += uint64(val)
}

// number returns the number in a register, if it has 32 bits.
func number(c constReg) (val uint64, ok bool) {
	return c.val, c.kind == constNumber && c.val == uint64(uint32(c.val))
}

// join combines the registers of two paths.
func (c *constReg) join(from constReg) (changed bool) {
	changed = c.kind != constUnknown && *c != from
	if changed {
		c.kind = constUnknown
	}
	return changed
}

// constRegs are the registers before an instruction. Instructions share them if nothing changes between them.
type constRegs [11]constReg

// join combines the registers of two paths. It returns c if they add nothing.
func (c *constRegs) join(from *constRegs) *constRegs {
	joined, changed := *c, false
	for r := range joined {
		if joined[r].join(from[r]) {
			changed = true
		}
	}
	if !changed {
		return c
	}
	return new(joined)
}

// computeConsts finds the registers that hold the same constant on every path (compute_const_regs).
func (v *env) computeConsts() {
	v.consts = make([]*constRegs, len(v.insns))
	entry := new(constRegs)
	for r := range entry {
		entry[r].setUnknown()
	}
	for _, s := range v.subprogs[:v.subprogCnt()] {
		v.consts[s.start] = entry
	}
	flow(v, v.order, 0, v.consts,
		func(idx int, _, after *constRegs) { v.constAfter(after, idx) },
		func(_, _ int, old, after *constRegs) *constRegs { return old.join(after) })
}

// constBefore returns the constant in a register before an instruction.
func (v *env) constBefore(idx, reg int) constReg {
	if v.consts[idx] == nil {
		return constReg{}
	}
	return v.consts[idx][reg]
}

// constAfter computes the registers after an instruction (const_reg_xfer).
func (v *env) constAfter(regs *constRegs, idx int) {
	i := v.insns[idx]
	dst, src := &regs[i.Dst], &regs[i.Src]
	switch i.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64:
		constALU(i, dst, src)
	case insn.BPF_LD:
		switch {
		case i.Mode() == insn.BPF_ABS || i.Mode() == insn.BPF_IND:
			forgetArgs(regs)
		case i.IsLoadImm64():
			v.constLoadImm(dst, idx)
		}
	case insn.BPF_LDX:
		if !v.constLoad(dst, src, i) {
			dst.setUnknown()
		}
	case insn.BPF_JMP:
		if i.Op() == insn.BPF_CALL && i.Source() == insn.BPF_K {
			forgetArgs(regs)
		}
	case insn.BPF_STX:
		if n, ok := v.loads(i); ok {
			regs[n].setUnknown()
		}
	}
}

func forgetArgs(regs *constRegs) {
	for r := range 6 {
		regs[r].setUnknown()
	}
}

func constALU(i insn.Insn, dst, src *constReg) {
	imm := uint64(int64(i.Imm))
	switch i.Op() | i.Source() {
	case insn.BPF_MOV | insn.BPF_K:
		dst.setNumber(imm)
	case insn.BPF_MOV | insn.BPF_X:
		*dst = *src
		switch {
		case i.Off == 0:
		case dst.kind != constNumber:
			dst.setUnknown()
		case i.Off == 8:
			dst.val = uint64(int64(int8(dst.val)))
		case i.Off == 16:
			dst.val = uint64(int64(int16(dst.val)))
		case i.Off == 32:
			dst.val = uint64(int64(int32(dst.val)))
		default:
			dst.setUnknown()
		}
	case insn.BPF_ADD | insn.BPF_K:
		dst.add(int64(i.Imm))
	case insn.BPF_SUB | insn.BPF_K:
		dst.add(-int64(i.Imm))
	case insn.BPF_AND | insn.BPF_K:
		switch {
		case dst.kind == constNumber:
			dst.val &= imm
		case imm == 0:
			dst.setNumber(0)
		default:
			dst.setUnknown()
		}
	case insn.BPF_AND | insn.BPF_X:
		switch {
		case dst.kind == constNumber && dst.val == 0:
		case src.kind == constNumber && src.val == 0:
			dst.setNumber(0)
		case dst.kind == constNumber && src.kind == constNumber:
			dst.val &= src.val
		default:
			dst.setUnknown()
		}
	default:
		dst.setUnknown()
	}
	if i.Class() == insn.BPF_ALU {
		if dst.kind == constNumber {
			dst.val = uint64(uint32(dst.val))
		} else if dst.kind != constUnknown {
			dst.setUnknown()
		}
	}
}

func (v *env) constLoadImm(dst *constReg, idx int) {
	i := v.insns[idx]
	switch i.Src {
	case insn.BPF_PSEUDO_FUNC:
		dst.kind, dst.val = constSubprog, uint64(v.findSubprog(idx+int(i.Imm)+1))
	case insn.BPF_PSEUDO_MAP_VALUE, insn.BPF_PSEUDO_MAP_IDX_VALUE:
		dst.kind, dst.m, dst.val = constMapValue, v.mapIndex(idx), uint64(v.aux[idx].mapOff)
	case insn.BPF_PSEUDO_MAP_FD, insn.BPF_PSEUDO_MAP_IDX:
		dst.kind, dst.m = constMapPtr, v.mapIndex(idx)
	case 0:
		dst.setNumber(uint64(uint32(i.Imm)) | uint64(uint32(v.insns[idx+1].Imm))<<32)
	default:
		dst.setUnknown()
	}
}

// mapIndex returns the index in usedMaps of the map that an ld_imm64 loads.
func (v *env) mapIndex(idx int) int32 {
	return int32(slices.IndexFunc(v.usedMaps, func(m *Map) bool { return m.Ref == v.aux[idx].m.Ref }))
}

// constLoad loads from a value that cannot change; false if the number is not known.
func (v *env) constLoad(dst, src *constReg, i insn.Insn) bool {
	if src.kind != constMapValue {
		return false
	}
	m, off := v.usedMaps[src.m], int64(int32(src.val))+int64(i.Off)
	if !v.constantMap(m) || m.MaxEntries != 1 || off < 0 || off+int64(i.Bytes()) > int64(m.ValueSize) {
		return false
	}
	dst.setNumber(v.readValue(m, int(off), i.Bytes(), i.Mode() == insn.BPF_MEMSX))
	return true
}
