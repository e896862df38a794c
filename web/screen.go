package web

import (
	"strings"
	"time"

	"bpfplay/core/english"
)

// Screen is what every owner of a part of the page shares: which panel and column are open, the message on top, and the
// way to a redraw. Owners change their own fields and call changed; settle then computes what components draw.
type Screen struct {
	Rev    uint64 // grows whenever something else is to be drawn
	host   Host
	notice Notice
	panel  Panel
	tab    Tab
	theme  Theme

	dirty  bool                             // something changed since Rev last grew
	derive func()                           // computes what components draw from what owners hold
	opened func(closed Panel)               // runs when a panel opens or closes
	notify func()                           // asks for a redraw after a change that no handler of the page made
	told   bool                             // notify has run, and the page has not followed yet
	soon   func(d time.Duration, do func()) // runs do after d; at once if no page is mounted
}

// Notice is one message below the header: what went wrong and what to do, or what was done.
type Notice struct {
	Text   string
	Bad    bool
	Link   string // a link to copy by hand
	Reload bool   // reloading the page starts a newer version
	Undo   bool   // Undo restores the previous session
}

// Panel is a panel over the desk. At most one is open.
type Panel string

const (
	NoPanel       Panel = ""
	MachinePanel  Panel = "machine"
	ExamplesPanel Panel = "examples"
	PastePanel    Panel = "paste"
	ExportPanel   Panel = "export"
	HelpPanel     Panel = "help"
	PairPanel     Panel = "pair"
	ReleasePanel  Panel = "release"
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

// settle computes what components draw. It runs after every handler, so that Render methods only read.
func (s *Screen) settle() {
	s.derive()
	if s.dirty {
		s.dirty = false
		s.Rev++
	}
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

// Changed redraws the page after a change that no handler of it made: once for any number of changes.
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

// nextTheme goes from the system's theme to light to dark.
func (s *Screen) nextTheme() {
	s.theme = (s.theme + 1) % Theme(len(themes))
	s.changed()
}

// dismiss closes the message.
func (s *Screen) dismiss() {
	s.notice = Notice{}
	s.changed()
}
