package insn

import "strconv"

// Text returns insns as assembly text, one line each; a 64-bit immediate load is one line. [Assemble] reads it back to the
// same instructions. An instruction that no release has, or whose reserved fields are set, is written as a directive:
// ".insn code=0xb7 src=3 imm=1".
func Text(insns []Insn) string {
	var b []byte
	for at := 0; at < len(insns); {
		var n int
		b, n = AppendText(b, insns, at)
		b = append(b, '\n')
		at += n
	}
	return string(b)
}

// AppendText appends insns[at] as one line of assembly text, without a line feed.
// It returns the number of instructions written: 2 for a 64-bit immediate load, else 1.
func AppendText(b []byte, insns []Insn, at int) ([]byte, int) {
	i := insns[at]
	p := printer{b: b}
	f := FormOf(i)
	if f == nil {
		p.directive(i)
		return p.b, 1
	}
	if i.IsLoadImm64() {
		if at+1 == len(insns) || (insns[at+1] != Insn{Imm: insns[at+1].Imm}) {
			p.directive(i)
			return p.b, 1
		}
		p.imm64(f, i, insns[at+1].Imm)
		return p.b, 2
	}
	p.plain(f, i)
	return p.b, 1
}

// directive appends the fields of i that are not 0.
func (p *printer) directive(i Insn) {
	p.str(".insn code=")
	p.hex(uint64(i.Code))
	for k, n := range [...]int64{int64(i.Dst), int64(i.Src), int64(i.Off), int64(i.Imm)} {
		if n != 0 {
			p.str(" ", fieldNames[k], "=")
			p.num(n)
		}
	}
}

// fieldNames are the names of the fields in a directive.
var fieldNames = [...]string{"dst", "src", "off", "imm", "code"}

// place appends the address of a memory access: "(r1 + 4)".
//
//go:noinline
func (p *printer) place(base uint8, off int16) {
	p.str("(")
	p.reg(base, false)
	p.sum(int64(off))
	p.str(")")
}

// sum appends " + 4" or " - 4".
//
//go:noinline
func (p *printer) sum(n int64) {
	if n < 0 {
		p.str(" - ")
		n = -n
	} else {
		p.str(" + ")
	}
	p.num(n)
}

// signedHex appends n in the form of "-0x1".
//
//go:noinline
func (p *printer) signedHex(n int64) {
	if n < 0 {
		p.b = append(p.b, '-')
		n = -n
	}
	p.hex(uint64(n))
}

// imm64 appends a 64-bit immediate load, whose second half holds high.
func (p *printer) imm64(f *Form, i Insn, high int32) {
	p.reg(i.Dst, false)
	p.str(" = ")
	switch {
	case f.Shape == ShapeImm64:
		p.hex(uint64(uint32(i.Imm)) | uint64(uint32(high))<<32)
		p.str(" ll")
	case i.Src == BPF_PSEUDO_FUNC && high == 0:
		p.str("subprog[")
		p.signed(int64(i.Imm))
		p.str("]")
	case high == 0 && i.Src != BPF_PSEUDO_MAP_VALUE && i.Src != BPF_PSEUDO_MAP_IDX_VALUE:
		p.str(f.Name, " ")
		p.num(int64(i.Imm))
	default:
		p.str(f.Name, "(")
		p.num(int64(i.Imm))
		p.str(")")
		p.signed(int64(high))
	}
}

// operand appends the second operand: a register, or the immediate as write has it.
func (p *printer) operand(i Insn, narrow bool, write func(*printer, int64)) {
	if i.Source() == BPF_X {
		p.reg(i.Src, narrow)
	} else {
		write(p, int64(i.Imm))
	}
}

