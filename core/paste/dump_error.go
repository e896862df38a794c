package paste

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"bpfplay/core/english"
)

// SyntaxError says where a text could not be read as bytes, why, and what would be right.
type SyntaxError struct {
	Line, Col int    // both from 1; columns count characters of the text as pasted
	Near      string // what stood there, at most 24 characters; "" at the end of the text
	Fault     string // why it cannot be read: "is not a hex byte"
	Want      string // what would be right: "two digits 0-9 a-f were expected"
}

func (e *SyntaxError) Error() string {
	near := ""
	if e.Near != "" {
		near = strconv.Quote(e.Near) + " "
	}
	return fmt.Sprintf("line %d, column %d: %s%s: %s", e.Line, e.Col, near, e.Fault, e.Want)
}

// after tells which of two faults lies further down the text. Of several ways to read a text, the one that gets
// furthest is the likeliest.
func (e *SyntaxError) after(other *SyntaxError) bool {
	return e.Line > other.Line || e.Line == other.Line && e.Col > other.Col
}

// dumpPlace is where something stands in the pasted text.
type dumpPlace struct {
	line, col int // from 1; line 0 is nowhere
	near      string
}

func (p dumpPlace) fault(fault, want string) *SyntaxError {
	return &SyntaxError{Line: p.line, Col: p.col, Near: english.Shorten(p.near, 24), Fault: fault, Want: want}
}

// dumpSpot is where something stands in a line. Its column is counted only for a message: lines may be long.
type dumpSpot struct {
	line *dumpLine // nil is nowhere
	at   int       // byte of the line
	near string
}

func (l *dumpLine) place(at int, near string) dumpSpot { return dumpSpot{l, at, near} }

// num is the line of the place, from 1; nowhere is the first line.
func (s dumpSpot) num() int {
	if s.line == nil {
		return 1
	}
	return s.line.num
}

func (s dumpSpot) fault(fault, want string) *SyntaxError {
	p := dumpPlace{1, 1, s.near}
	if s.line != nil {
		p.line, p.col = s.line.num, s.line.cut+utf8.RuneCountInString(s.line.text[:s.at])+1
	}
	return p.fault(fault, want)
}
