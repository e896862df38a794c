package paste

import "unicode/utf8"

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
