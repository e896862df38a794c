package dialect

import (
	"math"
	"strconv"
	"strings"

	"bpfplay/core/insn"
)

// ctype is an integer type of C.
type ctype struct {
	bits     int
	unsigned bool
}

// The types that C computes in.
var (
	cInt   = ctype{bits: 32}
	cUint  = ctype{bits: 32, unsigned: true}
	cLong  = ctype{bits: 64}
	cUlong = ctype{bits: 64, unsigned: true}
)

// integer is the value of an expression. Its type is one of those that C computes in.
type integer struct {
	n    int64 // the bits of an unsigned long if the type is one
	kind ctype
}

// convert returns n converted to t, and then to the type that C computes in.
func (t ctype) convert(n int64) integer {
	if n <<= 64 - t.bits; t.unsigned {
		n = int64(uint64(n) >> (64 - t.bits))
	} else {
		n >>= 64 - t.bits
	}
	if t.bits < cInt.bits {
		t = cInt
	}
	return integer{n, t}
}

// truth returns 1 or 0, as comparisons do.
func truth(b bool) integer {
	if b {
		return integer{1, cInt}
	}
	return integer{0, cInt}
}

// common returns the type that both operands of an operator are converted to.
func common(v, w integer) ctype {
	switch {
	case v.kind.bits < w.kind.bits, v.kind.bits == w.kind.bits && w.kind.unsigned:
		return w.kind
	}
	return v.kind
}

// ctypes are the words that name integer types.
var ctypes = parseTypes()

func parseTypes() map[string]ctype {
	m := map[string]ctype{"void": {bits: 8}, "char": {bits: 8}, "bool": {8, true}, "short": {bits: 16}, "int": cInt, "signed": cInt, "unsigned": cUint,
		"long": cLong, "size_t": cUlong, "ssize_t": cLong}
	for bits := 8; bits <= 64; bits *= 2 {
		n := strconv.Itoa(bits)
		for _, name := range []string{"s" + n, "__s" + n, "int" + n + "_t"} {
			m[name] = ctype{bits: bits}
		}
		for _, name := range []string{"u" + n, "__u" + n, "uint" + n + "_t", "__be" + n, "__le" + n} {
			m[name] = ctype{bits, true}
		}
	}
	return m
}

// parseInteger parses a literal, which may have a suffix. Its type is the first that has the value, as in C.
func parseInteger(text string) (integer, bool) {
	n, ok := insn.ParseLiteral(text)
	if !ok {
		return integer{}, false
	}
	unsigned := strings.ContainsAny(text, "uU")
	long := strings.ContainsAny(text, "lL")
	either := unsigned || text[0] == '0' // decimal literals are signed without a suffix
	switch {
	case !long && !unsigned && n <= math.MaxInt32:
		return integer{int64(n), cInt}, true
	case !long && either && n <= math.MaxUint32:
		return integer{int64(n), cUint}, true
	case !unsigned && n <= math.MaxInt64:
		return integer{int64(n), cLong}, true
	}
	return integer{int64(n), cUlong}, true
}

// parseCharacter parses a character in quotes.
func parseCharacter(text string) (integer, bool) {
	if text == `'\0'` {
		return integer{0, cInt}, true
	}
	inner := strings.TrimSuffix(text[1:], "'")
	c, _, rest, err := strconv.UnquoteChar(inner, '\'')
	return ctype{bits: 8}.convert(int64(c)), err == nil && rest == "" && c < 256 && len(inner) == len(text)-2
}
