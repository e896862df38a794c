package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Check is one condition that a kernel function tests on a call. Every refusal is a failed check. The constructors of checks
// only fill in a literal, so that the compiler lays the checks out and the program does not make them when it starts.
type Check struct {
	Name     string       // its identity: the variable that holds it, "arrayShape.key" in a family
	Func     string       // the kernel function that checks
	Must     string       // the condition, in C's spelling if possible: "size <= PAGE_SIZE"
	Errno    abi.Errno    // the error if the condition is false
	Why      string       // explains the refusal to the caller; {a} and {b} stand for the compared values
	Field    *abi.Field   // the attr field that is the first compared value; nil if it is another one
	Operands []Operand    // the compared values after Field: two with it at most
	Reads    []*abi.Field // the attr fields that the condition reads besides Field
	Scan     bool         // scans attr bytes: the first operand is the offset of the first one, the second that of the last one read
}

// Operand names a value of a check; Kind decides how it is printed.
type Operand struct {
	Name string
	Kind abi.Kind
}

// Fields returns the attr fields that the condition reads.
func (c *Check) Fields() []*abi.Field {
	if c.Field == nil {
		return c.Reads
	}
	return append([]*abi.Field{c.Field}, c.Reads...)
}

// compared returns the values that the condition compares; values that are not compared have no name.
func (c *Check) compared() (all [2]Operand) {
	rest := all[:]
	if c.Field != nil {
		all[0] = Operand{c.Field.Name, c.Field.Kind}
		rest = all[1:]
	}
	copy(rest, c.Operands)
	return all
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
	why, o := singular(singular(c.Why, "{a}", a), "{b}", b), c.compared()
	return strings.NewReplacer("{a}", o[0].Kind.Format(a), "{b}", o[1].Kind.Format(b)).Replace(why)
}

// General returns Why about any values: N and M stand for the compared ones.
func (c *Check) General() string {
	return strings.NewReplacer("{a}", "N", "{b}", "M").Replace(c.Why)
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
	for i, o := range c.compared() {
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
