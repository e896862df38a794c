package csource

import (
	"strings"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// token is a piece of C: a word or number, a string with its quotes, or a mark of one or two characters.
type token struct {
	kind kind
	text string
}

type kind uint8

const (
	word kind = iota
	stringLiteral
	mark
)

func (t token) is(text string) bool { return t.text == text && t.kind != stringLiteral }

// pairs are the marks of two characters.
const pairs = " << >> -> == != <= >= && || += -= |= ++ -- "

// tokens cuts a statement without comments into tokens.
func tokens(text string) []token {
	var tokens []token
	for i := 0; i < len(text); {
		t := token{kind: mark, text: text[i : i+1]}
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			i++
			continue
		case paste.IsWord(c):
			end := i + 1
			for end < len(text) && paste.IsWord(text[end]) {
				end++
			}
			t = token{word, text[i:end]}
		case c == '"' || c == '\'':
			end := literalEnd(text[i:])
			t = token{stringLiteral, text[i : i+end]}
		case i+1 < len(text) && strings.Contains(pairs, " "+text[i:i+2]+" "):
			t.text = text[i : i+2]
		}
		tokens = append(tokens, t)
		i += len(t.text)
	}
	return tokens
}

// literalEnd is where the string ends that text starts with: at the end of text where it does not.
func literalEnd(text string) int {
	if end := literal.StringEnd(text); end >= 0 {
		return end
	}
	return len(text)
}

// bytes are the bytes between the quotes; ok is false where it is no string.
func (t token) bytes() (bytes []byte, ok bool) {
	if t.kind != stringLiteral || len(t.text) < 2 || t.text[len(t.text)-1] != t.text[0] {
		return nil, false
	}
	return literal.Unescaped(t.text[1 : len(t.text)-1])
}

// closing is where the bracket closes that tokens[at] opens; -1 where it does not.
func closing(tokens []token, at int) int {
	depth := 0
	for i := at; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case t.is("(") || t.is("[") || t.is("{"):
			depth++
		case t.is(")") || t.is("]") || t.is("}"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// split cuts tokens at the commas that lie in no brackets.
func split(tokens []token) [][]token {
	if len(tokens) == 0 {
		return nil
	}
	var parts [][]token
	depth, from := 0, 0
	for i, t := range tokens {
		switch {
		case t.is("(") || t.is("[") || t.is("{"):
			depth++
		case t.is(")") || t.is("]") || t.is("}"):
			depth--
		case t.is(",") && depth == 0:
			parts = append(parts, tokens[from:i])
			from = i + 1
		}
	}
	return append(parts, tokens[from:])
}

// text is tokens as they were written, blanks between them.
func text(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.kind != mark && tokens[i-1].kind != mark {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}

// withoutComments takes comments out of a line; within says whether one goes on.
func withoutComments(line string, within *bool) string {
	var b strings.Builder
	for line != "" {
		if *within {
			_, rest, ended := strings.Cut(line, "*/")
			*within = !ended
			line = rest
			continue
		}
		at := strings.Index(line, "/*")
		if slashes := strings.Index(line, "//"); slashes >= 0 && (at < 0 || slashes < at) {
			b.WriteString(line[:slashes])
			break
		}
		if at < 0 {
			b.WriteString(line)
			break
		}
		b.WriteString(line[:at])
		*within, line = true, line[at+2:]
	}
	return b.String()
}
