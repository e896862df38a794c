package interp

import (
	"fmt"

	"bpfplay/core/insn"
)

// Program is a program ready to run.
type Program struct {
	Insns []insn.Insn
	Ref   any // the owner of the program
	ops   []op
}

// op is a decoded instruction. Its second operand is r[src] + imm: for a constant src is noReg, which is always 0, and for
// a register imm is 0. Loads have the offset in imm, so that the second operand is their address.
type op struct {
	code     uint8
	dst, src uint8
	off      int32 // instructions to jump, the offset of a store, or the number of a helper
	imm      uint64
}

// noReg is a register that is always 0.
const noReg = 15

// Codes of decoded instructions. Those of arithmetic and jumps are a group and the operation's four bits.
const (
	groupALU64  = 0x00
	groupALU32  = 0x10
	groupJMP    = 0x20
	groupJMP32  = 0x30
	groupMemory = 0x40
	groupOther  = 0x50
)

const (
	opSDiv = 0xe // in place of an operation, in groups ALU64 and ALU32
	opSMod = 0xf
)

// Loads, stores and the rest.
const (
	opLoad8 = groupMemory + iota
	opLoad16
	opLoad32
	opLoad64
	opLoadS8
	opLoadS16
	opLoadS32
	opStore8
	opStore16
	opStore32
	opStore64
	opAtomic32
	opAtomic64
	opPacket // legacy loads
)

const (
	opBad   = groupOther + iota
	opImm64 // the second half follows
	opCall
	opCallFunc
	opMovS8
	opMovS16
	opMovS32
	opMovS8W // into 32 bits
	opMovS16W
	opSwap16
	opSwap32
	opSwap64
	opLow16
	opLow32
)

// NewProgram decodes a verified program. Immediate loads of 64 bits have been resolved, except for functions. It returns an
// error if a jump leaves the program. Instructions that the interpreter lacks fault when they run.
func NewProgram(insns []insn.Insn, ref any) (*Program, error) {
	p := &Program{Insns: insns, Ref: ref, ops: make([]op, len(insns)+1)}
	for i := 0; i < len(insns); i++ {
		in := insns[i]
		o := decode(in)
		switch {
		case in.IsLoadImm64():
			if i+1 == len(insns) {
				return nil, fmt.Errorf("instruction %d: second half of the immediate load is missing", i)
			}
			o = op{code: opImm64, dst: in.Dst, src: noReg, imm: uint64(uint32(in.Imm)) | uint64(uint32(insns[i+1].Imm))<<32}
			switch in.Src {
			case 0:
			case insn.BPF_PSEUDO_FUNC:
				o.imm = FuncAddr(i + 1 + int(in.Imm))
			default:
				o.code = opBad
			}
			p.ops[i+1] = op{code: opBad}
			p.ops[i] = o
			i++
			continue
		case o.jumps():
			if to := i + 1 + int(o.off); to < 0 || to >= len(insns) {
				return nil, fmt.Errorf("instruction %d: jump to %d: want 0 to %d", i, to, len(insns)-1)
			}
		}
		p.ops[i] = o
	}
	p.ops[len(insns)] = op{code: opBad}
	return p, nil
}

// jumps reports whether off is a number of instructions.
func (o op) jumps() bool {
	return o.code == opCallFunc || o.code&0xe0 == groupJMP && o.code != groupJMP|insn.BPF_EXIT>>4
}

// decode decodes an instruction other than an immediate load of 64 bits.
func decode(in insn.Insn) op {
	o := op{code: opBad, dst: in.Dst, src: noReg, off: int32(in.Off), imm: uint64(int64(in.Imm))}
	if in.Dst >= insn.MAX_BPF_REG || in.Src >= insn.MAX_BPF_REG {
		return o
	}
	class := in.Class()
	switch class {
	case insn.BPF_ALU, insn.BPF_ALU64:
		return decodeALU(o, in, class == insn.BPF_ALU64)
	case insn.BPF_JMP, insn.BPF_JMP32:
		return decodeJump(o, in, class == insn.BPF_JMP32)
	}
	size := sizeLog2[in.SizeBits()>>3]
	switch mode := in.Mode(); {
	case class == insn.BPF_LD && (mode == insn.BPF_ABS || mode == insn.BPF_IND):
		o.code, o.off = opPacket, 1<<size
		if mode == insn.BPF_IND {
			o.src = in.Src
		}
	case class == insn.BPF_LDX && mode == insn.BPF_MEM:
		o.code, o.src, o.imm = opLoad8+size, in.Src, uint64(int64(in.Off))
	case class == insn.BPF_LDX && mode == insn.BPF_MEMSX && size < 3:
		o.code, o.src, o.imm = opLoadS8+size, in.Src, uint64(int64(in.Off))
	case class == insn.BPF_ST && mode == insn.BPF_MEM:
		o.code = opStore8 + size
	case class == insn.BPF_STX && mode == insn.BPF_MEM:
		o.code, o.src, o.imm = opStore8+size, in.Src, 0
	case class == insn.BPF_STX && mode == insn.BPF_ATOMIC:
		return decodeAtomic(o, in, size)
	}
	return o
}

