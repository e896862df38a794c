package paste

import "strings"

// cToken is a piece of C: a word or number, a string with its quotes, or a mark of one or two characters.
type cToken struct {
	kind cKind
	text string
}

type cKind uint8

const (
	cWord cKind = iota
	cString
	cMark
)

func (t cToken) is(text string) bool { return t.text == text && t.kind != cString }

// cPairs are the marks of two characters.
const cPairs = " << >> -> == != <= >= && || += -= |= ++ -- "

// cTokens cuts a statement without comments into tokens.
func cTokens(text string) []cToken {
	var tokens []cToken
	for i := 0; i < len(text); {
		t := cToken{kind: cMark, text: text[i : i+1]}
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			i++
			continue
		case isWord(c):
			end := i + 1
			for end < len(text) && isWord(text[end]) {
				end++
			}
			t = cToken{cWord, text[i:end]}
		case c == '"' || c == '\'':
			end := cStringEnd(text[i:])
			t = cToken{cString, text[i : i+end]}
		case i+1 < len(text) && strings.Contains(cPairs, " "+text[i:i+2]+" "):
			t.text = text[i : i+2]
		}
		tokens = append(tokens, t)
		i += len(t.text)
	}
	return tokens
}

// cStringEnd is where the string ends that text starts with: at the end of text where it does not.
func cStringEnd(text string) int {
	if end := stringEnd(text); end >= 0 {
		return end
	}
	return len(text)
}

// cBytes are the bytes between the quotes; ok is false where it is no string.
func (t cToken) bytes() (bytes []byte, ok bool) {
	if t.kind != cString || len(t.text) < 2 || t.text[len(t.text)-1] != t.text[0] {
		return nil, false
	}
	return unescaped(t.text[1 : len(t.text)-1])
}

// cClosing is where the bracket closes that tokens[at] opens; -1 where it does not.
func cClosing(tokens []cToken, at int) int {
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

// cSplit cuts tokens at the commas that lie in no brackets.
func cSplit(tokens []cToken) [][]cToken {
	if len(tokens) == 0 {
		return nil
	}
	var parts [][]cToken
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

// cText is tokens as they were written, blanks between them.
func cText(tokens []cToken) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.kind != cMark && tokens[i-1].kind != cMark {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}

// withoutCComments takes comments out of a line; within says whether one goes on.
func withoutCComments(line string, within *bool) string {
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
