package dialect

import "strings"

// token is a word, number or sign of C.
type token struct {
	text      string
	line, col int
	final     bool // not a macro, whatever its name
	mistake   bool // not of the text: text describes a mistake
}

func identByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9'
}

// identifier reports whether text is a name.
func identifier(text string) bool {
	return text != "" && identByte(text[0]) && (text[0] < '0' || text[0] > '9')
}

// signs are the signs of more than one character.
var signs = []string{"...", "<<", ">>", "->", "<=", ">=", "==", "!=", "&&", "||", "##"}

// tokenize splits C into tokens. Comments, strings, and lines and branches that the preprocessor removes are left out, and
// macros that the text defines are expanded.
func tokenize(text string) []token { return new(Macros).tokenize(text) }

// lex splits C into tokens. The lines of the preprocessor go to p; if it is nil, the text has none.
func lex(text string, p *preprocessor) (tokens []token) {
	line, begin := 1, 0 // begin is the offset of the line
	fresh := true       // nothing but space since the line began
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
		case c == '#' && fresh && p != nil:
			n = directiveLength(text[k:])
			tokens = p.line(tokens, text[k:k+n], token{line: line, col: k - begin + 1})
		case strings.HasPrefix(text[k:], "//"):
			n = lineLength(text[k:])
		case strings.HasPrefix(text[k:], "/*"):
			end := strings.Index(text[k+2:], "*/")
			if end < 0 {
				return tokens
			}
			n = 2 + end + 2
		case p != nil && p.skips():
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
		tokens = append(tokens, token{text: text[k : k+n], line: line, col: k - begin + 1})
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
