package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// HandoutPage is the page of a handout: the calls, each step with its drawing and question, and the answers on a last page.
type HandoutPage struct {
	app.Compo
	Handout *Handout
	Rev     uint64
}

// OnMount prints the page if the user has asked for it.
func (p *HandoutPage) OnMount(ctx app.Context) {
	ctx.Defer(func(app.Context) { p.Handout.run(p.printDrawn) })
}

func (p *HandoutPage) printDrawn() {
	if h := p.Handout; h.prints {
		h.prints = false
		h.host.Print()
	}
}

// Render draws the handout.
func (p *HandoutPage) Render() app.UI {
	h := p.Handout
	s := h.sheet
	return app.Div().Class("handing").Body(
		app.Div().Class("handout-bar").Role("region").Aria("label", "Printing").Body(
			app.Button().Class("pill").ID("handout-back").Text("‹ Back to the lesson").OnClick(h.onPress(h.Close)),
			app.Span().Class("soft").Text("The answers are on the last page, so that you can keep it."),
			app.Button().Class("pill", "main").ID("handout-print").Text("Print").OnClick(h.onPress(h.Print)),
		),
		app.Main().Class("handout").ID("handout").Body(
			s.head(),
			app.H2().Text("The calls"), s.callTable(false),
			app.H2().Text("The steps"), app.Ol().Class("handout-steps").Body(s.steps()...),
			s.answers(),
		),
	)
}

// head returns the title, the introduction, and the link of the lesson.
func (s *sheet) head() app.UI {
	link := []app.UI{app.P().Class("handout-link").Text(s.link)}
	if s.code != nil {
		link = []app.UI{app.Div().Class("handout-qr").Body(qrDrawing(s.code)), app.P().Text("The lesson on the page")}
	}
	return app.Div().Class("handout-head").Body(
		app.Div().Body(app.H1().Text(s.of.Title), app.P().Class("handout-topic").Text(s.of.Description),
			app.P().Class("handout-name").Body(app.Span().Text("Name"), app.Span().Text("Date"))),
		app.Div().Class("handout-way").Body(link...),
	)
}

// callTable lists the calls. The readers fill in the results, unless they are shown.
func (s *sheet) callTable(results bool) app.UI {
	var rows []app.UI
	for i, c := range s.calls {
		result := ""
		if results {
			result = c.result
		}
		task := ""
		if c.task != 0 {
			task = "task " + strconv.Itoa(c.task) + ": "
		}
		rows = append(rows, app.Tr().Body(app.Th().Scope("row").Text(strconv.Itoa(i+1)), app.Td().Body(app.Text(task), app.Code().Text(c.call)), app.Td().Class("handout-result").Body(app.Code().Text(result))))
	}
	if s.more > 0 {
		rows = append(rows, app.Tr().Body(app.Td(), app.Td().Text("and "+english.Count(s.more, "more call")), app.Td()))
	}
	return app.Table().Class("handout-calls").Body(
		app.THead().Body(app.Tr().Body(app.Th().Scope("col").Text("#"), app.Th().Scope("col").Text("Call on "+seriesName(s.of.Link.Machine)), app.Th().Scope("col").Text("Result"))),
		app.TBody().Body(rows...))
}

// steps returns each step with its drawing, its text and its question.
func (s *sheet) steps() []app.UI {
	var steps []app.UI
	for i := range s.of.Markers {
		m := &s.of.Markers[i]
		var step []app.UI
		if drawn := s.scenes[i]; drawn != nil {
			step = append(step, app.P().Class("handout-where").Text(drawn.names()))
		}
		step = append(step, app.P().Text(m.Text))
		if drawn := s.scenes[i]; drawn != nil {
			step = append(step, drawn.stage())
		}
		if m.Ask != "" {
			step = append(step, app.P().Class("handout-ask").Text(m.Ask), app.Div().Class("handout-lines").Aria("hidden", "true"))
		}
		steps = append(steps, app.Li().Body(step...))
	}
	return steps
}

// answers returns the last page: the answers by step, and the results of the calls.
func (s *sheet) answers() app.UI {
	var answers []app.UI
	for i, m := range s.of.Markers {
		if m.Ask != "" {
			answers = append(answers, app.Div().Body(app.Dt().Text(fmt.Sprintf("Step %d. %s", i+1, m.Ask)), app.Dd().Text(m.Answer)))
		}
	}
	return app.Div().Class("handout-answers").ID("handout-answers").Role("region").Aria("label", "Answers").Body(
		app.H2().Text("Answers: "+s.of.Title), app.Dl().Body(answers...), s.callTable(true))
}
