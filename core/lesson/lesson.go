// Package lesson parses lessons, which lead through a history from marker to marker, and cases, which ask for the cause of a
// call's result. Both are plain text; web/lessons/README.md describes the format of lessons.
package lesson

import (
	"fmt"
	"strings"

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

// lineError returns an error about a line. Lines are numbered from 1.
func lineError(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}

// Parse parses a lesson: a title, its topic, its programs, a link, then its markers. Errors name the line.
func Parse(text string) (*Lesson, error) {
	l := &Lesson{Source: text}
	linked := false
	for i, line := range lines(text) {
		nr := i + 1
		place, isPlace := strings.CutPrefix(line, "@")
		fragment, isLink := strings.CutPrefix(line, "#")
		ask, isAsk := strings.CutPrefix(line, "?")
		answer, isAnswer := strings.CutPrefix(line, "!")
		code, isProgram := strings.CutPrefix(line, "%")
		switch {
		case isProgram && linked:
			return nil, lineError(nr, "program after the link: want it before the line that loads it")
		case isProgram:
			if err := l.programs.add(nr, code); err != nil {
				return nil, lineError(nr, "%w", err)
			}
		case isPlace && !linked:
			return nil, lineError(nr, "marker before the link: want a line such as #v1/k=6.12/create(hash,4,8,16) first")
		case isPlace:
			m, err := parseMarker(nr, place)
			if err != nil {
				return nil, err
			}
			l.Markers = append(l.Markers, m)
		case isLink && linked:
			return nil, lineError(nr, "second link: want exactly one")
		case isLink:
			parsed, err := parseLink(fragment, l.programs)
			if err != nil {
				return nil, lineError(nr, "%w", err)
			}
			l.Link, linked = parsed, true
		case len(l.Markers) == 0 && (isAsk || isAnswer):
			return nil, lineError(nr, "question or answer before the first marker: want a line such as @ 1 first")
		case len(l.Markers) > 0:
			l.Markers[len(l.Markers)-1].add(line, ask, isAsk, answer, isAnswer)
		case l.Title == "":
			l.Title = line
		default:
			l.Description = joined(l.Description, line)
		}
	}
	if l.Title == "" {
		return nil, lineError(1, "missing title: want it on the first line")
	}
	if len(l.Markers) == 0 {
		return nil, lineError(1, "missing marker: want a line such as @ 1 and, below it, a sentence")
	}
	return l, l.check()
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
	link, marker := false, false
	for _, line := range lines(text) {
		link = link || strings.HasPrefix(line, "#v1")
		marker = marker || strings.HasPrefix(line, "@ ")
	}
	return link && marker
}

// check resolves the place of every marker.
func (l *Lesson) check() error {
	l.Description = strings.TrimSpace(l.Description)
	for i := range l.Markers {
		if err := l.Markers[i].resolve(l); err != nil {
			return lineError(l.Markers[i].Line, "%w", err)
		}
	}
	return nil
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
