package paste

import (
	"fmt"
	"strings"
)

const (
	textMiB       = 64      // of a pasted text, at most
	textLineLimit = 1 << 20 // lines of it
)

// pasted is a text cut into lines, without what mail, terminals, web pages and collectors of logs put around them.
type pasted struct {
	text  string // as it was pasted
	lines []textLine
}

// textLine is one line of a pasted text. Quoted-printable may have cut it into several.
type textLine struct {
	num   int    // of its first line, from 1
	lines int    // how many lines of the text it takes
	text  string // "" for a line that is nothing but wrapping
}

// note is what is said about a line as a whole: one note for each line that it takes in the text.
func (l textLine) note(notes []Note, why string) []Note {
	for i := range l.lines {
		notes = append(notes, Note{l.num + i, l.text, why})
	}
	return notes
}

func newPasted(text string) (*pasted, *SyntaxError) {
	lines, fault := linesOf(text, textMiB)
	if fault != nil {
		return nil, fault
	}
	p := &pasted{text: text, lines: make([]textLine, 0, lines)}
	u := unwrapper{rest: strings.TrimPrefix(text, "\ufeff"), printable: isQuotedPrintable(text)}
	for u.more() {
		p.lines = append(p.lines, u.next())
	}
	if p.first() == nil {
		return nil, dumpPlace{1, 1, ""}.fault("the text is empty", textExpected)
	}
	return p, nil
}

// linesOf is how many lines a text has; it is a fault if they or their bytes are too many.
func linesOf(text string, mib int) (lines int, fault *SyntaxError) {
	if len(text) > mib<<20 {
		return 0, dumpPlace{1, 1, ""}.fault(fmt.Sprintf("the text has %d bytes", len(text)), fmt.Sprintf("at most %d MiB are read", mib))
	}
	if lines = 1 + strings.Count(text, "\n"); lines > textLineLimit {
		return 0, dumpPlace{1, 1, ""}.fault(fmt.Sprintf("the text has %d lines", lines), fmt.Sprintf("at most %d are read", textLineLimit))
	}
	return lines, nil
}

// first is the first line that shows something, nil if there is none.
func (p *pasted) first() *textLine {
	for i := range p.lines {
		if !isBlank(p.lines[i].text) {
			return &p.lines[i]
		}
	}
	return nil
}

// textExpected is what a text may be.
const textExpected = "a trace of strace, calls in another form, or the bytes of a union bpf_attr were expected"

// contains says whether a piece stands anywhere in the text, as it was pasted.
func (p *pasted) contains(piece string) bool { return strings.Contains(p.text, piece) }

// some says whether is holds for one line at least.
func (p *pasted) some(is func(line string) bool) bool {
	for _, l := range p.lines {
		if is(l.text) {
			return true
		}
	}
	return false
}
