package lesson

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Marker is a place in the history at which something is said.
type Marker struct {
	Line   int // in the lesson's text
	Call   int // counted from 1; 0 is the boot
	Event  string
	Nth    int          // of the events of that name, counted from 1
	On     *abi.Release // another kernel than that of the link; nil: none
	Show   Show
	Map    int // of ShowInside: the number of the map
	Text   string
	Ask    string // a question; "" for none
	Answer string // hidden until it is asked for
	Step   core.Step
}

// Show is what a presenter's screen has beside the sentence.
type Show string

const (
	ShowKernel   Show = "kernel"   // the drawing
	ShowChecks   Show = "checks"   // the ladder of checks
	ShowReleases Show = "releases" // what each release answers
	ShowBytes    Show = "bytes"    // the attr, field by field
	ShowInside   Show = "inside"   // the inside of a map
)

var shows = []Show{ShowKernel, ShowChecks, ShowReleases, ShowBytes, ShowInside}

// parseMarker reads what stands behind the @: "3", "3 refcnt", "3 refcnt 2", each with "on 4.4" and "show checks" behind.
func parseMarker(line int, text string) (Marker, error) {
	m := Marker{Line: line, Show: ShowKernel}
	words := strings.Fields(text)
	if len(words) == 0 {
		return m, lineError(line, "a marker says at which call: @ 1 would be right")
	}
	call, err := strconv.Atoi(words[0])
	if err != nil || call < 0 {
		return m, lineError(line, "a marker is at %q: the number of a call would be right, 0 for the boot", words[0])
	}
	m.Call = call
	for words = words[1:]; len(words) > 0; {
		n := 1
		switch {
		case words[0] == "on" && len(words) > 1:
			r, err := abi.ParseRelease(words[1])
			if err != nil {
				return m, lineError(line, "%w", err)
			}
			r = core.Named(r)
			m.On, n = &r, 2
		case words[0] == "show" && len(words) > 1:
			if n, err = m.show(words[1:]); err != nil {
				return m, lineError(line, "%w", err)
			}
		case m.Event == "" && words[0] != "on" && words[0] != "show":
			m.Event, m.Nth = words[0], 1
			if len(words) > 1 {
				if nth, err := strconv.Atoi(words[1]); err == nil {
					m.Nth, n = nth, 2
				}
			}
		default:
			return m, lineError(line, "%q was not expected: @ CALL, then the name of an event and which of them, on RELEASE, show WHAT", words[0])
		}
		words = words[n:]
	}
	return m, nil
}

// show reads what stands behind show, and gives how many words that takes with it.
func (m *Marker) show(words []string) (int, error) {
	m.Show = Show(words[0])
	switch {
	case !slices.Contains(shows, m.Show):
		return 0, fmt.Errorf("there is no %q to show: one of %v would be right", words[0], shows)
	case m.Show != ShowInside:
		return 2, nil
	case len(words) < 2:
		return 0, fmt.Errorf("which map? show inside 1 would be right")
	}
	nr, err := strconv.Atoi(words[1])
	if err != nil {
		return 0, fmt.Errorf("%q is no number of a map: show inside 1 would be right", words[1])
	}
	m.Map = nr
	return 3, nil
}

// add puts a line into the part of the marker that it belongs to.
func (m *Marker) add(line, ask string, isAsk bool, answer string, isAnswer bool) {
	switch {
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

// resolve finds the step of the marker.
func (m *Marker) resolve(l *Lesson) error {
	m.Text = strings.TrimSpace(m.Text)
	switch {
	case m.Text == "" && m.Ask == "":
		return fmt.Errorf("this marker says nothing: a sentence or a question is expected under it")
	case m.Ask != "" && m.Answer == "":
		return fmt.Errorf("this marker asks and does not answer: a line that begins with ! is expected")
	case m.Call > len(l.Link.Calls):
		return fmt.Errorf("there is no call %d: the history has %d", m.Call, len(l.Link.Calls))
	}
	s, err := m.Session(l)
	if err != nil {
		return err
	}
	if m.Step = (core.Step{Call: m.Call}); m.Call == 0 {
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
	slices.Sort(names)
	return fmt.Errorf("call %d has %d events %q, and number %d is wanted; it has %s", m.Call, nth, m.Event, m.Nth, strings.Join(slices.Compact(names), ", "))
}

// Session is the lesson's history on the marker's kernel.
func (m *Marker) Session(l *Lesson) (*core.Session, error) {
	machine := l.Link.Machine
	if m.On != nil {
		machine = machine.On(*m.On)
	}
	return core.With(machine, l.Link.Calls)
}
