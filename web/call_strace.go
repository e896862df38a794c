package web

import (
	"bpfplay/core/strace"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// strace returns the input for the call as strace prints it. Editing it changes fields and bytes.
func (f *CallForm) strace() app.UI {
	d := f.Draft
	wrong := d.wrong[straceInput]
	text := d.text(straceInput)
	area := app.Textarea().ID(inputID(straceInput)).Class("strace").Rows(4).Spellcheck(false).
		Text(text).Attr("value", text).
		DataSet("input", straceInput).OnInput(d.onValue(d.SetStrace)).OnBlur(d.onData("input", d.Leave))
	body := []app.UI{
		app.Label().Class("lane").For(inputID(straceInput)).Text("As strace prints it"),
		app.Div().Class("strace-box").Body(area, app.Pre().Class("strace", "strace-mirror").Aria("hidden", "true")),
	}
	if wrong != "" {
		body = append(body, app.P().Class("wrong").Role("alert").Text(wrong))
	}
	return app.Div().Class("line", wrongClass(wrong)).Body(body...)
}

// line returns the call as strace prints it, with the address if the attr is not in the task's memory.
func (d *draftCall) line() string {
	attr := d.Attr
	if d.room() < int(min(d.Size, uint32(len(attr)))) || d.room() == 0 {
		attr = nil
	}
	return strace.Format(d.Cmd, d.Addr, attr, d.Size, "")
}
