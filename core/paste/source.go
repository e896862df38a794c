package paste

import (
	"fmt"
	"slices"
	"strings"
)

const (
	TextMiB       = 64      // largest pasted text
	TextLineLimit = 1 << 20 // most lines of a pasted text
)

// Source is a pasted text cut into lines, without the additions of mail, terminals, web pages and log collectors.
type Source struct {
	Text  string // as pasted, with line feeds
	Lines []Line

	pause func()
}

// pauseBytes is the size of the text between two pauses.
const pauseBytes = 1 << 16

// Line is one logical line of a pasted text. Quoted-printable may have split it over several lines.
type Line struct {
	Num   int    // number of its first line, from 1
	Lines int    // number of lines in the pasted text
	Text  string // "" if the line is only wrapping
}

// Note appends one note for each line of the pasted text that l covers.
func (l Line) Note(notes []Note, why string) []Note {
	for i := range l.Lines {
		notes = append(notes, Note{l.Num + i, l.Text, why})
	}
	return notes
}

// NewSource cuts text into lines. It refuses an empty text and one over the limits. It calls pause, and [Source.Some] and
// [Source.Contains] do, after every few milliseconds of work.
func NewSource(text string, pause func()) (*Source, *SyntaxError) {
	if order := utf16Order(text); order != "" {
		return nil, Place{Line: 1, Col: 1, Near: ""}.Fault("the text is in UTF-16, "+order+" endian", "save it in UTF-8, or copy and paste it")
	}
	text = WithLines(text)
	lines, fault := LinesOf(text, TextMiB)
	if fault != nil {
		return nil, fault
	}
	p := &Source{Text: text, Lines: make([]Line, 0, lines), pause: pause}
	pause()
	u := unwrapper{rest: strings.TrimPrefix(text, "\ufeff"), printable: isQuotedPrintable(text)}
	for at := len(u.rest); u.more(); {
		p.Lines = append(p.Lines, u.next())
		if at-len(u.rest) > pauseBytes {
			at = len(u.rest)
			pause()
		}
	}
	if p.First() == nil {
		return nil, Place{Line: 1, Col: 1, Near: ""}.Fault("the text is empty", TextExpected)
	}
	return p, nil
}

// LinesOf returns the number of lines in text. It fails if text has more than mib MiB or TextLineLimit lines.
func LinesOf(text string, mib int) (lines int, fault *SyntaxError) {
	if len(text) > mib<<20 {
		return 0, Place{Line: 1, Col: 1, Near: ""}.Fault(fmt.Sprintf("the text has %d bytes", len(text)), fmt.Sprintf("want at most %d MiB", mib))
	}
	if lines = 1 + strings.Count(text, "\n"); lines > TextLineLimit {
		return 0, Place{Line: 1, Col: 1, Near: ""}.Fault(fmt.Sprintf("the text has %d lines", lines), fmt.Sprintf("want at most %d", TextLineLimit))
	}
	return lines, nil
}

// First returns the first line that is not blank, or nil.
func (p *Source) First() *Line {
	for i := range p.Lines {
		if !IsBlank(p.Lines[i].Text) {
			return &p.Lines[i]
		}
	}
	return nil
}

// TextExpected lists the kinds of text that can be pasted.
const TextExpected = "want a trace of strace, calls in another format, or the bytes of a union bpf_attr"

// Contains reports whether the text as pasted contains piece.
func (p *Source) Contains(piece string) bool {
	if len(p.Text) > pauseBytes {
		p.pause()
	}
	return strings.Contains(p.Text, piece)
}

// Some reports whether is returns true for any line.
func (p *Source) Some(is func(line string) bool) bool {
	looked := 0
	for i := range p.Lines {
		line := p.Lines[i].Text
		if is(line) {
			return true
		}
		if looked += len(line) + 1; looked > pauseBytes {
			looked = 0
			p.pause()
		}
	}
	return false
}

// LineReader turns lines into a Text. It receives every line once, in order, blank lines included.
type LineReader interface {
	Line(Line)
	Finish() Text // called once, after the last line
}

// SortNotes sorts notes by line.
func SortNotes(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int { return a.Line - b.Line })
}
