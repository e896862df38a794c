package strace

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Pointee is memory that a field of an attr points to.
type Pointee struct {
	Field *abi.Field
	Bytes []byte
}

// pointee formats the memory that f points to, or returns "" if strace prints the address.
func (p *attrPrinter) pointee(f *abi.Field) string {
	for _, m := range p.pointees {
		switch {
		case m.Field != f || len(m.Bytes) == 0:
		case f == &abi.License && m.Bytes[len(m.Bytes)-1] == 0:
			text, _ := quote(m.Bytes)
			return text
		case !p.verbose:
		case f == &abi.Insns:
			return formatInsns(m.Bytes)
		case f == &abi.BtfData:
			return quoteHex(m.Bytes)
		}
	}
	return ""
}

// Names of the parts of an opcode without BPF_, by number.
const (
	classes = "LD LDX ST STX ALU JMP JMP32 ALU64"
	sizes   = "W H B DW"
	modes   = "IMM ABS IND MEM MEMSX 0xa0 ATOMIC 0xe0"
	aluOps  = "ADD SUB MUL DIV OR AND LSH RSH NEG MOD XOR MOV ARSH END 0xe0 0xf0"
	jmpOps  = "JA JEQ JGT JGE JSET JNE JSGT JSGE CALL EXIT JLT JLE JSLT JSLE 0xe0 0xf0"
)

// bpfName returns a name of a list with its prefix, or a number of the list.
func bpfName(list string, index int) string {
	name := strings.Fields(list)[index]
	if name[0] == '0' {
		return name
	}
	return "BPF_" + name
}

// formatCode formats an opcode: BPF_ALU64|BPF_K|BPF_MOV.
func formatCode(code byte) string {
	class := int(code & 7)
	text := bpfName(classes, class) + "|"
	if class < 4 {
		return text + bpfName(sizes, int(code>>3&3)) + "|" + bpfName(modes, int(code>>5))
	}
	ops := aluOps
	if class == 5 || class == 6 {
		ops = jmpOps
	}
	return text + bpfName("K X", int(code>>3&1)) + "|" + bpfName(ops, int(code>>4))
}

// formatInsns formats an array of struct bpf_insn.
func formatInsns(b []byte) string {
	text := []byte{'['}
	for ; len(b) >= 8; b = b[8:] {
		if len(text) > 1 {
			text = append(text, ", "...)
		}
		text = append(text, "{code="...)
		text = append(text, formatCode(b[0])...)
		text = append(text, ", dst_reg="...)
		text = append(text, formatRegister(b[1]&15)...)
		text = append(text, ", src_reg="...)
		text = append(text, formatRegister(b[1]>>4)...)
		text = append(text, ", off="...)
		text = strconv.AppendInt(text, int64(int16(uint16(b[2])|uint16(b[3])<<8)), 10)
		text = append(text, ", imm="...)
		text = append(text, formatHex(uint64(uint32(b[4])|uint32(b[5])<<8|uint32(b[6])<<16|uint32(b[7])<<24))...)
		text = append(text, '}')
	}
	return string(append(text, ']'))
}

// formatRegister formats the number of a register. Numbers without a register keep a comment.
func formatRegister(n byte) string {
	if n > 10 {
		return formatHex(uint64(n)) + " /* BPF_REG_??? */"
	}
	return "BPF_REG_" + strconv.Itoa(int(n))
}
