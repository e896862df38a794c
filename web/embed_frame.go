package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/history"
	"bpfplay/core/table"
	"bpfplay/web/picture"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Embedded is the page in a frame of another page: a sentence, the drawing, and buttons to step through some calls.
type Embedded struct {
	app.Compo
	Embed *Embed
	Rev   uint64
}

// Embed owns the range of calls in a frame.
type Embed struct {
	*Screen
	desk     *Desk
	on       bool
	from, to int // calls, counted from 1; 0 is boot; to may exceed the last call
	link     madeLink
}

// newEmbed parses the address, such as embed=1, from=2, to=5.
func newEmbed(s *Screen, desk *Desk) *Embed {
	h := s.host
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(h.Parameter(name)); err == nil && n >= 0 {
			return n
		}
		return otherwise
	}
	return &Embed{Screen: s, desk: desk, on: h.Parameter("embed") != "", from: number("from", 0), to: number("to", history.MaxCalls)}
}

// begin shows the first call of the range, or the step of the link if the address names no call.
func (e *Embed) begin() {
	e.to = min(e.to, e.desk.session.Len())
	e.from = min(e.from, e.to)
	if at := e.desk.at.Call; e.host.Parameter("from") != "" || at < e.from || at > e.to {
		e.desk.goToCall(e.from)
	}
}

// derive computes the link from the frame to the page.
func (e *Embed) derive() {
	if e.on {
		e.link.follow(e.desk, false)
	}
}

func (e *Embed) goTo(call int) { e.desk.goToCall(max(e.from, min(call, e.to))) }

func (e *Embed) next() { e.goTo(e.desk.at.Call + 1) }

func (e *Embed) back() { e.goTo(e.desk.at.Call - 1) }

// embedKeys lists all keys in a frame.
var embedKeys = table.Listed[string, func(*Embed)]{
	{"ArrowRight", (*Embed).next}, {"ArrowLeft", (*Embed).back},
	{"Home", func(e *Embed) { e.goTo(e.from) }}, {"End", func(e *Embed) { e.goTo(e.to) }},
}

// Render draws the frame.
func (e *Embedded) Render() app.UI {
	s, d := e.Embed, e.Embed.desk
	title, sentence := "The machine boots", bootSentence(d.machine())
	ret := app.UI(nil)
	if t := d.trace(); t != nil {
		title, sentence = callName(t.Call)+callArgs(t.Call), t.Sentence()
		ret = app.B().Class("ans", retClass(t.Result)).Text(shortResult(t.Result))
	}
	var dots []app.UI
	for i := s.from; i <= s.to && s.to-s.from < dotsMost; i++ {
		dots = append(dots, app.Button().Class("dot", on(i == d.at.Call)).Aria("label", fmt.Sprintf("call %d", i)).Aria("current", current(i == d.at.Call)).
			DataSet("call", strconv.Itoa(i)).OnClick(s.onNumber("call", s.goTo)))
	}
	return app.Div().Class("frame").Role("region").Aria("label", "bpfplay").Body(
		app.P().Class("frame-head").Body(app.Small().Text(fmt.Sprintf("%d of %d", d.at.Call, d.session.Len())), app.Code().ID("frame-call").Text(title), ret),
		app.P().Class("frame-sentence").ID("frame-sentence").Aria("live", "polite").Text(sentence),
		app.Div().Class("stage", "stage-kernel").Body(&picture.Kernel{View: d.view(), Event: d.event(), Rev: e.Rev, Task: -1}),
		app.Div().Class("frame-foot").Body(
			s.way("frame-back", "small", "‹", "Back (←)", d.at.Call <= s.from, s.back),
			s.way("frame-on", "main small", "›", "Next (→)", d.at.Call >= s.to, s.next),
			app.Div().Class("dots").Body(dots...),
			app.Small().Class("frame-kernel").Text(seriesName(d.machine())),
			s.outside(s.host.Address()+"#"+s.link.text, "Open in bpfplay").ID("frame-open"),
		),
	)
}
