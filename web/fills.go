package web

import (
	"fmt"
	"strconv"

	"bpfplay/core/match"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// traced returns the difference between the call and its pasted text, and inputs for memory that the text omits.
func (l *Ladder) traced() []app.UI {
	n := l.Of.Desk.at.Call
	c, _ := l.Of.Desk.session.Call(n)
	var body []app.UI
	if c.Inferred {
		body = append(body, app.P().Class("soft").ID("inferred-note").Text("The text does not show this call. It was inferred from the calls around it."))
	}
	if how, said := l.Of.Traced.saying(n); how == saysOther {
		words := "≠ The text says " + shortResult(said) + ". " + l.Of.Traced.wouldSay(n)
		body = append(body, app.P().Class("differs").ID("differs-note").Text(words))
	}
	if from, at, ok := l.Of.Traced.chosenByte(n); ok {
		body = append(body, app.P().Class("soft").ID("chosen-byte").Text(fmt.Sprintf("The text hides the attr from byte %d on, which is not all zero there. Byte %d was set for it.", from, at)))
	}
	body = append(body, &CauseList{Traced: l.Of.Traced, Releases: l.Of.Releases, Fixes: l.Of.Fixes, Desk: l.Of.Desk, Rev: l.Rev})
	for _, p := range l.Of.Traced.otherPieces(n) {
		body = append(body, app.P().Class("differs").Text("≠ The text shows other memory in "+p.Name()+": "+p.Why+"."))
	}
	for i, f := range l.Of.Traced.fills(n) {
		if at := writeAt(c.Call, f); at >= 0 && f.Field != nil && !f.Output {
			body = append(body, l.fill(i, f, c.Writes[at].Bytes))
		}
	}
	return body
}

// fillShown is the maximum size of filled-in memory that can be edited.
const fillShown = 1024

// fill returns the input for memory that the text omits.
func (l *Ladder) fill(i int, f match.Fill, bytes []byte) app.UI {
	if len(bytes) > fillShown {
		return app.P().Class("soft").Text(fmt.Sprintf("%s: %d bytes were filled in because the text does not show them.", f.Field.Name, len(bytes)))
	}
	traced, n := l.Of.Traced, l.Of.Desk.at.Call
	id := "fill-" + strconv.Itoa(n) + "-" + strconv.Itoa(i)
	body := []app.UI{
		app.Label().For(id).Body(app.Code().Text(f.Field.Name), app.Text(" filled in")).Title("The text does not show this memory"),
		app.Input().Type("text").ID(id).Class("fill").Spellcheck(false).Value(value.Hex.Format(bytes)).DataSet("fill", i).OnChange(traced.onElement(l.setFill)),
	}
	if wrong := traced.fillWrong; wrong.call == n && wrong.fill == i {
		body = append(body, app.P().Class("wrong").Role("alert").Text(wrong.why))
	}
	return app.Div().Class("filled").Body(body...)
}

func (l *Ladder) setFill(el element) {
	if i, ok := el.number("fill"); ok {
		l.Of.Traced.SetFill(l.Of.Desk.at.Call, i, el.typed())
	}
}
