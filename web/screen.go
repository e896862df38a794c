package web

import (
	"strings"
	"time"

	"bpfplay/core/english"
)

// Screen is the state that all owners share: the open panel and column, the notice, and the request for a redraw. Owners
// change their own fields and call changed; settle then computes the state that components draw.
type Screen struct {
	Rev    uint64 // increases whenever the screen has to change
	Typed  uint64 // increases whenever only the form has to change
	host   Host
	notice Notice
	panel  Panel
	tab    Tab
	theme  Theme
	level  Level

	dirty     bool                             // something changed since Rev last increased
	formed    bool                             // the form changed since Rev or Typed last increased
	derive    func()                           // computes the state that components draw
	opened    func(closed Panel)               // runs when a panel opens or closes
	notify    func()                           // requests a redraw after a change outside of a handler
	ranAt     time.Time                        // when run last ran
	drawsSoon bool                             // a change may not be drawn yet
	told      bool                             // notify has run, and the page has not redrawn yet
	soon      func(d time.Duration, do func()) // runs do after d, or immediately if no page is going to be mounted

	timers timers
}

// wait makes soon keep its functions until the page is mounted.
func (s *Screen) wait() { s.soon = s.timers.add }

// Notice is the message below the header: an error and its remedy, or a completed action.
type Notice struct {
	Text   string
	Bad    bool
	Link   string // a link to copy by hand
	Reload bool   // reloading the page starts a newer version
	Undo   bool   // Undo restores the previous session
	File   bool   // a button saves the desk as a file
	Back   uint64 // the desk that a button opens; 0 for none
	Gone   bool   // that desk was deleted, and the button restores it
}

// Panel is a dialog over the page. At most one is open.
type Panel string

const (
	NoPanel       Panel = ""
	MachinePanel  Panel = "machine"
	ExamplesPanel Panel = "examples"
	PastePanel    Panel = "paste"
	ExportPanel   Panel = "export"
	DesksPanel    Panel = "desks"
	HelpPanel     Panel = "help"
	PairPanel     Panel = "pair"
	ReleasePanel  Panel = "release"
	CommandPanel  Panel = "commands"
	LessonPanel   Panel = "lesson"
	HomeworkPanel Panel = "homework"
)

// Tab is the column that a narrow screen shows.
type Tab string

const (
	CallTab    Tab = "call"
	HistoryTab Tab = "history"
	KernelTab  Tab = "kernel"
)

func newScreen(h Host) *Screen {
	if h == nil {
		h = noHost{}
	}
	nothing := func() {}
	return &Screen{
		host: h, tab: CallTab, derive: nothing, notify: nothing, opened: func(Panel) {},
		soon: func(_ time.Duration, do func()) { do() },
	}
}

// changed marks the page for a redraw.
func (s *Screen) changed() { s.dirty = true }

// formChanged marks the form for a redraw: only its components, and the undo buttons, show what changed.
func (s *Screen) formChanged() { s.formed = true }

// formRev increases with every change that the form shows.
func (s *Screen) formRev() uint64 { return s.Rev + s.Typed }

// settle computes the state that components draw. It runs after every handler, so that Render methods only read.
func (s *Screen) settle() {
	s.derive()
	switch {
	case s.dirty:
		s.Rev++
	case s.formed:
		s.Typed++
	}
	s.dirty, s.formed = false, false
}

// sentence returns an error as a sentence for the screen. A name at its start keeps its spelling.
func sentence(err error) string {
	text := strings.TrimSuffix(err.Error(), ".") + "."
	if word, _, _ := strings.Cut(text, " "); word == "bpf" || strings.ContainsAny(word, "_0123456789(") {
		return text
	}
	return english.Sentence(text)
}

// fail shows an error as a message.
func (s *Screen) fail(err error) {
	s.notice = Notice{Text: sentence(err), Bad: true}
	s.changed()
}

// say shows a message. It may run outside of any handler.
func (s *Screen) say(n Notice) {
	s.notice = n
	s.Changed()
}

// Changed redraws the page after changes outside of its handlers, once for all of them.
func (s *Screen) Changed() {
	s.changed()
	if !s.told {
		s.told = true
		s.notify()
	}
}

// Open opens a panel, or closes it if it is open.
func (s *Screen) Open(p Panel) {
	if s.panel == p {
		p = NoPanel
	}
	was := s.panel
	s.panel = p
	s.opened(was)
	s.changed()
}

// close closes the open panel.
func (s *Screen) close() { s.Open(s.panel) }

// show opens a column on a narrow screen.
func (s *Screen) show(t Tab) {
	s.tab = t
	s.changed()
}

// dismiss closes the message.
func (s *Screen) dismiss() {
	s.notice = Notice{}
	s.changed()
}
