package insn

import (
	"math"
	"strings"
)

// Words of the mnemonic dialect, which ubpf, rbpf and bpf_conformance read. Operations have the suffix 32 or 64, or none,
// which means 64.
const (
	aluMnemonics = "add sub mul div or and lsh rsh neg mod xor mov arsh"           // by BPF_OP >> 4
	jmpMnemonics = "ja jeq jgt jge jset jne jsgt jsge call exit jlt jle jslt jsle" // by BPF_OP >> 4
	sizeLetters  = "w h b dw"                                                      // by BPF_SIZE >> 3
)

// wordIndex returns the index of w in a list of words, or -1.
func wordIndex(list, w string) int {
	n := 0
	for word := range strings.FieldsSeq(list) {
		if word == w {
			return n
		}
		n++
	}
	return -1
}

// mnemonic reports whether w is an instruction of the mnemonic dialect.
func mnemonic(w string) bool {
	_, ok := mnemonicInsn(w)
	return ok
}

// mnemonicInsn returns the fields that the mnemonic alone decides.
func mnemonicInsn(w string) (i Insn, ok bool) {
	if w == "lddw" {
		return Insn{Code: BPF_LD | BPF_IMM | BPF_DW}, true
	}
	for _, code := range loadMnemonics {
		if size, cut := strings.CutPrefix(w, code.name); cut {
			if k := wordIndex(sizeLetters, size); k >= 0 {
				return Insn{Code: code.code | uint8(k)<<3}, true
			}
		}
	}
	name := w
	class, jump := uint8(BPF_ALU64), uint8(BPF_JMP)
	if n, cut := strings.CutSuffix(w, "32"); cut {
		name, class, jump = n, BPF_ALU, BPF_JMP32
	} else if n, cut := strings.CutSuffix(w, "64"); cut {
		name = n
	}
	if k := wordIndex(jmpMnemonics, name); k >= 0 && k != BPF_CALL>>4 && k != BPF_EXIT>>4 {
		return Insn{Code: jump | uint8(k)<<4}, true
	}
	if from, cut := strings.CutPrefix(name, "movsx"); cut {
		if k := wordIndex("8 16 32", from); k >= 0 && name != w {
			return Insn{Code: class | BPF_MOV | BPF_X, Off: 8 << k}, true
		}
	}
	if k := wordIndex(aluMnemonics, name); k >= 0 {
		return Insn{Code: class | uint8(k)<<4}, true
	}
	if name == "sdiv" || name == "smod" {
		return Insn{Code: class | uint8(wordIndex(aluMnemonics, name[1:]))<<4, Off: 1}, true
	}
	if n, cut := strings.CutPrefix(w, "swap"); cut {
		w = "bswap" + n
	}
	for k := range Forms {
		if f := &Forms[k]; f.Shape == ShapeEnd && f.Name == w {
			return Insn{Code: f.opcode(), Imm: f.Imm}, true
		}
	}
	return Insn{}, false
}

// loadMnemonics are loads and stores without the letters of their size.
var loadMnemonics = []struct {
	name string
	code uint8
}{
	{"ldxs", BPF_LDX | BPF_MEMSX}, {"ldx", BPF_LDX | BPF_MEM}, {"stx", BPF_STX | BPF_MEM}, {"st", BPF_ST | BPF_MEM},
	{"ldabs", BPF_LD | BPF_ABS}, {"ldind", BPF_LD | BPF_IND},
}

// mnemonic reads an instruction of the mnemonic dialect.
func (a *Assembler) mnemonic() {
	s := &a.scan
	w := s.word()
	i, _ := mnemonicInsn(w)
	s.acceptWord(w)
	switch i.Class() {
	case BPF_JMP, BPF_JMP32:
		a.mnemonicJump(i)
		return
	case BPF_ALU, BPF_ALU64:
		i.Dst = a.wide()
		if i.Op() == BPF_NEG || i.Op() == BPF_END {
			break
		}
		s.expect(",")
		if i.Off > 1 {
			i.Src = a.wide()
			break
		}
		a.either(&i)
	case BPF_LDX:
		i.Dst = a.wide()
		s.expect(",")
		i.Src, i.Off = a.brackets()
	case BPF_ST:
		i.Dst, i.Off = a.brackets()
		s.expect(",")
		i.Imm = s.imm32()
	case BPF_STX:
		i.Dst, i.Off = a.brackets()
		s.expect(",")
		i.Src = a.wide()
	case BPF_LD:
		a.mnemonicLoad(i)
		return
	}
	a.put(i)
}

func (a *Assembler) mnemonicLoad(i Insn) {
	s := &a.scan
	switch i.Mode() {
	case BPF_ABS:
		i.Imm = s.imm32()
	case BPF_IND:
		i.Src = a.wide()
		s.expect(",")
		i.Imm = s.imm32()
	default:
		i.Dst = a.wide()
		s.expect(",")
		if w := s.word(); !a.pseudo(i.Dst, w) {
			v := uint64(s.number("an immediate", math.MinInt64, math.MaxUint64))
			i.Imm = int32(v)
			a.put64(i, int32(v>>32))
		}
		return
	}
	a.put(i)
}

func (a *Assembler) mnemonicJump(i Insn) {
	s := &a.scan
	if i.Op() == BPF_JA {
		if i.Class() == BPF_JMP32 {
			i.Imm = a.far()
		} else {
			i.Off = a.near()
		}
		a.put(i)
		return
	}
	i.Dst = a.wide()
	s.expect(",")
	a.either(&i)
	s.expect(",")
	i.Off = a.near()
	a.put(i)
}

// either reads a register or an immediate, whatever the width.
func (a *Assembler) either(i *Insn) {
	if looksLikeRegister(a.scan.word()) {
		i.Code |= BPF_X
		i.Src = a.wide()
		return
	}
	i.Imm = a.scan.imm32()
}

// brackets reads "[r1+4]".
func (a *Assembler) brackets() (base uint8, off int16) {
	s := &a.scan
	s.expect("[")
	base, off = a.place()
	s.expect("]")
	return base, off
}

// lockMnemonic reads "lock fetch add32 [r10-4], r1" after the first word.
func (a *Assembler) lockMnemonic() {
	s := &a.scan
	i := Insn{Code: BPF_STX | BPF_ATOMIC | BPF_DW}
	fetch := s.acceptWord("fetch")
	w := s.word()
	at := s.pos
	s.acceptWord(w)
	name, narrow := strings.CutSuffix(w, "32")
	if narrow {
		i.Code = BPF_STX | BPF_ATOMIC | BPF_W
	}
	f := atomicNamed(name)
	if f == nil {
		s.fail(at, "unknown atomic operation %q: want add, or, and, xor, xchg or cmpxchg", w)
		return
	}
	i.Imm = f.Imm
	if f.Shape == ShapeFetch && !fetch {
		i.Imm &^= BPF_FETCH
	}
	i.Dst, i.Off = a.brackets()
	s.expect(",")
	i.Src = a.wide()
	a.put(i)
}

// atomicNamed returns the atomic operation that gives a value and has this name, or nil.
func atomicNamed(name string) *Form {
	for k := range Forms {
		if f := &Forms[k]; f.Shape >= ShapeFetch && f.Shape <= ShapeAcquire && f.Name == name {
			return f
		}
	}
	return nil
}
