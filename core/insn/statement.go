package insn

import (
	"math"
	"strings"
)

// statement reads one statement: a label, a directive or an instruction.
func (a *Assembler) statement() {
	s := &a.scan
	w := s.word()
	if w != "" && strings.HasPrefix(strings.TrimLeft(s.text[s.pos+len(w):], " \t"), ":") {
		a.label(w)
		return
	}
	if a.inData && !strings.HasPrefix(w, ".") {
		s.pos = len(s.text)
		return
	}
	at := s.pos
	if strings.HasPrefix(w, ".") && w != ".insn" && a.skips(w) {
		s.pos = len(s.text)
		return
	}
	switch {
	case w == "" && strings.HasPrefix(s.rest(), "*"), w == "" && strings.HasPrefix(s.rest(), "(u32)"):
		a.expression()
	case looksLikeRegister(w):
		a.expression()
	case w == "if":
		s.acceptWord(w)
		a.branch()
	case w == "goto":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_JMP | BPF_JA, Off: a.near()})
	case w == "may_goto":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_JMP | BPF_JCOND, Off: a.near()})
	case w == "gotol":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_JMP32 | BPF_JA, Imm: a.far()})
	case w == "gotox":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_JMP | BPF_JA | BPF_X, Dst: a.wide()})
	case w == "call" || w == "callx":
		s.acceptWord(w)
		a.call()
	case w == "exit":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_JMP | BPF_EXIT})
	case w == "nospec":
		s.acceptWord(w)
		a.put(Insn{Code: BPF_ST | BPF_ATOMIC})
	case w == "lock":
		s.acceptWord(w)
		a.lock()
	case w == "store_release":
		s.acceptWord(w)
		s.expect("(")
		size := a.cast()
		base, off := a.place()
		s.expect(",")
		src := a.wide()
		s.expect(")")
		a.put(Insn{BPF_STX | BPF_ATOMIC | size.code, base, src, off, BPF_STORE_REL})
	case w == ".insn":
		s.acceptWord(w)
		a.directive()
	case w == ".byte" || w == ".8byte" || w == ".quad":
		s.acceptWord(w)
		a.data(w)
	case mnemonic(w):
		a.mnemonic()
	case w == "":
		s.fail(at, "want an instruction, not %s", s.found())
	default:
		s.fail(at, "unknown instruction %q", w)
	}
}

func (a *Assembler) label(name string) {
	s := &a.scan
	if a.program.label(name) >= 0 && !isNumber(name) {
		s.fail(s.pos, "duplicate label %q", name)
		return
	}
	s.acceptWord(name)
	s.expect(":")
	if !a.inData {
		a.Label(name)
	}
	if rest := s.rest(); rest != "" && rest[0] != ';' {
		a.statement()
	}
}

// sectionWords are directives of compilers' assembly output that name sections, symbols and sources.
const sectionWords = ".text .data .bss .section .globl .global .local .weak .hidden .type .size .p2align .align .balign .file .loc " +
	".ident .addrsig .addrsig_sym .cfi_sections .cfi_startproc .cfi_endproc .set .comm .long .short .int .zero .asciz .string .ascii"

// skips reports whether a directive is not part of the program, and follows which section is open.
func (a *Assembler) skips(w string) bool {
	s := &a.scan
	switch w {
	case ".text":
		a.inData = false
	case ".data", ".bss":
		a.inData = true
	case ".section":
		_, flags, named := strings.Cut(s.text[s.pos:], "\"")
		flags, _, _ = strings.Cut(flags, "\"")
		a.inData = named && !strings.Contains(flags, "x")
	}
	return a.inData || wordIndex(sectionWords, w) >= 0
}

// directive reads ".insn code=0xb7 dst=1": the fields of an instruction as numbers.
func (a *Assembler) directive() {
	s := &a.scan
	var i Insn
	for s.err == nil {
		w := s.word()
		at := s.pos
		if w == "" {
			break
		}
		s.acceptWord(w)
		s.expect("=")
		switch w {
		case "code":
			i.Code = uint8(s.number("an opcode", 0, math.MaxUint8))
		case "dst":
			i.Dst = uint8(s.number("a register number", 0, 15))
		case "src":
			i.Src = uint8(s.number("a register number", 0, 15))
		case "off":
			i.Off = s.off16()
		case "imm":
			i.Imm = s.imm32()
		default:
			s.fail(at, "unknown field %q: want code, dst, src, off or imm", w)
		}
	}
	a.put(i)
}

// data reads the bytes of whole instructions: 8 bytes, or numbers of 8 bytes in little-endian order.
func (a *Assembler) data(directive string) {
	s := &a.scan
	var b []byte
	s.rest()
	at := s.pos
	for {
		if directive == ".byte" {
			b = append(b, byte(s.number("a byte", math.MinInt8, math.MaxUint8)))
		} else {
			n := uint64(s.number("a number of 64 bits", math.MinInt64, math.MaxUint64))
			for k := range 8 {
				b = append(b, byte(n>>(8*k)))
			}
		}
		if !s.accept(",") {
			break
		}
	}
	if len(b)%Size != 0 {
		s.fail(at, "%d bytes are not a whole number of instructions: want a multiple of %d", len(b), Size)
	}
	for _, i := range DecodeAll(b) {
		a.put(i)
	}
}

