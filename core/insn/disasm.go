// Follows kernel/bpf/disasm.c.

package insn

import "bpfplay/core/abi"

// Releases that change how the kernel prints instructions.
const (
	printsAtomics = since5_12
	printsKfuncs  = since5_13
	printsV4      = since6_6 // signed division, bswap, gotol
	printsCast    = since6_9
	printsSync    = since6_15 // load_acquire, store_release
	printsGotox   = since6_19
)

var (
	printsPerCPU = abi.Since{abi.V6_10}
	printsProbe  = abi.Since{abi.V7_0} // BPF_PROBE_ATOMIC

	// hidesIndexes is the release that hides BTF and index operands from users who may not see pointers.
	hidesIndexes = abi.Since{abi.V7_0, abi.V6_1 + 192, abi.V6_12 + 117}
)

// Names gives names to operands of printed instructions, as struct bpf_insn_cbs does. A nil function names nothing.
type Names struct {
	Call         func(i Insn) string             // function called; the kernel's own text if empty
	Imm          func(i Insn, imm uint64) string // value of a 64-bit immediate load
	HidePointers bool                            // print map and BTF operands as 0
}

// AppendLog appends insns[at] as the verifier's log of release r prints it, without a line feed: "(b7) r0 = 1".
// Releases before 5.10 print as 5.10. Any instruction can be printed; a BUG of the kernel's disassembler begins with that
// word.
func AppendLog(b []byte, insns []Insn, at int, r abi.Release, names *Names) []byte {
	i := insns[at]
	p := printer{b: b, release: r}
	switch i.Class() {
	case BPF_ALU, BPF_ALU64:
		p.alu(i)
	case BPF_STX:
		p.stx(i)
	case BPF_ST:
		p.st(i)
	case BPF_LDX:
		p.ldx(i)
	case BPF_LD:
		p.ld(insns, at, names)
	default:
		p.jmp(i, names)
	}
	return p.b
}

// sizeNames are the types of a memory access by BPF_SIZE >> 3; signed ones follow.
var sizeNames = [8]string{"u32", "u16", "u8", "u64", "s32", "s16", "s8", null}

// null is what printf prints for a NULL string.
const null = "(null)"

// operator returns the name of an operation that has this shape, and null if none has.
func operator(shape Shape, op uint8, off int16) string {
	for k := range Forms {
		if f := &Forms[k]; f.Shape == shape && f.Code&0xf0 == op && f.Off == off {
			return f.Name
		}
	}
	return null
}

func (p *printer) alu(i Insn) {
	narrow := i.Class() == BPF_ALU
	v4 := printsV4.In(p.release)
	if i.Op() == BPF_END && !narrow && !v4 {
		p.bug("BUG_alu64_", i)
		return
	}
	p.code(i)
	switch wide := !narrow && i.Code == BPF_ALU64|BPF_MOV|BPF_X; {
	case i.Op() == BPF_END:
		name := "bswap"
		if narrow {
			name = [2]string{"le", "be"}[i.Source()>>3]
		}
		p.reg(i.Dst, false)
		p.str(" = ", name)
		p.num(int64(i.Imm))
		p.str(" ")
		p.reg(i.Dst, false)
		return
	case i.Op() == BPF_NEG:
		p.reg(i.Dst, narrow)
		p.str(" = -")
		p.reg(i.Dst, narrow)
		return
	case wide && i.Off == BPF_ADDR_SPACE_CAST && printsCast.In(p.release):
		p.reg(i.Dst, false)
		p.str(" = addr_space_cast(")
		p.reg(i.Src, false)
		p.str(", ")
		p.num(int64(uint32(i.Imm) >> 16))
		p.str(", ")
		p.num(int64(uint16(i.Imm)))
		p.str(")")
		return
	case wide && i.Off == BPF_ADDR_PERCPU && printsPerCPU.In(p.release):
		p.reg(i.Dst, false)
		p.str(" = &(void __percpu *)(")
		p.reg(i.Src, false)
		p.str(")")
		return
	}
	p.reg(i.Dst, narrow)
	p.str(" ", p.aluOperator(i), " ")
	if i.Source() == BPF_K {
		p.num(int64(i.Imm))
		return
	}
	if v4 && i.Op() == BPF_MOV && (i.Off == 8 || i.Off == 16 || i.Off == 32) {
		p.str(operator(ShapeMovSX, BPF_MOV, i.Off))
	}
	p.reg(i.Src, narrow)
}

func (p *printer) aluOperator(i Insn) string {
	if i.Op() == BPF_MOV {
		return "="
	}
	if i.Off == 1 && (i.Op() == BPF_DIV || i.Op() == BPF_MOD) && printsV4.In(p.release) {
		return operator(ShapeALU, i.Op(), 1)
	}
	return operator(ShapeALU, i.Op(), 0)
}
