package dump

import (
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// quoted reads a string whose quote is the byte from of rest.
func (x *lexer) quoted(k token, rest string, from int) (token, *paste.SyntaxError) {
	k.kind, k.quote = tokenString, rest[from]
	start := x.at
	x.at += from + 1
	if k.quote == '`' {
		return x.backquoted(k)
	}
	l := &x.t.lines[x.line]
	end := literal.ClosingQuote(l.text, x.at, k.quote)
	if end < 0 {
		return k, l.place(start, rest).fault("opens a string that is not closed", string(k.quote)+" was expected on the same line")
	}
	k.text = l.text[x.at:end]
	if k.raw() {
		k.bytes = []byte(k.text)
	} else {
		var wrong int
		k.bytes, wrong = literal.AppendUnescaped(make([]byte, 0, len(k.text)), k.text)
		if wrong >= 0 {
			return k, l.place(x.at+wrong, english.Head(k.text[wrong:], 2)).fault("is not an escape that makes a byte", `\x00 to \xff, \000 to \377 or one like \n was expected`)
		}
	}
	x.at = end + 1
	return k, nil
}

// backquoted reads a raw string that may go on over several lines.
func (x *lexer) backquoted(k token) (token, *paste.SyntaxError) {
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
