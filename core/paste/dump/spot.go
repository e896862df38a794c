package dump

import (
	"unicode/utf8"

	"bpfplay/core/paste"
)

// dumpSpot is where something stands in a line. Its column is counted only for a message: lines may be long.
type spot struct {
	line *line // nil is nowhere
	at   int   // byte of the line
	near string
}

func (l *line) place(at int, near string) spot { return spot{l, at, near} }

// num is the line of the place, from 1; nowhere is the first line.
func (s spot) num() int {
	if s.line == nil {
		return 1
	}
	return s.line.num
}

func (s spot) fault(fault, want string) *paste.SyntaxError {
	p := paste.Place{Line: 1, Col: 1, Near: s.near}
	if s.line != nil {
		p.Line, p.Col = s.line.num, s.line.cut+utf8.RuneCountInString(s.line.text[:s.at])+1
	}
	return p.Fault(fault, want)
}
