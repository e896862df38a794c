package insn

import (
	"math"
	"strings"
)

// expression reads an assignment to a register or to memory.
func (a *Assembler) expression() {
	s := &a.scan
	if s.accept("*") {
		a.store()
		return
	}
	dst, narrow := s.register()
	class := uint8(BPF_ALU64)
	if narrow {
		class = BPF_ALU
	}
	if strings.HasPrefix(s.rest(), "==") || !s.accept("=") {
		if f := a.operator(ShapeALU); f != nil {
			i := Insn{Code: class | f.Code, Dst: dst, Off: f.Off}
			a.operand(&i, narrow)
			a.put(i)
		}
		return
	}
	rest := s.rest()
	at := s.pos
	w := s.word()
	switch {
	case s.accept("-") && looksLikeRegister(s.word()):
		a.sameAs(dst, narrow)
		a.put(Insn{Code: class | BPF_NEG, Dst: dst})
	case strings.HasPrefix(rest, "-"):
		s.pos = at
		a.constant(dst, narrow, class)
	case s.accept("*"):
		a.load(dst)
	case strings.HasPrefix(rest, "(s"):
		a.signExtend(dst, narrow, class)
	case s.accept("&(void __percpu *)("):
		src := a.wide()
		s.expect(")")
		a.put(Insn{Code: BPF_ALU64 | BPF_MOV | BPF_X, Dst: dst, Src: src, Off: BPF_ADDR_PERCPU})
	case looksLikeRegister(w) || strings.HasPrefix(rest, "(u32) r"):
		i := Insn{Code: class | BPF_MOV, Dst: dst}
		a.operand(&i, narrow)
		a.put(i)
	case w == "addr_space_cast":
		s.acceptWord(w)
		a.spaceCast(dst)
	case w == "" || w[0] >= '0' && w[0] <= '9':
		s.accept("(u32)")
		a.constant(dst, narrow, class)
	default:
		if !a.swap(dst, w) && !a.pseudo(dst, w) && !a.atomicExpression(dst, w) && !a.symbol(dst, w) {
			s.fail(at, "unknown operand %q", w)
		}
	}
}

// sameAs reads a register that must be dst.
func (a *Assembler) sameAs(dst uint8, narrow bool) {
	s := &a.scan
	s.rest()
	at := s.pos
	if n := a.same(narrow); n != dst && s.err == nil {
		s.fail(at, "the operand must be the register that is assigned, r%d", dst)
	}
}

// constant reads an immediate, which has 64 bits if ll follows.
func (a *Assembler) constant(dst uint8, narrow bool, class uint8) {
	s := &a.scan
	rest := s.rest()
	n := strings.IndexAny(rest, " \t;")
	wide := n >= 0 && strings.HasPrefix(strings.TrimLeft(rest[n:], " \t"), "ll")
	if n < 0 {
		n = len(rest)
	}
	if strings.HasSuffix(strings.ToLower(rest[:n]), "ll") {
		wide = true
	}
	if !wide {
		a.put(Insn{Code: class | BPF_MOV, Dst: dst, Imm: s.imm32()})
		return
	}
	if narrow {
		s.fail(s.pos, "a 64-bit immediate needs a whole register: want r%d, not w%d", dst, dst)
	}
	v := uint64(s.number("an immediate", math.MinInt64, math.MaxUint64))
	s.acceptWord("ll")
	a.put64(Insn{Code: BPF_LD | BPF_IMM | BPF_DW, Dst: dst, Imm: int32(v)}, int32(v>>32))
}

// put64 appends both halves of a 64-bit immediate load.
//
//go:noinline
func (a *Assembler) put64(i Insn, high int32) {
	a.put(i)
	a.put(Insn{Imm: high})
}

// store reads what follows the * of an assignment to memory.
func (a *Assembler) store() {
	s := &a.scan
	size := a.cast()
	base, off := a.place()
	s.expect("=")
	i := Insn{Code: BPF_ST | BPF_MEM | size.code, Dst: base, Off: off}
	if looksLikeRegister(s.word()) {
		i.Code = BPF_STX | BPF_MEM | size.code
		i.Src = a.wide()
	} else {
		i.Imm = s.imm32()
	}
	if size.signed {
		s.fail(s.pos, "stores have no sign: want u8, u16, u32 or u64")
	}
	a.put(i)
}

