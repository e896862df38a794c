package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// leaves returns the page buttons if the map has several pages.
func (p *MapInside) leaves(show *insideShown) app.UI {
	if show.First && show.Next == 0 {
		return app.Div().Class("in-leaves", "empty")
	}
	var body []app.UI
	for i, leaf := range leafs {
		b := app.Button().Class("key").ID(leaf.id).Title(leaf.label).Aria("label", leaf.label).DataSet("leaf", strconv.Itoa(i)).Text(leaf.sign).OnClick(p.Inside.onNumber("leaf", p.leaf))
		if leaf.off(show.Inside) {
			b = b.Aria("disabled", "true")
		}
		body = append(body, b)
	}
	if place := places.Of(show.Form); place != "" {
		body = append(body, app.Label().Body(app.Text("go to "+place+" "),
			insideInput(jumpInput, "Show the page that starts at this "+place, strconv.FormatUint(show.Start(), 10), p.Inside.wrong[jumpInput]).OnChange(p.Inside.onValue(p.Inside.Jump))))
	}
	body = append(body, app.Span().Class("soft").ID("inside-where").Text(show.Range()))
	if wrong := p.Inside.wrong[jumpInput]; wrong != "" {
		body = append(body, wrongSays(jumpInput, wrong))
	}
	return app.Div().Class("in-leaves").Body(body...)
}

func (p *MapInside) leaf(i int) {
	if page := p.Inside.page(); i >= 0 && i < len(leafs) && page != nil && !leafs[i].off(page) {
		p.Inside.Leaf(leafs[i].to)
	}
}