func (p *printer) plain(f *Form, i Insn) {
	kind := sizeNames[i.SizeBits()>>3]
	narrow := i.Class() == BPF_ALU || i.Class() == BPF_JMP32
	switch f.Shape {
	case ShapeALU, ShapeMov:
		p.reg(i.Dst, narrow)
		p.str(" ", f.Name, " ")
		p.operand(i, narrow, (*printer).num)
	case ShapeMovSX:
		p.reg(i.Dst, narrow)
		p.str(" = ", f.Name)
		p.reg(i.Src, narrow)
	case ShapeCast:
		p.reg(i.Dst, false)
		p.str(" = ", f.Name, "(")
		p.reg(i.Src, false)
		p.str(", ")
		p.num(int64(i.Imm >> 16))
		p.str(", ")
		p.num(int64(i.Imm & 0xffff))
		p.str(")")
	case ShapeNeg:
		p.reg(i.Dst, narrow)
		p.str(" = -")
		p.reg(i.Dst, narrow)
	case ShapeEnd:
		p.reg(i.Dst, false)
		p.str(" = ", f.Name, " ")
		p.reg(i.Dst, false)
	case ShapeLoad:
		if i.Mode() == BPF_MEMSX {
			kind = sizeNames[i.SizeBits()>>3+4]
		}
		p.reg(i.Dst, false)
		p.str(" = *(", kind, " *)")
		p.place(i.Src, i.Off)
	case ShapeStore:
		p.str("*(", kind, " *)")
		p.place(i.Dst, i.Off)
		p.str(" = ")
		if i.Class() == BPF_ST {
			p.num(int64(i.Imm))
		} else {
			p.reg(i.Src, false)
		}
	case ShapeLock, ShapeFetch, ShapeXchg, ShapeCmpXchg, ShapeAcquire, ShapeRelease:
		p.atomicText(f, i, kind)
	case ShapeAbs:
		p.str("r0 = *(", kind, " *)skb[")
		p.num(int64(i.Imm))
		p.str("]")
	case ShapeInd:
		p.str("r0 = *(", kind, " *)skb[")
		p.reg(i.Src, false)
		p.sum(int64(i.Imm))
		p.str("]")
	case ShapeIf:
		p.str("if ")
		p.reg(i.Dst, narrow)
		p.str(" ", f.Name, " ")
		p.operand(i, narrow, (*printer).signedHex)
		p.str(" goto ")
		p.signed(int64(i.Off))
	case ShapeGoto:
		p.str(f.Name, " ")
		p.signed(int64(i.Off))
	case ShapeGotol:
		p.str(f.Name, " ")
		p.signed(int64(i.Imm))
	case ShapeGotox:
		p.str(f.Name, " ")
		p.reg(i.Dst, false)
	case ShapeCall:
		p.str("call ")
		if name, _ := HelperName(i.Imm); name != "" {
			p.str(name, "#")
		}
		p.num(int64(i.Imm))
	case ShapeLocal:
		p.str("call pc")
		p.signed(int64(i.Imm))
	case ShapeKfunc:
		p.str("call kernel-function#")
		p.num(int64(i.Imm))
		if i.Off != 0 {
			p.str("@")
			p.num(int64(i.Off))
		}
	case ShapeExit:
		p.str(f.Name)
	default:
		panic("BUG: shape " + strconv.Itoa(int(f.Shape)) + " has no text")
	}
}

// atomicText appends an atomic operation: in the kernel's names, with the addresses of other accesses.
func (p *printer) atomicText(f *Form, i Insn, kind string) {
	base, result := i.Dst, i.Src
	switch f.Shape {
	case ShapeAcquire:
		base, result = i.Src, i.Dst
	case ShapeCmpXchg:
		result = 0
	case ShapeLock:
		p.str("lock *(", kind, " *)")
		p.place(base, i.Off)
		p.str(" ", f.Name, " ")
		p.reg(i.Src, false)
		return
	}
	if f.Shape != ShapeRelease {
		p.reg(result, false)
		p.str(" = ")
	}
	if f.Shape == ShapeFetch || f.Shape == ShapeXchg || f.Shape == ShapeCmpXchg {
		p.str("atomic")
		if i.SizeBits() == BPF_DW {
			p.str("64")
		}
		p.str("_")
	}
	if f.Shape == ShapeFetch {
		p.str("fetch_")
	}
	p.str(f.Name, "((", kind, " *)")
	p.place(base, i.Off)
	if f.Shape == ShapeCmpXchg {
		p.str(", r0")
	}
	if f.Shape != ShapeAcquire {
		p.str(", ")
		p.reg(i.Src, false)
	}
	p.str(")")
}
