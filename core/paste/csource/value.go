package csource

import (
	"strconv"

	"bpfplay/core/cint"
	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// value is the value of an expression: a number, or the result of a call.
type value struct {
	v    uint64
	kind cint.Type // of a number; the zero value is for an unsigned long, such as an address
	ref  *paste.Ref
}

// number returns the value of an integer.
func number(i cint.Integer) value { return value{v: uint64(i.N), kind: i.Type} }

// integer returns a value that is a number.
func (v value) integer() cint.Integer {
	if v.kind.Bits == 0 {
		v.kind = cint.Ulong
	}
	return cint.Integer{N: int64(v.v), Type: v.kind}
}

// names holds the values of names besides the constants of bpf.h.
type names struct {
	refs  map[string]paste.Ref // variables that hold results of calls: "res", "r[0]"
	vars  map[string]uint64    // addresses of variables in memory
	sizes map[string]int       // and their sizes in bytes
	elems map[string]int       // the size of one element of each array

	defined map[string]uint64 // by #define

	nested int                             // evaluations within each other
	signed bool                            // variables are signed
	sized  func(tokens []token) int        // size in bytes of a variable or a member, 0 for other tokens
	read   func(addr uint64, n int) []byte // nil without memory

	refer func(addr uint64, ref paste.Ref, n int) bool // stores the result of a call; nil without memory

	// object stores an unnamed object and returns its address; nil without memory.
	object func(kind, list []token) (addr uint64, why string)
	// string stores a string and returns its address; nil without memory.
	string func(text []byte) (addr uint64, why string)
}

// expression evaluates tokens and keeps the first fault.
type expression struct {
	*names
	tokens []token
	at     int
	depth  int // brackets and casts around it
	fault  string
}

// value evaluates all tokens. why is the fault, or "".
func (n *names) value(tokens []token) (value value, why string) {
	e := &expression{names: n, tokens: tokens}
	n.nested++
	defer func() { n.nested-- }()
	if n.nested > depth {
		e.refuse("too deep: want at most " + strconv.Itoa(depth) + " nested lists and indices")
		return value, e.fault
	}
	value = e.binary(0)
	if e.at < len(tokens) {
		e.fail()
	}
	return value, e.fault
}

// number evaluates tokens that must not be the result of a call.
func (n *names) number(tokens []token) (v uint64, why string) {
	value, why := n.value(tokens)
	if why == "" && value.ref != nil {
		why = text(tokens) + untilCalls
	}
	return value.v, why
}

const untilCalls = " is unknown until the calls run: want a number"

// refuse ends the evaluation with a fault.
func (e *expression) refuse(fault string) {
	if e.fault == "" {
		e.fault = fault
	}
	e.at = len(e.tokens)
}

func (e *expression) fail() {
	if e.fault == "" {
		near := "the end"
		if e.at < len(e.tokens) {
			near = strconv.Quote(english.Shorten(e.tokens[e.at].text, 24))
		}
		e.fault = near + " is unknown: want a number, a name of bpf.h or the result of a call"
	}
	e.at = len(e.tokens)
}

func (e *expression) peek() token {
	if e.at < len(e.tokens) {
		return e.tokens[e.at]
	}
	return token{kind: mark}
}

func (e *expression) take(mark string) bool {
	if !e.peek().is(mark) {
		return false
	}
	e.at++
	return true
}

func (e *expression) binary(level int) value {
	if level == len(cint.Operators) {
		return e.unary()
	}
	value := e.binary(level + 1)
	for e.fault == "" {
		operator := ""
		for _, o := range cint.Operators[level] {
			if e.take(o) {
				operator = o
			}
		}
		if operator == "" {
			break
		}
		value = e.operate(operator, value, e.binary(level+1))
	}
	return value
}

func (e *expression) operate(operator string, a, b value) value {
	switch {
	case e.fault != "":
		return value{}
	case a.ref == nil && b.ref == nil:
		if operator == "<<" && b.v < 64 && int(b.v) >= a.kind.Bits { // not defined in C, and meant for 64 bits
			a.kind = cint.Ulong
		}
		r, fault := cint.Operate(operator, a.integer(), b.integer())
		if fault != "" {
			e.refuse(fault)
		}
		return number(r)
	case operator == "+" && a.ref == nil:
		b.ref.Add += a.v
		return b
	case b.ref != nil:
	case operator == "/" && a.ref.Div == 0 && a.ref.Add == 0 && b.v != 0:
		a.ref.Div = b.v
		return a
	case operator == "+":
		a.ref.Add += b.v
		return a
	case operator == "-":
		a.ref.Add -= b.v
		return a
	}
	e.refuseResult(operator)
	return value{}
}

// refuseResult refuses an operator that a replay does not follow.
func (e *expression) refuseResult(operator string) {
	e.refuse(strconv.Quote(operator) + " with the result of a call is unknown until the calls run: want one / or + and a number")
}

// depth is the deepest nesting of brackets and casts.
const depth = 64

func (e *expression) unary() value {
	if e.depth++; e.depth > depth {
		e.fail()
	}
	defer func() { e.depth-- }()
	t := e.peek()
	switch {
	case e.take("-"):
		return e.operate("-", number(cint.Int.Convert(0)), e.unary())
	case e.take("~"):
		return e.operate("^", number(cint.Int.Convert(-1)), e.unary())
	case e.take("!"):
		value := e.unary()
		if value.ref != nil {
			e.refuseResult("!")
		}
		return number(cint.Truth(value.v == 0))
	case e.take("&"):
		return e.address()
	case e.take("*"):
		return e.dereference()
	case e.peek().is("("):
		if addr, ok := e.compound(true); ok {
			return value{v: addr}
		}
		e.at++
		return e.bracket()
	case t.kind == stringLiteral && t.text[0] == '"' && e.string != nil:
		return e.text()
	case t.kind == stringLiteral && t.text[0] == '\'':
		e.at++
		if bytes, ok := t.bytes(); ok && len(bytes) == 1 {
			return number(cint.Type{Bits: 8}.Convert(int64(bytes[0])))
		}
		e.at--
	case t.kind == word:
		return e.word()
	}
	e.fail()
	return value{}
}

// bracket reads a cast or an expression after (.
func (e *expression) bracket() value {
	end := closing(e.tokens, e.at-1)
	if end < 0 {
		e.fail()
		return value{}
	}
	if kind := e.tokens[e.at:end]; isType(kind) {
		e.at = end + 1
		value := e.unary()
		if to, ok := integerType(kind); ok && value.ref == nil {
			return number(to.Convert(int64(value.v)))
		}
		return value
	}
	inner := expression{names: e.names, tokens: e.tokens[e.at:end], depth: e.depth}
	value := inner.binary(0)
	if inner.at < len(inner.tokens) {
		inner.fail()
	}
	if inner.fault != "" {
		e.fail()
		e.fault = inner.fault
	}
	e.at = max(e.at, end+1)
	return value
}
