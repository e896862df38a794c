package paste

import (
	"fmt"
	"strconv"

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
