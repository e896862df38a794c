package dump

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

// quoted reads a string whose quote is the byte from of rest.
func (x *literalLexer) quoted(k literalToken, rest string, from int) (literalToken, *paste.SyntaxError) {
	k.kind, k.quote = literalString, rest[from]
	start := x.at
	x.at += from + 1
	if k.quote == '`' {
		return x.backquoted(k)
	}
	l := &x.t.lines[x.line]
	end := closingQuote(l.text, x.at, k.quote)
	if end < 0 {
		return k, l.place(start, rest).fault("opens a string that is not closed", string(k.quote)+" was expected on the same line")
	}
	k.text = l.text[x.at:end]
	if k.raw() {
		k.bytes = []byte(k.text)
	} else {
		var wrong int
		k.bytes, wrong = appendUnescaped(make([]byte, 0, len(k.text)), k.text)
		if wrong >= 0 {
			return k, l.place(x.at+wrong, english.Head(k.text[wrong:], 2)).fault("is not an escape that makes a byte", `\x00 to \xff, \000 to \377 or one like \n was expected`)
		}
	}
	x.at = end + 1
	return k, nil
}

// backquoted reads a raw string that may go on over several lines.
func (x *literalLexer) backquoted(k literalToken) (literalToken, *paste.SyntaxError) {
	start := x.t.lines[k.line].place(k.at, "`")
	var inside strings.Builder
	for ; x.line < len(x.t.lines); x.line, x.at = x.line+1, 0 {
		line := x.t.lines[x.line].text[x.at:]
		if end := strings.IndexByte(line, '`'); end >= 0 {
			inside.WriteString(line[:end])
			k.text, k.bytes = inside.String(), []byte(inside.String())
			x.at += end + 1
			return k, nil
		}
		inside.WriteString(line)
		inside.WriteByte('\n')
	}
	return k, start.fault("opens a string that is not closed", "` was expected")
}

// closingQuote is the index of the first quote in text at or after from that no backslash stands before, -1 if
// there is none.
func closingQuote(text string, from int, quote byte) int {
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

// stringEnd is where the string ends that text starts with, both quotes included; -1 where it does not.
func StringEnd(text string) int {
	end := closingQuote(text, 1, text[0])
	if end < 0 {
		return -1
	}
	return end + 1
}

// unescaped gives the bytes that text stands for inside quotes; ok is false where an escape is none.
func Unescaped(text string) (bytes []byte, ok bool) {
	bytes, wrong := appendUnescaped(make([]byte, 0, len(text)), text)
	return bytes, wrong < 0
}

// appendUnescaped appends the bytes that text stands for inside quotes. wrong is the index of an escape that is
// none, -1 if all is well.
func appendUnescaped(dst []byte, text string) (bytes []byte, wrong int) {
	for at := 0; at < len(text); {
		if text[at] != '\\' {
			dst = append(dst, text[at])
			at++
			continue
		}
		var length int
		dst, length = appendEscape(dst, text[at:])
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

// appendEscape decodes the escape that text starts with: \n and its like, \ooo with one to three octal digits, \xhh
// with one or two hex digits, \uhhhh and \Uhhhhhhhh as UTF-8, and \ before a character that stands for itself.
// length is 0 if it is none of them.
func appendEscape(dst []byte, text string) (bytes []byte, length int) {
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
		n := 2 + hexPrefix(text[2:min(4, len(text))])
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