// load reads what follows the * of a load from memory or from a packet.
func (a *Assembler) load(dst uint8) {
	s := &a.scan
	s.rest()
	at := s.pos
	size := a.cast()
	if s.acceptWord("skb") {
		a.packet(dst, size, at)
		return
	}
	base, off := a.place()
	mode := uint8(BPF_MEM)
	if size.signed {
		mode = BPF_MEMSX
	}
	a.put(Insn{BPF_LDX | mode | size.code, dst, base, off, 0})
}

// packet reads the brackets of a load from a packet: "[4]" or "[r1 + 4]".
func (a *Assembler) packet(dst uint8, size access, at int) {
	s := &a.scan
	s.expect("[")
	i := Insn{Code: BPF_LD | BPF_ABS | size.code}
	if looksLikeRegister(s.word()) {
		i.Code = BPF_LD | BPF_IND | size.code
		i.Src = a.wide()
	}
	if rest := s.rest(); i.Mode() == BPF_ABS || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "-") {
		i.Imm = a.addend()
	}
	s.expect("]")
	if dst != 0 || size.signed || size.code == BPF_DW {
		s.fail(at, "packet loads go to r0: want u8, u16 or u32")
	}
	a.put(i)
}

// addend reads an immediate whose sign may have another one before it: "+ -4".
func (a *Assembler) addend() int32 {
	s := &a.scan
	if rest := s.rest(); strings.HasPrefix(rest, "+") && strings.HasPrefix(strings.TrimLeft(rest[1:], " "), "-") {
		s.accept("+")
	}
	return s.imm32()
}

// signExtend reads "(s8)r2", or "(s8) r2".
func (a *Assembler) signExtend(dst uint8, narrow bool, class uint8) {
	s := &a.scan
	at := s.pos
	for k := range Forms {
		f := &Forms[k]
		if f.Shape == ShapeMovSX && f.Classes>>class&1 != 0 && s.accept(f.Name) {
			a.put(Insn{class | BPF_MOV | BPF_X, dst, a.same(narrow), f.Off, 0})
			return
		}
	}
	s.fail(at, "want (s8), (s16) or, in 64-bit moves, (s32)")
}

// swap reads a byte-order instruction: "be16 r1".
func (a *Assembler) swap(dst uint8, w string) bool {
	for k := range Forms {
		if f := &Forms[k]; f.Shape == ShapeEnd && f.Name == w {
			a.scan.acceptWord(w)
			a.sameAs(dst, false)
			a.put(Insn{Code: f.opcode(), Dst: dst, Imm: f.Imm})
			return true
		}
	}
	return false
}

// opcode returns the opcode of a form that has one.
func (f *Form) opcode() uint8 {
	for class := range uint8(8) {
		if f.Classes == 1<<class {
			return f.Code | class
		}
	}
	panic("BUG: form " + f.Name + " has several opcodes")
}

// spaceCast reads "(r2, 0, 1)".
func (a *Assembler) spaceCast(dst uint8) {
	s := &a.scan
	s.expect("(")
	src := a.wide()
	s.expect(",")
	to := s.number("an address space", 0, math.MaxUint16)
	s.expect(",")
	from := s.number("an address space", 0, math.MaxUint16)
	s.expect(")")
	a.put(Insn{BPF_ALU64 | BPF_MOV | BPF_X, dst, src, BPF_ADDR_SPACE_CAST, int32(uint32(to)<<16 | uint32(from))})
}

