package dump

import (
	"unicode/utf8"

	"bpfplay/core/paste"
)

// spot is a position in a line. Its column is counted only for a message, since lines may be long.
type spot struct {
	line *line // nil means unknown
	at   int   // byte of the line
	near string
}

func (l *line) place(at int, near string) spot { return spot{l, at, near} }

// num returns the line of the spot, from 1; an unknown spot is in line 1.
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
