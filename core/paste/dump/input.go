package dump

import (
	"strings"
	"unicode/utf8"

	"bpfplay/core/paste"
)

const maxMiB = 1 // largest text

// input is a pasted text without what surrounds the bytes in terminals, mails and issue trackers.
type input struct {
	lines []line
}

type line struct {
	num      int // from 1
	cut      int // characters removed from its front
	text     string
	prompted bool // it followed a prompt, on its line or the line above
}

// end returns the spot after the last character.
func (t *input) end() spot {
	if len(t.lines) == 0 {
		return spot{}
	}
	last := &t.lines[len(t.lines)-1]
	return last.place(len(last.text), "")
}

// newInput refuses texts over maxMiB or 2^20 lines, and blank texts.
func newInput(text string) (*input, *paste.SyntaxError) {
	text = paste.WithLines(text)
	lines, fault := paste.LinesOf(text, maxMiB)
	if fault != nil {
		return nil, fault
	}
	t := &input{lines: make([]line, 0, lines)}
	num := 0
	for text := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
		num++
		if !strings.HasPrefix(strings.TrimSpace(text), "```") {
			t.lines = append(t.lines, line{num: num, text: paste.PlainLine(text)})
		}
	}
	t.stripQuoteMarks()
	t.stripIndent()
	t.stripPrompts()
	if t.first() == nil {
		return nil, paste.Place{Line: 1, Col: 1, Near: ""}.Fault("the text is empty", "want bytes as printed by xxd, hexdump, od, gdb or a programming language")
	}
	return t, nil
}

// first returns the first line that is not blank, or nil.
func (t *input) first() *line {
	for i := range t.lines {
		if !paste.IsBlank(t.lines[i].text) {
			return &t.lines[i]
		}
	}
	return nil
}

// stripQuoteMarks removes the > of a quoted mail if every line has one.
func (t *input) stripQuoteMarks() {
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

// stripIndent removes the indent of a Markdown code block: four blanks or a tab before every line.
func (t *input) stripIndent() {
	for _, indent := range []string{"\t", "    "} {
		for t.allStartWith(indent) {
			for i := range t.lines {
				t.lines[i].drop(min(len(indent), len(t.lines[i].text)))
			}
		}
	}
}

// allStartWith reports whether every line that is not blank starts with front, and at least one exists.
func (t *input) allStartWith(front string) bool {
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

func (l *line) drop(n int) {
	l.cut += utf8.RuneCountInString(l.text[:n])
	l.text = l.text[n:]
}
