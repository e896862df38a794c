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
	class, ctype := "", field.Kind.CType()
	if since {
		class, ctype = "since", "from "+field.Since.String()
	}
	if f.Desk.lights(d.Attr, d.Cmd, field.Offset, field.End()) {
		class += " hit"
	}
	line := &fieldLine{Draft: d, I: i, Field: field, Text: d.text(field.Name), Type: ctype, Wrong: d.wrong[field.Name], Class: class}
	if field == &abi.MapTypeField {
		return line.row(f.typeCombo)
	}
	return line
}

// fieldLine is the line for a field of the attr. It is drawn again only when something on it changes.
type fieldLine struct {
	app.Compo
	Draft *Draft
	I     int // index of the field
	Field *abi.Field
	Text  string
	Type  string
	Wrong string
	Class string
}

// Render draws the line.
func (l *fieldLine) Render() app.UI { return l.row(func(in app.HTMLInput) app.UI { return in }) }

// row returns the line with its input inside another element.
func (l *fieldLine) row(within func(app.HTMLInput) app.UI) app.UI {
	in, long := fitted(textInput(l.Field.Name, l.Text, l.Wrong), l.Text)
	in = in.Title(l.Field.Description).DataSet("field", l.I).DataSet("input", l.Field.Name).
		OnInput(l.Draft.onElement(l.Draft.fieldTyped)).OnBlur(l.Draft.onData("input", l.Draft.Leave))
	if list := listFor(l.Field.Kind); list != "" {
		in = in.List(list)
	}
	return fieldRow(colour(l.I), l.Field.Name, within(in), l.Type, l.Wrong, wrongClass(l.Wrong), long, l.Class)
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

func (d *Draft) fieldTyped(el element) {
	if field := d.fieldOf(el); field != nil {
		d.SetField(field, el.typed())
		if field == &abi.MapTypeField {
			d.filterTypes(el.typed())
		}
	}
}

// fieldOf returns the field that an input of the form belongs to; nil if the command has no such field.
func (d *Draft) fieldOf(el element) *abi.Field {
	i, ok := el.number("field")
	row := d.row()
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
