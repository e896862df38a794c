package cint

import (
	"fmt"
	"math"
)

// Operators has the binary operators by precedence, loosest first.
var Operators = [][]string{
	{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"},
}

// Truth returns 1 or 0, as comparisons do.
func Truth(b bool) Integer {
	if b {
		return Integer{1, Int}
	}
	return Integer{0, Int}
}

// Common returns the type that both operands of an operator are converted to.
func Common(v, w Integer) Type {
	switch {
	case v.Type.Bits < w.Type.Bits, v.Type.Bits == w.Type.Bits && w.Type.Unsigned:
		return w.Type
	}
	return v.Type
}

// Operate returns the result of a binary operator. fault says why C does not define it; "" if it does.
func Operate(op string, v, w Integer) (r Integer, fault string) {
	switch op {
	case "||":
		return Truth(v.N != 0 || w.N != 0), ""
	case "&&":
		return Truth(v.N != 0 && w.N != 0), ""
	case "<<", ">>":
		return shift(op, v, w.N)
	}
	t := Common(v, w)
	a, b := t.Convert(v.N).N, t.Convert(w.N).N
	switch op {
	case "|":
		return t.Convert(a | b), ""
	case "^":
		return t.Convert(a ^ b), ""
	case "&":
		return t.Convert(a & b), ""
	case "+":
		return t.Convert(a + b), ""
	case "-":
		return t.Convert(a - b), ""
	case "*":
		return t.Convert(a * b), ""
	case "/", "%":
		return divide(op, t, a, b)
	}
	if t.Unsigned { // keep the order of the bits as signed numbers
		a, b = a^math.MinInt64, b^math.MinInt64
	}
	switch op {
	case "==":
		return Truth(a == b), ""
	case "!=":
		return Truth(a != b), ""
	}
	less, equal := a < b, a == b
	return Truth(less && op[0] == '<' || !less && !equal && op[0] == '>' || equal && len(op) == 2), ""
}

// shift returns the result of "<<" or ">>", whose type is that of the left operand.
func shift(op string, v Integer, by int64) (Integer, string) {
	t := v.Type
	switch {
	case by < 0 || by >= int64(t.Bits):
		return v, fmt.Sprintf("invalid shift of a %d-bit number by %d: want 0 to %d", t.Bits, by, t.Bits-1)
	case op == "<<":
		return t.Convert(v.N << by), ""
	case t.Unsigned:
		return t.Convert(int64(uint64(v.N) >> by)), ""
	}
	return t.Convert(v.N >> by), ""
}

// divide returns the result of "/" or "%" for operands of type t.
func divide(op string, t Type, a, b int64) (Integer, string) {
	switch {
	case b == 0:
		return Integer{0, t}, "division by 0: want another divisor"
	case op == "/" && t.Unsigned:
		return t.Convert(int64(uint64(a) / uint64(b))), ""
	case op == "/":
		return t.Convert(a / b), ""
	case t.Unsigned:
		return t.Convert(int64(uint64(a) % uint64(b))), ""
	}
	return t.Convert(a % b), ""
}
