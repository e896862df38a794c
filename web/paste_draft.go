package web

import (
	"fmt"
	"strings"
	"time"

	"bpfplay/core/english"
	"bpfplay/core/lesson"
	"bpfplay/core/paste"
)

// Paste owns the text in the paste panel and the work on it.
type Paste struct {
	*Screen
	desk   *Desk
	draft  *Draft
	course *Lesson // opens a lesson that was pasted
	agreed *Traced
	author *Author // edits it
	pasted
	work  work
	stage pasteStage // of work
	beat  int        // increases to redraw the progress
}

// pasted is a text and its parsed form.
type pasted struct {
	Text     string
	size     string // of Text, in words
	File     string // the file name; "" for typed or pasted text
	opened   bool   // not typed: of a file, dropped, or pasted outside the input
	Format   string // one of paste.Formats; "" to detect the format
	On       string // the release to replay on; "" for the one that agrees best
	As       string // the format and size in words; "" if the text could not be read
	Wrong    string
	read     *paste.Text
	lines    *pastedLines
	lesson   *lesson.Lesson
	isLesson bool // the text looks like one
}

// InputMost is the maximum size in bytes of an opened text in the input, whose layout would take longer than reading the text.
// Longer texts appear only in the preview.
const InputMost = 1 << 18

// inInput returns the text in the input.
func (p *pasted) inInput() string {
	if p.opened && len(p.Text) > InputMost {
		return ""
	}
	return p.Text
}

// Set reads a pasted or typed text.
func (s *Paste) Set(text string) {
	s.set(pasted{Text: text}, typingTime)
}

// Open opens the panel with the text of a dropped or chosen file, or one pasted outside the input (name is "").
func (s *Paste) Open(name, text string) {
	s.panel = PastePanel
	s.set(pasted{Text: text, File: name, opened: true}, soonest)
	s.host.SetValue("paste-text", s.inInput())
}

// SetFormat sets the format to read the text as; "" recognises it.
func (s *Paste) SetFormat(format string) {
	s.Format = format
	s.set(s.pasted, soonest)
}

// SetRelease chooses the release to replay on; "" for the one that agrees best.
func (s *Paste) SetRelease(name string) {
	s.On = name
	s.changed()
}

// panelChanged stops a replay when its panel closes, because the user no longer wants the session replaced.
func (s *Paste) panelChanged(closed Panel) {
	if closed == PastePanel && s.at(replaying) {
		s.stopWork()
	}
}

// set starts to read a text; a long text after a delay.
func (s *Paste) set(p pasted, wait time.Duration) {
	p.As, p.Wrong, p.read, p.lines, p.lesson, p.isLesson = "", "", nil, nil, nil, false
	if p.File == "" && p.Format == "" {
		p.Format = s.Format
	}
	p.On, p.Text = s.On, paste.WithLines(p.Text)
	p.size = size(p.Text)
	s.pasted = p
	s.work.stop()
	defer s.changed()
	if strings.TrimSpace(p.Text) == "" {
		return
	}
	if strings.HasPrefix(p.Text, "\x7fELF") {
		s.Wrong = "This is a compiled object, which bpfplay does not load. Paste the strace of its loader here, or the output of llvm-objdump -d into the instructions of BPF_PROG_LOAD."
		return
	}
	if lesson.Looks(p.Text) {
		s.isLesson = true
		_ = s.Guard("read a pasted text", s.readLesson) // a panic is shown as a notice
		return
	}
	s.beginReading(wait)
}

func (s *Paste) readLesson() {
	p := &s.pasted
	l, err := lesson.Parse(p.Text)
	if err != nil {
		p.Wrong = "Invalid lesson: " + err.Error() + "."
		return
	}
	p.lesson, p.As = l, "a lesson, “"+l.Title+"”, "+english.Count(len(l.Markers), "marker")
}

// take stores the calls of a text.
func (p *pasted) take(t paste.Text) {
	p.read, p.lines = &t, newPastedLines(p.Text, &t)
	switch {
	case len(t.Calls) == 0 && len(t.Unread) > 0:
		n := t.Unread[0]
		p.Wrong = fmt.Sprintf("%s: no line could be read. Line %d, %q: %s.", t.Format, n.Line, shortLine(n.Text), n.Why)
	case len(t.Calls) == 0:
		p.Wrong = fmt.Sprintf("%s: no calls found.", t.Format)
	case t.Bytes:
		if err := fits(t.Calls[0].Attr); err != nil {
			p.Wrong = sentence(err)
			return
		}
		p.As = fmt.Sprintf("%s, %s", t.Format, english.Count(len(t.Calls[0].Attr), "byte"))
		if n := len(t.Calls); n > 1 {
			p.As += fmt.Sprintf(", the first of %d dumps", n)
		}
	default:
		p.As = fmt.Sprintf("%s, %s", t.Format, english.Count(len(t.Calls), "call"))
	}
}

// shortMost is the maximum length of a quoted line.
const shortMost = 120

func shortLine(line string) string {
	if r := []rune(line); len(r) > shortMost {
		return string(r[:shortMost]) + "…"
	}
	return line
}

// fitsForm reports whether the text can go into the form: it is bytes or one bpf call.
func (p *pasted) fitsForm() bool {
	return p.As != "" && p.read != nil && (p.read.Bytes || len(p.read.Calls) == 1 && p.read.Calls[0].Name == "bpf")
}

// fitsHistory reports whether the text can be replayed.
func (p *pasted) fitsHistory() bool { return p.As != "" && p.read != nil }

// Use puts the call of the text into the form.
func (s *Paste) Use() {
	p := s.pasted
	if !p.fitsForm() {
		return
	}
	defer s.changed()
	if c := &p.read.Calls[0]; p.read.Bytes {
		s.draft.setAttr(c.Attr)
	} else {
		s.draft.takeCall(c)
	}
	s.panel, s.tab = NoPanel, CallTab
	s.forget()
}

// forget empties the panel.
func (s *Paste) forget() {
	s.pasted = pasted{}
	s.work.stop()
	s.host.SetValue("paste-text", "")
}

// EditLesson opens the pasted lesson in the editor, also if it has errors.
func (s *Paste) EditLesson() {
	text := s.Text
	s.forget()
	s.author.Import(text)
}

// useText does what the main button of the panel does.
func (s *Paste) useText() {
	switch {
	case s.work.job != nil:
	case s.isLesson:
		s.UseLesson()
	case s.replays():
		s.Replay()
	default:
		s.Use()
	}
}

// UseLesson opens the pasted lesson.
func (s *Paste) UseLesson() {
	if l := s.lesson; l != nil {
		s.forget()
		s.course.Begin(l)
	}
}
