package paste

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// straceKind is what a token of a line of strace is.
type straceKind int

const (
	straceEnd    straceKind = iota
	straceWord              // a name or a number with its sign
	straceString            // with its quotes
	straceMark              // dots, an arrow, a remark such as <anon_inode:bpf-map>, or one character that is none of the others
)

const (
	straceDots       = "..."              // something was left out
	straceArrow      = "=>"               // what the kernel wrote follows
	straceUnfinished = "<unfinished ...>" // another process was faster
)

// straceToken is one piece of a line, and where it stands.
type straceToken struct {
	kind    straceKind
	at      int
	text    string
	comment string // what stands between /* and */ right before it
}

func (t straceToken) is(text string) bool { return t.text == text && t.kind != straceString }

// straceScanner cuts a text into tokens. It is copied to look ahead.
type straceScanner struct {
	text  string
	at    int
	fault *SyntaxError // the first one: what follows it is an end
	ended bool         // the fault is that the text ends

	ahead    straceToken // the token that was looked at last, from the place from, and where what follows it begins
	from, to int
}

// place is where a token stands in the text.
func (s *straceScanner) place(t straceToken) dumpPlace {
	before := s.text[:t.at]
	start := strings.LastIndexByte(before, '\n') + 1
	return dumpPlace{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:]), t.text}
}

func (s *straceScanner) fail(t straceToken, fault, want string) {
	if s.fault != nil {
		return
	}
	if t.kind == straceEnd {
		fault, s.ended = "the text ends", true
	}
	s.fault = s.place(t).fault(fault, want)
}

// next is the next token; after a fault and at the end of the text it is an end.
func (s *straceScanner) next() straceToken {
	if s.from == s.at && s.to > s.from && s.fault == nil {
		s.at = s.to
		return s.ahead
	}
	t := straceToken{comment: s.skipBlanks()}
	t.at = s.at
	if s.fault != nil || s.at == len(s.text) {
		return t
	}
	t.kind, t.text = straceMark, s.text[s.at:]
	rest := t.text
	switch {
	case strings.HasPrefix(rest, straceDots):
		t.text = straceDots
	case strings.HasPrefix(rest, straceArrow):
		t.text = straceArrow
	case rest[0] == '"':
		t.kind = straceString
		t.text = s.closed(t, stringEnd(rest), "starts a string that does not end", `" was expected`)
	case rest[0] == '<':
		t.text = s.closed(t, straceRemarkEnd(rest), "starts a remark that does not end", "> was expected")
	case isWord(rest[0]) || rest[0] == '-' && len(rest) > 1 && isWord(rest[1]):
		t.kind, t.text = straceWord, rest[:straceWordEnd(rest)]
	default:
		_, size := utf8.DecodeRuneInString(rest)
		t.text = rest[:size]
	}
	s.at += len(t.text)
	return t
}

// closed is the token up to end; it is a fault if there is no end.
func (s *straceScanner) closed(t straceToken, end int, fault, want string) string {
	if end < 0 {
		s.fail(t, fault, want)
		end, s.ended = len(t.text), true
	}
	return t.text[:end]
}

// skipBlanks passes over blanks, ends of lines and comments, and gives the last comment.
func (s *straceScanner) skipBlanks() (comment string) {
	for {
		s.at = len(s.text) - len(strings.TrimLeftFunc(s.text[s.at:], unicode.IsSpace))
		if !strings.HasPrefix(s.text[s.at:], "/*") {
			return comment
		}
		end := strings.Index(s.text[s.at+2:], "*/")
		if end < 0 {
			s.fail(straceToken{kind: straceMark, at: s.at, text: "/*"}, "starts a comment that does not end", "*/ was expected")
			return comment
		}
		comment = strings.TrimSpace(s.text[s.at+2:][:end])
		s.at += 2 + end + 2
	}
}

// peek is the next token, left in place.
func (s *straceScanner) peek() straceToken {
	back := s.at
	t := s.next()
	s.ahead, s.from, s.to = t, back, s.at
	s.at = back
	return t
}

// take passes over the next token if it is text.
func (s *straceScanner) take(text string) bool {
	if !s.peek().is(text) {
		return false
	}
	s.next()
	return true
}

// expect is take where nothing else is right.
func (s *straceScanner) expect(text string) {
	if t := s.next(); !t.is(text) {
		s.fail(t, "stands in the wrong place", text+" was expected")
	}
}

// skipStruct passes over what follows opening, up to the bracket that closes it. Which bracket that is does not
// matter: strace never mixes them.
func (s *straceScanner) skipStruct(opening straceToken) {
	for depth := 1; depth > 0; {
		t := s.next()
		switch {
		case t.kind == straceEnd:
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
func (s *straceScanner) skipValue() {
	for t := s.peek(); t.kind != straceEnd && !t.is(",") && !t.is("}") && !t.is(")") && !t.is(straceArrow) && !t.is(straceUnfinished); t = s.peek() {
		s.next()
		if t.is("{") || t.is("[") || t.is("(") {
			s.skipStruct(t)
		}
	}
}

// straceRemarkEnd finds the > of <…>. Remarks lie in each other, and the ends of a connection are joined by ->.
func straceRemarkEnd(text string) int {
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

// straceWordEnd is where the word ends that text starts with; one dot belongs to it, several do not.
func straceWordEnd(text string) int {
	for i := 1; i < len(text); i++ {
		dot := text[i] == '.' && text[i-1] != '.' && i+1 < len(text) && isWord(text[i+1])
		if !isWord(text[i]) && !dot {
			return i
		}
	}
	return len(text)
}
