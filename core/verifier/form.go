package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

const (
	addrSpaceCast = 1 // offset of a MOV that casts between address spaces
	mayGoto       = 0 // source register of a JCOND
)

// checkRegisterNumbers tests both register numbers of an instruction.
func (v *env) checkRegisterNumbers(i insnT) {
	for _, reg := range [2]uint8{i.Dst, i.Src} {
		if reg >= insn.MAX_BPF_REG {
			v.refuse(regNumber, reg)
		}
	}
}

// checkForm tests the reserved fields of an instruction when a path comes by. Since 7.1 they have been tested for every
// instruction, so nothing is left.
func (v *env) checkForm(i insnT) {
	if v.in(sinceFieldsFirst) {
		return
	}
	v.checkFields(i)
}

// checkFields follows check_insn_fields of 7.1 and the tests that were scattered over do_check before.
func (v *env) checkFields(i insnT) {
	switch i.Class() {
	case insn.BPF_ALU, insn.BPF_ALU64:
		v.checkALUFields(i)
	case insn.BPF_LDX:
		if i.Mode() != insn.BPF_MEM && !(i.Mode() == insn.BPF_MEMSX && v.in(sinceV4)) || i.Imm != 0 {
			v.refuse(ldxFields)
		}
	case insn.BPF_STX:
		v.checkSTXFields(i)
	case insn.BPF_ST:
		if i.Mode() != insn.BPF_MEM || i.Src != 0 {
			v.refuse(stFields)
		}
	case insn.BPF_JMP, insn.BPF_JMP32:
		v.checkJumpFields(i)
	case insn.BPF_LD:
		v.checkLDFields(i)
	}
}

// checkALUFields follows check_alu_fields.
func (v *env) checkALUFields(i insnT) {
	reg := i.Source() == insn.BPF_X
	switch op := i.Op(); op {
	case insn.BPF_NEG:
		if reg || i.Src != 0 || i.Off != 0 || i.Imm != 0 {
			v.refuse(negReserved)
		}
	case insn.BPF_END:
		width := i.Imm == 16 || i.Imm == 32 || i.Imm == 64
		if i.Src != 0 || i.Off != 0 || !width || i.Class() == insn.BPF_ALU64 && (reg || !v.in(sinceV4)) {
			v.refuse(endReserved)
		}
	case insn.BPF_MOV:
		v.checkMoveFields(i, reg)
	default:
		if op > insn.BPF_END {
			v.refuse(aluOpcode, op)
		}
		signed := i.Off == 1 && (op == insn.BPF_DIV || op == insn.BPF_MOD) && v.in(sinceV4)
		if i.Off != 0 && !signed || reg && i.Imm != 0 || !reg && i.Src != 0 {
			v.refuse(aluReserved)
		}
	}
}

// checkMoveFields tests the fields of a MOV.
func (v *env) checkMoveFields(i insnT, reg bool) {
	if !reg {
		if i.Src != 0 || i.Off != 0 {
			v.refuse(movReserved)
		}
		return
	}
	wide := i.Class() == insn.BPF_ALU64
	if wide && i.Off == addrSpaceCast && v.in(sinceAddrSpace) {
		if i.Imm != 1 && i.Imm != 1<<16 {
			v.refuse(castSpaces)
		}
		return
	}
	extends := v.in(sinceV4) && (i.Off == 8 || i.Off == 16 || i.Off == 32 && wide)
	if i.Off != 0 && !extends || i.Imm != 0 {
		v.refuse(movReserved)
	}
}

// checkCast refuses a cast between address spaces in a program without an arena, when a path comes by.
func (v *env) checkCast(i insnT) {
	if i.Class() == insn.BPF_ALU64 && i.Op() == insn.BPF_MOV && i.Source() == insn.BPF_X && i.Off == addrSpaceCast && v.in(sinceAddrSpace) {
		v.refuse(castWithoutArena)
	}
}

// checkSTXFields tests the fields of stores of registers. checkAtomic tests those of atomic operations.
func (v *env) checkSTXFields(i insnT) {
	if i.Mode() != insn.BPF_ATOMIC && (i.Mode() != insn.BPF_MEM || i.Imm != 0) {
		v.refuse(stxFields)
	}
}

// checkAtomic tests the operation and the size of an atomic instruction when a path comes by, in every release.
func (v *env) checkAtomic(i insnT) {
	whole := i.SizeBits() == insn.BPF_W || i.SizeBits() == insn.BPF_DW
	if !v.in(sinceAtomics) {
		if !whole || i.Imm != 0 {
			v.refuse(xaddFields)
		}
		return
	}
	switch i.Imm {
	case insn.BPF_ADD, insn.BPF_AND, insn.BPF_OR, insn.BPF_XOR, insn.BPF_XCHG, insn.BPF_CMPXCHG,
		insn.BPF_ADD | insn.BPF_FETCH, insn.BPF_AND | insn.BPF_FETCH, insn.BPF_OR | insn.BPF_FETCH, insn.BPF_XOR | insn.BPF_FETCH:
		if !whole {
			v.refuse(atomicSize)
		}
		return
	case insn.BPF_LOAD_ACQ, insn.BPF_STORE_REL:
		if v.in(sinceAcqRel) {
			return
		}
	}
	v.refuse(atomicOp, uint32(i.Imm))
}

