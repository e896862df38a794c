package interp

import (
	"fmt"
	"math/big"

	"bpfplay/core/insn"
)

// naive is a second interpreter, written from the instruction set document (RFC 9669). It decodes each instruction when it
// runs it and calculates with big integers.
type naive struct {
	regs   [11]uint64
	stack  []byte // of all functions
	base   uint64 // address of stack
	frames []naiveFrame
	steps  int
}

type naiveFrame struct {
	back  int
	saved [4]uint64
}

// modulo2 is 1<<n.
func modulo2(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }

// unsigned returns the low n bits of v as a number.
func unsigned(v uint64, n int) *big.Int {
	return new(big.Int).Mod(new(big.Int).SetUint64(v), modulo2(n))
}

// signed returns the low n bits of v as a number in two's complement.
func signed(v uint64, n int) *big.Int {
	x := unsigned(v, n)
	if x.Cmp(modulo2(n-1)) >= 0 {
		x.Sub(x, modulo2(n))
	}
	return x
}

// wrap returns the low n bits of x.
func wrap(x *big.Int, n int) uint64 { return new(big.Int).Mod(x, modulo2(n)).Uint64() }

// run runs a program of at most limit instructions.
func (v *naive) run(insns []insn.Insn, limit int) error {
	for pc := 0; ; {
		if v.steps == limit {
			return fmt.Errorf("not finished after %d instructions", limit)
		}
		v.steps++
		in := insns[pc]
		pc++
		switch in.Class() {
		case insn.BPF_ALU:
			v.alu(in, 32)
		case insn.BPF_ALU64:
			v.alu(in, 64)
		case insn.BPF_LD:
			v.regs[in.Dst] = uint64(uint32(in.Imm)) + uint64(uint32(insns[pc].Imm))<<32
			pc++
		case insn.BPF_LDX:
			x := v.memory(v.regs[in.Src]+uint64(int64(in.Off)), in.Bytes())
			n := littleEndian(x)
			if in.Mode() == insn.BPF_MEMSX {
				n = wrap(signed(n, 8*in.Bytes()), 64)
			}
			v.regs[in.Dst] = n
		case insn.BPF_ST:
			setLittleEndian(v.memory(v.regs[in.Dst]+uint64(int64(in.Off)), in.Bytes()), uint64(int64(in.Imm)))
		case insn.BPF_STX:
			v.stx(in)
		default:
			bits := 64
			if in.Class() == insn.BPF_JMP32 {
				bits = 32
			}
			switch op := in.Op(); {
			case op == insn.BPF_EXIT:
				if len(v.frames) == 0 {
					return nil
				}
				f := v.frames[len(v.frames)-1]
				v.frames = v.frames[:len(v.frames)-1]
				copy(v.regs[6:10], f.saved[:])
				v.regs[10] -= MAX_BPF_STACK
				pc = f.back
			case op == insn.BPF_CALL:
				v.frames = append(v.frames, naiveFrame{pc, [4]uint64(v.regs[6:10])})
				v.regs[10] += MAX_BPF_STACK
				pc += int(in.Imm)
			case op == insn.BPF_JA && bits == 32:
				pc += int(in.Imm)
			case v.taken(in, bits):
				pc += int(in.Off)
			}
		}
	}
}

// memory returns n bytes of the stack.
func (v *naive) memory(addr uint64, n int) []byte { return v.stack[addr-v.base:][:n] }

func littleEndian(b []byte) (v uint64) {
	for i, x := range b {
		v += uint64(x) << (8 * i)
	}
	return v
}

func setLittleEndian(b []byte, v uint64) {
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
}

// second returns the second operand, whose constant form has its sign extended.
func (v *naive) second(in insn.Insn) uint64 {
	if in.Source() == insn.BPF_X {
		return v.regs[in.Src]
	}
	return uint64(int64(in.Imm))
}

