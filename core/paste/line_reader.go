package paste

import "slices"

// lineReader makes calls of lines. It is given every line once, in order; blank ones too.
type LineReader interface {
	Line(Line)
	Finish() Text // called once, behind the last line
}

// sortNotes puts notes in the order of their lines.
func SortNotes(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int { return a.Line - b.Line })
}
