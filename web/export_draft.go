package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/export"
)

// exportScope is which calls are written down.
type exportScope string

const (
	allCalls  exportScope = "all"
	thisCall  exportScope = "this"
	someCalls exportScope = "some"
)

// exportDraft is what the export panel was set to, and the text that it made of it.
type exportDraft struct {
	format   string // of export.Formats; "" for the first
	scope    exportScope
	from, to int
	of       exportOf
	text     string
	wrong    string
}

// exportOf is all that a text was made of, so that it is made once.
type exportOf struct {
	session *core.Session
	calls   int
	format  string
	options export.Options
}

// exportFormat is the format that is chosen.
func (s *Store) exportFormat() export.Format {
	f, err := export.Named(s.export.format)
	if err != nil {
		return export.Formats[0]
	}
	return f
}

// exportRange is the first and the last call that are written down.
func (s *Store) exportRange() (from, to int) {
	n := s.session.Len()
	switch s.export.scope {
	case thisCall:
		return max(1, s.at.Call), max(1, s.at.Call)
	case someCalls:
		return s.export.from, s.export.to
	}
	return 1, n
}

// ExportText is the calls as they are to be written down. The error says why they cannot be.
func (s *Store) ExportText() (string, error) {
	from, to := s.exportRange()
	if s.session.Len() == 0 {
		return "", fmt.Errorf("there is nothing to write down: no call was made yet")
	}
	if from < 1 || to < from || to > s.session.Len() {
		return "", fmt.Errorf("there are no calls %d to %d: the first may be 1, the last %d", from, to, s.session.Len())
	}
	return export.Text(s.session, s.exportFormat().Name, export.Options{From: from, To: to, Link: s.ShareLink()})
}

// exported makes the text anew where it is no longer that of the desk.
func (s *Store) exported() (text, wrong string) {
	defer s.guard("write the calls down")
	from, to := s.exportRange()
	of := exportOf{s.session, s.session.Len(), s.exportFormat().Name, export.Options{From: from, To: to}}
	if d := &s.export; d.of != of {
		text, err := s.ExportText()
		d.of, d.text, d.wrong = of, text, ""
		if err != nil {
			d.wrong = err.Error()
		}
	}
	return s.export.text, s.export.wrong
}

// SetExport chooses a format.
func (s *Store) SetExport(format string) {
	s.export.format = format
	s.changed()
}

// setScope chooses which calls.
func (s *Store) setScope(scope exportScope) {
	if scope == someCalls && s.export.to == 0 {
		s.export.from, s.export.to = 1, s.session.Len()
	}
	s.export.scope = scope
	s.changed()
}

// setExportEnd changes the first or the last call of a range.
func (s *Store) setExportEnd(end *int, text string) {
	n, err := strconv.Atoi(text)
	if err != nil {
		n = 0 // ExportText says what would be right
	}
	*end = n
	s.setScope(someCalls)
}

// CopyExport puts the text on the clipboard.
func (s *Store) CopyExport() {
	text, _ := s.exported()
	s.host.Copy(text, func(ok bool) {
		s.notice = Notice{Text: fmt.Sprintf("Copied: %s, %s.", s.exportFormat().Title, english.CountOrNo(len(text), "byte"))}
		if !ok {
			s.notice = Notice{Text: "The browser does not let the text be copied: Download gives it as a file.", Bad: true}
		}
		s.Changed()
	})
}

// SaveExport offers the text as a file.
func (s *Store) SaveExport() {
	text, _ := s.exported()
	s.host.Save("bpfplay."+s.exportFormat().Ext, text)
}

// SavePicture offers the drawing of the kernel as a file.
func (s *Store) SavePicture(png bool) {
	name := "bpfplay.svg"
	if png {
		name = "bpfplay.png"
	}
	s.host.SavePicture(name, png, func(ok bool) {
		if !ok {
			s.notice = Notice{Text: "The browser could not make a file of the drawing.", Bad: true}
			s.Changed()
		}
	})
}
