package paste

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
)

// SyntaxError is the error of a text that cannot be read. It holds the place, the fault and what would be valid.
type SyntaxError struct {
	Line, Col int    // both from 1; columns count characters of the text as pasted
	Near      string // the text at the place, at most 24 characters; "" at the end of the text
	Fault     string // `invalid hex digit "g"`
	Want      string // "want 0-9 or a-f"
}

// Error returns the place, the fault and what would be valid.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s: %s", e.Line, e.Col, e.Fault, e.Want)
}

// After reports whether e is further down the text than other. Of several formats, the one that reads furthest is the
// likeliest.
func (e *SyntaxError) After(other *SyntaxError) bool {
	return e.Line > other.Line || e.Line == other.Line && e.Col > other.Col
}

// Place is a position in a pasted text.
type Place struct {
	Line, Col int    // from 1; line 0 means unknown
	Near      string // the text at the position
}

// Fault returns the error at a place. The first %q in fault is replaced by the quoted text at the place.
func (p Place) Fault(fault, want string) *SyntaxError {
	near := english.Shorten(p.Near, 24)
	fault = strings.Replace(fault, "%q", strconv.Quote(near), 1)
	return &SyntaxError{Line: p.Line, Col: p.Col, Near: near, Fault: fault, Want: want}
}
