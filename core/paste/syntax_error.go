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
func (e *SyntaxError) After(other *SyntaxError) bool {
	return e.Line > other.Line || e.Line == other.Line && e.Col > other.Col
}

// Place is a place in a pasted text.
type Place struct {
	Line, Col int    // from 1; line 0 is nowhere
	Near      string // what is there
}

// Fault returns the error at a place: why it cannot be read, and what was expected.
func (p Place) Fault(fault, want string) *SyntaxError {
	return &SyntaxError{Line: p.Line, Col: p.Col, Near: english.Shorten(p.Near, 24), Fault: fault, Want: want}
}
