package web

import (
	"strings"

	"bpfplay/core/paste"
)

// pastedLines splits a pasted text into lines, and records which belong to calls and which are unread.
type pastedLines struct {
	text   string
	starts []int          // offset of each line, then the end of the text plus 1
	inCall []bool         // the line belongs to a call
	why    map[int]string // by line, from 0: why the reader rejected it
}

func newPastedLines(text string, read *paste.Text) *pastedLines {
	l := &pastedLines{text: text, starts: make([]int, 1, 2+strings.Count(text, "\n")), why: map[int]string{}}
	for at := 0; ; {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
		l.starts = append(l.starts, at)
	}
	l.inCall = make([]bool, len(l.starts))
	l.starts = append(l.starts, len(text)+1)
	for _, c := range read.Calls {
		for n := range max(1, c.Lines) {
			l.mark(c.Line + n)
		}
		l.mark(c.Resumed)
	}
	for _, n := range read.Unread {
		l.why[n.Line-1] = n.Why
	}
	return l
}

// mark records that a line, counted from 1, belongs to a call.
func (l *pastedLines) mark(line int) {
	if line >= 1 && line <= len(l.inCall) {
		l.inCall[line-1] = true
	}
}

func (l *pastedLines) len() int { return len(l.inCall) }

// line returns a line, counted from 0.
func (l *pastedLines) line(i int) string {
	return strings.TrimSuffix(l.text[l.starts[i]:l.starts[i+1]-1], "\r")
}
