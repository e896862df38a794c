package strace

import (
	"strings"

	"bpfplay/core/table"
)

// escapes maps the characters that strace prints as a backslash and a letter.
var escapes = table.Indexed[byte, string]{
	'"': `\"`, '\\': `\\`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\v': `\v`,
}

// quote formats the C string in a buffer and returns how many bytes it shows, with the NUL. If the buffer has no NUL,
// strace omits the last byte and appends "...".
func quote(buffer []byte) (text string, shown int) {
	var b strings.Builder
	b.WriteByte('"')
	last := len(buffer) - 1
	n := 0
	for n < last && buffer[n] != 0 {
		b.WriteString(quoteByte(buffer[n], n+1 < last && isOctal(buffer[n+1])))
		n++
	}
	b.WriteByte('"')
	if buffer[n] == 0 {
		return b.String(), n + 1
	}
	b.WriteString("...")
	return b.String(), n
}

// quoteByte formats one character. An octal escape has all three digits if an octal digit follows it.
func quoteByte(c byte, digitFollows bool) string {
	switch escape := escapes.At(c); {
	case escape != "":
		return escape
	case 0x20 <= c && c <= 0x7e:
		return string(rune(c))
	}
	octal := string([]byte{'0' + c>>6, '0' + c>>3&7, '0' + c&7})
	if !digitFollows {
		octal = strings.TrimLeft(octal[:2], "0") + octal[2:]
	}
	return `\` + octal
}

func isOctal(c byte) bool { return '0' <= c && c <= '7' }

// quoteHex formats bytes as strace prints data that it does not decode.
func quoteHex(bytes []byte) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range bytes {
		b.WriteString(`\x`)
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	b.WriteByte('"')
	return b.String()
}
