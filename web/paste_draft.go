package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/lesson"
	"bpfplay/core/paste"
)

// PasteDraft is the text in the paste panel and what it was read as.
type PasteDraft struct {
	Text   string
	File   string // the name of the file that it came in; "" where it was typed or pasted
	Format string // one of paste.Formats that it is to be read as; "" to find it
	On     string // the release to replay it on; "" for the one that agrees best
	As     string // what it was read as, in words; "" where it could not be read
	Wrong  string
	read   *paste.Text
	lines  *pastedLines
	lesson *lesson.Lesson
	shown  string // what the input was last given to show
	work   pasteWork
}

// inputMost is up to how many bytes a text that came in a file is put into the input too. Longer ones are below it only.
const inputMost = 1 << 18

// SetPaste reads what was pasted or typed, without using it yet.
func (s *Store) SetPaste(text string) {
	s.setPaste(PasteDraft{Text: text, shown: s.paste.shown}, typingTime)
}

// OpenText opens the paste panel with a text that was dropped, or chosen as a file of that name.
func (s *Store) OpenText(name, text string) {
	s.open = PastePanel
	shown := text
	if len(text) > inputMost {
		shown = ""
	}
	s.host.SetValue("paste-text", shown)
	s.setPaste(PasteDraft{Text: text, File: name, shown: shown}, soonest)
}

// SetPasteFormat overrules what the text was recognised as; "" recognises it again.
func (s *Store) SetPasteFormat(format string) {
	s.paste.Format = format
	s.setPaste(s.paste, soonest)
}

// setPaste begins to read a text; a long one after a while.
func (s *Store) setPaste(p PasteDraft, wait time.Duration) {
	p.As, p.Wrong, p.read, p.lines, p.lesson = "", "", nil, nil, nil
	if p.File == "" && p.Format == "" {
		p.Format = s.paste.Format
	}
	p.On, p.work = s.paste.On, pasteWork{turn: s.paste.work.turn + 1}
	s.paste = p
	defer s.changed()
	if strings.TrimSpace(p.Text) == "" {
		return
	}
	if lesson.Looks(p.Text) {
		s.readLesson()
		return
	}
	s.beginReading(wait)
}

func (s *Store) readLesson() {
	p := &s.paste
	l, err := lesson.Parse(p.Text)
	if err != nil {
		p.Wrong = "this looks like a lesson, but: " + err.Error()
		return
	}
	p.lesson, p.As = l, "a lesson, “"+l.Title+"”, "+english.CountOrNo(len(l.Markers), "marker")
}

// take keeps what a text was read as.
func (p *PasteDraft) take(t paste.Text) {
	p.read, p.lines = &t, newPastedLines(p.Text, &t)
	switch {
	case len(t.Calls) == 0 && len(t.Unread) > 0:
		n := t.Unread[0]
		p.Wrong = fmt.Sprintf("%s: nothing of it could be read. Line %d, %q: %s.", t.Format, n.Line, english.Shorten(n.Text, shortMost), n.Why)
	case len(t.Calls) == 0:
		p.Wrong = fmt.Sprintf("%s: there is no call in it.", t.Format)
	case t.Bytes:
		if err := fits(t.Calls[0].Attr); err != nil {
			p.Wrong = err.Error()
			return
		}
		p.As = fmt.Sprintf("%s, %s", t.Format, english.CountOrNo(len(t.Calls[0].Attr), "byte"))
		if n := len(t.Calls); n > 1 {
			p.As += fmt.Sprintf(", the first of %d dumps", n)
		}
	default:
		p.As = fmt.Sprintf("%s, %s", t.Format, english.CountOrNo(len(t.Calls), "call"))
	}
}

// fitsHistory says whether what was read can be replayed.
func (p *PasteDraft) fitsHistory() bool { return p.As != "" && p.read != nil }

// UsePaste puts what was read into the form.
func (s *Store) UsePaste() {
	p := s.paste
	if !p.fitsForm() {
		return
	}
	defer s.changed()
	if c := &p.read.Calls[0]; p.read.Bytes {
		s.draft.setAttr(c.Attr)
	} else {
		s.takeCall(c)
	}
	s.open, s.tab = NoPanel, CallTab
	s.forgetPaste()
}

// forgetPaste empties the panel.
func (s *Store) forgetPaste() {
	s.paste = PasteDraft{work: pasteWork{turn: s.paste.work.turn + 1}}
	s.host.SetValue("paste-text", "")
}

// takeCall puts a call of a text into the form, with the memory behind its pointers.
func (s *Store) takeCall(c *paste.Call) {
	d := &s.draft
	d.settle("")
	d.Op, d.Cmd, d.Size, d.Addr = core.OpBpf, c.Cmd, c.Size, c.Addr
	if c.Attr == nil {
		return
	}
	d.Attr, d.Addr, d.buffers = slices.Clone(c.Attr), core.ArenaStart, map[string][]byte{}
	for _, m := range c.Memory {
		if m.Field != nil {
			d.takeBuffer(core.Write{Addr: m.Field.Value(d.Attr), Bytes: m.Bytes})
		}
	}
}

// UseLesson begins the lesson that was read.
func (s *Store) UseLesson() {
	if l := s.paste.lesson; l != nil {
		s.forgetPaste()
		s.BeginLesson(l)
	}
}

// shortMost is how many characters of a line a message shows.
const shortMost = 121

// fitsForm says whether what was read can go into the form: bytes, or one call of bpf.
func (p *PasteDraft) fitsForm() bool {
	return p.As != "" && p.read != nil && (p.read.Bytes || len(p.read.Calls) == 1 && p.read.Calls[0].Name == "bpf")
}
