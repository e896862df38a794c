package web

import (
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// strace is the call as strace would print it; what is typed there changes fields and bytes.
func (f *CallForm) strace() app.UI {
	d := &f.S.draft
	wrong := d.wrong[straceInput]
	text := d.text(straceInput)
	area := app.Textarea().ID(inputID(straceInput)).Class("strace").Rows(4).Spellcheck(false).
		Text(text).Attr("value", text).
		DataSet("input", straceInput).OnInput(f.onStrace).OnBlur(f.onBlur, straceInput)
	body := []app.UI{app.Label().Class("lane").For(inputID(straceInput)).Text("as strace prints it"), area}
	if wrong != "" {
		body = append(body, app.P().Class("wrong").Role("alert").Text(wrong))
	}
	return app.Div().Class("line", wrongClass(wrong)).Body(body...)
}

func (f *CallForm) onStrace(ctx app.Context, _ app.Event) {
	f.S.SetStrace(ctx.JSSrc().Get("value").String())
}

// line is the call as strace prints it. What no memory is there for cannot be shown: then the address is.
func (d *Draft) line() string {
	attr := d.Attr
	if d.room() < int(min(d.Size, uint32(len(attr)))) || d.room() == 0 {
		attr = nil
	}
	return abi.FormatBpf(d.Cmd, d.Addr, attr, d.Size, "")
}
