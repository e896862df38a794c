package abi

import "strings"

// straceEscapes are the characters that strace writes as a backslash and a letter.
var straceEscapes = map[byte]string{
	'"': `\"`, '\\': `\\`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\v': `\v`,
}

// quote prints a C string out of the room it has, and says how many bytes that tells: those up to its NUL and the
// NUL. Where none is in the room, strace leaves the last byte out and writes ... in its place.
func quote(room []byte) (text string, told int) {
	var b strings.Builder
	b.WriteByte('"')
	last := len(room) - 1
	n := 0
	for n < last && room[n] != 0 {
		b.WriteString(quoteByte(room[n], n+1 < last && isOctal(room[n+1])))
		n++
	}
	b.WriteByte('"')
	if room[n] == 0 {
		return b.String(), n + 1
	}
	b.WriteString("...")
	return b.String(), n
}

// quoteByte prints one character. An octal number has all three digits where a digit follows it.
func quoteByte(c byte, digitFollows bool) string {
	escape, escaped := straceEscapes[c]
	switch {
	case escaped:
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

// quoteHex prints bytes as strace does those that it makes no sense of.
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
