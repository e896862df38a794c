package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/inside"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// table returns the page as rows of keys and values. Changing a value runs a real call.
func (p *MapInside) table(show *insideShown) app.UI {
	keyed := show.View.KeySize > 0 && show.Form != core.InsideBloom
	head := []app.UI{app.Th().Scope("col").Text("where")}
	if keyed {
		head = append(head, app.Th().Scope("col").Text("key"))
	}
	switch {
	case show.CPUs > 0:
		for cpu := range show.CPUs {
			head = append(head, app.Th().Scope("col").Text("cpu "+strconv.Itoa(cpu)))
		}
	default:
		head = append(head, app.Th().Scope("col").Text("value"))
	}
	if deletes(show) {
		head = append(head, app.Th().Scope("col").Aria("label", "delete"))
	}
	var rows []app.UI
	for i, e := range show.Elements {
		if !e.Branch {
			rows = append(rows, p.row(show, i, e, keyed))
		}
	}
	body := []app.UI{app.Div().Class("in-scroll").Body(app.Table().Class("in-table").ID("inside-table").Body(
		app.THead().Body(app.Tr().Body(head...)), app.TBody().Body(rows...)))}
	if show.Form == core.InsideBloom {
		body = nil
	}
	return app.Div().Class("in-tabled").Body(append(body, p.adder(show, keyed), p.who(show))...)
}

// deletes reports whether single elements of a map can be deleted by key.
func deletes(show *insideShown) bool {
	switch show.Form {
	case core.InsideHash, core.InsideList, core.InsideTrie:
		return true
	}
	return show.Form == core.InsideArray && show.Holds == abi.HoldsMaps
}

// changes reports whether values can be changed in place.
func changes(show *insideShown) bool { return show.View.KeySize > 0 && show.Holds == abi.HoldsValues }

func (p *MapInside) row(show *insideShown, i int, e core.Element, keyed bool) app.UI {
	mark := show.Mark(e)
	cells := []app.UI{app.Td().Class("soft").Text(show.Location(e))}
	if keyed {
		cells = append(cells, app.Th().Scope("row").Body(app.Text(show.KeyText(e)), app.Em().Text(mark)))
	}
	texts := show.ValueTexts(e)
	for cpu, text := range texts {
		cells = append(cells, app.Td().Body(p.cell(show, i, e, cpu, text)))
	}
	if deletes(show) {
		say := "Delete " + show.KeyText(e)
		cells = append(cells, app.Td().Body(app.Button().Class("close").Title(say).Aria("label", say).DataSet("key", e.Key).Text("×").OnClick(p.Inside.onData("key", p.Inside.DeleteKey))))
	}
	return app.Tr().Class(inside.LitClass(mark)).Body(cells...)
}

// cell returns a value: a button or, after a press, an input.
func (p *MapInside) cell(show *insideShown, i int, e core.Element, cpu int, text string) app.UI {
	in := p.Inside
	edit := in.edit
	id := fmt.Sprintf("inside-value-%d-%d", i, cpu)
	switch {
	case e.Map != 0:
		return app.Button().Class("in-value").ID(id).DataSet("map", strconv.Itoa(e.Map)).Aria("label", "Look inside "+text).Text(text).OnClick(in.onNumber("map", in.OpenMap))
	case !changes(show) || e.Cut > 0:
		return app.Span().Text(text)
	case edit.on && edit.key == e.Key && edit.cpu == cpu:
		return &ValueInput{Inside: in, Like: show.Value.Example(), Text: text, Wrong: edit.wrong}
	}
	say := "Change the value " + text
	if show.View.KeySize > 0 {
		say += " of " + show.KeyText(e)
	}
	return app.Button().Class("in-value").ID(id).Title("Change the value").Aria("label", say).
		DataSet("key", e.Key).DataSet("cpu", strconv.Itoa(cpu)).Text(text).OnClick(in.onElement(p.edit))
}

// adder returns the row for a new element.
func (p *MapInside) adder(show *insideShown, keyed bool) app.UI {
	if show.Holds != abi.HoldsValues {
		return nil
	}
	wrong := p.Inside.wrong
	body := []app.UI{}
	does := "Push"
	if keyed {
		does = "Update"
		body = append(body, insideInput(newKeyInput, "Key to update", "key: "+show.Key.Example(), wrong[newKeyInput]))
	}
	body = append(body,
		insideInput(newValueInput, "New value", "value: "+show.Value.Example(), wrong[newValueInput]),
		app.Button().Class("pill", "small").ID("inside-add").Text(does).OnClick(p.Inside.onPress(p.add)))
	for _, input := range []string{newKeyInput, newValueInput} {
		if w := wrong[input]; w != "" {
			body = append(body, wrongSays(input, w))
		}
	}
	return app.Div().Class("in-adder").Body(body...)
}

// who returns the task that runs the calls.
func (p *MapInside) who(show *insideShown) app.UI {
	return app.P().Class("in-aside").Text(show.changer)
}

func (p *MapInside) edit(el element) {
	if cpu, ok := el.number("cpu"); ok {
		p.Inside.EditValue(el.data("key"), cpu)
	}
}

func (p *MapInside) add() {
	typed := func(id string) string {
		if e := app.Window().GetElementByID(id); e.Truthy() {
			return e.Get("value").String()
		}
		return ""
	}
	p.Inside.AddElement(typed(newKeyInput), typed(newValueInput))
}

// ValueInput is the input of a value that is being changed.
type ValueInput struct {
	app.Compo
	Inside *Inside
	Like   string
	Text   string
	Wrong  string
}

// OnMount focuses the input.
func (v *ValueInput) OnMount(ctx app.Context) {
	if in := ctx.JSSrc().Call("querySelector", "input"); in.Truthy() {
		in.Call("focus")
		in.Call("select")
	}
}

// Render draws the input and its error.
func (v *ValueInput) Render() app.UI {
	body := []app.UI{insideInput(editInput, "New value", v.Like, v.Wrong).Value(v.Text).OnChange(v.Inside.onValue(v.Inside.SetValue)).OnBlur(v.Inside.onPress(v.Inside.LeaveValue))}
	if v.Wrong != "" {
		body = append(body, wrongSays(editInput, v.Wrong))
	}
	return app.Div().Class("in-edit").Body(body...)
}
