package web

import (
	"strconv"

	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// CaseCard shows the open case above the history: its question and the guesses, then the question and the result.
type CaseCard struct {
	app.Compo
	Cases    *Case
	Homework *Homework
	Set      *SetHomework
	Rev      uint64
}

// Render draws the case; nothing if none is open.
func (c *CaseCard) Render() app.UI {
	open := c.Cases.here()
	if open == nil {
		return app.Div().Class("case", "empty")
	}
	body := []app.UI{
		app.Div().Class("case-head").Body(
			app.Span().Class("case-id").Text(open.ID), app.H3().Text(open.Title),
			app.Button().Class("close").ID("close-case").Aria("label", "Close the case").Title("Close the case and keep its calls").Text("×").OnClick(c.Cases.onPress(c.Cases.Close)),
		),
		app.P().Class("case-asks").ID("case-asks").TabIndex(-1).Text(open.Asks),
	}
	switch homework := c.Homework.here() != nil; {
	case homework && c.Cases.shown:
		body = append(body, c.outcome()...)
	case homework:
		body = append(body, c.questions()...)
	case c.Cases.shown:
		body = append(body, c.verdict(open))
	default:
		body = append(body, c.predict(open)...)
	}
	answered := ""
	if c.Cases.shown {
		answered = "answered"
	}
	return app.Div().Class("case", answered).Role("region").Aria("label", "Case "+open.ID).Body(body...)
}

// predict asks for a guess before the result is shown.
func (c *CaseCard) predict(open *lesson.Case) []app.UI {
	var picks []app.UI
	for _, g := range c.Cases.guesses(open) {
		picked := g == c.Cases.guess
		picks = append(picks, app.Button().Class("pill", "small", on(picked)).Aria("pressed", word(picked)).DataSet("guess", g).Text(g).OnClick(c.Cases.onData("guess", c.Cases.Guess)))
	}
	return []app.UI{
		app.P().Class("soft").ID("case-call").Text("What does call " + strconv.Itoa(open.Link.At.Call) + " return on " + kernelName(c.Cases.desk.machine()) + "?"),
		app.Div().Class("chooser").Role("group").Aria("label", "Your guess").Body(picks...),
		app.Div().Class("deeds").Body(
			app.Button().Class("pill", "main").ID("show-answer").Text("Show the answer").OnClick(c.Cases.onPress(c.Cases.ShowAnswer)),
			app.Button().Class("quiet").ID("case-homework").Text("Set as homework…").OnClick(c.Cases.onPress(c.Set.begin))),
	}
}

// verdict compares the guess with the result.
func (c *CaseCard) verdict(open *lesson.Case) app.UI {
	_, ret := c.Cases.desk.session.Call(open.Link.At.Call)
	return app.P().Class("case-verdict").ID("case-verdict").Role("status").Body(
		app.B().Class("ans", retClass(ret)).Text(shortResult(ret)), app.Text(" "+verdict(c.Cases.guess, saidAs(ret), saysOf(open))))
}

// CaseAnswer shows the explanation of an answered case and the thread's finding, after the answer of the kernel.
type CaseAnswer struct {
	app.Compo
	Cases *Case
	Rev   uint64
}

// Render draws the explanation; nothing before the result is shown.
func (c *CaseAnswer) Render() app.UI {
	open := c.Cases.here()
	if open == nil || open.Why == "" || !c.Cases.shown || c.Cases.desk.at.Call != open.Link.At.Call {
		return app.Div().Class("case-answer", "empty")
	}
	body := []app.UI{app.H3().Text("What the case shows"), app.P().Class("case-why").ID("case-why").Body(openMark(open), app.Text(open.Why))}
	if open.Message != "" {
		body = append(body, app.P().Class("case-message").ID("case-message").Body(app.Text("The log says: "), app.Code().Text(open.Message)))
	}
	if open.Elsewhere != "" {
		body = append(body, app.P().Class("case-elsewhere").Body(app.B().Text("In the thread: "+saysOf(open)+". "), app.Text(open.Elsewhere)))
	}
	links := []app.UI{app.Span().Class("soft").Text("Asked in")}
	for _, thread := range open.Threads {
		links = append(links, c.Cases.outside(thread, threadName(thread)))
	}
	return app.Div().Class("case-answer").Body(append(body, app.P().Class("case-threads").Body(links...))...)
}

// openMark marks a case that its thread does not settle.
func openMark(c *lesson.Case) app.UI {
	if !c.Open {
		return nil
	}
	return app.B().Class("case-open").Text("Not settled yet. ")
}

// verdict compares a guess with the result and with the thread.
func verdict(guess, got, said string) string {
	switch guess {
	case "":
		return ""
	case got:
		return "You guessed right."
	case said:
		return "Your guess, " + guess + ", is what the thread reports."
	}
	return "You guessed " + guess + "."
}
