package paste

import (
	"fmt"
	"strings"
)

const (
	TextMiB       = 64      // of a pasted text, at most
	TextLineLimit = 1 << 20 // lines of it
)

// pasted is a text cut into lines, without what mail, terminals, web pages and collectors of logs put around them.
type Source struct {
	Text  string // as it was pasted
	Lines []Line
}

// textLine is one line of a pasted text. Quoted-printable may have cut it into several.
type Line struct {
	Num   int    // of its first line, from 1
	Lines int    // how many lines of the text it takes
	Text  string // "" for a line that is nothing but wrapping
}

// note is what is said about a line as a whole: one note for each line that it takes in the text.
func (l Line) Note(notes []Note, why string) []Note {
	for i := range l.Lines {
		notes = append(notes, Note{l.Num + i, l.Text, why})
	}
	return notes
}

func NewSource(text string) (*Source, *SyntaxError) {
	lines, fault := LinesOf(text, TextMiB)
	if fault != nil {
		return nil, fault
	}
	p := &Source{Text: text, Lines: make([]Line, 0, lines)}
	u := unwrapper{rest: strings.TrimPrefix(text, "\ufeff"), printable: isQuotedPrintable(text)}
	for u.more() {
		p.Lines = append(p.Lines, u.next())
	}
	if p.First() == nil {
		return nil, Place{Line: 1, Col: 1, Near: ""}.Fault("the text is empty", TextExpected)
	}
	return p, nil
}

// linesOf is how many lines a text has; it is a fault if they or their bytes are too many.
func LinesOf(text string, mib int) (lines int, fault *SyntaxError) {
	if len(text) > mib<<20 {
		return 0, Place{Line: 1, Col: 1, Near: ""}.Fault(fmt.Sprintf("the text has %d bytes", len(text)), fmt.Sprintf("at most %d MiB are read", mib))
	}
	if lines = 1 + strings.Count(text, "\n"); lines > TextLineLimit {
		return 0, Place{Line: 1, Col: 1, Near: ""}.Fault(fmt.Sprintf("the text has %d lines", lines), fmt.Sprintf("at most %d are read", TextLineLimit))
	}
	return lines, nil
}

// first is the first line that shows something, nil if there is none.
func (p *Source) First() *Line {
	for i := range p.Lines {
		if !IsBlank(p.Lines[i].Text) {
			return &p.Lines[i]
		}
	}
	return nil
}

// textExpected is what a text may be.
const TextExpected = "a trace of strace, calls in another form, or the bytes of a union bpf_attr were expected"

// contains says whether a piece stands anywhere in the text, as it was pasted.
func (p *Source) Contains(piece string) bool { return strings.Contains(p.Text, piece) }

// some says whether is holds for one line at least.
func (p *Source) Some(is func(line string) bool) bool {
	for _, l := range p.Lines {
		if is(l.Text) {
			return true
		}
	}
	return false
}
