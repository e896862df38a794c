package picture

import (
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// moment is everything that the drawing depends on, as comparable values. Rev comes first, because go-app compares
// the fields in order and Rev is the cheapest that differs.
type moment struct {
	rev                                  uint64
	task, width, inside                  int
	makesCalls, choosesTask, opensInside bool
	event                                core.Event
	view                                 *core.View
	touched                              *Touched
	detail                               Detail
}

func (k *Kernel) moment() moment {
	m := moment{
		rev: k.Rev, task: k.Task, width: k.width, inside: k.Map,
		makesCalls: k.OnAct != nil, choosesTask: k.OnTask != nil, opensInside: k.OnMap != nil, view: k.View, touched: k.Touched, detail: k.Detail,
	}
	if k.Event != nil {
		m.event = *k.Event
	}
	return m
}

// sheet is the SVG, its buttons and its text equivalent. go-app renders Kernel again after every event on the page,
// because Kernel has functions among its fields. The sheet is a separate component that is rendered only if Moment changes.
type sheet struct {
	app.Compo
	Of     *Kernel
	Moment moment
}

// Render implements app.Composer.
func (p *sheet) Render() app.UI {
	s := p.Of.scene()
	text := Words(p.Of.View)
	if e := p.Of.Touched; e != nil {
		text += " " + e.Words()
	}
	groups := make([]app.UI, len(s.buttons))
	for i, group := range s.buttons {
		buttons := make([]app.UI, len(group))
		for j := range group {
			buttons[j] = group[j].elem(p.Of, s.width, s.height)
		}
		groups[i] = app.Div().Body(buttons...)
	}
	return app.Div().Body(
		app.Div().Class("kernel-sheet").Attr("style", "--kernel-units:"+strconv.Itoa(s.width)).Body(
			s.svg(text),
			app.Div().Class("kernel-buttons").Body(groups...),
		),
		app.Details().Class("kernel-words").Body(
			app.Summary().Text("In words"),
			app.P().Text(text),
		),
	)
}
