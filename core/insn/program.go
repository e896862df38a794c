package insn

import (
	"fmt"
	"strings"
)

// Program is a parsed text: instructions, and the source of each.
type Program struct {
	Insns  []Insn
	Lines  []int // line of each instruction, from 1; both halves of a 64-bit immediate load have the same
	Labels []Label
	Refs   []Ref
}

// Label is a named place in a program.
type Label struct {
	Name string
	Insn int // index of the instruction after the label
}

// Ref is an operand whose value the text names but does not give: the field in the instruction is 0.
type Ref struct {
	Insn      int
	Kind      RefKind
	Name      string // as the text has it: "map[id:3]", "bpf_obj_new_impl"
	Line, Col int
}

// RefKind is the kind of target of a [Ref].
type RefKind uint8

// The kinds of references.
const (
	RefMap      RefKind = iota // the descriptor of a map
	RefMapValue                // the descriptor of a map whose value is pointed to
	RefFunction                // the number of a helper or kernel function
	RefAddress                 // an address in the kernel
)

// Error is a mistake in the text of a program.
type Error struct {
	Line, Col int // from 1; Col counts bytes
	Text      string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Col, e.Text) }

// Errors are the mistakes in a text, at most one for each statement.
type Errors []*Error

// Error returns the first mistake, and the number of the others.
func (e Errors) Error() string {
	switch len(e) {
	case 0:
		return "no errors"
	case 1:
		return e[0].Error()
	}
	return fmt.Sprintf("%v (and %d more)", e[0], len(e)-1)
}

// add appends i, which line has.
//
//go:noinline
func (p *Program) add(line int, i Insn) {
	p.Insns = append(p.Insns, i)
	p.Lines = append(p.Lines, line)
}

// label returns the index of the instruction after the label name, or -1.
func (p *Program) label(name string) int {
	for _, l := range p.Labels {
		if l.Name == name {
			return l.Insn
		}
	}
	return -1
}

// numberedLabel returns the place of the nearest label name before from, or after it if forward; or -1.
func (p *Program) numberedLabel(name string, from int, forward bool) int {
	place := -1
	for _, l := range p.Labels {
		if l.Name != name {
			continue
		}
		if !forward && l.Insn <= from {
			place = l.Insn
		}
		if forward && l.Insn > from {
			return l.Insn
		}
	}
	return place
}

// isNumber reports whether s has only digits, as labels like "1:" do.
func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Target returns the index that the branch, call or function address insns[at] leads to. It is outside the program if the
// distance is; ok is false for other instructions.
func Target(insns []Insn, at int) (index int, ok bool) {
	i := insns[at]
	f := FormOf(i)
	if f == nil {
		return 0, false
	}
	switch f.Shape {
	case ShapeIf, ShapeGoto:
		return at + 1 + int(i.Off), true
	case ShapeGotol, ShapeLocal:
		return at + 1 + int(i.Imm), true
	case ShapePseudo:
		return at + 1 + int(i.Imm), i.Src == BPF_PSEUDO_FUNC
	}
	return 0, false
}
