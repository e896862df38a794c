package dump

import (
	"bpfplay/core/paste"
	"strings"
	"unicode/utf8"
)

const dumpTextMiB = 16 // of a text of bytes, at most

// dumpText is a pasted text without what surrounds the bytes in terminals, mails and issue trackers.
type dumpText struct {
	lines []dumpLine
}

type dumpLine struct {
	num      int // from 1
	cut      int // characters taken off its front
	text     string
	prompted bool // a prompt stood before it or on the line above
}

// end is the place after the last character of the text.
func (t *dumpText) end() spot {
	if len(t.lines) == 0 {
		return spot{}
	}
	last := &t.lines[len(t.lines)-1]
	return last.place(len(last.text), "")
}

// newDumpText refuses texts over 16 MiB or 2^20 lines, and texts without any character that shows.
func newDumpText(text string) (*dumpText, *paste.SyntaxError) {
	lines, fault := paste.LinesOf(text, dumpTextMiB)
	if fault != nil {
		return nil, fault
	}
	t := &dumpText{lines: make([]dumpLine, 0, lines)}
	num := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		num++
		if !strings.HasPrefix(strings.TrimSpace(line), "```") {
			t.lines = append(t.lines, dumpLine{num: num, text: paste.PlainLine(line)})
		}
	}
	t.stripQuoteMarks()
	t.stripIndent()
	t.stripPrompts()
	if t.first() == nil {
		return nil, paste.Place{Line: 1, Col: 1, Near: ""}.Fault("the text is empty", "bytes were expected, as xxd, hexdump, od, gdb or a programming language writes them")
	}
	return t, nil
}

// first is the first line that is not blank, nil if there is none.
func (t *dumpText) first() *dumpLine {
	for i := range t.lines {
		if !paste.IsBlank(t.lines[i].text) {
			return &t.lines[i]
		}
	}
	return nil
}

// stripQuoteMarks takes off the > of a quoted mail, if every line has one.
func (t *dumpText) stripQuoteMarks() {
	if !t.allStartWith(">") {
		return
	}
	for i := range t.lines {
		t.lines[i].drop(len(t.lines[i].text) - len(strings.TrimLeft(t.lines[i].text, ">")))
		if strings.HasPrefix(t.lines[i].text, " ") {
			t.lines[i].drop(1)
		}
	}
}

// stripIndent takes off what makes a block of code in Markdown: four blanks or a tab before every line.
func (t *dumpText) stripIndent() {
	for _, indent := range []string{"\t", "    "} {
		for t.allStartWith(indent) {
			for i := range t.lines {
				t.lines[i].drop(min(len(indent), len(t.lines[i].text)))
			}
		}
	}
}

// allStartWith is false for a text without any line that shows.
func (t *dumpText) allStartWith(front string) bool {
	some := false
	for _, l := range t.lines {
		if !paste.IsBlank(l.text) {
			if !strings.HasPrefix(l.text, front) {
				return false
			}
			some = true
		}
	}
	return some
}

func (l *dumpLine) drop(n int) {
	l.cut += utf8.RuneCountInString(l.text[:n])
	l.text = l.text[n:]
}
