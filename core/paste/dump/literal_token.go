package dump

import (
	"bpfplay/core/paste"
	"strconv"
	"strings"
)

// literalKind is what a token of a literal is.
type literalKind int

const (
	literalEnd literalKind = iota
	literalWord
	literalNumber
	literalString
	literalMark    // one character that is none of the others
	literalRepeats // gdb's <repeats N times>
	literalDots    // ...: something was left out
)

// literalToken is one piece of source code, and where it stands.
type literalToken struct {
	kind  literalKind
	line  int    // index of the line
	at    int    // byte of the line
	text  string // as it stands; of a string what is between the quotes
	quote byte   // of a string
	front string // what stands before a string's quote: "b", "$", …
	bytes []byte // of a string
	count uint64 // of repeats
}

func (k literalToken) is(mark string) bool { return k.kind == literalMark && k.text == mark }

// raw strings have no escapes.
func (k literalToken) raw() bool { return k.quote == '`' || strings.ContainsAny(k.front, "rR") }

// literalFronts are the words that may stand right before a quote.
const literalFronts = " b B r R br bR Br BR rb rB Rb RB u U u8 L $ x X h H c "

// literalLexer cuts a text into tokens.
type literalLexer struct {
	t        *dumpText
	line, at int
}

func (x *literalLexer) place(k literalToken) spot {
	if k.kind == literalEnd {
		return x.t.end()
	}
	return x.t.lines[k.line].place(k.at, k.text)
}

// rest is what is left of the line, after blanks, comments and ends of lines.
func (x *literalLexer) rest() (string, *paste.SyntaxError) {
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

func (x *literalLexer) skipComment(l *dumpLine) *paste.SyntaxError {
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

// next is the next token; after the last one it is always literalEnd.
func (x *literalLexer) next() (literalToken, *paste.SyntaxError) {
	rest, err := x.rest()
	k := literalToken{kind: literalMark, line: x.line, at: x.at}
	if err != nil || rest == "" {
		k.kind = literalEnd
		return k, err
	}
	length := 1
	c := rest[0]
	signed := (c == '-' || c == '+') && len(rest) > 1 && paste.IsDecimal(rest[1])
	switch {
	case paste.IsDecimal(c) || signed:
		k.kind, length = literalNumber, wordLength(rest, 1)
	case isWordStart(c):
		k.kind, length = literalWord, wordLength(rest, 1)
		if length < len(rest) && (rest[length] == '\'' || rest[length] == '"') && strings.Contains(literalFronts, " "+rest[:length]+" ") {
			k.front = rest[:length]
			return x.quoted(k, rest, length)
		}
	case c == '\'' && strings.HasPrefix(rest, "'static"):
		k.kind, length = literalWord, len("'static")
	case c == '"' || c == '\'' || c == '`':
		return x.quoted(k, rest, 0)
	case strings.HasPrefix(rest, "..."):
		k.kind, length = literalDots, len("...")
	case strings.HasPrefix(rest, "<repeats "):
		return x.repeats(k, rest)
	}
	k.text = rest[:length]
	x.at += length
	return k, nil
}

func (x *literalLexer) repeats(k literalToken, rest string) (literalToken, *paste.SyntaxError) {
	k.kind, k.text = literalRepeats, rest[:len("<repeats ")]
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

// literalQueue hands out the tokens of a text and lets its user look at those that come next.
type literalQueue struct {
	literalLexer
	ready []literalToken
	fault *paste.SyntaxError // what the lexer met after the tokens that are ready
}

// next takes the next token; after the last one it is always literalEnd.
func (q *literalQueue) next() (literalToken, *paste.SyntaxError) {
	if len(q.ready) == 0 {
		if q.fault != nil {
			return literalToken{}, q.fault
		}
		return q.literalLexer.next()
	}
	k := q.ready[0]
	q.skip(1)
	return k, nil
}

// peek is the token that comes after n others, literalEnd if the text ends or has a fault before it.
func (q *literalQueue) peek(n int) literalToken {
	for len(q.ready) <= n && q.fault == nil {
		k, fault := q.literalLexer.next()
		if fault != nil {
			q.fault = fault
			break
		}
		q.ready = append(q.ready, k)
	}
	if n < len(q.ready) {
		return q.ready[n]
	}
	return literalToken{}
}

// skip drops n tokens that peek has shown.
func (q *literalQueue) skip(n int) {
	q.ready = q.ready[:copy(q.ready, q.ready[n:])]
}
