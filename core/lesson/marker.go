package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// Marker is a place in the history with the sentence to say there.
type Marker struct {
	Line   int // in the lesson's text
	Call   int // numbered from 1; 0 is the boot
	Event  string
	Nth    int          // which event of that name, numbered from 1
	On     *abi.Release // overrides the link's release; nil if it does not
	Show   Show
	Map    int // the map's number, for ShowInside
	Text   string
	Ask    string   // a question, or ""
	Answer string   // hidden until it is revealed
	Claims []string // facts that hold at the step, for a test
	Step   history.Step
	Placed bool // Step is valid

	invalid bool // its line could not be parsed
}

// Show is the view next to the sentence on a presenter's screen.
type Show string

const (
	ShowKernel   Show = "kernel"   // the drawing
	ShowChecks   Show = "checks"   // the ladder of checks
	ShowReleases Show = "releases" // the result on each release
	ShowBytes    Show = "bytes"    // the attr, field by field
	ShowInside   Show = "inside"   // the contents of a map
)

var shows = []Show{ShowKernel, ShowChecks, ShowReleases, ShowBytes, ShowInside}

// parseMarker parses the text after the @: "3", "3 refcnt" or "3 refcnt 2", optionally followed by "on 4.4" and
// "show checks".
func parseMarker(line int, text string) (Marker, error) {
	m := Marker{Line: line, Show: ShowKernel}
	words := strings.Fields(text)
	if len(words) == 0 {
		return m, fmt.Errorf("missing call number: want a marker such as @ 1")
	}
	call, err := strconv.Atoi(words[0])
	if err != nil || call < 0 {
		return m, fmt.Errorf("invalid call %q: want the number of a call, or 0 for the boot", words[0])
	}
	m.Call = call
	for words = words[1:]; len(words) > 0; {
		n := 1
		switch {
		case words[0] == "on" && len(words) > 1:
			r, err := abi.ParseRelease(words[1])
			if err != nil {
				return m, err
			}
			r = core.Named(r)
			m.On, n = &r, 2
		case words[0] == "show" && len(words) > 1:
			if n, err = m.show(words[1:]); err != nil {
				return m, err
			}
		case m.Event == "" && words[0] != "on" && words[0] != "show":
			m.Event, m.Nth = words[0], 1
			if len(words) > 1 {
				if nth, err := strconv.Atoi(words[1]); err == nil {
					m.Nth, n = nth, 2
				}
			}
		default:
			return m, fmt.Errorf("unexpected %q: want @ CALL [EVENT [NUMBER]] [on RELEASE] [show VIEW]", words[0])
		}
		words = words[n:]
	}
	return m, nil
}

// show parses the words after "show" and returns the number of words used, including "show".
func (m *Marker) show(words []string) (int, error) {
	m.Show = Show(words[0])
	switch {
	case !slices.Contains(shows, m.Show):
		return 0, fmt.Errorf("invalid view %q: want one of %v", words[0], shows)
	case m.Show != ShowInside:
		return 2, nil
	case len(words) < 2:
		return 0, fmt.Errorf("missing map number: want a view such as inside 1")
	}
	nr, err := strconv.Atoi(words[1])
	if err != nil {
		return 0, fmt.Errorf("invalid map number %q: want a view such as inside 1", words[1])
	}
	m.Map = nr
	return 3, nil
}

// add appends a line to the text, question or answer of the marker.
func (m *Marker) add(line, ask string, isAsk bool, answer string, isAnswer bool) {
	claim, isClaim := strings.CutPrefix(line, "=")
	switch {
	case isClaim:
		m.Claims = append(m.Claims, strings.TrimSpace(claim))
	case isAnswer:
		m.Answer = joined(m.Answer, strings.TrimSpace(answer))
	case isAsk:
		m.Ask = joined(m.Ask, strings.TrimSpace(ask))
	case m.Answer != "" && line != "":
		m.Answer = joined(m.Answer, line)
	case m.Ask != "" && line != "":
		m.Ask = joined(m.Ask, line)
	case m.Ask == "" && (line != "" || m.Text != ""):
		m.Text = joined(m.Text, line)
	}
}

// resolve sets the step of the marker in its session.
func (m *Marker) resolve(l *Lesson, s *history.Session) error {
	m.Text = strings.TrimSpace(m.Text)
	switch {
	case m.Text == "" && m.Ask == "":
		return fmt.Errorf("marker without text: want a sentence or a question below it")
	case m.Ask != "" && m.Answer == "":
		return fmt.Errorf("question without an answer: want a line that begins with \"! \"")
	case m.Call > len(l.Link.Calls):
		return fmt.Errorf("invalid call %d: the history has %d calls", m.Call, len(l.Link.Calls))
	}
	if m.Step = (history.Step{Call: m.Call}); m.Call == 0 {
		return nil
	}
	m.Step.Event = s.Events(m.Call)
	if m.Event == "" {
		return nil
	}
	names := []string{}
	nth := 0
	for i, e := range s.Trace(m.Call).Events {
		if names = append(names, e.Name()); e.Name() == m.Event {
			if nth++; nth == m.Nth {
				m.Step.Event = i + 1
				return nil
			}
		}
	}
	if nth > 0 {
		return fmt.Errorf("invalid number %d of event %q: call %d has %d of them", m.Nth, m.Event, m.Call, nth)
	}
	slices.Sort(names)
	return fmt.Errorf("no event %q in call %d: its events are %s", m.Event, m.Call, strings.Join(slices.Compact(names), ", "))
}

// Session returns the lesson's history, replayed on the marker's release.
func (m *Marker) Session(l *Lesson) (*history.Session, error) {
	machine := l.Link.Machine
	if m.On != nil {
		machine = machine.On(*m.On)
	}
	return history.With(machine, l.Link.Calls)
}
