package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// table is the page as rows of keys and values. A value that is changed there is a real call.
func (p *MapInside) table(show *insideShown) app.UI {
	keyed := show.m.KeySize > 0 && show.Form != core.InsideBloom
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

// deletes says whether single elements of a map can be taken out by their key.
func deletes(show *insideShown) bool {
	switch show.Form {
	case core.InsideHash, core.InsideList, core.InsideTrie:
		return true
	}
	return show.Form == core.InsideArray && show.Holds == abi.HoldsMaps
}

// changes says whether values can be changed in place.
func changes(show *insideShown) bool { return show.m.KeySize > 0 && show.Holds == abi.HoldsValues }

func (p *MapInside) row(show *insideShown, i int, e core.Element, keyed bool) app.UI {
	mark := show.mark(e)
	cells := []app.UI{app.Td().Class("soft").Text(show.whereIs(e))}
	if keyed {
		cells = append(cells, app.Th().Scope("row").Body(app.Text(show.keyText(e)), app.Em().Text(mark)))
	}
	texts := show.valueTexts(e)
	for cpu, text := range texts {
		cells = append(cells, app.Td().Body(p.cell(show, i, e, cpu, text)))
	}
	if deletes(show) {
		say := "delete " + show.keyText(e)
		cells = append(cells, app.Td().Body(app.Button().Class("close").Title(say).Aria("label", say).DataSet("key", e.Key).Text("×").OnClick(p.onDelete, e.Key)))
	}
	return app.Tr().Class(lit(mark)).Body(cells...)
}

// whereIs is the place of an element, in short.
func (show *insideShown) whereIs(e core.Element) string {
	switch {
	case e.List != "":
		return fmt.Sprintf("bucket %d, %s", e.Bucket, e.List)
	case e.Bucket >= 0:
		return fmt.Sprintf("bucket %d", e.Bucket)
	case show.Form == core.InsideArray:
		return fmt.Sprintf("index %d", e.Nr)
	case show.Form == core.InsideQueue, show.Form == core.InsideStack:
		return fmt.Sprintf("%d, slot %d", e.Place, e.Nr)
	}
	return fmt.Sprintf("node %d", e.Nr)
}

// cell is a value: a button, or the input that it becomes when it is pressed.
func (p *MapInside) cell(show *insideShown, i int, e core.Element, cpu int, text string) app.UI {
	edit := p.S.inside.edit
	id := fmt.Sprintf("inside-value-%d-%d", i, cpu)
	switch {
	case e.Map != 0:
		return app.Button().Class("in-value").ID(id).DataSet("map", strconv.Itoa(e.Map)).Aria("label", "look inside "+text).Text(text).OnClick(p.onInner, e.Map)
	case !changes(show) || e.Cut > 0:
		return app.Span().Text(text)
	case edit.on && edit.key == e.Key && edit.cpu == cpu:
		return &ValueInput{S: p.S, Like: show.value.Like(), Text: text, Wrong: edit.wrong}
	}
	say := "change the value " + text
	if show.m.KeySize > 0 {
		say += " of " + show.keyText(e)
	}
	return app.Button().Class("in-value").ID(id).Title("Change it").Aria("label", say).
		DataSet("key", e.Key).DataSet("cpu", strconv.Itoa(cpu)).Text(text).OnClick(p.onEdit, e.Key, cpu)
}

// adder is the row for a new element.
func (p *MapInside) adder(show *insideShown, keyed bool) app.UI {
	if show.Holds != abi.HoldsValues {
		return nil
	}
	wrong := p.S.inside.wrong
	body := []app.UI{}
	does := "Push"
	if keyed {
		does = "Update"
		body = append(body, insideInput(newKeyInput, "The key to update", "key: "+show.key.Like(), wrong[newKeyInput]))
	}
	body = append(body,
		insideInput(newValueInput, "The new value", "value: "+show.value.Like(), wrong[newValueInput]),
		app.Button().Class("pill", "small").ID("inside-add").Text(does).OnClick(p.onAdd))
	for _, input := range []string{newKeyInput, newValueInput} {
		if w := wrong[input]; w != "" {
			body = append(body, wrongSays(input, w))
		}
	}
	return app.Div().Class("in-adder").Body(body...)
}

// who says by whose descriptor the calls are made.
func (p *MapInside) who(show *insideShown) app.UI {
	task := p.S.draft.Task
	says := fmt.Sprintf("Task %d has no descriptor of this map, so it cannot change it.", task)
	if fd, ok := p.S.holderOf(task, show.m.Nr); ok {
		says = fmt.Sprintf("A change is a call of task %d on descriptor %d, at the end of the history.", task, fd)
	}
	return app.P().Class("in-aside").Text(says)
}

func (p *MapInside) onEdit(ctx app.Context, _ app.Event) {
	data := ctx.JSSrc().Get("dataset")
	if cpu, err := strconv.Atoi(data.Get("cpu").String()); err == nil {
		p.S.EditValue(data.Get("key").String(), cpu)
	}
}

func (p *MapInside) onDelete(ctx app.Context, _ app.Event) {
	p.S.DeleteKey(ctx.JSSrc().Get("dataset").Get("key").String())
}

func (p *MapInside) onAdd(app.Context, app.Event) {
	value := func(id string) string {
		if e := app.Window().GetElementByID(id); e.Truthy() {
			return e.Get("value").String()
		}
		return ""
	}
	p.S.AddElement(value(newKeyInput), value(newValueInput))
}

// ValueInput is the input that a value becomes while it is changed.
type ValueInput struct {
	app.Compo
	S     *Store
	Like  string
	Text  string
	Wrong string
}

// OnMount gives it the keyboard.
func (v *ValueInput) OnMount(ctx app.Context) {
	if in := ctx.JSSrc().Call("querySelector", "input"); in.Truthy() {
		in.Call("focus")
		in.Call("select")
	}
}

// Render draws the input, and what is wrong with what was typed.
func (v *ValueInput) Render() app.UI {
	body := []app.UI{insideInput(editInput, "The new value", v.Like, v.Wrong).Value(v.Text).OnChange(v.onChange).OnBlur(v.onBlur)}
	if v.Wrong != "" {
		body = append(body, wrongSays(editInput, v.Wrong))
	}
	return app.Div().Class("in-edit").Body(body...)
}

func (v *ValueInput) onChange(ctx app.Context, _ app.Event) {
	v.S.SetValue(ctx.JSSrc().Get("value").String())
}

func (v *ValueInput) onBlur(app.Context, app.Event) { v.S.LeaveValue() }