// checkJumpFields follows check_jmp_fields.
func (v *env) checkJumpFields(i insnT) {
	reg, narrow := i.Source() == insn.BPF_X, i.Class() == insn.BPF_JMP32
	switch op := i.Op(); op {
	case insn.BPF_CALL:
		kfunc := i.Src == insn.BPF_PSEUDO_KFUNC_CALL && v.in(sinceKfunc)
		known := i.Src == 0 || i.Src == insn.BPF_PSEUDO_CALL || kfunc
		if reg || i.Off != 0 && !kfunc || !known || i.Dst != 0 || narrow {
			v.refuse(callFields)
		}
	case insn.BPF_JA:
		if reg && v.in(sinceIndirect) {
			if i.Src != 0 || i.Imm != 0 || i.Off != 0 {
				v.refuse(gotoxFields)
			}
			return
		}
		distance := !narrow && i.Imm != 0 || narrow && (i.Off != 0 || !v.in(sinceGotol))
		if reg || i.Src != 0 || i.Dst != 0 || distance {
			v.refuse(jaFields)
		}
	case insn.BPF_EXIT:
		if reg || i.Imm != 0 || i.Src != 0 || i.Dst != 0 || narrow {
			v.refuse(exitFields)
		}
	default:
		v.checkBranchFields(i, reg)
	}
}

// checkBranchFields tests the fields of a conditional jump. Releases from 6.5 to 7.0 test them after the destination
// register; see [env.branchFieldsLate].
func (v *env) checkBranchFields(i insnT, reg bool) {
	op := i.Op()
	if op == insn.BPF_JCOND && v.in(sinceMayGoto) {
		bad := i.Code != insn.BPF_JMP|insn.BPF_JCOND || i.Src != mayGoto || i.Dst != 0 || i.Imm != 0
		switch {
		case v.in(sinceMayGotoZero) && bad:
			v.refuse(mayGotoImm, i.Imm)
		case !v.in(sinceMayGotoZero) && (bad || i.Off == 0):
			v.refuse(mayGotoFields, i.Off, i.Imm)
		}
		return
	}
	if op > insn.BPF_JSLE {
		v.refuse(jumpOpcode, op)
	}
	if !v.branchFieldsLate() {
		v.checkBranchReserved(i)
	}
}

// sinceDstFirst is the release in which a conditional jump's destination register is tested before its fields.
var sinceDstFirst = abi.Since{abi.V6_4, abi.V6_1 + 192}

// branchFieldsLate reports whether a conditional jump's destination register is tested before its reserved fields.
func (v *env) branchFieldsLate() bool { return v.in(sinceDstFirst) && !v.in(sinceFieldsFirst) }

// checkBranchReserved tests the reserved fields of a conditional jump.
func (v *env) checkBranchReserved(i insnT) {
	if reg := i.Source() == insn.BPF_X; reg && i.Imm != 0 || !reg && i.Src != 0 {
		v.refuse(jumpReserved)
	}
}

// checkLDFields tests the fields of packet loads and of 64-bit immediate loads.
func (v *env) checkLDFields(i insnT) {
	switch mode := i.Mode(); mode {
	case insn.BPF_ABS, insn.BPF_IND:
		if !v.in(sinceFieldsFirst) && !mayAccessSKB(v.prog.Type) {
			v.refuse(ldAbsProgram)
		}
		if i.Dst != 0 || i.Off != 0 || i.SizeBits() == insn.BPF_DW || mode == insn.BPF_ABS && i.Src != 0 {
			v.refuse(ldAbsFields)
		}
	case insn.BPF_IMM:
		switch {
		case i.SizeBits() != insn.BPF_DW:
			v.refuse(loadImmSize)
		case i.Off != 0:
			v.refuse(loadImm64Fields)
		}
	default:
		v.refuse(ldMode)
	}
}

// mayAccessSKB follows may_access_skb: the program types with BPF_LD_ABS and BPF_LD_IND.
func mayAccessSKB(typ uint32) bool {
	return typ == progSocketFilter || typ == progSchedCls || typ == progSchedAct
}

// checkOperand tests the immediate operand of a division or shift, after the registers have been tested.
func (v *env) checkOperand(i insnT) {
	if i.Source() == insn.BPF_X {
		return
	}
	switch i.Op() {
	case insn.BPF_DIV, insn.BPF_MOD:
		if i.Imm == 0 {
			v.refuse(divByZero)
		}
	case insn.BPF_LSH, insn.BPF_RSH, insn.BPF_ARSH:
		bits := int32(32)
		if i.Class() == insn.BPF_ALU64 {
			bits = 64
		}
		if i.Imm < 0 || i.Imm >= bits {
			v.refuse(invalidShift, i.Imm)
		}
	}
}
