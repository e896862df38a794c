package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// fields are the attr as the command's fields, then where it lies and how long it is said to be.
func (f *CallForm) fields() []app.UI {
	d := &f.S.draft
	release := f.S.session.Machine().Release
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
			Text(moreTitle(len(more), newer, d.newer)).OnClick(f.onNewer))
		if d.newer {
			rows = append(rows, app.Div().Class("newer").Body(more...))
		}
	}
	for _, list := range fieldLists {
		rows = append(rows, app.DataList().ID(list.id).Body(list.options()...))
	}
	where := f.input(addrInput, "ptr", f.onAddr)
	size := f.input(sizeInput, "u32", f.onSize)
	return append(rows, app.Div().Class("beside").Body(where, size), f.about())
}

func moreTitle(n, newer int, open bool) string {
	switch {
	case open:
		return "Fewer fields"
	case newer == n:
		return english.CountOrNo(n, "field") + " that newer kernels have…"
	case newer > 0:
		return fmt.Sprintf("%s more, %d of newer kernels…", english.CountOrNo(n, "field"), newer)
	}
	return english.CountOrNo(n, "field") + " more…"
}

// fieldLists are what is offered while one types into a field of a kind.
var fieldLists = []struct {
	id      string
	kind    abi.Kind
	options func() []app.UI
}{
	{"list-types", abi.KindMapType, func() []app.UI {
		var options []app.UI
		for _, t := range abi.MapTypes {
			options = append(options, app.Option().Value(t.Name))
		}
		return options
	}},
	{"list-flags", abi.KindMapFlags, func() []app.UI {
		var options []app.UI
		for _, f := range abi.MapFlags {
			options = append(options, app.Option().Value(f.Name))
		}
		return options
	}},
	{"list-addresses", abi.KindPointer, func() []app.UI {
		return []app.UI{
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart)).Text("the task's memory"),
			app.Option().Value("NULL").Text("no address"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE-8)).Text("the last 8 bytes of it"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE)).Text("just behind it: not mapped"),
			app.Option().Value(fmt.Sprintf("0x%x", uint64(core.TASK_SIZE))).Text("where user addresses end"),
			app.Option().Value("0xffff888000000000").Text("an address of the kernel"),
		}
	}},
}

func listFor(kind abi.Kind) string {
	for _, l := range fieldLists {
		if l.kind == kind {
			return l.id
		}
	}
	return ""
}

// field is one line for a field; since says that the release does not have it.
func (f *CallForm) field(i int, field *abi.Field, since bool) app.UI {
	d := &f.S.draft
	wrong := d.wrong[field.Name]
	in := textInput(field.Name, d.text(field.Name), wrong).Title(field.Says).
		DataSet("field", i).DataSet("input", field.Name).OnInput(f.onField, field.Name, i).OnBlur(f.onBlur, field.Name)
	if list := listFor(field.Kind); list != "" {
		in = in.List(list)
	}
	classes := []string{wrongClass(wrong)}
	ctype := field.Kind.CType()
	if since {
		classes, ctype = append(classes, "since"), "from "+field.Since.String()
	}
	if f.S.lights(d.Attr, d.Cmd, field.Offset, field.End()) {
		classes = append(classes, "hit")
	}
	return fieldRow(colour(i), field.Name, in, ctype, wrong, classes...)
}

// fieldText is a field's value as it is printed.
func (d *Draft) fieldText(field *abi.Field) string {
	if field.Kind == abi.KindName {
		name, _, _ := strings.Cut(string(field.Bytes(d.Attr)), "\x00")
		return name
	}
	return field.Kind.Format(field.Value(d.Attr))
}

// colours is how many colours fields have; the same field has the same one wherever it is seen.
const colours = 5

func colour(i int) string { return fmt.Sprintf("f%d", i%colours+1) }

func (f *CallForm) onField(ctx app.Context, _ app.Event) {
	if field := f.fieldOf(ctx); field != nil {
		f.S.SetField(field, ctx.JSSrc().Get("value").String())
	}
}

// fieldOf is the field that an input of the form belongs to; nil where the command has none such.
func (f *CallForm) fieldOf(ctx app.Context) *abi.Field {
	i, err := strconv.Atoi(ctx.JSSrc().Get("dataset").Get("field").String())
	row := f.S.draft.row()
	if err != nil || row == nil || i < 0 || i >= len(row.Fields) {
		return nil
	}
	return row.Fields[i]
}

func (f *CallForm) onNewer(app.Context, app.Event) {
	f.S.draft.newer = !f.S.draft.newer
	f.S.changed()
}

func (f *CallForm) onAddr(ctx app.Context, _ app.Event) {
	f.S.SetAddr(ctx.JSSrc().Get("value").String())
}
func (f *CallForm) onSize(ctx app.Context, _ app.Event) {
	f.S.SetSize(ctx.JSSrc().Get("value").String())
}

// about says what is odd about where the attr lies.
func (f *CallForm) about() app.UI {
	d := &f.S.draft
	says := ""
	switch {
	case d.room() == 0:
		says = "No memory of the task lies at uattr, so the bytes below go nowhere."
	case d.room() < len(d.Attr):
		says = fmt.Sprintf("Only %d bytes of memory lie there: the rest of the bytes below goes nowhere.", d.room())
	case int(d.Size) < len(d.Attr):
		says = fmt.Sprintf("The kernel reads %d of the %d bytes: size says so.", d.Size, len(d.Attr))
	}
	return app.P().Class("about").Text(says)
}

// lights says whether the event that is shown looked at bytes from..to of just this attr.
func (s *Store) lights(attr []byte, cmd abi.Cmd, from, to int) bool {
	e := s.Event()
	if e == nil || s.Trace().Call.Op != core.OpBpf || s.Trace().Call.Cmd() != cmd || string(s.Trace().Call.Attr()) != string(attr) {
		return false
	}
	first, last, ok := e.Lit()
	return ok && from < last && first < to
}
