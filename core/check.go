package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Check is one row of the *_checks.go tables: a condition that one kernel function holds a call to, and what it
// answers where the condition fails. No refusal is given without one.
type Check struct {
	Name   string       // its identity: the variable that holds it, "arrayShape.key" in a family
	Func   string       // the kernel function that looks
	Must   string       // what has to hold, in C's spelling: "size <= PAGE_SIZE"
	Errno  abi.Errno    // what is answered where it does not hold
	Why    string       // a sentence for a person who was refused; {a} and {b} stand for the operands
	A, B   Operand      // the values that are compared; one without a name is not there
	Fields []*abi.Field // the fields of the attr that are looked at
	Scan   bool         // looks at attr bytes one by one: A is the offset where it begins, B where it stopped
}

// Operand names a value of a check and says how it is shown.
type Operand struct {
	Name string
	Kind abi.Kind
}

// Checks are all rows, in the order of the files and of the lines in them.
var Checks []*Check

// row puts a check on the list of all.
func row(c Check) *Check {
	Checks = append(Checks, &c)
	return &c
}

// check records that a call was held to c and gives c's errno where ok is false, 0 where it is true.
func (k *Kernel) check(c *Check, ok bool, a, b uint64) abi.Errno {
	if ok && k.tracer == nil {
		return 0
	}
	return k.tracer.check(c, ok, a, b)
}

// Explain fills the operands into Why.
func (c *Check) Explain(a, b uint64) string {
	return strings.NewReplacer("{a}", c.A.Kind.Format(a), "{b}", c.B.Kind.Format(b)).Replace(c.Why)
}

// Condition prints Must with the values that were compared: "size (20) <= PAGE_SIZE (4096)".
func (c *Check) Condition(a, b uint64) string {
	text := c.Must
	var rest []string
	for i, o := range [2]Operand{c.A, c.B} {
		if o.Name == "" {
			continue
		}
		value := o.Kind.Format([2]uint64{a, b}[i])
		if at := wordIn(text, o.Name); at >= 0 {
			end := at + len(o.Name)
			text = text[:end] + " (" + value + ")" + text[end:]
		} else {
			rest = append(rest, o.Name+" = "+value)
		}
	}
	if len(rest) > 0 {
		text += " (" + strings.Join(rest, ", ") + ")"
	}
	return text
}

// wordIn returns the offset of the first occurrence of word in text that is not part of a longer C identifier, or -1.
func wordIn(text, word string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(word)
		if (at == 0 || !inIdentifier(text[at-1])) && (end == len(text) || !inIdentifier(text[end])) {
			return at
		}
		from = at + 1
	}
}

func inIdentifier(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