var sizeLog2 = [4]uint8{insn.BPF_W >> 3: 2, insn.BPF_H >> 3: 1, insn.BPF_B >> 3: 0, insn.BPF_DW >> 3: 3}

// decodeAtomic decodes an atomic operation. imm keeps the operation.
func decodeAtomic(o op, in insn.Insn, size uint8) op {
	switch {
	case in.Imm == insn.BPF_LOAD_ACQ:
		o.code, o.src, o.imm = opLoad8+size, in.Src, uint64(int64(in.Off))
	case in.Imm == insn.BPF_STORE_REL:
		o.code, o.src, o.imm = opStore8+size, in.Src, 0
	case size >= 2:
		o.code, o.src = opAtomic32+size-2, in.Src
	}
	return o
}

func decodeALU(o op, in insn.Insn, wide bool) op {
	group := uint8(groupALU32)
	if wide {
		group = groupALU64
	}
	if in.Source() == insn.BPF_X && in.Op() != insn.BPF_END {
		o.src, o.imm = in.Src, 0
	}
	switch in.Op() {
	case insn.BPF_END:
		return decodeEnd(o, in, wide)
	case insn.BPF_MOV:
		o.code = group | insn.BPF_MOV>>4
		if in.Off != 0 {
			o.code = movSigned(in.Off, wide)
		}
	case insn.BPF_DIV, insn.BPF_MOD:
		o.code = group | in.Op()>>4
		if in.Off == 1 {
			o.code = group | opSDiv
			if in.Op() == insn.BPF_MOD {
				o.code = group | opSMod
			}
		}
	default:
		if in.Op() < insn.BPF_END {
			o.code = group | in.Op()>>4
		}
	}
	o.off = 0
	return o
}

// movSigned returns the code of a move that extends the sign of the low bits.
func movSigned(bits int16, wide bool) uint8 {
	switch {
	case bits == 8 && wide:
		return opMovS8
	case bits == 16 && wide:
		return opMovS16
	case bits == 32 && wide:
		return opMovS32
	case bits == 8:
		return opMovS8W
	case bits == 16:
		return opMovS16W
	}
	return opBad
}

// decodeEnd decodes a change of the byte order. Programs run as on a little-endian machine.
func decodeEnd(o op, in insn.Insn, wide bool) op {
	swap := wide || in.Source() == insn.BPF_TO_BE
	switch {
	case in.Imm == 16 && swap:
		o.code = opSwap16
	case in.Imm == 32 && swap:
		o.code = opSwap32
	case in.Imm == 64 && swap:
		o.code = opSwap64
	case in.Imm == 16:
		o.code = opLow16
	case in.Imm == 32:
		o.code = opLow32
	case in.Imm == 64:
		o.code, o.imm = groupALU64|insn.BPF_OR>>4, 0
	}
	o.off = 0
	return o
}

func decodeJump(o op, in insn.Insn, narrow bool) op {
	group := uint8(groupJMP)
	if narrow {
		group = groupJMP32
	}
	if in.Source() == insn.BPF_X {
		o.src, o.imm = in.Src, 0
	}
	switch in.Op() {
	case insn.BPF_JA:
		o.code = groupJMP
		if narrow {
			o.off = in.Imm
		}
	case insn.BPF_CALL:
		switch {
		case narrow || in.Source() == insn.BPF_X:
		case in.Src == 0:
			o.code, o.off, o.imm = opCall, in.Imm, 0
		case in.Src == insn.BPF_PSEUDO_CALL:
			o.code, o.off, o.imm = opCallFunc, in.Imm, 0
		}
	case insn.BPF_EXIT, insn.BPF_JCOND:
		if !narrow {
			o.code = groupJMP | in.Op()>>4
		}
	default:
		if in.Op() < insn.BPF_JCOND {
			o.code = group | in.Op()>>4
		}
	}
	return o
}
