package web

import (
	"bpfplay/core/lesson"

	"rsc.io/qr/coding"
)

// Handout owns the open lesson on paper.
type Handout struct {
	*Screen
	lesson *Lesson
	desk   *Desk
	on     bool
	prints bool // the browser prints the page once it is drawn
	sheet  *sheet
}

// sheet is a lesson ready to be printed.
type sheet struct {
	of     *lesson.Lesson
	scenes []*scene // by marker; nil if it has none
	calls  []callWords
	more   int // calls beyond those
	link   string
	code   *coding.Code // of the link; nil if it is too long
}

// reset closes the handout.
func (h *Handout) reset() { h.on, h.prints, h.sheet = false, false, nil }

// Open shows the open lesson as it is printed.
func (h *Handout) Open() {
	if h.lesson.open != nil {
		h.on, h.panel, h.notice = true, NoPanel, Notice{}
		h.changed()
	}
}

// Close returns to the lesson.
func (h *Handout) Close() {
	h.reset()
	h.changed()
}

// Print prints the handout.
func (h *Handout) Print() { h.host.Print() }

// derive computes the handout of the open lesson, once.
func (h *Handout) derive() {
	l := h.lesson.open
	if !h.on || l == nil {
		h.reset()
		return
	}
	if h.sheet != nil && h.sheet.of == l {
		return
	}
	s := &sheet{of: l, link: h.host.Address() + "#" + alone + "/lesson=" + h.lesson.name() + ".1"}
	if code, ok := qrCode(s.link); ok {
		s.code = code
	}
	for i := range l.Markers {
		drawn, err := newScene(l, &l.Markers[i])
		if err != nil {
			drawn = nil // the history cannot be made on this kernel, which the lesson has shown
		}
		s.scenes = append(s.scenes, drawn)
		if i == 0 && drawn != nil {
			s.calls = callsOf(drawn.session)
			s.more = drawn.session.Len() - len(s.calls)
		}
	}
	h.sheet = s
	h.changed()
}

// print prints the open lesson as a handout, or the page.
func (s *Store) print() {
	if s.lesson.open == nil || s.handout.on {
		s.host.Print()
		return
	}
	s.handout.prints = true
	s.handout.Open()
}
