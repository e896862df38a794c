package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Start owns the first minute: an example that has run on a current kernel, and doors to other ways in. It ends with the
// first change of the history.
type Start struct {
	*Screen
	desk  *Desk
	past  *Past
	shelf *Shelf
}

// firstExample is the example of the first minute, at the call before the close.
const firstExample = "v1/k=6.12/w(10000000,01000000040000000800000010000000000000000000000000000000666c6f777300000000000000000000000000000000)/bpf(0,10000000,48)" +
	"/w(10001000,07000000)/w(10002000,4600000000000000)/update_elem(3,0x10001000,0x10002000,0)" +
	"/w(10001000,08000000)/w(10002000,5000000000000000)/update_elem(3,0x10001000,0x10002000,0)" +
	"/w(10001000,09000000)/w(10002000,5a00000000000000)/update_elem(3,0x10001000,0x10002000,0)" +
	"/w(10001000,07000000)/lookup_elem(3,0x10001000,0x10004000)/close(3)/at=5"

// exampleCalls is the number of its calls.
const exampleCalls = 6

// begin opens the example.
func (s *Start) begin() {
	l, err := link.Parse(firstExample)
	if err == nil {
		s.desk.example, err = history.With(l.Machine, l.Calls)
	}
	if err != nil {
		panic(fmt.Sprintf("BUG: the first example: %v", err))
	}
	s.desk.put(s.desk.example)
	s.desk.follow.form(l.Machine)
	s.desk.goTo(l.At)
	s.desk.editShown()
	s.tab = HistoryTab
	s.past.restart()
}

// leave returns to an empty desk, for a link.
func (s *Start) leave() {
	if s.on() {
		s.end()
		s.desk.boot(core.NewMachine(abi.Seed))
		s.past.restart()
	}
}

// on reports whether the example is on the desk, unchanged.
func (s *Start) on() bool { return s.desk.showsExample() }

// showsExample reports whether the desk has the first example, unchanged.
func (d *Desk) showsExample() bool {
	return d.example != nil && d.session == d.example && d.session.Len() == exampleCalls
}

// beginsExample reports whether the example is at its first step, which needs no link.
func (d *Desk) beginsExample() bool {
	return d.showsExample() && d.at == (history.Step{Call: exampleCalls - 1, Event: d.session.Events(exampleCalls - 1)})
}

// class is the class of the desk in the first minute.
func (s *Start) class() string {
	if s.on() {
		return "starting"
	}
	return ""
}

// end ends the first minute; the example stays.
func (s *Start) end() {
	s.desk.example = nil
	s.changed()
}

// door is a way in.
type door struct {
	id, title, key string
	says           func() string
	open           func(*Start)
}

// doors are the ways in, in the order on screen.
var doors = []door{
	{"fill", "Fill in a call", "", func() string {
		return "Choose a command, set its fields, and run it on any of 15 releases."
	}, (*Start).fill},
	{"paste", "Paste a trace", "Ctrl V", func() string {
		return "strace, a hex dump, syzkaller, C or bpftool. Or drop a file on this page."
	}, func(s *Start) { s.Open(PastePanel) }},
	{"lesson", "Take a lesson", "", func() string {
		return fmt.Sprintf("A few minutes each: inside a hash, a lost update, who holds a map. %d lessons.", lessonCount)
	}, func(s *Start) { s.openShelf(lessonShelf) }},
	{"break", "Break something on purpose", "", func() string {
		return fmt.Sprintf("Predict the errno of %s from public threads.", english.Count(caseCount, "real mistake"))
	}, func(s *Start) { s.openShelf(caseShelf) }},
	{"seed", "The kernel where bpf() began", "2014", func() string {
		return "September 2014, commit 99c55f7d47c0: one command, an attr of 16 bytes, and no map type yet."
	}, func(s *Start) { _ = s.desk.Load(Examples[0].Link) }}, // an error is shown as a notice
}

// fill shows an empty form, whose call follows those of the example.
func (s *Start) fill() {
	s.end()
	s.desk.Last()
	s.desk.follow.form(s.desk.machine())
	s.show(CallTab)
	s.soon(drawnWithin, func() { s.host.Focus("picker") })
}

func (s *Start) openShelf(at shelf) {
	s.shelf.turn(string(at))
	s.Open(ExamplesPanel)
}

// enter opens a door.
func (s *Start) enter(id string) {
	for _, d := range doors {
		if d.id == id {
			d.open(s)
		}
	}
}

// Doors shows the ways in, in place of the form of a call.
type Doors struct {
	app.Compo
	Start *Start
	Rev   uint64
}

// Render draws a button for each door; nothing after the first minute.
func (d *Doors) Render() app.UI {
	if !d.Start.on() {
		return app.Div().Class("doors", "empty")
	}
	body := []app.UI{app.H2().Text("Start here")}
	for _, row := range doors {
		body = append(body, app.Button().Class("door").ID("door-"+row.id).DataSet("door", row.id).Body(
			app.B().Text(row.title), app.Kbd().Text(row.key), app.Span().Text(row.says()),
		).OnClick(d.Start.onData("door", d.Start.enter)))
	}
	return app.Div().Class("doors").Body(body...)
}

// lead introduces the example above the history; nil after the first minute.
func (s *Start) lead() app.UI {
	if !s.on() {
		return nil
	}
	return app.Div().Class("start-lead").ID("start-lead").Body(
		app.H2().Text("A map comes and goes"),
		app.P().Body(app.Text("Six calls create a map, write three elements, read one back, and close the descriptor. "),
			app.B().Text("Step to call 6 and watch refcnt in the kernel.")))
}

// next steps to the call that closes the descriptor, or to the worker that frees the map.
func (s *Start) next() {
	if s.desk.at.Call < exampleCalls {
		s.desk.NextCall()
		return
	}
	s.end()
	_, _ = s.desk.Do(core.Call{Op: core.OpWork}) // an error is shown as a notice
}

// foot returns the next step of the example, below the history; nil after the first minute.
func (s *Start) foot() app.UI {
	if !s.on() {
		return nil
	}
	title, asks := "Step to call 6", "When is the map's memory freed: now, or later?"
	switch call := s.desk.at.Call; {
	case call < exampleCalls-1:
		title = fmt.Sprintf("Step to call %d", call+1)
	case call == exampleCalls:
		title, asks = "Run the worker", "refcnt is 0, but the map waits on the work queue: a kworker frees it."
	}
	return app.Div().Class("start-foot").Body(
		app.Button().Class("pill", "main").ID("start-next").Text(title+" →").OnClick(s.onPress(s.next)), app.Span().Text(asks))
}
