// Package lesson parses lessons, which lead through a history from marker to marker, and cases, which ask for the cause of a
// call's result. Both are plain text; web/lessons/README.md describes the format of lessons.
package lesson

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// Lesson is a history with markers.
type Lesson struct {
	Name        string // in links; "" if the lesson is not of the course
	Source      string // the text that was parsed
	Title       string
	Description string // the topic, in a sentence or two
	Link        link.Link
	Markers     []Marker // in order of presentation; at least one

	programs programs
}

// Error is an error in a line of a text.
type Error struct {
	Line int // from 1
	Err  error
}

func (e Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e Error) Unwrap() error { return e.Err }

// lineError returns an error about a line. Lines are numbered from 1.
func lineError(line int, format string, args ...any) error {
	return Error{line, fmt.Errorf(format, args...)}
}

// Parse parses a lesson: a title, its topic, its programs, a link, then its markers. The error is the first of Read.
func Parse(text string) (*Lesson, error) {
	l, wrong := Read(text)
	if len(wrong) > 0 {
		return nil, wrong[0]
	}
	return l, nil
}

// Read parses a lesson and returns all its errors, by line. The lesson has what could be read; a marker with an error is not
// Placed.
func Read(text string) (l *Lesson, wrong []Error) {
	r := reader{Lesson: &Lesson{Source: text}}
	for i, line := range lines(text) {
		r.line(i+1, line)
	}
	l = r.Lesson
	l.Description = strings.TrimSpace(l.Description)
	switch {
	case l.Title == "":
		r.fail(1, "missing title: want it on the first line")
	case !r.linked && len(r.wrong) == 0:
		r.fail(1, "missing link: want a line such as #v1/k=6.12/create(hash,4,8,16)")
	case len(l.Markers) == 0 && len(r.wrong) == 0:
		r.fail(1, "missing marker: want a line such as @ 1 and, below it, a sentence")
	}
	if r.linked {
		r.place()
	}
	slices.SortStableFunc(r.wrong, func(a, b Error) int { return a.Line - b.Line })
	return l, r.wrong
}

// reader reads a lesson line by line.
type reader struct {
	*Lesson
	tried  bool // a line with a link was read
	linked bool // it is valid
	wrong  []Error
}

func (r *reader) fail(line int, format string, args ...any) {
	r.wrong = append(r.wrong, Error{line, fmt.Errorf(format, args...)})
}

// line reads a line.
func (r *reader) line(nr int, line string) {
	place, isPlace := strings.CutPrefix(line, "@")
	fragment, isLink := strings.CutPrefix(line, "#")
	ask, isAsk := strings.CutPrefix(line, "?")
	answer, isAnswer := strings.CutPrefix(line, "!")
	code, isProgram := strings.CutPrefix(line, "%")
	switch {
	case isProgram && r.tried:
		r.fail(nr, "program after the link: want it before the line that loads it")
	case isProgram:
		if err := r.programs.add(nr, code); err != nil {
			r.fail(nr, "%w", err)
		}
	case isPlace:
		if !r.tried {
			r.fail(nr, "marker before the link: want a line such as #v1/k=6.12/create(hash,4,8,16) first")
		}
		m, err := parseMarker(nr, place)
		if err != nil {
			r.fail(nr, "%w", err)
		}
		m.invalid = err != nil
		r.Markers = append(r.Markers, m)
	case isLink && r.tried:
		r.fail(nr, "second link: want exactly one")
	case isLink:
		parsed, err := parseLink(fragment, r.programs)
		if err != nil {
			r.fail(nr, "%w", err)
		}
		r.Link, r.tried, r.linked = parsed, true, err == nil
	case len(r.Markers) == 0 && (isAsk || isAnswer):
		r.fail(nr, "question or answer before the first marker: want a line such as @ 1 first")
	case len(r.Markers) > 0:
		r.Markers[len(r.Markers)-1].add(line, ask, isAsk, answer, isAnswer)
	case r.Title == "":
		r.Title = line
	default:
		r.Description = joined(r.Description, line)
	}
}

// place resolves the place of every marker.
func (r *reader) place() {
	sessions := map[abi.Release]*history.Session{}
	for i := range r.Markers {
		m := &r.Markers[i]
		if m.invalid {
			continue
		}
		release := r.Link.Machine.Release
		if m.On != nil {
			release = *m.On
		}
		s := sessions[release]
		if s == nil {
			var err error
			if s, err = m.Session(r.Lesson); err != nil {
				r.fail(m.Line, "%w", err)
				continue
			}
			sessions[release] = s
		}
		if err := m.resolve(r.Lesson, s); err != nil {
			r.fail(m.Line, "%w", err)
			continue
		}
		m.Placed = true
	}
	for _, s := range sessions {
		s.Close()
	}
}

// parseLink parses a link that may load programs, and runs it to report a call that cannot be made.
func parseLink(text string, progs programs) (link.Link, error) {
	text, err := progs.expand(text)
	if err != nil {
		return link.Link{}, err
	}
	l, err := link.Parse(text)
	if err != nil {
		return l, err
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		return l, fmt.Errorf("this link cannot be opened: %w", err)
	}
	s.Close()
	return l, nil
}

// Looks reports whether text looks like a lesson: it has a line with a link and a line with a marker.
func Looks(text string) bool {
	if !strings.Contains(text, "#v1") || !strings.Contains(text, "@ ") {
		return false // soon, for a long text
	}
	link, marker := false, false
	for _, line := range lines(text) {
		link = link || strings.HasPrefix(line, "#v1")
		marker = marker || strings.HasPrefix(line, "@ ")
	}
	return link && marker
}

// lines returns the lines of text without leading and trailing space.
func lines(text string) []string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// joined appends a line to text. An empty line starts a new paragraph.
func joined(text, line string) string {
	switch {
	case text == "" || strings.HasSuffix(text, "\n"):
		return text + line
	case line == "":
		return text + "\n\n"
	}
	return text + " " + line
}
