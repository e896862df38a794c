package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
)

// UseDesk replaces the history of the lesson by that of the desk.
func (a *Author) UseDesk() {
	line := "#" + a.desk.Link().Readable()
	lines := strings.Split(a.now.text, "\n")
	if i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "#") }); i >= 0 {
		lines[i] = line
	} else {
		at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "@") })
		if at < 0 {
			at = len(lines)
		}
		lines = slices.Insert(lines, at, line, "")
	}
	a.replace(strings.Join(lines, "\n"))
}

// AddMarker adds a marker at the step that the desk shows, after the marker at the cursor.
func (a *Author) AddMarker() {
	lines := strings.Split(strings.TrimRight(a.now.text, "\n"), "\n")
	at := len(lines)
	if next := a.marker + 1; a.marker >= 0 && next < len(a.markers()) {
		at = min(at, a.read.Markers[next].Line-1)
	}
	lines = slices.Insert(lines, at, a.desk.markerHere(), wrapped(a.desk.sentenceHere()))
	if at > 0 && strings.TrimSpace(lines[at-1]) != "" {
		lines = slices.Insert(lines, at, "")
		at++
	}
	a.line = at + 1
	a.replace(strings.Join(lines, "\n"))
	a.host.GoToLine(authorInput, a.line)
}

// markerHere returns the line of a marker at the shown step.
func (d *Desk) markerHere() string {
	line := fmt.Sprintf("@ %d", d.at.Call)
	t := d.lookInside()
	if t == nil || d.at.Event == len(t.Events) || d.at.Event == 0 {
		if t != nil && t.Result < 0 {
			line += " show checks"
		}
		return line
	}
	name := t.Events[d.at.Event-1].Name()
	nth := 0
	for _, e := range t.Events[:d.at.Event] {
		if e.Name() == name {
			nth++
		}
	}
	if line += " " + name; nth > 1 {
		line += fmt.Sprintf(" %d", nth)
	}
	return line
}

// sentenceHere returns a sentence about the shown step.
func (d *Desk) sentenceHere() string {
	t := d.lookInside()
	switch {
	case t == nil:
		return bootSentence(d.machine())
	case t.Sentence() == "":
		return callName(t.Call) + " returns " + shortResult(t.Result) + "."
	}
	return t.Sentence()
}

// wrapMost is the length of a line of a new lesson, in bytes, so that it fits into the editor.
const wrapMost = 64

// wrapped returns a text in lines.
func wrapped(text string) string {
	var b strings.Builder
	room := wrapMost
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case len(word) < room:
			b.WriteByte(' ')
			room--
		default:
			b.WriteByte('\n')
			room = wrapMost
		}
		b.WriteString(word)
		room -= len(word)
	}
	return b.String() + "\n"
}

// draftMost is the maximum number of markers of a new lesson.
const draftMost = 12

// draftLesson returns the text of a lesson about the history: a marker for each of the first calls, and a question about the
// last of them.
func (d *Desk) draftLesson() string {
	session, l := d.session, d.Link().Readable()
	n := min(session.Len(), draftMost)
	if n == 0 {
		return "Title of the lesson\nOne or two sentences that introduce it.\n\n#" + l + "\n\n@ 0\n" + bootSentence(d.machine()) + "\n? A question?\n! Its answer.\n"
	}
	var b strings.Builder
	b.WriteString("Title of the lesson\nOne or two sentences that introduce it.\n\n#" + l + "\n")
	for i := 1; i <= n; i++ {
		t := session.Trace(i)
		says := t.Sentence()
		if says == "" {
			says = callName(t.Call) + callArgs(t.Call)
		}
		line := fmt.Sprintf("\n@ %d", i)
		if t.Result < 0 && t.Call.Op == core.OpBpf {
			line += " show checks"
		}
		if i == n {
			b.WriteString(line + "\n" + wrapped(fmt.Sprintf("%s is call %d.", callName(t.Call), i)) + "? What does it return?\n" +
				wrapped("! "+strings.TrimPrefix(shortResult(t.Result), "= ")+". "+says))
			break
		}
		b.WriteString(line + "\n" + wrapped(says))
	}
	return b.String()
}
