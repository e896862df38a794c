package verifier

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Release gates of the instruction set.
var (
	sinceJumpLess    = abi.From(abi.R(4, 14, 0))                  // JLT, JLE, JSLT, JSLE
	sinceJmp32       = abi.From(abi.R(5, 1, 0))                   // the class JMP32
	sinceFuncAddr    = abi.From(abi.R(5, 13, 0))                  // BPF_PSEUDO_FUNC
	sinceAtomics     = abi.From(abi.R(5, 12, 0))                  // BPF_ATOMIC besides addition
	sinceKfunc       = abi.From(abi.R(5, 13, 0))                  // BPF_PSEUDO_KFUNC_CALL
	sinceFDArray     = abi.From(abi.R(5, 14, 0))                  // BPF_PSEUDO_MAP_IDX and BPF_PSEUDO_MAP_IDX_VALUE
	sinceGotol       = abi.From(abi.R(6, 6, 0), abi.R(6, 1, 192)) // JMP32 JA
	sinceV4          = abi.From(abi.R(6, 6, 0))                   // movsx, ldsx, bswap, signed division
	sinceAddrSpace   = abi.From(abi.R(6, 9, 0))                   // address space casts of arenas
	sinceMayGoto     = abi.From(abi.R(6, 9, 0))                   // JCOND
	sinceAcqRel      = abi.From(abi.R(6, 15, 0))                  // load-acquire, store-release
	sinceIndirect    = abi.From(abi.R(6, 19, 0))                  // JA with a register
	sinceFieldsFirst = abi.From(abi.R(7, 1, 0))                   // the fields of every instruction are checked before the paths
)

// opcodeKnown follows bpf_opcode_in_insntable: it reports whether a release has the opcode.
func opcodeKnown(r abi.Release, code uint8) bool {
	i := insn.Insn{Code: code}
	switch op, reg := i.Op(), i.Source() == insn.BPF_X; i.Class() {
	case insn.BPF_ALU:
		return op <= insn.BPF_END && !(op == insn.BPF_NEG && reg)
	case insn.BPF_ALU64:
		if op == insn.BPF_END {
			return !reg && sinceV4.In(r)
		}
		return op < insn.BPF_END && !(op == insn.BPF_NEG && reg)
	case insn.BPF_JMP:
		switch op {
		case insn.BPF_CALL, insn.BPF_EXIT:
			return !reg
		case insn.BPF_JA:
			return !reg || sinceIndirect.In(r)
		case insn.BPF_JCOND:
			return !reg && sinceMayGoto.In(r)
		}
		return op <= insn.BPF_JSGE || op <= insn.BPF_JSLE && sinceJumpLess.In(r)
	case insn.BPF_JMP32:
		switch op {
		case insn.BPF_CALL, insn.BPF_EXIT:
			return false
		case insn.BPF_JA:
			return !reg && sinceGotol.In(r)
		}
		return op <= insn.BPF_JSLE && sinceJmp32.In(r)
	}
	return memoryOpcodeKnown(r, i)
}

// memoryOpcodeKnown is opcodeKnown for loads and stores.
func memoryOpcodeKnown(r abi.Release, i insn.Insn) bool {
	mode, size := i.Mode(), i.SizeBits()
	switch i.Class() {
	case insn.BPF_LD:
		if mode == insn.BPF_IMM {
			return size == insn.BPF_DW
		}
		return (mode == insn.BPF_ABS || mode == insn.BPF_IND) && size != insn.BPF_DW
	case insn.BPF_LDX:
		return mode == insn.BPF_MEM || mode == insn.BPF_MEMSX && size != insn.BPF_DW && sinceV4.In(r)
	case insn.BPF_ST:
		return mode == insn.BPF_MEM
	}
	whole := size == insn.BPF_W || size == insn.BPF_DW
	return mode == insn.BPF_MEM || mode == insn.BPF_ATOMIC && (whole || sinceAcqRel.In(r))
}
