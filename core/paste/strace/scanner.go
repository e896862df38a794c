package strace

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// kind is what a token of a line of strace is.
type kind int

const (
	end    kind = iota
	word        // a name or a number with its sign
	quoted      // with its quotes
	mark        // dots, an arrow, a remark such as <anon_inode:bpf-map>, or one character that is none of the others
)

const (
	dots       = "..."              // something was left out
	arrow      = "=>"               // what the kernel wrote follows
	unfinished = "<unfinished ...>" // another process was faster
)

// token is one piece of a line, and where it stands.
type token struct {
	kind    kind
	at      int
	text    string
	comment string // what stands between /* and */ right before it
}

func (t token) is(text string) bool { return t.text == text && t.kind != quoted }

// scanner cuts a text into tokens. It is copied to look ahead.
type scanner struct {
	text  string
	at    int
	fault *paste.SyntaxError // the first one: what follows it is an end
	ended bool               // the fault is that the text ends

	ahead    token // the token that was looked at last, from the place from, and where what follows it begins
	from, to int
}

// place is where a token stands in the text.
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

// next is the next token; after a fault and at the end of the text it is an end.
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
		t.text = s.closed(t, literal.StringEnd(rest), "starts a string that does not end", `" was expected`)
	case rest[0] == '<':
		t.text = s.closed(t, remarkEnd(rest), "starts a remark that does not end", "> was expected")
	case paste.IsWord(rest[0]) || rest[0] == '-' && len(rest) > 1 && paste.IsWord(rest[1]):
		t.kind, t.text = word, rest[:wordEnd(rest)]
	default:
		_, size := utf8.DecodeRuneInString(rest)
		t.text = rest[:size]
	}
	s.at += len(t.text)
	return t
}

// closed is the token up to end; it is a fault if there is no end.
func (s *scanner) closed(t token, end int, fault, want string) string {
	if end < 0 {
		s.fail(t, fault, want)
		end, s.ended = len(t.text), true
	}
	return t.text[:end]
}

// skipBlanks passes over blanks, ends of lines and comments, and gives the last comment.
func (s *scanner) skipBlanks() (comment string) {
	for {
		s.at = len(s.text) - len(strings.TrimLeftFunc(s.text[s.at:], unicode.IsSpace))
		if !strings.HasPrefix(s.text[s.at:], "/*") {
			return comment
		}
		end := strings.Index(s.text[s.at+2:], "*/")
		if end < 0 {
			s.fail(token{kind: mark, at: s.at, text: "/*"}, "starts a comment that does not end", "*/ was expected")
			return comment
		}
		comment = strings.TrimSpace(s.text[s.at+2:][:end])
		s.at += 2 + end + 2
	}
}

// peek is the next token, left in place.
func (s *scanner) peek() token {
	back := s.at
	t := s.next()
	s.ahead, s.from, s.to = t, back, s.at
	s.at = back
	return t
}

// take passes over the next token if it is text.
func (s *scanner) take(text string) bool {
	if !s.peek().is(text) {
		return false
	}
	s.next()
	return true
}

// expect is take where nothing else is right.
func (s *scanner) expect(text string) {
	if t := s.next(); !t.is(text) {
		s.fail(t, "stands in the wrong place", text+" was expected")
	}
}

// skipStruct passes over what follows opening, up to the bracket that closes it. Which bracket that is does not
// matter: strace never mixes them.
func (s *scanner) skipStruct(opening token) {
	for depth := 1; depth > 0; {
		t := s.next()
		switch {
		case t.kind == end:
			s.fail(opening, "is not closed", "the bracket that closes it was expected")
			s.ended = true
			return
		case t.is("{") || t.is("[") || t.is("("):
			depth++
		case t.is("}") || t.is("]") || t.is(")"):
			depth--
		}
	}
}

// skipValue passes over one value, whatever it is.
func (s *scanner) skipValue() {
	for t := s.peek(); t.kind != end && !t.is(",") && !t.is("}") && !t.is(")") && !t.is(arrow) && !t.is(unfinished); t = s.peek() {
		s.next()
		if t.is("{") || t.is("[") || t.is("(") {
			s.skipStruct(t)
		}
	}
}

// remarkEnd finds the > of <…>. Remarks lie in each other, and the ends of a connection are joined by ->.
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

// wordEnd is where the word ends that text starts with; one dot belongs to it, several do not.
func wordEnd(text string) int {
	for i := 1; i < len(text); i++ {
		dot := text[i] == '.' && text[i-1] != '.' && i+1 < len(text) && paste.IsWord(text[i+1])
		if !paste.IsWord(text[i]) && !dot {
			return i
		}
	}
	return len(text)
}
