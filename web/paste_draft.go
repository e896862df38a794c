package web

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
)

// PasteDraft is the text in the paste panel and what it was read as.
type PasteDraft struct {
	Text  string
	shown string // what the panel was opened with
	As    string // what it was read as, in words; "" where it could not be read
	Wrong string
	notes []string
	attr  []byte
	line  *paste.StraceCall
}

// pasteMost is how long a text may be, so that reading it never makes the page wait.
const pasteMost = 1 << 19

// SetPaste reads what was pasted, a dump or a line of strace, without using it yet.
func (s *Store) SetPaste(text string) {
	defer s.changed()
	s.paste = PasteDraft{Text: text, shown: s.paste.shown}
	p := &s.paste
	if strings.TrimSpace(text) == "" {
		return
	}
	if len(text) > pasteMost {
		p.Wrong = fmt.Sprintf("that is a text of %d bytes: at most %d are read here, which is far more than an attr needs", len(text), pasteMost)
		return
	}
	if strings.Contains(text, "bpf(") {
		line, err := paste.ReadStraceCall(text)
		if err != nil {
			p.Wrong = err.Error()
			return
		}
		p.As, p.line, p.notes = "a line of strace: "+line.Cmd.String(), &line, line.Lost
		return
	}
	dump, err := paste.ReadDump(text)
	if err == nil {
		err = fits(dump.Records[0])
	}
	if err != nil {
		p.Wrong = err.Error()
		return
	}
	p.attr = dump.Records[0]
	p.As = fmt.Sprintf("%s, %d bytes", dump.Format, len(p.attr))
	if n := len(dump.Records); n > 1 {
		p.notes = append(p.notes, fmt.Sprintf("The text holds %d dumps; the first is taken.", n))
	}
	for _, n := range dump.Notes {
		p.notes = append(p.notes, fmt.Sprintf("Line %d, %q: %s", n.Line, n.Text, n.Why))
	}
}

// UsePaste puts what was read into the form.
func (s *Store) UsePaste() {
	defer s.changed()
	p := s.paste
	switch {
	case p.line != nil:
		s.takeStrace(*p.line)
		s.draft.settle("")
	case p.attr != nil:
		s.draft.setAttr(p.attr)
	default:
		return
	}
	s.open, s.tab = NoPanel, CallTab
	s.paste = PasteDraft{}
}
