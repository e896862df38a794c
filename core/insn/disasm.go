// Follows kernel/bpf/disasm.c.

package insn

import (
	"strconv"

	"bpfplay/core/abi"
)

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
	printsPerCPU = abi.From(abi.R(6, 10, 0))
	printsProbe  = abi.From(abi.R(7, 0, 0)) // BPF_PROBE_ATOMIC

	// hidesIndexes is the release that hides BTF and index operands from users who may not see pointers.
	hidesIndexes = abi.From(abi.R(7, 0, 0), abi.R(6, 1, 192), abi.R(6, 12, 117))
)

// Names gives names to operands of printed instructions, as struct bpf_insn_cbs does. A nil function names nothing.
type Names struct {
	Call         func(i Insn) string             // function called; the kernel's own text if empty
	Imm          func(i Insn, imm uint64) string // value of a 64-bit immediate load
	HidePointers bool                            // print map and BTF operands as 0
}

// AppendLog appends insns[at] as the verifier's log of release r prints it, without a line feed: "(b7) r0 = 1".
// Releases before 5.10 print as 5.10. Any instruction can be printed; what the kernel calls a BUG begins with that word.
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

// printer appends the parts of an instruction. Its smallest methods are not inlined: that would triple the code.
type printer struct {
	b       []byte
	release abi.Release
}

//go:noinline
func (p *printer) str(parts ...string) {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
}

//go:noinline
func (p *printer) num(n int64) { p.b = strconv.AppendInt(p.b, n, 10) }

// signed appends n with its sign, as %+d does.
//
//go:noinline
func (p *printer) signed(n int64) {
	if n >= 0 {
		p.b = append(p.b, '+')
	}
	p.num(n)
}

//go:noinline
func (p *printer) hex(n uint64) { p.b = strconv.AppendUint(append(p.b, "0x"...), n, 16) }

// reg appends a register, with the prefix w if narrow.
//
//go:noinline
func (p *printer) reg(n uint8, narrow bool) {
	letter := byte('r')
	if narrow {
		letter = 'w'
	}
	p.b = strconv.AppendUint(append(p.b, letter), uint64(n), 10)
}

// code appends the opcode that precedes an instruction.
//
//go:noinline
func (p *printer) code(i Insn) {
	p.str("(")
	p.byte(i.Code)
	p.str(") ")
}

//go:noinline
func (p *printer) byte(n uint8) {
	const digits = "0123456789abcdef"
	p.b = append(p.b, digits[n>>4], digits[n&0xf])
}

// bug appends the kernel's text for an opcode that must not reach the printer.
//
//go:noinline
func (p *printer) bug(prefix string, i Insn) {
	p.str(prefix)
	p.byte(i.Code)
}

// access appends a memory access: "*(u32 *)(r1 +4)".
//
//go:noinline
func (p *printer) access(kind string, base uint8, off int16) {
	p.str("*(", kind, " *)")
	p.addr(base, off)
}

