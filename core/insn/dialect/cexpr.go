package dialect

import (
	"math"
	"slices"
)

// binary has the binary operators by precedence, loosest first.
var binary = [][]string{
	{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"},
}

// masks has the macros that select a part of an opcode.
var masks = map[string]int64{"BPF_CLASS": 0x07, "BPF_SIZE": 0x18, "BPF_MODE": 0xe0, "BPF_OP": 0xf0, "BPF_SRC": 0x08}

// maxDepth bounds the nesting of expressions.
const maxDepth = 100

// expression reads an integer expression and returns its value. A value of an unsigned long is returned as its bits.
func (r *cReader) expression() int64 { return r.ternary(0).n }

func (r *cReader) ternary(depth int) integer {
	v := r.binary(0, depth)
	if r.err != nil || r.at(0) != "?" {
		return v
	}
	r.pos++
	yes := r.ternary(depth + 1)
	r.expect(":")
	no := r.ternary(depth + 1)
	t := common(yes, no)
	if v.n == 0 {
		return t.convert(no.n)
	}
	return t.convert(yes.n)
}

func (r *cReader) binary(level, depth int) integer {
	if level == len(binary) {
		return r.unary(depth)
	}
	v := r.binary(level+1, depth)
	for r.err == nil && slices.Contains(binary[level], r.at(0)) {
		op := r.next()
		v = r.apply(op, v, r.binary(level+1, depth))
	}
	return v
}

// apply returns the result of a binary operator.
func (r *cReader) apply(op token, v, w integer) integer {
	switch op.text {
	case "||":
		return truth(v.n != 0 || w.n != 0)
	case "&&":
		return truth(v.n != 0 && w.n != 0)
	case "<<", ">>":
		return r.shift(op, v, w.n)
	}
	t := common(v, w)
	a, b := t.convert(v.n).n, t.convert(w.n).n
	switch op.text {
	case "|":
		return t.convert(a | b)
	case "^":
		return t.convert(a ^ b)
	case "&":
		return t.convert(a & b)
	case "+":
		return t.convert(a + b)
	case "-":
		return t.convert(a - b)
	case "*":
		return t.convert(a * b)
	case "==":
		return truth(a == b)
	case "!=":
		return truth(a != b)
	}
	if op.text == "/" || op.text == "%" {
		return r.divide(op, t, a, b)
	}
	if t.unsigned { // keep the order of the bits as signed numbers
		a, b = a^math.MinInt64, b^math.MinInt64
	}
	less, equal := a < b, a == b
	return truth(less && op.text[0] == '<' || !less && !equal && op.text[0] == '>' || equal && len(op.text) == 2)
}

// shift returns the result of "<<" or ">>", whose type is that of the left operand.
func (r *cReader) shift(op token, v integer, by int64) integer {
	t := v.kind
	if by < 0 || by >= int64(t.bits) {
		r.fail(op, "invalid shift of a %d-bit number by %d: want 0 to %d", t.bits, by, t.bits-1)
		return v
	}
	switch {
	case op.text == "<<":
		return t.convert(v.n << by)
	case t.unsigned:
		return t.convert(int64(uint64(v.n) >> by))
	}
	return t.convert(v.n >> by)
}

// divide returns the result of "/" or "%" for operands of type t.
func (r *cReader) divide(op token, t ctype, a, b int64) integer {
	switch {
	case b == 0:
		r.fail(op, "division by zero")
		return integer{0, t}
	case op.text == "/" && t.unsigned:
		return t.convert(int64(uint64(a) / uint64(b)))
	case op.text == "/":
		return t.convert(a / b)
	case t.unsigned:
		return t.convert(int64(uint64(a) % uint64(b)))
	}
	return t.convert(a % b)
}

func (r *cReader) unary(depth int) integer {
	if depth > maxDepth {
		r.fail(r.next(), "expression is nested too deeply: want %d levels at most", maxDepth)
		return integer{0, cInt}
	}
	t := r.next()
	switch {
	case t.text == "-":
		v := r.unary(depth + 1)
		return v.kind.convert(-v.n)
	case t.text == "+":
		return r.unary(depth + 1)
	case t.text == "~":
		v := r.unary(depth + 1)
		return v.kind.convert(^v.n)
	case t.text == "!":
		return truth(r.unary(depth+1).n == 0)
	case t.text == "(":
		if kind, ok := r.typeName(); ok {
			r.expect(")")
			return kind.convert(r.unary(depth + 1).n)
		}
		v := r.ternary(depth + 1)
		r.expect(")")
		return v
	case masks[t.text] != 0 && r.at(0) == "(":
		v := r.unary(depth + 1)
		return v.kind.convert(v.n & masks[t.text])
	case t.text == "offsetof":
		return cUlong.convert(r.offsetof())
	case t.text == "sizeof":
		return cUlong.convert(r.sizeof())
	}
	return r.literal(t)
}

// literal returns the value of a number, a character or a constant.
func (r *cReader) literal(t token) integer {
	switch {
	case t.text == "":
	case t.text[0] >= '0' && t.text[0] <= '9':
		v, ok := parseInteger(t.text)
		if !ok {
			r.fail(t, "invalid number %q", t.text)
		}
		return v
	case t.text[0] == '\'':
		v, ok := parseCharacter(t.text)
		if !ok {
			r.fail(t, "invalid character %s: want one, such as 'a'", t.text)
		}
		return v
	case identifier(t.text):
		v, ok := constant(t.text)
		if !ok {
			r.fail(t, "unknown constant %s", t.text)
		}
		return v
	}
	r.fail(t, "want a number, not %s", describe(t.text))
	return integer{0, cInt}
}

// typeName reads the words of an integer type, or of a pointer to one. It reads nothing if none comes next.
func (r *cReader) typeName() (t ctype, ok bool) {
	for {
		word, known := ctypes[r.at(0)]
		if !known {
			break
		}
		r.pos++
		if !ok || word.bits != cInt.bits { // "int" and "unsigned" go with the other words
			t.bits = word.bits
		}
		t.unsigned = t.unsigned || word.unsigned
		ok = true
	}
	for ok && r.at(0) == "*" {
		r.pos++
		t = cUlong
	}
	return t, ok
}

// sizeof reads "(struct xdp_md)" or "(__u32)".
func (r *cReader) sizeof() int64 {
	r.expect("(")
	if t, ok := r.typeName(); ok {
		r.expect(")")
		return int64(t.bits / 8)
	}
	if r.at(0) == "struct" {
		r.pos++
	}
	name := r.next()
	n, ok := fieldOffset(name.text, "sizeof")
	if !ok {
		r.fail(name, "unknown size of %s", describe(name.text))
	}
	r.expect(")")
	return n
}

// offsetof reads "(struct __sk_buff, mark)".
func (r *cReader) offsetof() int64 {
	r.expect("(")
	if r.at(0) == "struct" {
		r.pos++
	}
	name := r.next()
	r.expect(",")
	field := r.next()
	n, ok := fieldOffset(name.text, field.text)
	if !ok {
		r.fail(field, "unknown field %s of struct %s", field.text, name.text)
		return 0
	}
	if r.at(0) == "[" { // fields with elements have 4 bytes each
		r.pos++
		n += 4 * r.expression()
		r.expect("]")
	}
	r.expect(")")
	return n
}
