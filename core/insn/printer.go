package insn

import (
	"strconv"

	"bpfplay/core/abi"
)

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
