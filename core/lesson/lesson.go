// Package lesson reads what a teacher writes: lessons, which lead through a history from marker to marker, and cases,
// which ask why one call was refused. Both are plain text; web/lessons/README.md says how they are written.
package lesson

import (
	"fmt"
	"strings"

	"bpfplay/core"
)

// Lesson is a history with markers.
type Lesson struct {
	Title   string
	Says    string // one sentence: what it is about
	Link    core.Link
	Markers []Marker // in the order in which they are shown; at least one
}

// lineError is what is wrong with a line, counted from 1.
func lineError(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}

// Parse reads a lesson: a title, a sentence, a link, then its markers. The error names the line, what is wrong with it,
// and what would be right.
func Parse(text string) (*Lesson, error) {
	l := &Lesson{}
	linked := false
	for i, line := range lines(text) {
		nr := i + 1
		place, isPlace := strings.CutPrefix(line, "@")
		link, isLink := strings.CutPrefix(line, "#")
		ask, isAsk := strings.CutPrefix(line, "?")
		answer, isAnswer := strings.CutPrefix(line, "!")
		switch {
		case isPlace && !linked:
			return nil, lineError(nr, "a marker stands before the link that it is a place in: a line such as #v1/k=6.12/create(hash,4,8,16) is expected first")
		case isPlace:
			m, err := parseMarker(nr, place)
			if err != nil {
				return nil, err
			}
			l.Markers = append(l.Markers, m)
		case isLink && linked:
			return nil, lineError(nr, "this is a second link: a lesson has one history")
		case isLink:
			parsed, err := core.ParseLink(link)
			if err != nil {
				return nil, lineError(nr, "%w", err)
			}
			l.Link, linked = parsed, true
		case len(l.Markers) == 0 && (isAsk || isAnswer):
			return nil, lineError(nr, "a question stands before the first marker: a line such as @ 1 is expected first")
		case len(l.Markers) > 0:
			l.Markers[len(l.Markers)-1].add(line, ask, isAsk, answer, isAnswer)
		case l.Title == "":
			l.Title = line
		default:
			l.Says = joined(l.Says, line)
		}
	}
	if l.Title == "" {
		return nil, lineError(1, "a lesson begins with its title")
	}
	if len(l.Markers) == 0 {
		return nil, lineError(1, "this lesson has no marker: a line such as @ 1, and under it what to say, is expected")
	}
	return l, l.check()
}

// Looks says whether a text looks like a lesson: a line that is a link, and one that is a marker.
func Looks(text string) bool {
	link, marker := false, false
	for _, line := range lines(text) {
		link = link || strings.HasPrefix(line, "#v1")
		marker = marker || strings.HasPrefix(line, "@ ")
	}
	return link && marker
}

// check finds the place of every marker.
func (l *Lesson) check() error {
	l.Says = strings.TrimSpace(l.Says)
	for i := range l.Markers {
		if err := l.Markers[i].resolve(l); err != nil {
			return lineError(l.Markers[i].Line, "%w", err)
		}
	}
	return nil
}

// lines are the lines of a text without the blanks around them.
func lines(text string) []string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// joined puts a line behind a text; an empty one begins a new paragraph.
func joined(text, line string) string {
	switch {
	case text == "" || strings.HasSuffix(text, "\n"):
		return text + line
	case line == "":
		return text + "\n\n"
	}
	return text + " " + line
}
