package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawing returns the drawing of the page, the inner maps to open, and the text equivalent.
func (p *MapInside) drawing(show *insideShown) app.UI {
	return app.Div().Class("in-drawn").Body(
		show.Draw(),
		p.inner(show),
		app.Details().Class("kernel-words").Body(app.Summary().Text("In words"), app.P().Text(show.Words())),
	)
}

// inner returns buttons that open the inner maps of a map of maps.
func (p *MapInside) inner(show *insideShown) app.UI {
	var links []app.UI
	seen := map[int]bool{}
	for _, e := range show.Elements {
		if e.Map != 0 && !seen[e.Map] {
			seen[e.Map] = true
			nr := strconv.Itoa(e.Map)
			links = append(links, app.Button().Class("pill", "small").DataSet("map", nr).Aria("label", "Look inside map "+nr).Text("map "+nr).OnClick(p.Inside.onNumber("map", p.Inside.OpenMap)))
		}
	}
	if links == nil {
		return nil
	}
	return app.Div().Class("in-links").Body(append([]app.UI{app.Span().Class("soft").Text("Open")}, links...)...)
}