// pseudo reads the operand of a 64-bit immediate load that is not a number: "map_fd 3", "map_value(3)+8", "subprog[+5]",
// "map[id:3][0]+8".
func (a *Assembler) pseudo(dst uint8, w string) bool {
	s := &a.scan
	at := s.pos
	i := Insn{Code: BPF_LD | BPF_IMM | BPF_DW, Dst: dst}
	if w == "map" && strings.HasPrefix(s.rest(), "map[") {
		a.namedMap(i, at)
		return true
	}
	for k := range Forms {
		f := &Forms[k]
		if f.Shape != ShapePseudo || f.Name != w {
			continue
		}
		s.acceptWord(w)
		i.Src = f.Src
		high := int32(0)
		switch {
		case s.accept("["):
			i.Imm = a.far()
			s.expect("]")
		case s.accept("("):
			i.Imm = s.imm32()
			s.expect(")")
			if rest := s.rest(); strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "-") {
				high = s.imm32()
			}
		default:
			i.Imm = s.imm32()
		}
		a.put64(i, high)
		return true
	}
	return false
}

// symbol reads the name of a map, or of a function of the program: "counts ll".
func (a *Assembler) symbol(dst uint8, w string) bool {
	s := &a.scan
	at := s.pos
	if !strings.HasPrefix(strings.TrimLeft(s.rest()[len(w):], " \t"), "ll") {
		return false
	}
	s.acceptWord(w)
	s.acceptWord("ll")
	a.ref(RefMap, w, at)
	a.put64(Insn{Code: BPF_LD | BPF_IMM | BPF_DW, Dst: dst, Src: BPF_PSEUDO_MAP_FD}, 0)
	return true
}

// namedMap reads a map that has an id or a name but no descriptor: "map[id:3]", "map[counts]", "map[id:3][0]+8".
func (a *Assembler) namedMap(i Insn, at int) {
	s := &a.scan
	end := strings.IndexByte(s.rest(), ']')
	if end < 0 {
		s.fail(at, "want ] after the map")
		return
	}
	name := s.rest()[:end+1]
	s.pos += end + 1
	i.Src = BPF_PSEUDO_MAP_FD
	kind := RefMap
	high := int32(0)
	if index, ok := strings.CutPrefix(name, "map[idx:"); ok { // "map[idx:3]+8"
		index := scanner{line: s.line, text: strings.TrimSuffix(index, "]")}
		i.Imm = index.imm32()
		if index.err != nil || index.rest() != "" {
			s.fail(at, "invalid index of a map")
		}
		i.Src = BPF_PSEUDO_MAP_IDX_VALUE
		a.put64(i, s.imm32())
		return
	}
	if s.accept("[0]") {
		i.Src = BPF_PSEUDO_MAP_VALUE
		kind = RefMapValue
		high = s.imm32()
	}
	a.ref(kind, name, at)
	a.put64(i, high)
}

// atomicExpression reads an atomic operation that gives a value, in the kernel's names and in LLVM's.
func (a *Assembler) atomicExpression(dst uint8, w string) bool {
	s := &a.scan
	name, wide := w, ""
	for _, suffix := range []string{"32_32", "_64", "_32"} { // xchg32_32, xchg_64
		if n, ok := strings.CutSuffix(name, suffix); ok {
			name, wide = n, suffix
		}
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "atomic"), "64")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "_"), "fetch_")
	f := atomicNamed(name)
	if f == nil || f.Shape == ShapeFetch && !strings.HasPrefix(w, "atomic") {
		return false
	}
	at := s.pos
	s.acceptWord(w)
	s.expect("(")
	size := access{code: BPF_W}
	if wide == "_64" {
		size.code = BPF_DW
	}
	if strings.HasPrefix(s.rest(), "(") {
		size = a.cast()
	}
	base, off := a.place()
	i := Insn{BPF_STX | BPF_ATOMIC | size.code, base, dst, off, f.Imm}
	switch f.Shape {
	case ShapeAcquire:
		i.Dst, i.Src = dst, base
	case ShapeCmpXchg:
		s.expect(",")
		if a.wide() != 0 || dst != 0 {
			s.fail(at, "cmpxchg compares with r0 and returns the old value in r0")
		}
		s.expect(",")
		i.Src = a.wide()
	default:
		s.expect(",")
		if a.wide() != dst {
			s.fail(at, "the old value goes to the register that has the new one")
		}
	}
	s.expect(")")
	a.put(i)
	return true
}
