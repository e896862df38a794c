package cint

import (
	"math"
	"strconv"
	"strings"
)

// Digits returns the value of a literal, which may have a suffix.
func Digits(text string) (n uint64, ok bool) {
	digits := strings.TrimRight(text, "uUlL")
	n, err := strconv.ParseUint(digits, 0, 64)
	return n, err == nil && !strings.ContainsAny(digits, "_oO") // forms of Go
}

// Parse parses a literal, which may have a suffix. Its type is the first that has the value, as in C.
func Parse(text string) (v Integer, ok bool) {
	n, ok := Digits(text)
	if !ok {
		return Integer{}, false
	}
	unsigned := strings.ContainsAny(text, "uU")
	long := strings.ContainsAny(text, "lL")
	either := unsigned || text[0] == '0' // decimal literals are signed without a suffix
	switch {
	case !long && !unsigned && n <= math.MaxInt32:
		return Integer{int64(n), Int}, true
	case !long && either && n <= math.MaxUint32:
		return Integer{int64(n), Uint}, true
	case !unsigned && n <= math.MaxInt64:
		return Integer{int64(n), Long}, true
	}
	return Integer{int64(n), Ulong}, true
}

// ParseCharacter parses a character in quotes.
func ParseCharacter(text string) (v Integer, ok bool) {
	if text == `'\0'` {
		return Integer{0, Int}, true
	}
	inner := strings.TrimSuffix(text[1:], "'")
	c, _, rest, err := strconv.UnquoteChar(inner, '\'')
	return Type{Bits: 8}.Convert(int64(c)), err == nil && rest == "" && c < 256 && len(inner) == len(text)-2
}
