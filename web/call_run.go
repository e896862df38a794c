package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// runAction is a button that runs the call of the form.
type runAction struct {
	id    string
	label func(last, shown int) string // last is the last call, shown the shown one
	do    func(*Draft)
}

var (
	runAppend = runAction{"run-append", func(last, shown int) string {
		if last == shown {
			return "Run"
		}
		return "Append as call " + strconv.Itoa(last+1)
	}, (*Draft).Append}
	runReplace = runAction{"run-replace", func(_, shown int) string { return "Replace call " + strconv.Itoa(shown) }, (*Draft).Replace}
	runInsert  = runAction{"run-insert", func(_, shown int) string { return "Insert before call " + strconv.Itoa(shown) }, (*Draft).Insert}
)

// run returns the button that Ctrl Enter presses, and those for the other places in the history.
func (f *CallForm) run() app.UI {
	d := f.Draft
	last, shown := f.Desk.session.Len(), f.Desk.at.Call
	first, others := runAppend, []runAction{runReplace, runInsert}
	if d.replaces() {
		first, others = runReplace, []runAction{runInsert, runAppend}
	}
	body := []app.UI{
		app.Button().Class("pill", "main", "run").ID("run").Body(app.Text(first.label(last, shown)+" "), app.Small().Text("Ctrl ⏎")).OnClick(d.onPress(d.Run)),
	}
	if shown > 0 {
		for _, a := range others {
			body = append(body, app.Button().Class("pill", "small").ID(a.id).DataSet("run", a.id).Text(a.label(last, shown)).OnClick(d.onData("run", d.runAt)))
		}
	}
	return app.Div().Class("runs").Body(append(body, f.hold())...)
}

// runAt runs the call at the place that a button names.
func (d *Draft) runAt(id string) {
	for _, a := range []runAction{runAppend, runReplace, runInsert} {
		if a.id == id {
			a.do(d)
		}
	}
}
