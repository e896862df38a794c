package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Check is one condition that a kernel function tests on a call. Every refusal is a failed check.
type Check struct {
	Name   string       // its identity: the variable that holds it, "arrayShape.key" in a family
	Func   string       // the kernel function that checks
	Must   string       // the condition, in C's spelling if possible: "size <= PAGE_SIZE"
	Errno  abi.Errno    // the error if the condition is false
	Why    string       // explains the refusal to the caller; {a} and {b} stand for the operands
	A, B   Operand      // the values that the condition compares; unused if unnamed
	Fields []*abi.Field // the attr fields that the condition reads
	Scan   bool         // scans attr bytes: A is the offset of the first one, B that of the last one read
}

// Operand names a value of a check; Kind decides how it is printed.
type Operand struct {
	Name string
	Kind abi.Kind
}

// Checks are all checks, ordered by file and by line.
var Checks []*Check

// newCheck registers a check in [Checks]. It is not inlined: that would double the code of the package's initialization.
//
//go:noinline
func newCheck(c Check) *Check {
	Checks = append(Checks, &c)
	return &c
}

// check records the outcome of c. It returns c's errno if ok is false, otherwise 0.
func (k *Kernel) check(c *Check, ok bool, a, b uint64) abi.Errno {
	if ok && k.tracer == nil {
		return 0
	}
	return k.tracer.check(c, ok, a, b)
}

// counted are the nouns that follow an operand in explanations: one, and several.
var counted = [][2]string{
	{"byte", "bytes"}, {"element", "elements"}, {"bit", "bits"}, {"bucket", "buckets"}, {"page", "pages"}, {"prefix", "prefixes"}, {"entry", "entries"},
	{"link", "links"}, {"program", "programs"}, {"member", "members"}, {"instruction", "instructions"}, {"descriptor", "descriptors"}, {"type", "types"},
	{"reference", "references"}, {"id", "ids"}, {"use", "uses"},
}

// Explain returns Why with the operands filled in.
func (c *Check) Explain(a, b uint64) string {
	why := singular(singular(c.Why, "{a}", a), "{b}", b)
	return strings.NewReplacer("{a}", c.A.Kind.Format(a), "{b}", c.B.Kind.Format(b)).Replace(why)
}

// singular gives the noun after an operand the form for one, if the operand is 1.
func singular(why, operand string, n uint64) string {
	if n != 1 {
		return why
	}
	for _, noun := range counted {
		why = strings.ReplaceAll(why, operand+" "+noun[1], operand+" "+noun[0])
	}
	return why
}

// Condition returns Must with the compared values: "size (20) <= PAGE_SIZE (4096)".
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