// wide reads a register of 64 bits. The name of its lower half is accepted too: llvm-objdump prints it for operands of memory
// accesses.
//
//go:noinline
func (a *Assembler) wide() uint8 {
	n, _ := a.scan.register()
	return n
}

// same reads a register that must have the width of the first one of the instruction.
func (a *Assembler) same(narrow bool) uint8 {
	s := &a.scan
	s.rest()
	at := s.pos
	n, other := s.register()
	if s.err == nil && narrow != other {
		letters := "rw"
		if narrow {
			letters = "wr"
		}
		s.fail(at, "registers of different width: want %c%d, not %c%d", letters[0], n, letters[1], n)
	}
	return n
}

// operand reads a register, or an immediate, into i.
func (a *Assembler) operand(i *Insn, narrow bool) {
	s := &a.scan
	if w := s.word(); looksLikeRegister(w) || strings.HasPrefix(s.rest(), "(u32) r") {
		i.Code |= BPF_X
		i.Src = a.same(narrow)
		return
	}
	s.accept("(u32)")
	i.Imm = s.imm32()
}

// access is the size of a memory access.
type access struct {
	code   uint8 // BPF_W, ...
	signed bool
}

// cast reads the type of a memory access: "(u32 *)".
func (a *Assembler) cast() (size access) {
	s := &a.scan
	s.expect("(")
	w := s.word()
	at := s.pos
	s.acceptWord(w)
	for k, name := range sizeNames[:7] {
		if w == name {
			size = access{uint8(k&3) << 3, k > 3}
			s.expect("*")
			s.expect(")")
			return size
		}
	}
	s.fail(at, "unknown type %q: want u8, u16, u32 or u64", w)
	return size
}

// place reads the address of a memory access: "(r1 + 4)", or "r1 + 4".
func (a *Assembler) place() (base uint8, off int16) {
	s := &a.scan
	paren := s.accept("(")
	base = a.wide()
	if rest := s.rest(); rest != "" && (rest[0] == '+' || rest[0] == '-') {
		off = s.off16()
	}
	if paren {
		s.expect(")")
	}
	return base, off
}

// branch reads what follows "if".
func (a *Assembler) branch() {
	s := &a.scan
	dst, narrow := s.register()
	i := Insn{Code: BPF_JMP, Dst: dst}
	if narrow {
		i.Code = BPF_JMP32
	}
	f := a.operator(ShapeIf)
	if f == nil {
		return
	}
	i.Code |= f.Code
	a.operand(&i, narrow)
	if !s.acceptWord("goto") {
		s.fail(s.pos, "want goto, not %s", s.found())
	}
	i.Off = a.near()
	a.put(i)
}

// operator reads the longest operator of a shape that comes next.
func (a *Assembler) operator(shape Shape) *Form {
	s := &a.scan
	rest := s.rest()
	var best *Form
	for k := range Forms {
		f := &Forms[k]
		if f.Shape == shape && strings.HasPrefix(rest, f.Name) && (best == nil || len(f.Name) > len(best.Name)) {
			best = f
		}
	}
	if best == nil {
		s.fail(s.pos, "want an operator, not %s", s.found())
		return nil
	}
	s.pos += len(best.Name)
	return best
}

// call reads what follows "call".
func (a *Assembler) call() {
	s := &a.scan
	rest := s.rest()
	at := s.pos
	i := Insn{Code: BPF_JMP | BPF_CALL}
	w := s.word()
	switch {
	case s.accept("kernel-function#") || s.accept("kfunc#"):
		i.Src, i.Imm = BPF_PSEUDO_KFUNC_CALL, s.imm32()
		if s.accept("@") {
			i.Off = s.off16()
		}
	case looksLikeRegister(w):
		i.Code |= BPF_X
		i.Dst = a.wide()
	case w == "local":
		s.acceptWord(w)
		i.Src, i.Imm = BPF_PSEUDO_CALL, a.far()
	case w == "helper" || w == "runtime":
		s.acceptWord(w)
		if w == "runtime" {
			i.Src = BPF_PSEUDO_KFUNC_CALL
		}
		i.Imm = s.imm32()
	case w == "pc" || strings.HasPrefix(rest, "+"):
		i.Src, i.Imm = BPF_PSEUDO_CALL, a.far()
	case w == "" || w[0] >= '0' && w[0] <= '9':
		i.Imm = s.imm32()
	case strings.HasPrefix(rest[len(w):], "#"):
		s.pos += len(w) + 1
		number := s.imm32()
		i.Imm = number
		helper, known := HelperNumber(w)
		switch {
		case known && (helper == number || a.LooseCalls):
			i.Imm = helper
		case known:
			s.fail(at, "%s is helper %d, not %d", w, helper, number)
		case w != "unknown":
			i.Imm = 0
			a.ref(RefFunction, w, at)
		}
	default:
		i.Src, i.Imm = BPF_PSEUDO_CALL, int32(a.distance(math.MinInt32, math.MaxInt32, true))
	}
	a.put(i)
}

// lock reads what follows "lock".
func (a *Assembler) lock() {
	s := &a.scan
	if !s.accept("*") {
		a.lockMnemonic()
		return
	}
	size := a.cast()
	base, off := a.place()
	if f := a.operator(ShapeLock); f != nil {
		a.put(Insn{BPF_STX | BPF_ATOMIC | size.code, base, a.wide(), off, f.Imm})
	}
}