//go:noinline
func (p *printer) addr(base uint8, off int16) {
	p.str("(")
	p.reg(base, false)
	p.str(" ")
	p.signed(int64(off))
	p.str(")")
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

const probeAtomic = 0xe0 // BPF_PROBE_ATOMIC

func (p *printer) stx(i Insn) {
	kind := sizeNames[i.SizeBits()>>3]
	if i.Mode() == BPF_MEM {
		p.code(i)
		p.access(kind, i.Dst, i.Off)
		p.str(" = ")
		p.reg(i.Src, false)
		return
	}
	probe := i.Mode() == probeAtomic && printsProbe.In(p.release)
	f := p.atomic(i)
	if i.Mode() != BPF_ATOMIC && !probe || f == nil {
		p.bug("BUG_", i)
		return
	}
	p.code(i)
	if probe {
		p.str("probe ")
	}
	wide := ""
	if i.SizeBits() == BPF_DW {
		wide = "64"
	}
	switch f.Shape {
	case ShapeLock:
		p.str("lock ")
		p.access(kind, i.Dst, i.Off)
		p.str(" ", f.Name, " ")
		p.reg(i.Src, false)
		return
	case ShapeFetch:
		p.reg(i.Src, false)
		p.str(" = atomic", wide, "_fetch_", f.Name, "((", kind, " *)")
	case ShapeCmpXchg:
		p.str("r0 = atomic", wide, "_cmpxchg((", kind, " *)")
	case ShapeXchg:
		p.reg(i.Src, false)
		p.str(" = atomic", wide, "_xchg((", kind, " *)")
	case ShapeAcquire:
		p.reg(i.Dst, false)
		p.str(" = load_acquire((", kind, " *)")
		p.addr(i.Src, i.Off)
		p.str(")")
		return
	case ShapeRelease:
		p.str("store_release((", kind, " *)")
	}
	p.addr(i.Dst, i.Off)
	if f.Shape == ShapeCmpXchg {
		p.str(", r0")
	}
	p.str(", ")
	p.reg(i.Src, false)
	p.str(")")
}

// atomic returns the atomic operation that Imm names, whatever the size, or nil.
func (p *printer) atomic(i Insn) *Form {
	if !printsAtomics.In(p.release) {
		i.Imm = BPF_ADD // BPF_XADD, whatever Imm is
	}
	for k := range Forms {
		f := &Forms[k]
		if f.Classes == 1<<BPF_STX && f.Code == BPF_ATOMIC && f.Imm == i.Imm && (f.since != printsSync || printsSync.In(p.release)) {
			return f
		}
	}
	return nil
}

func (p *printer) st(i Insn) {
	switch i.Mode() {
	case BPF_MEM:
		p.code(i)
		p.access(sizeNames[i.SizeBits()>>3], i.Dst, i.Off)
		p.str(" = ")
		p.num(int64(i.Imm))
	case BPF_ATOMIC: // BPF_NOSPEC
		p.code(i)
		p.str("nospec")
	default:
		p.bug("BUG_st_", i)
	}
}

func (p *printer) ldx(i Insn) {
	kind := i.SizeBits() >> 3
	switch {
	case i.Mode() == BPF_MEMSX && printsV4.In(p.release) && (i.SizeBits() != BPF_DW || !printsProbe.In(p.release)):
		kind += 4
	case i.Mode() != BPF_MEM:
		p.bug("BUG_ldx_", i)
		return
	}
	p.code(i)
	p.reg(i.Dst, false)
	p.str(" = ")
	p.access(sizeNames[kind], i.Src, i.Off)
}

func (p *printer) ld(insns []Insn, at int, names *Names) {
	i := insns[at]
	kind := sizeNames[i.SizeBits()>>3]
	switch {
	case i.Mode() == BPF_ABS:
		p.code(i)
		p.str("r0 = *(", kind, " *)skb[")
		p.num(int64(i.Imm))
		p.str("]")
	case i.Mode() == BPF_IND:
		p.code(i)
		p.str("r0 = *(", kind, " *)skb[")
		p.reg(i.Src, false)
		p.str(" + ")
		p.num(int64(i.Imm))
		p.str("]")
	case i.IsLoadImm64():
		imm := uint64(uint32(i.Imm))
		if at+1 < len(insns) {
			imm |= uint64(uint32(insns[at+1].Imm)) << 32
		}
		if names != nil && names.HidePointers && p.pointer(i.Src) {
			imm = 0
		}
		p.code(i)
		p.reg(i.Dst, false)
		p.str(" = ")
		if names != nil && names.Imm != nil {
			p.str(names.Imm(i, imm))
			return
		}
		p.hex(imm)
	default:
		p.bug("BUG_ld_", i)
	}
}

// pointer reports whether the operand of a 64-bit immediate load with this source becomes a pointer.
func (p *printer) pointer(src uint8) bool {
	switch src {
	case BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE:
		return true
	case BPF_PSEUDO_MAP_IDX, BPF_PSEUDO_MAP_IDX_VALUE, BPF_PSEUDO_BTF_ID:
		return hidesIndexes.In(p.release)
	}
	return false
}

func (p *printer) jmp(i Insn, names *Names) {
	p.code(i)
	switch {
	case i.Op() == BPF_CALL:
		p.call(i, names)
	case i.Code == BPF_JMP|BPF_JA:
		p.str("goto pc")
		p.signed(int64(i.Off))
	case i.Code == BPF_JMP|BPF_JA|BPF_X && printsGotox.In(p.release):
		p.str("gotox ")
		p.reg(i.Dst, false)
	case i.Code == BPF_JMP|BPF_JCOND && i.Src == 0 && printsCast.In(p.release):
		p.str("may_goto pc")
		p.signed(int64(i.Off))
	case i.Code == BPF_JMP32|BPF_JA && printsV4.In(p.release):
		p.str("gotol pc")
		p.signed(int64(i.Imm))
	case i.Code == BPF_JMP|BPF_EXIT:
		p.str("exit")
	default:
		narrow := i.Class() == BPF_JMP32
		p.str("if ")
		p.reg(i.Dst, narrow)
		p.str(" ", jmpOperator(i.Op()), " ")
		if i.Source() == BPF_X {
			p.reg(i.Src, narrow)
		} else {
			p.hex(uint64(uint32(i.Imm)))
		}
		p.str(" goto pc")
		p.signed(int64(i.Off))
	}
}

func jmpOperator(op uint8) string {
	switch op {
	case BPF_JA:
		return "jmp"
	case BPF_EXIT:
		return "exit"
	}
	return operator(ShapeIf, op, 0)
}

func (p *printer) call(i Insn, names *Names) {
	name := ""
	if helper := i.Src == 0 || i.Src != BPF_PSEUDO_CALL && !printsKfuncs.In(p.release); helper {
		if n, since := HelperName(i.Imm); n != "" && p.release >= since {
			name = n
		}
	}
	if name == "" && names != nil && names.Call != nil {
		name = names.Call(i)
	}
	if i.Src == BPF_PSEUDO_CALL {
		p.str("call pc")
		if name == "" {
			p.signed(int64(i.Imm))
		}
		p.str(name)
		return
	}
	if name == "" {
		name = "unknown"
		if i.Src == BPF_PSEUDO_KFUNC_CALL && printsKfuncs.In(p.release) {
			name = "kernel-function"
		}
	}
	p.str("call ", name, "#")
	p.num(int64(i.Imm))
}
