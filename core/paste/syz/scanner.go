package syz

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/paste/literal"
)

// scanner reads the arguments of one call.
type scanner struct {
	text  string
	at    int
	depth int
	fault string // the first fault: the text, and the expected form
}

// depth is the deepest nesting of arguments.
const depth = 64

func (s *scanner) fail(want string) {
	if s.fault == "" {
		near := strconv.Quote(english.Shorten(s.text[s.at:], 24))
		if s.at == len(s.text) {
			near = "the text ends"
		}
		s.fault = near + ": want " + want
	}
	s.at = len(s.text)
}

func (s *scanner) blanks() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		s.at++
	}
}

// peek returns the next character that is not blank, 0 at the end.
func (s *scanner) peek() byte {
	s.blanks()
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *scanner) take(mark string) bool {
	s.blanks()
	if !strings.HasPrefix(s.text[s.at:], mark) {
		return false
	}
	s.at += len(mark)
	return true
}

func (s *scanner) expect(mark string) {
	if !s.take(mark) {
		s.fail(strconv.Quote(mark))
	}
}

// word reads letters, digits, _ and $.
func (s *scanner) word() string {
	s.blanks()
	from := s.at
	for s.at < len(s.text) && (paste.IsWord(s.text[s.at]) || s.text[s.at] == '$') {
		s.at++
	}
	if from == s.at {
		s.fail("a name or a number")
	}
	return s.text[from:s.at]
}

func (s *scanner) number() uint64 {
	back := s.at
	v, err := strconv.ParseUint(s.word(), 0, 64)
	if err != nil && s.fault == "" {
		s.at = back
		s.fail("a number such as 0x10")
	}
	return v
}

// string reads 'text', "hex digits" or "$base64", and the length after it if the data is longer than shown.
func (s *scanner) string(quote byte) *arg {
	a := &arg{kind: data}
	from := s.at
	end := literal.StringEnd(s.text[from:])
	if end < 0 {
		s.fail("the quote that ends the string")
		return a
	}
	inside := s.text[from+1 : from+end-1]
	var ok bool
	switch digits, packed := strings.CutPrefix(inside, "$"); {
	case quote == '\'':
		a.data, ok = literal.Unescaped(inside)
	case packed:
		data, err := base64.StdEncoding.DecodeString(digits)
		a.data, ok = data, err == nil
	default:
		data, err := hex.DecodeString(strings.Join(strings.Fields(inside), ""))
		a.data, ok = data, err == nil
	}
	if !ok {
		s.fail("a string such as \"00ff\", 'text\\x00' or \"$AAAA\"")
		return a
	}
	s.at += end
	a.v = uint64(len(a.data))
	if s.take("/") {
		a.v = max(s.number(), a.v)
	}
	return a
}
