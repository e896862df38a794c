package insn

import (
	"strconv"
	"strings"
)

// AppendC appends insns[at] as an element of an array of struct bpf_insn, in the macros of include/linux/filter.h:
// "BPF_MOV64_IMM(BPF_REG_0, 1),". It returns the number of instructions written: 2 for a 64-bit immediate load, else 1.
func AppendC(b []byte, insns []Insn, at int) ([]byte, int) {
	i := insns[at]
	f := FormOf(i)
	if f != nil && i.IsLoadImm64() && at+1 < len(insns) && (insns[at+1] == Insn{Imm: insns[at+1].Imm}) {
		return appendC64(b, i, insns[at+1].Imm), 2
	}
	name, args := "RAW_INSN", []string{hexC(i.Code), cReg(i.Dst), cReg(i.Src), cNum(int64(i.Off)), cNum(int64(i.Imm))}
	if f != nil {
		if n, a := cMacro(f, i); n != "" {
			name, args = n, a
		}
	}
	return appendMacro(b, name, args), 1
}

// AppendFields appends i as an element of an array of struct bpf_insn that needs no macro: "{ .code = 0xb7, .imm = 1 },".
func AppendFields(b []byte, i Insn) []byte {
	p := printer{b: b}
	p.str("{ .code = ")
	p.hex(uint64(i.Code))
	for k, n := range [...]int64{int64(i.Dst), int64(i.Src), int64(i.Off), int64(i.Imm)} {
		if n != 0 {
			p.str(", .", [...]string{"dst_reg", "src_reg", "off", "imm"}[k], " = ", cNum(n))
		}
	}
	p.str(" },")
	return p.b
}

//go:noinline
func appendMacro(b []byte, name string, args []string) []byte {
	p := printer{b: b}
	p.str("BPF_", name, "(", strings.Join(args, ", "), "),")
	return p.b
}

// appendC64 appends a 64-bit immediate load.
func appendC64(b []byte, i Insn, high int32) []byte {
	dst := cReg(i.Dst)
	name, args := "LD_IMM64_RAW_FULL", []string{dst, cNum(int64(i.Src)), "0", "0", cNum(int64(i.Imm)), cNum(int64(high))}
	switch {
	case i.Src == 0:
		v := uint64(uint32(i.Imm)) | uint64(uint32(high))<<32
		name, args = "LD_IMM64", []string{dst, "0x" + strconv.FormatUint(v, 16) + "ULL"}
	case i.Src == BPF_PSEUDO_MAP_FD && high == 0:
		name, args = "LD_MAP_FD", []string{dst, cNum(int64(i.Imm))}
	case i.Src == BPF_PSEUDO_MAP_VALUE:
		name, args = "LD_MAP_VALUE", []string{dst, cNum(int64(i.Imm)), cNum(int64(high))}
	}
	return appendMacro(b, name, args)
}

//go:noinline
func cReg(n uint8) string {
	if n < MAX_BPF_REG {
		return "BPF_REG_" + strconv.Itoa(int(n))
	}
	return strconv.Itoa(int(n))
}

// cNum returns n as an int of C. The smallest one has no literal.
func cNum(n int64) string {
	if n == -1<<31 {
		return "-2147483647 - 1"
	}
	return strconv.FormatInt(n, 10)
}

func hexC(n uint8) string { return "0x" + strconv.FormatUint(uint64(n), 16) }

// cWord returns the name of a constant: the word with this index in a list of mnemonics, in upper case.
//
//go:noinline
func cWord(list string, index int) string {
	return "BPF_" + strings.ToUpper(strings.Fields(list)[index])
}

// cMacro returns the macro of an instruction and its arguments, or an empty name if it has none.
func cMacro(f *Form, i Insn) (name string, args []string) {
	bits := "64"
	if i.Class() == BPF_ALU {
		bits = "32"
	}
	dst, src, off, imm := cReg(i.Dst), cReg(i.Src), cNum(int64(i.Off)), cNum(int64(i.Imm))
	kind, operand := "IMM", imm
	if i.Source() == BPF_X {
		kind, operand = "REG", src
	}
	switch f.Shape {
	case ShapeALU:
		name, args = "ALU"+bits+"_"+kind, []string{cWord(aluMnemonics, int(i.Op()>>4)), dst, operand}
		if i.Off != 0 {
			name, args = name+"_OFF", append(args, off)
		}
	case ShapeMov:
		name, args = "MOV"+bits+"_"+kind, []string{dst, operand}
	case ShapeMovSX:
		name, args = "MOVSX"+bits+"_REG", []string{dst, src, off}
	case ShapeNeg:
		name, args = "ALU"+bits+"_IMM", []string{"BPF_NEG", dst, "0"}
	case ShapeEnd:
		name, args = "ENDIAN", []string{[2]string{"BPF_TO_LE", "BPF_TO_BE"}[i.Source()>>3], dst, imm}
		if i.Class() == BPF_ALU64 {
			name, args = "BSWAP", args[1:]
		}
	case ShapeIf:
		name = "JMP_" + kind
		if i.Class() == BPF_JMP32 {
			name = "JMP32_" + kind
		}
		args = []string{cWord(jmpMnemonics, int(i.Op()>>4)), dst, operand, off}
	case ShapeGoto:
		if i.Op() == BPF_JA {
			name, args = "JMP_A", []string{off}
		}
	case ShapeGotol:
		name, args = "JMP32_A", []string{imm}
	case ShapeCall:
		name, args = "EMIT_CALL", []string{imm}
		if helper, _ := HelperName(i.Imm); helper != "" {
			args[0] = "BPF_FUNC_" + strings.TrimPrefix(helper, "bpf_")
		}
	case ShapeLocal:
		name, args = "CALL_REL", []string{imm}
	case ShapeKfunc:
		name, args = "CALL_KFUNC", []string{off, imm}
	case ShapeExit:
		name = "EXIT_INSN"
	default:
		return cAccess(f, i, []string{dst, src, off, imm})
	}
	return name, args
}

// cAccess is cMacro for loads and stores. The fields are dst, src, off and imm.
func cAccess(f *Form, i Insn, fields []string) (name string, args []string) {
	size := cWord(sizeLetters, int(i.SizeBits()>>3))
	switch f.Shape {
	case ShapeLoad:
		name = "LDX_MEM"
		if i.Mode() == BPF_MEMSX {
			name = "LDX_MEMSX"
		}
		return name, append([]string{size}, fields[:3]...)
	case ShapeStore:
		if i.Class() == BPF_ST {
			return "ST_MEM", []string{size, fields[0], fields[2], fields[3]}
		}
		return "STX_MEM", append([]string{size}, fields[:3]...)
	case ShapeLock, ShapeFetch:
		op := cWord(aluMnemonics, int(i.Imm>>4))
		if f.Shape == ShapeFetch {
			op += " | BPF_FETCH"
		}
		return "ATOMIC_OP", append([]string{size, op}, fields[:3]...)
	case ShapeXchg, ShapeCmpXchg:
		return "ATOMIC_OP", append([]string{size, "BPF_" + strings.ToUpper(f.Name)}, fields[:3]...)
	case ShapeAcquire:
		return "ATOMIC_OP", append([]string{size, "BPF_LOAD_ACQ"}, fields[:3]...)
	case ShapeRelease:
		return "ATOMIC_OP", append([]string{size, "BPF_STORE_REL"}, fields[:3]...)
	case ShapeAbs:
		return "LD_ABS", []string{size, fields[3]}
	case ShapeInd:
		return "LD_IND", []string{size, fields[1], fields[3]}
	}
	return "", nil
}
