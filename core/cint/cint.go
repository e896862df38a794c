// Package cint computes with the integers of C: it has their types, literals and operators. Readers of C evaluate expressions
// with it; each reads its own operands, such as registers or the results of calls.
package cint

import "strconv"

// Type is an integer type of C.
type Type struct {
	Bits     int
	Unsigned bool
}

// The types that C computes in.
var (
	Int   = Type{Bits: 32}
	Uint  = Type{Bits: 32, Unsigned: true}
	Long  = Type{Bits: 64}
	Ulong = Type{Bits: 64, Unsigned: true}
)

// Integer is a value. Its type is one of those that C computes in.
type Integer struct {
	N    int64 // the bits of an unsigned long if the type is one
	Type Type
}

// Convert returns n converted to t, and then to the type that C computes in.
func (t Type) Convert(n int64) Integer {
	if n <<= 64 - t.Bits; t.Unsigned {
		n = int64(uint64(n) >> (64 - t.Bits))
	} else {
		n >>= 64 - t.Bits
	}
	if t.Bits < Int.Bits {
		t = Int
	}
	return Integer{n, t}
}

// types are the words that name integer types.
var types = parseTypes()

func parseTypes() map[string]Type {
	m := map[string]Type{"void": {Bits: 8}, "char": {Bits: 8}, "bool": {8, true}, "short": {Bits: 16}, "int": Int, "signed": Int, "unsigned": Uint,
		"long": Long, "size_t": Ulong, "ssize_t": Long}
	for bits := 8; bits <= 64; bits *= 2 {
		n := strconv.Itoa(bits)
		for _, name := range []string{"s" + n, "__s" + n, "int" + n + "_t"} {
			m[name] = Type{Bits: bits}
		}
		for _, name := range []string{"u" + n, "__u" + n, "uint" + n + "_t", "__be" + n, "__le" + n} {
			m[name] = Type{bits, true}
		}
	}
	return m
}

// Add adds a word to the name of a type: "unsigned", "long". The type before the first word is the zero value. ok is false if
// the word names no type.
func (t *Type) Add(word string) (ok bool) {
	named, ok := types[word]
	if !ok {
		return false
	}
	if t.Bits == 0 || named.Bits != Int.Bits { // "int" and "unsigned" go with the other words
		t.Bits = named.Bits
	}
	t.Unsigned = t.Unsigned || named.Unsigned
	return true
}
