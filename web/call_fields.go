package web

import (
	"fmt"

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
