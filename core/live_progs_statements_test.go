//go:build linux && amd64

package core

import (
	"fmt"
	"strings"
)

func (p *liveProg) arithmetic() {
	w, d := p.word(), p.target(true)
	switch op := p.one("+", "-", "*", "/", "|", "&", "<<", ">>", "%", "^", "s>>", "neg", "s/", "s%"); op {
	case "neg":
		p.line("%s%d = -%[1]s%[2]d", w, d)
	case "<<", ">>", "s>>":
		if p.chance(60) {
			p.line("%s%d %s= %d", w, d, op, p.IntN(map[string]int{"r": 64, "w": 32}[w]))
			return
		}
		p.line("%s%d %s= %s%d", w, d, op, w, p.number())
	case "/", "%", "s/", "s%":
		if p.chance(40) {
			p.line("%s%d %s= %d", w, d, op, p.imm()|1)
			return
		}
		p.line("%s%d %s= %s%d", w, d, op, w, p.number())
	default:
		p.line("%s%d %s= %s", w, d, op, p.operand(w))
	}
}

func (p *liveProg) swap() {
	d := p.target(true)
	p.line("r%d = %s%s r%[1]d", d, p.one("be", "le", "bswap"), p.one("16", "32", "64"))
}

func (p *liveProg) move() {
	s := p.number()
	d := p.target(false)
	switch p.IntN(4) {
	case 0:
		p.line("r%d = (%s)r%d", d, p.one("s8", "s16", "s32"), s)
	case 1:
		p.line("w%d = (%s)w%d", d, p.one("s8", "s16"), s)
	case 2:
		p.line("w%d = w%d", d, s)
	default:
		p.line("r%d = %d ll", d, int64(p.Uint64()))
	}
}

// access draws a size and an aligned offset inside n bytes.
func (p *liveProg) access(n int) (size string, off int) {
	for {
		i := p.IntN(4)
		if width := 1 << i; width <= n {
			return []string{"8", "16", "32", "64"}[i], p.IntN(n/width) * width
		}
	}
}

func (p *liveProg) stack() {
	at := p.slot()
	size, off := p.access(8)
	switch p.IntN(5) {
	case 0:
		p.line("*(u%s *)(r10 %+d) = r%d", size, at+off, p.number())
	case 1:
		p.line("*(u%s *)(r10 %+d) = %d", size, at+off, p.imm())
	case 2:
		if size != "64" {
			p.line("r%d = *(s%s *)(r10 %+d)", p.target(false), size, at+off)
			return
		}
		fallthrough
	default:
		p.line("r%d = *(u%s *)(r10 %+d)", p.target(false), size, at+off)
	}
}

// atomicAt draws an atomic operation at off from a register, inside eight bytes.
func (p *liveProg) atomicAt(base string, off int) {
	s := p.target(true)
	w, size := "r", "64"
	if p.chance(40) {
		w, size, off = "w", "32", off+4*p.IntN(2)
	}
	switch p.IntN(6) {
	case 0, 1:
		p.line("lock *(u%s *)(%s %+d) %s= %s%d", size, base, off, p.one("+", "|", "&", "^"), w, s)
	case 2, 3:
		name := map[string]string{"r": "atomic64", "w": "atomic"}[w]
		p.line("%s%d = %s_fetch_%s((u%s *)(%s %+d), %[1]s%[2]d)", w, s, name, p.one("add", "or", "and", "xor"), size, base, off)
	case 4:
		p.line("%s%d = xchg%s(%s %+d, %[1]s%[2]d)", w, s, map[string]string{"r": "_64", "w": "32_32"}[w], base, off)
	case 5:
		if base == "r0" || p.regs&1 == 0 || p.kept&1 != 0 {
			return
		}
		p.line("%s0 = cmpxchg%s(%s %+d, %[1]s0, %[1]s%[5]d)", w, map[string]string{"r": "_64", "w": "32_32"}[w], base, off, s)
	}
}

func (p *liveProg) atomic() { p.atomicAt("r10", p.slot()) }

// inside draws f on a copy of the state, and keeps the registers that both paths set.
func (p *liveProg) inside(f func(*liveProg)) {
	q := *p
	q.depth++
	f(&q)
	p.regs &= q.regs
	p.slots &= q.slots
}

func (p *liveProg) branch() {
	if p.depth > 2 {
		p.arithmetic()
		return
	}
	w := p.word()
	a, end := p.number(), p.label()
	p.line("if %s%d %s %s goto %s", w, a, p.one("==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&"), p.operand(w), end)
	p.inside(func(q *liveProg) { q.block(1 + q.IntN(3)) })
	p.line("%s:", end)
}

func (p *liveProg) loop() {
	if p.depth > 0 {
		p.arithmetic()
		return
	}
	r, again := p.target(false), p.label()
	p.line("r%d = %d", r, 1+p.IntN(6))
	p.kept |= 1 << r
	p.inside(func(q *liveProg) {
		q.line("%s:", again)
		q.depth += 2
		for range 1 + q.IntN(3) {
			[]func(*liveProg){(*liveProg).arithmetic, (*liveProg).move, (*liveProg).stack, (*liveProg).atomic}[q.IntN(4)](q)
		}
	})
	p.kept &^= 1 << r
	p.line("r%d += -1", r)
	p.line("if r%d %s 0 goto %s", r, p.one("!=", "s>", ">"), again)
}

// called marks the registers that a call clobbers.
func (p *liveProg) called() { p.regs = p.regs&^0x3f | 1 }

func (p *liveProg) function() {
	if p.funcs == nil || len(*p.funcs) > 3 || p.kept&0x3f != 0 {
		p.arithmetic()
		return
	}
	for r := 1; r <= 5; r++ {
		if p.regs>>r&1 == 0 {
			p.line("r%d = %d", r, p.imm())
		}
	}
	name := fmt.Sprintf("f%d", len(*p.funcs))
	*p.funcs = append(*p.funcs, "")
	f := &liveProg{Rand: p.Rand, text: &strings.Builder{}, labels: p.labels, typ: p.typ, fds: p.fds, regs: 0x3e}
	f.line("%s:", name)
	f.block(2 + f.IntN(4))
	f.digest()
	(*p.funcs)[len(*p.funcs)-1] = f.text.String()
	p.line("call %s", name)
	p.called()
}
