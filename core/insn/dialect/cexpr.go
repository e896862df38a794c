package dialect

import (
	"slices"

	"bpfplay/core/cint"
	"bpfplay/core/table"
)

// masks has the macros that select a part of an opcode.
var masks = table.Listed[string, int64]{{"BPF_CLASS", 0x07}, {"BPF_SIZE", 0x18}, {"BPF_MODE", 0xe0}, {"BPF_OP", 0xf0}, {"BPF_SRC", 0x08}}

// maxDepth bounds the nesting of expressions.
const maxDepth = 100

// expression reads an integer expression and returns its value. A value of an unsigned long is returned as its bits.
func (r *cReader) expression() int64 { return r.ternary(0).N }

func (r *cReader) ternary(depth int) cint.Integer {
	v := r.binary(0, depth)
	if r.err != nil || r.at(0) != "?" {
		return v
	}
	r.pos++
	yes := r.ternary(depth + 1)
	r.expect(":")
	no := r.ternary(depth + 1)
	t := cint.Common(yes, no)
	if v.N == 0 {
		return t.Convert(no.N)
	}
	return t.Convert(yes.N)
}

func (r *cReader) binary(level, depth int) cint.Integer {
	if level == len(cint.Operators) {
		return r.unary(depth)
	}
	v := r.binary(level+1, depth)
	for r.err == nil && slices.Contains(cint.Operators[level], r.at(0)) {
		op := r.next()
		w := r.binary(level+1, depth)
		fault := ""
		if v, fault = cint.Operate(op.text, v, w); fault != "" {
			r.fail(op, "%s", fault)
		}
	}
	return v
}

func (r *cReader) unary(depth int) cint.Integer {
	if depth > maxDepth {
		r.fail(r.next(), "expression is nested too deeply: want %d levels at most", maxDepth)
		return cint.Integer{N: 0, Type: cint.Int}
	}
	t := r.next()
	switch {
	case t.text == "-":
		v := r.unary(depth + 1)
		return v.Type.Convert(-v.N)
	case t.text == "+":
		return r.unary(depth + 1)
	case t.text == "~":
		v := r.unary(depth + 1)
		return v.Type.Convert(^v.N)
	case t.text == "!":
		return cint.Truth(r.unary(depth+1).N == 0)
	case t.text == "(":
		if kind, ok := r.typeName(); ok {
			r.expect(")")
			return kind.Convert(r.unary(depth + 1).N)
		}
		v := r.ternary(depth + 1)
		r.expect(")")
		return v
	case masks.Of(t.text) != 0 && r.at(0) == "(":
		v := r.unary(depth + 1)
		return v.Type.Convert(v.N & masks.Of(t.text))
	case t.text == "offsetof":
		return cint.Ulong.Convert(r.offsetof())
	case t.text == "sizeof":
		return cint.Ulong.Convert(r.sizeof())
	}
	return r.literal(t)
}

// literal returns the value of a number, a character or a constant.
func (r *cReader) literal(t token) cint.Integer {
	switch {
	case t.text == "":
	case t.text[0] >= '0' && t.text[0] <= '9':
		v, ok := cint.Parse(t.text)
		if !ok {
			r.fail(t, "invalid number %q", t.text)
		}
		return v
	case t.text[0] == '\'':
		v, ok := cint.ParseCharacter(t.text)
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
	return cint.Integer{N: 0, Type: cint.Int}
}

// typeName reads the words of an integer type, or of a pointer to one. It reads nothing if none comes next.
func (r *cReader) typeName() (t cint.Type, ok bool) {
	for t.Add(r.at(0)) {
		r.pos++
		ok = true
	}
	for ok && r.at(0) == "*" {
		r.pos++
		t = cint.Ulong
	}
	return t, ok
}

// sizeof reads "(struct xdp_md)" or "(__u32)".
func (r *cReader) sizeof() int64 {
	r.expect("(")
	if t, ok := r.typeName(); ok {
		r.expect(")")
		return int64(t.Bits / 8)
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
