package literal

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"bpfplay/core/paste"
)

// ClosingQuote returns the index of the first unescaped quote in text at or after from, or -1.
func ClosingQuote(text string, from int, quote byte) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return -1
}

// StringEnd returns the length of the quoted string at the start of text, or -1 if it is not closed.
func StringEnd(text string) int {
	end := ClosingQuote(text, 1, text[0])
	if end < 0 {
		return -1
	}
	return end + 1
}

// Unescaped returns the bytes that text denotes inside quotes. It reports false if an escape is invalid.
func Unescaped(text string) (bytes []byte, ok bool) {
	bytes, wrong := AppendUnescaped(make([]byte, 0, len(text)), text)
	return bytes, wrong < 0
}

// AppendUnescaped appends the bytes that text denotes inside quotes. wrong is the index of the first invalid
// escape, or -1.
func AppendUnescaped(dst []byte, text string) (bytes []byte, wrong int) {
	for at := 0; at < len(text); {
		if text[at] != '\\' {
			dst = append(dst, text[at])
			at++
			continue
		}
		var length int
		dst, length = AppendEscape(dst, text[at:])
		if length == 0 {
			return dst, at
		}
		at += length
	}
	return dst, -1
}

const (
	escapeNames  = `abeEfnrtv`
	escapeValues = "\a\b\x1b\x1b\f\n\r\t\v"
)

// AppendEscape appends the byte or the UTF-8 character of the escape at the start of text. It accepts one-letter
// escapes such as \n, \ooo with one to three octal digits, \xhh with one or two hex digits, \uhhhh, \Uhhhhhhhh, and
// a backslash before punctuation. length is 0 if the escape is invalid.
func AppendEscape(dst []byte, text string) (bytes []byte, length int) {
	if len(text) < 2 {
		return dst, 0
	}
	c := text[1]
	switch {
	case '0' <= c && c <= '7':
		n := 2
		for n < len(text) && n < 4 && '0' <= text[n] && text[n] <= '7' {
			n++
		}
		value, err := strconv.ParseUint(text[1:n], 8, 8)
		if err != nil {
			return dst, 0
		}
		return append(dst, byte(value)), n
	case c == 'x' || c == 'X':
		n := 2 + HexPrefix(text[2:min(4, len(text))])
		value, err := strconv.ParseUint(text[2:n], 16, 8)
		if err != nil {
			return dst, 0
		}
		return append(dst, byte(value)), n
	case c == 'u' || c == 'U':
		n := 6
		if c == 'U' {
			n = 10
		}
		if len(text) < n {
			return dst, 0
		}
		value, err := strconv.ParseUint(text[2:n], 16, 32)
		if err != nil || !utf8.ValidRune(rune(value)) {
			return dst, 0
		}
		return utf8.AppendRune(dst, rune(value)), n
	}
	if i := strings.IndexByte(escapeNames, c); i >= 0 {
		return append(dst, escapeValues[i]), 2
	}
	if strings.IndexByte("\\'\"?/$`%", c) >= 0 {
		return append(dst, c), 2
	}
	return dst, 0
}

// HexPrefix returns the number of hex digits at the start of text.
func HexPrefix(text string) int {
	for i := range len(text) {
		if paste.HexDigit(text[i]) < 0 {
			return i
		}
	}
	return len(text)
}
