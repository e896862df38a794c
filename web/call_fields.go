package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// fields returns the lines for the command's fields, then those for the attr's address and size.
func (f *CallForm) fields() []app.UI {
	d := f.Draft
	release := f.Desk.machine().Release
	var rows, more []app.UI
	newer := 0
	if row := d.row(); row != nil {
		for i, field := range row.Fields {
			has := field.Since <= release || row.Since > release
			switch {
			case !has:
				newer++
				more = append(more, f.field(i, field, true))
			case field.Offset >= int(d.Size) && field.Offset >= len(d.Attr):
				more = append(more, f.field(i, field, false))
			default:
				rows = append(rows, f.field(i, field, false))
			}
		}
	}
	if len(more) > 0 {
		rows = append(rows, app.Button().Class("more").ID("newer").Aria("expanded", word(d.newer)).
			Text(moreTitle(len(more), newer, d.newer)).OnClick(d.onPress(d.toggleNewer)))
		if d.newer {
			rows = append(rows, app.Div().Class("newer").Body(more...))
		}
	}
	rows = append(rows, &suggestions{})
	where := f.input(addrInput, "ptr", d.SetAddr)
	size := f.input(sizeInput, "u32", d.SetSize)
	rows = append(rows, app.Div().Class("beside").Body(where, size), f.about())
	return append(rows, f.needs()...)
}

func moreTitle(n, newer int, open bool) string {
	switch {
	case open:
		return "Fewer fields"
	case newer == n:
		return english.Count(n, "field") + " of newer kernels…"
	case newer > 0:
		return fmt.Sprintf("%s, %d of newer kernels…", english.Count(n, "more field"), newer)
	}
	return english.Count(n, "more field") + "…"
}

// fieldLists are the suggestions for fields of a kind.
var fieldLists = []struct {
	id      string
	kind    abi.Kind
	options func() []app.UI
}{
	{"list-flags", abi.KindMapFlags, func() []app.UI {
		var options []app.UI
		for _, f := range abi.MapFlags {
			options = append(options, app.Option().Value(f.Name))
		}
		return options
	}},
	{"list-programs", abi.KindProgType, func() []app.UI {
		var options []app.UI
		for _, t := range abi.ProgTypes[1:] {
			options = append(options, app.Option().Value(t.Name))
		}
		return options
	}},
	{"list-addresses", abi.KindPointer, func() []app.UI {
		return []app.UI{
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart)).Text("the task's memory"),
			app.Option().Value("NULL").Text("no address"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE-8)).Text("its last 8 bytes"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE)).Text("first unmapped address after it"),
			app.Option().Value(fmt.Sprintf("0x%x", uint64(core.TASK_SIZE))).Text("end of user addresses"),
			app.Option().Value("0xffff888000000000").Text("a kernel address"),
		}
	}},
}

// suggestions holds the lists of suggestions. They never change.
type suggestions struct{ app.Compo }

// Render draws the lists.
func (*suggestions) Render() app.UI {
	var lists []app.UI
	for _, list := range fieldLists {
		lists = append(lists, app.DataList().ID(list.id).Body(list.options()...))
	}
	return app.Div().Hidden(true).Body(lists...)
}

func listFor(kind abi.Kind) string {
	for _, l := range fieldLists {
		if l.kind == kind {
			return l.id
		}
	}
	return ""
}

// field returns the line for a field; since marks a field that the release does not have.
func (f *CallForm) field(i int, field *abi.Field, since bool) app.UI {
	d := f.Draft
	wrong := d.wrong[field.Name]
	in, long := fitted(textInput(field.Name, d.text(field.Name), wrong), d.text(field.Name))
	in = in.Title(field.Description).DataSet("field", i).DataSet("input", field.Name).OnInput(d.onElement(f.setField)).OnBlur(d.onData("input", d.Leave))
	if list := listFor(field.Kind); list != "" {
		in = in.List(list)
	}
	input := app.UI(in)
	if field == &abi.MapTypeField {
		input = f.typeCombo(in)
	}
	classes := []string{wrongClass(wrong), long}
	ctype := field.Kind.CType()
	if since {
		classes, ctype = append(classes, "since"), "from "+field.Since.String()
	}
	if f.Desk.lights(d.Attr, d.Cmd, field.Offset, field.End()) {
		classes = append(classes, "hit")
	}
	return fieldRow(colour(i), field.Name, input, ctype, wrong, classes...)
}

// fieldText returns a field's value as text.
func (d *draftCall) fieldText(field *abi.Field) string {
	if field.Kind == abi.KindName {
		name, _, _ := strings.Cut(string(field.Bytes(d.Attr)), "\x00")
		return name
	}
	return field.Kind.Format(field.Value(d.Attr))
}

// colours is the number of field colours. A field has the same colour everywhere.
const colours = 5

func colour(i int) string { return fmt.Sprintf("f%d", i%colours+1) }

func (f *CallForm) setField(el element) {
	if field := f.fieldOf(el); field != nil {
		f.Draft.SetField(field, el.typed())
		if field == &abi.MapTypeField {
			f.Draft.filterTypes(el.typed())
		}
	}
}

// fieldOf returns the field that an input of the form belongs to; nil if the command has no such field.
func (f *CallForm) fieldOf(el element) *abi.Field {
	i, ok := el.number("field")
	row := f.Draft.row()
	if !ok || row == nil || i < 0 || i >= len(row.Fields) {
		return nil
	}
	return row.Fields[i]
}

// about explains an unusual address or size of the attr.
func (f *CallForm) about() app.UI {
	d := f.Draft
	note := ""
	switch {
	case d.room() == 0:
		note = "The task has no memory at uattr, so the bytes below are not written."
	case d.room() < len(d.Attr):
		note = fmt.Sprintf("The task's memory ends %d bytes after uattr. The other bytes below are not written.", d.room())
	case int(d.Size) < len(d.Attr):
		note = fmt.Sprintf("size is %d, so the kernel reads only the first %d of the %d bytes.", d.Size, d.Size, len(d.Attr))
	}
	return app.P().Class("about").Text(note)
}

// lights reports whether the shown event read bytes from..to of this attr.
func (d *Desk) lights(attr []byte, cmd abi.Cmd, from, to int) bool {
	e, t := d.event(), d.trace()
	if e == nil || t.Call.Op != core.OpBpf || t.Call.Cmd() != cmd || string(t.Call.Attr()) != string(attr) {
		return false
	}
	first, last, ok := e.Lit()
	return ok && from < last && first < to
}
