package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// button is a button on top of the drawing.
type button struct {
	box
	style    string
	label    string // visible text
	name     string // accessible name
	title    string // tooltip
	disabled bool
	state    string // value of the attribute in stateAttrs
	do       action
}

// action is the effect of pressing a button.
type action func(k *Kernel, ctx app.Context)

func makeCall(c core.Call) action {
	return func(k *Kernel, ctx app.Context) { k.OnAct(ctx, c) }
}

func chooseTask(task int) action {
	return func(k *Kernel, ctx app.Context) { k.OnTask(ctx, task) }
}

func openInside(nr int) action {
	return func(k *Kernel, ctx app.Context) { k.OnMap(ctx, nr) }
}

func toggleList(key string) action {
	return func(k *Kernel, _ app.Context) { k.expanded[key] = !k.expanded[key] }
}

// buttonElem is the HTML element of a button. Its style places it relative to the drawing's size.
type buttonElem struct {
	app.Compo
	Of     *Kernel
	Place  string
	Button button
}

// elem returns the button's element in a drawing of the given size.
func (b button) elem(of *Kernel, width, height int) *buttonElem {
	place := "left:" + percent(b.x, width) + ";top:" + percent(b.y, height) + ";width:" + percent(b.w, width) + ";height:" + percent(b.h, height)
	return &buttonElem{Of: of, Place: place, Button: b}
}

func percent(part, whole int) string {
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 3, 64) + "%"
}

// stateAttrs are the attributes that hold the state of a button, by style.
var stateAttrs = table.Listed[string, string]{{"choose", "aria-pressed"}, {"more", "aria-expanded"}, {"inside", "aria-pressed"}}

// Render implements app.Composer.
func (e *buttonElem) Render() app.UI {
	b := e.Button
	elem := app.Button().Type("button").Class("kernel-control", "kernel-"+b.style).Attr("style", e.Place).
		Attr("aria-label", b.name).OnClick(e.press).Body(app.Text(b.label))
	if state := stateAttrs.Of(b.style); state != "" {
		elem = elem.Attr(state, b.state)
	}
	if b.title != "" {
		elem = elem.Title(b.title)
	}
	if b.disabled {
		// The attribute disabled would take the focus from the button after it is pressed.
		elem = elem.Attr("aria-disabled", "true")
	}
	return elem
}

func (e *buttonElem) press(ctx app.Context, _ app.Event) {
	if !e.Button.disabled {
		e.Button.do(e.Of, ctx)
	}
}
