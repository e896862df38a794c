package strace

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// kind is the kind of a token.
type kind int

const (
	end    kind = iota
	word        // a name or a number with its sign
	quoted      // with its quotes
	mark        // dots, an arrow, a remark such as <anon_inode:bpf-map>, or one character that is none of the others
)

const (
	dots       = "..."              // part of the value is omitted
	arrow      = "=>"               // the value that the kernel wrote follows
	unfinished = "<unfinished ...>" // another process interrupted the call
)

// token is one lexical element of a line with its offset.
type token struct {
	kind    kind
	at      int
	text    string
	comment string // text of the comment before it
}

func (t token) is(text string) bool { return t.text == text && t.kind != quoted }

// scanner cuts a text into tokens. It is copied to look ahead.
type scanner struct {
	text  string
	at    int
	fault *paste.SyntaxError // the first one; later tokens are end
	ended bool               // the fault is the end of the text

	ahead    token // the last peeked token: it extends from offset from to offset to
	from, to int
}

// place returns the line and column of a token.
func (s *scanner) place(t token) paste.Place {
	before := s.text[:t.at]
	start := strings.LastIndexByte(before, '\n') + 1
	return paste.Place{Line: 1 + strings.Count(before, "\n"), Col: 1 + utf8.RuneCountInString(before[start:]), Near: t.text}
}

func (s *scanner) fail(t token, fault, want string) {
	if s.fault != nil {
		return
	}
	if t.kind == end {
		fault, s.ended = "the text ends", true
	}
	s.fault = s.place(t).Fault(fault, want)
}

// next returns the next token. After a fault and at the end of the text, its kind is end.
func (s *scanner) next() token {
	if s.from == s.at && s.to > s.from && s.fault == nil {
		s.at = s.to
		return s.ahead
	}
	t := token{comment: s.skipBlanks()}
	t.at = s.at
	if s.fault != nil || s.at == len(s.text) {
		return t
	}
	t.kind, t.text = mark, s.text[s.at:]
	rest := t.text
	switch {
	case strings.HasPrefix(rest, dots):
		t.text = dots
	case strings.HasPrefix(rest, arrow):
		t.text = arrow
	case rest[0] == '"':
		t.kind = quoted
		t.text = s.closed(t, literal.StringEnd(rest), "%q starts a string that does not end", `want "`)
	case rest[0] == '<':
		t.text = s.closed(t, remarkEnd(rest), "%q starts a remark that does not end", "want >")
	case paste.IsWord(rest[0]) || rest[0] == '-' && len(rest) > 1 && paste.IsWord(rest[1]):
		t.kind, t.text = word, rest[:wordEnd(rest)]
	default:
		_, size := utf8.DecodeRuneInString(rest)
		t.text = rest[:size]
	}
	s.at += len(t.text)
	return t
}

// closed returns the text of the token up to end. A negative end is a fault.
func (s *scanner) closed(t token, end int, fault, want string) string {
	if end < 0 {
		s.fail(t, fault, want)
		end, s.ended = len(t.text), true
	}
	return t.text[:end]
}

// skipBlanks skips blanks, line ends and comments, and returns the last comment.
func (s *scanner) skipBlanks() (comment string) {
	for {
		s.at = len(s.text) - len(strings.TrimLeftFunc(s.text[s.at:], unicode.IsSpace))
		if !strings.HasPrefix(s.text[s.at:], "/*") {
			return comment
		}
		end := strings.Index(s.text[s.at+2:], "*/")
		if end < 0 {
			s.fail(token{kind: mark, at: s.at, text: "/*"}, "%q starts a comment that does not end", "want */")
			return comment
		}
		comment = strings.TrimSpace(s.text[s.at+2:][:end])
		s.at += 2 + end + 2
	}
}

// peek returns the next token without consuming it.
func (s *scanner) peek() token {
	back := s.at
	t := s.next()
	s.ahead, s.from, s.to = t, back, s.at
	s.at = back
	return t
}

// take consumes the next token if it is text, and reports whether it did.
func (s *scanner) take(text string) bool {
	if !s.peek().is(text) {
		return false
	}
	s.next()
	return true
}

// expect consumes the next token, and fails if it is not text.
func (s *scanner) expect(text string) {
	if t := s.next(); !t.is(text) {
		s.fail(t, "unexpected %q", "want "+text)
	}
}

// skipStruct skips everything up to the bracket that closes opening. It does not match kinds of brackets, because
// strace never mixes them.
func (s *scanner) skipStruct(opening token) {
	for depth := 1; depth > 0; {
		t := s.next()
		switch {
		case t.kind == end:
			s.fail(opening, "%q is not closed", "want the closing bracket")
			s.ended = true
			return
		case t.is("{") || t.is("[") || t.is("("):
			depth++
		case t.is("}") || t.is("]") || t.is(")"):
			depth--
		}
	}
}

// skipValue skips one value of any kind.
func (s *scanner) skipValue() {
	for t := s.peek(); t.kind != end && !t.is(",") && !t.is("}") && !t.is(")") && !t.is(arrow) && !t.is(unfinished); t = s.peek() {
		s.next()
		if t.is("{") || t.is("[") || t.is("(") {
			s.skipStruct(t)
		}
	}
}

// remarkEnd returns the end of <…>, or -1. Remarks nest, and -> joins the ends of a connection.
func remarkEnd(text string) int {
	depth := 0
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			return -1
		case text[i] == '<':
			depth++
		case text[i] == '>' && text[i-1] != '-':
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	return -1
}

// wordEnd returns the end of the word at the start of text. A single dot is part of a word; several are not.
func wordEnd(text string) int {
	for i := 1; i < len(text); i++ {
		dot := text[i] == '.' && text[i-1] != '.' && i+1 < len(text) && paste.IsWord(text[i+1])
		if !paste.IsWord(text[i]) && !dot {
			return i
		}
	}
	return len(text)
}