func (v *naive) alu(in insn.Insn, bits int) {
	dst, src := v.regs[in.Dst], v.second(in)
	a, b := unsigned(dst, bits), unsigned(src, bits)
	isSigned := in.Off == 1
	if isSigned {
		a, b = signed(dst, bits), signed(src, bits)
	}
	x := new(big.Int)
	switch in.Op() {
	case insn.BPF_ADD:
		x.Add(a, b)
	case insn.BPF_SUB:
		x.Sub(a, b)
	case insn.BPF_MUL:
		x.Mul(a, b)
	case insn.BPF_DIV:
		if b.Sign() != 0 {
			x.Quo(a, b) // truncated, as the document says
		}
	case insn.BPF_MOD:
		if x.Set(a); b.Sign() != 0 {
			x.Rem(a, b)
		}
	case insn.BPF_OR:
		x.Or(a, b)
	case insn.BPF_AND:
		x.And(a, b)
	case insn.BPF_XOR:
		x.Xor(a, b)
	case insn.BPF_LSH:
		x.Lsh(a, uint(src)&uint(bits-1))
	case insn.BPF_RSH:
		x.Rsh(a, uint(src)&uint(bits-1))
	case insn.BPF_ARSH:
		x.Rsh(signed(dst, bits), uint(src)&uint(bits-1))
	case insn.BPF_NEG:
		x.Neg(a)
	case insn.BPF_MOV:
		if x.Set(b); in.Off != 0 {
			x = signed(src, int(in.Off))
		}
	case insn.BPF_END:
		v.regs[in.Dst] = endian(in, dst)
		return
	}
	v.regs[in.Dst] = wrap(x, bits)
}

// endian returns v after a change of the byte order.
func endian(in insn.Insn, v uint64) uint64 {
	n := int(in.Imm) / 8
	bytes := make([]byte, n)
	setLittleEndian(bytes, v)
	if in.Class() == insn.BPF_ALU64 || in.Source() == insn.BPF_TO_BE {
		for i := range n / 2 {
			bytes[i], bytes[n-1-i] = bytes[n-1-i], bytes[i]
		}
	}
	return littleEndian(bytes)
}

func (v *naive) stx(in insn.Insn) {
	mem := v.memory(v.regs[in.Dst]+uint64(int64(in.Off)), in.Bytes())
	if in.Mode() == insn.BPF_MEM {
		setLittleEndian(mem, v.regs[in.Src])
		return
	}
	bits := 8 * in.Bytes()
	old := littleEndian(mem)
	a, b, x := unsigned(old, bits), unsigned(v.regs[in.Src], bits), new(big.Int)
	switch in.Imm &^ insn.BPF_FETCH {
	case insn.BPF_ADD:
		x.Add(a, b)
	case insn.BPF_OR:
		x.Or(a, b)
	case insn.BPF_AND:
		x.And(a, b)
	case insn.BPF_XOR:
		x.Xor(a, b)
	case insn.BPF_XCHG &^ insn.BPF_FETCH:
		x.Set(b)
	case insn.BPF_CMPXCHG &^ insn.BPF_FETCH:
		if x.Set(a); unsigned(v.regs[0], bits).Cmp(a) == 0 {
			x.Set(b)
		}
		setLittleEndian(mem, wrap(x, bits))
		v.regs[0] = old
		return
	}
	setLittleEndian(mem, wrap(x, bits))
	if in.Imm&insn.BPF_FETCH != 0 {
		v.regs[in.Src] = old
	}
}

// taken reports whether a jump is taken.
func (v *naive) taken(in insn.Insn, bits int) bool {
	a, b := v.regs[in.Dst], v.second(in)
	order := unsigned(a, bits).Cmp(unsigned(b, bits))
	signedOrder := signed(a, bits).Cmp(signed(b, bits))
	switch in.Op() {
	case insn.BPF_JA:
		return true
	case insn.BPF_JEQ:
		return order == 0
	case insn.BPF_JNE:
		return order != 0
	case insn.BPF_JSET:
		return new(big.Int).And(unsigned(a, bits), unsigned(b, bits)).Sign() != 0
	case insn.BPF_JGT:
		return order > 0
	case insn.BPF_JGE:
		return order >= 0
	case insn.BPF_JLT:
		return order < 0
	case insn.BPF_JLE:
		return order <= 0
	case insn.BPF_JSGT:
		return signedOrder > 0
	case insn.BPF_JSGE:
		return signedOrder >= 0
	case insn.BPF_JSLT:
		return signedOrder < 0
	}
	return signedOrder <= 0 // BPF_JSLE
}
