package web

import (
	"fmt"

	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Handout is the open lesson on paper: the texts and questions of all markers, the calls, and the answers on a last page.
// Only the print stylesheet shows it.
type Handout struct {
	app.Compo
	Lesson *Lesson
	Open   *lesson.Lesson // the open lesson
	Calls  int            // of the session
}

// Render draws the handout. It is empty if no lesson is open.
func (h *Handout) Render() app.UI {
	l := h.Open
	if l == nil {
		return app.Div().Class("handout")
	}
	var steps, calls, answers []app.UI
	for i, m := range l.Markers {
		step := []app.UI{app.P().Text(m.Text)}
		if m.Ask != "" {
			step = append(step, app.P().Class("asks").Text(m.Ask))
			answers = append(answers, app.Li().Value(i+1).Text(m.Answer))
		}
		steps = append(steps, app.Li().Body(step...))
	}
	session := h.Lesson.desk.session
	for n := 1; n <= min(session.Len(), rowsShown); n++ {
		c, _ := session.Call(n)
		calls = append(calls, app.Li().Body(app.Code().Text(callName(c.Call))))
	}
	return app.Div().Class("handout").Aria("hidden", "true").Body(
		app.H2().Text(l.Title), app.P().Text(l.Description),
		app.Ol().Body(steps...),
		app.H3().Text(fmt.Sprintf("The calls, on %s", seriesName(h.Lesson.desk.machine()))), app.Ol().Body(calls...),
		app.Div().Class("handout-answers").Body(app.H3().Text("Answers"), app.Ol().Body(answers...)),
	)
}
