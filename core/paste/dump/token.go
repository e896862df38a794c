package dump

import (
	"strconv"
	"strings"

	"bpfplay/core/paste"
)

// tokenKind is what a token of a literal is.
type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenNumber
	tokenString
	tokenMark    // one character that is none of the others
	tokenRepeats // gdb's <repeats N times>
	tokenDots    // ...: something was left out
)

// token is one piece of source code, and where it stands.
type token struct {
	kind  tokenKind
	line  int    // index of the line
	at    int    // byte of the line
	text  string // as it stands; of a string what is between the quotes
	quote byte   // of a string
	front string // what stands before a string's quote: "b", "$", …
	bytes []byte // of a string
	count uint64 // of repeats
}

func (k token) is(mark string) bool { return k.kind == tokenMark && k.text == mark }

// raw strings have no escapes.
func (k token) raw() bool { return k.quote == '`' || strings.ContainsAny(k.front, "rR") }

// stringPrefixes are the words that may stand right before a quote.
const stringPrefixes = " b B r R br bR Br BR rb rB Rb RB u U u8 L $ x X h H c "

// lexer cuts a text into tokens.
type lexer struct {
	t        *input
	line, at int
}

func (x *lexer) place(k token) spot {
	if k.kind == tokenEnd {
		return x.t.end()
	}
	return x.t.lines[k.line].place(k.at, k.text)
}

// rest is what is left of the line, after blanks, comments and ends of lines.
func (x *lexer) rest() (string, *paste.SyntaxError) {
	for x.line < len(x.t.lines) {
		l := &x.t.lines[x.line]
		x.at = skipBlanks(l.text, x.at)
		rest := l.text[x.at:]
		switch {
		case rest == "" || rest == `\` || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "#define"):
			x.line, x.at = x.line+1, 0
		case strings.HasPrefix(rest, "/*"):
			if err := x.skipComment(l); err != nil {
				return "", err
			}
		default:
			return rest, nil
		}
	}
	return "", nil
}

func (x *lexer) skipComment(l *line) *paste.SyntaxError {
	start, from := l.place(x.at, "/*"), x.at+len("/*")
	for ; x.line < len(x.t.lines); x.line++ {
		if end := strings.Index(x.t.lines[x.line].text[from:], "*/"); end >= 0 {
			x.at = from + end + len("*/")
			return nil
		}
		from = 0
	}
	return start.fault("starts a comment that does not end", `"*/" was expected`)
}

// next is the next token; after the last one it is always tokenEnd.
func (x *lexer) next() (token, *paste.SyntaxError) {
	rest, err := x.rest()
	k := token{kind: tokenMark, line: x.line, at: x.at}
	if err != nil || rest == "" {
		k.kind = tokenEnd
		return k, err
	}
	length := 1
	c := rest[0]
	signed := (c == '-' || c == '+') && len(rest) > 1 && paste.IsDecimal(rest[1])
	switch {
	case paste.IsDecimal(c) || signed:
		k.kind, length = tokenNumber, wordLength(rest, 1)
	case isWordStart(c):
		k.kind, length = tokenWord, wordLength(rest, 1)
		if length < len(rest) && (rest[length] == '\'' || rest[length] == '"') && strings.Contains(stringPrefixes, " "+rest[:length]+" ") {
			k.front = rest[:length]
			return x.quoted(k, rest, length)
		}
	case c == '\'' && strings.HasPrefix(rest, "'static"):
		k.kind, length = tokenWord, len("'static")
	case c == '"' || c == '\'' || c == '`':
		return x.quoted(k, rest, 0)
	case strings.HasPrefix(rest, "..."):
		k.kind, length = tokenDots, len("...")
	case strings.HasPrefix(rest, "<repeats "):
		return x.repeats(k, rest)
	}
	k.text = rest[:length]
	x.at += length
	return k, nil
}

func (x *lexer) repeats(k token, rest string) (token, *paste.SyntaxError) {
	k.kind, k.text = tokenRepeats, rest[:len("<repeats ")]
	digits, _, ok := strings.Cut(rest[len(k.text):], " times>")
	count, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil || count == 0 {
		return k, x.place(k).fault("does not say how often", `"<repeats N times>" was expected`)
	}
	k.text, k.count = rest[:len(k.text)+len(digits)+len(" times>")], count
	x.at += len(k.text)
	return k, nil
}

func isWordStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= 0x80
}

// wordLength is where the word or number ends that text starts with; a dot belongs to it, several do not.
func wordLength(text string, from int) int {
	for i := from; i < len(text); i++ {
		dot := text[i] == '.' && i+1 < len(text) && text[i+1] != '.' && text[i-1] != '.'
		if !isWordStart(text[i]) && !paste.IsDecimal(text[i]) && !dot {
			return i
		}
	}
	return len(text)
}

// tokenQueue hands out the tokens of a text and lets its user look at those that come next.
type tokenQueue struct {
	lexer
	ready []token
	fault *paste.SyntaxError // what the lexer met after the tokens that are ready
}

// next takes the next token; after the last one it is always tokenEnd.
func (q *tokenQueue) next() (token, *paste.SyntaxError) {
	if len(q.ready) == 0 {
		if q.fault != nil {
			return token{}, q.fault
		}
		return q.lexer.next()
	}
	k := q.ready[0]
	q.skip(1)
	return k, nil
}

// peek is the token that comes after n others, tokenEnd if the text ends or has a fault before it.
func (q *tokenQueue) peek(n int) token {
	for len(q.ready) <= n && q.fault == nil {
		k, fault := q.lexer.next()
		if fault != nil {
			q.fault = fault
			break
		}
		q.ready = append(q.ready, k)
	}
	if n < len(q.ready) {
		return q.ready[n]
	}
	return token{}
}

// skip drops n tokens that peek has shown.
func (q *tokenQueue) skip(n int) {
	q.ready = q.ready[:copy(q.ready, q.ready[n:])]
}
