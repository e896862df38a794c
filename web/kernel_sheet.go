package web

import (
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// picMoment is all that a drawing follows, so that one that is already there can be told from one to come.
type picMoment struct {
	view        *core.View
	event       core.Event
	rev         uint64
	task, width int
	inside      int
	acts, picks bool
}

func (k *KernelPicture) moment() picMoment {
	m := picMoment{view: k.View, rev: k.Rev, task: k.Task, width: k.width, inside: k.Map, acts: k.OnAct != nil, picks: k.OnTask != nil}
	if k.Event != nil {
		m.event = *k.Event
	}
	return m
}

// KernelSheet is the drawing itself, its knobs and its words. It is a component of its own because a picture has
// handlers among its fields, so that go-app renders it anew with every key that is pressed anywhere; the sheet is
// rendered only where Stamp has grown.
type KernelSheet struct {
	app.Compo
	Of    *KernelPicture
	Stamp int
}

func (p *KernelSheet) Render() app.UI {
	s := p.Of.scene()
	words := Words(p.Of.View)
	groups := make([]app.UI, len(s.knobs))
	for i, group := range s.knobs {
		knobs := make([]app.UI, len(group))
		for j := range group {
			knobs[j] = group[j].knob(p.Of, s.width, s.height)
		}
		groups[i] = app.Div().Body(knobs...)
	}
	return app.Div().Body(
		app.Div().Class("kernel-sheet").Attr("style", "--kernel-units:"+strconv.Itoa(s.width)).Body(
			s.svg(words),
			app.Div().Class("kernel-knobs").Body(groups...),
		),
		app.Details().Class("kernel-words").Body(
			app.Summary().Text("In words"),
			app.P().Text(words),
		),
	)
}
