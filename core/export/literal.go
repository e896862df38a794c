package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// number formats a value of n bytes: below 65536 in decimal, all ones as -1, other values in hexadecimal.
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

// oneLine replaces all space in s, including newlines, by single blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// quoted formats bytes as a string literal with the same meaning in C, Go and Python: as text if b is text with trailing
// NULs, else with an escape for every byte. C reads any number of hex digits after \x, so text and escapes never mix.
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
