package dialect

import "strings"

// token is a word, number or sign of C.
type token struct {
	text      string
	line, col int
}

func identByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9'
}

// identifier reports whether text is a name.
func identifier(text string) bool {
	return text != "" && identByte(text[0]) && (text[0] < '0' || text[0] > '9')
}

// signs are the signs of more than one character.
var signs = []string{"...", "<<", ">>", "->", "<=", ">=", "==", "!=", "&&", "||"}

// tokenize splits C into tokens. Comments, strings, and lines and branches that the preprocessor removes are left out. A name
// that the text defines is replaced by its definition. A conditional that cannot be decided is the token "#if".
func tokenize(text string) []token { return tokens(text, true) }

// tokens is tokenize for a text whose lines can be of the preprocessor, or not: those of a definition are not.
func tokens(text string, directives bool) (tokens []token) {
	line, begin := 1, 0 // begin is the offset of the line
	fresh := true       // nothing but space since the line began
	var branches branches
	macros := definitions{room: 1 << 16}
	for k := 0; k < len(text); {
		c := text[k]
		n := 0 // length of a comment, string or directive
		switch {
		case c == '\n':
			k++
			line, begin, fresh = line+1, k, true
			continue
		case c == ' ' || c == '\t' || c == '\r' || c == '\\':
			k++
			continue
		case c == '#' && fresh && directives:
			n = directiveLength(text[k:])
			if !branches.line(text[k : k+n]) {
				tokens = append(tokens, token{"#if", line, k - begin + 1})
			}
			if !branches.skips() {
				macros.define(text[k+1 : k+n])
			}
		case strings.HasPrefix(text[k:], "//"):
			n = lineLength(text[k:])
		case strings.HasPrefix(text[k:], "/*"):
			end := strings.Index(text[k+2:], "*/")
			if end < 0 {
				return tokens
			}
			n = 2 + end + 2
		case branches.skips():
			fresh = false
			k++
			continue
		case c == '"':
			fresh = false
			n = quotedLength(text[k:])
		}
		if n > 0 {
			left := text[k : k+n]
			k += n
			if last := strings.LastIndexByte(left, '\n'); last >= 0 {
				line += strings.Count(left, "\n")
				begin = k - n + last + 1
			}
			continue
		}
		fresh = false
		n = tokenLength(text[k:])
		tokens = macros.expand(tokens, token{text[k : k+n], line, k - begin + 1}, 20)
		k += n
	}
	return tokens
}

// tokenLength returns the length of the token that text begins with.
func tokenLength(text string) int {
	if text[0] == '\'' {
		return quotedLength(text)
	}
	n := 0
	for n < len(text) && identByte(text[n]) {
		n++
	}
	if n > 0 {
		return n
	}
	for _, sign := range signs {
		if strings.HasPrefix(text, sign) {
			return len(sign)
		}
	}
	return 1
}

// lineLength returns the length of the first line of text, without its end.
func lineLength(text string) int {
	if n := strings.IndexByte(text, '\n'); n >= 0 {
		return n
	}
	return len(text)
}

// quotedLength returns the length of the string or character that text begins with. It ends with its line at the latest.
func quotedLength(text string) int {
	for n := 1; n < len(text) && text[n] != '\n'; n++ {
		switch text[n] {
		case text[0]:
			return n + 1
		case '\\':
			n++
		}
	}
	return lineLength(text)
}
