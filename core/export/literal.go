package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// number is a value of n bytes as a program has it: small ones decimal, -1 as such, others hexadecimal.
func number(v uint64, n int) string {
	switch {
	case n == 4 && v == math.MaxUint32 || n == 8 && v == math.MaxUint64:
		return "-1"
	case v < 1<<16:
		return strconv.FormatUint(v, 10)
	}
	return hexNumber(v)
}

func hexNumber(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// oneLine is text that goes into a remark.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// quoted is bytes as a string that C, Go and Python read alike: as text where it is text that ends in NULs, else every
// byte by its number. C takes every hex digit behind \x, so numbers and text are never mixed.
func quoted(b []byte) string {
	text := strings.TrimRight(string(b), "\x00")
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c > 0x7e || strings.IndexByte(`"\?'`, c) >= 0 {
			return quotedHex(b)
		}
	}
	if text == "" {
		return quotedHex(b)
	}
	return `"` + text + strings.Repeat(`\000`, len(b)-len(text)) + `"`
}

func quotedHex(b []byte) string {
	var s strings.Builder
	s.WriteByte('"')
	for _, c := range b {
		fmt.Fprintf(&s, `\x%02x`, c)
	}
	s.WriteByte('"')
	return s.String()
}
