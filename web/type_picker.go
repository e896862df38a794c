package web

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// typePicker is the list of map types below the field map_type.
type typePicker struct {
	open   bool
	filter string // part of a name, or of a purpose; "" lists every type
	at     int    // index of the active type in the list
}

// listed returns the types that the list shows: first those whose name contains the filter, then those whose purpose does.
func (p *typePicker) listed() []abi.MapType {
	find := strings.ToLower(strings.TrimSpace(p.filter))
	var named, others []abi.MapType
	for i := range abi.MapTypes {
		t := abi.MapType(i)
		switch {
		case strings.Contains(strings.ToLower(abi.MapTypes[i].Name), find):
			named = append(named, t)
		case len(find) > 1 && strings.Contains(strings.ToLower(t.Needs().Purpose), find):
			others = append(others, t)
		}
	}
	return append(named, others...)
}

const (
	typeInput = "map_type"
	typeList  = "type-list"
)

// typeCombo returns the input of map_type with its list.
func (f *CallForm) typeCombo(in app.HTMLInput) app.UI {
	d := f.Draft
	p := &d.types
	in = in.Role("combobox").Aria("expanded", word(p.open)).Aria("controls", typeList).Aria("autocomplete", "list").Aria("haspopup", "listbox").
		OnKeyDown(d.onEvent(d.typeKey)).OnClick(d.onPress(d.openTypes)).OnBlur(d.onPress(d.leaveTypes))
	if !p.open {
		return app.Div().Class("combo").Body(in)
	}
	release := f.Desk.machine().Release
	chosen := d.mapType()
	var rows []app.UI
	for i, t := range p.listed() {
		since := ""
		if row := abi.MapTypes[t]; row.Since > release {
			since = "from " + row.Since.String()
		} else if t != abi.BPF_MAP_TYPE_UNSPEC {
			since = row.Since.String()
		}
		classes := []string{on(i == p.at)}
		if abi.MapTypes[t].Since > release {
			classes = append(classes, "since")
		}
		rows = append(rows, app.Li().ID(typeOption(i)).Class(classes...).Role("option").Aria("selected", word(t == chosen)).DataSet("type", int(t)).Body(
			app.Code().Text(strings.TrimPrefix(abi.MapTypes[t].Name, abi.MapTypePrefix)), app.Small().Text(since), app.Span().Text(t.Needs().Purpose),
		).OnMouseDown(d.onEvent(d.pressType)))
	}
	if rows == nil {
		rows = append(rows, app.Li().Class("soft").Text("No map type has that in its name or purpose."))
	} else {
		in = in.Aria("activedescendant", typeOption(p.at))
	}
	return app.Div().Class("combo").Body(in, app.Ul().ID(typeList).Class("type-list").Role("listbox").Aria("label", "Map types").Body(rows...))
}

func typeOption(i int) string { return "type-option-" + strconv.Itoa(i) }

// typeMoves lists how far each key moves in the list.
var typeMoves = map[string]int{"ArrowDown": 1, "ArrowUp": -1, "PageDown": 8, "PageUp": -8}

// typeKey moves in the list, chooses, or closes it.
func (d *Draft) typeKey(_ app.Context, e app.Event) {
	key := e.Get("key").String()
	if d.pressTypeKey(key) {
		e.PreventDefault()
		e.Call("stopPropagation")
	}
}

// pressTypeKey runs the action of a key, and reports whether it has one.
func (d *Draft) pressTypeKey(key string) bool {
	p := &d.types
	by, moves := typeMoves[key]
	listed := p.listed()
	switch {
	case moves && !p.open:
		d.openTypes()
	case moves && len(listed) > 0:
		p.at = max(0, min(p.at+by, len(listed)-1))
		d.host.Reveal("#" + typeOption(p.at))
	case key == "Enter" && p.open && p.at < len(listed):
		d.ChooseType(listed[p.at])
	case key == "Escape" && p.open:
		p.open = false
	default:
		return false
	}
	d.changed()
	return true
}

// openTypes lists every type.
func (d *Draft) openTypes() {
	if d.types.open {
		return
	}
	d.types = typePicker{open: true, at: min(int(d.mapType()), len(abi.MapTypes)-1)}
	d.changed()
}

// filterTypes lists the types that the typed text finds.
func (d *Draft) filterTypes(typed string) {
	d.types = typePicker{open: true, filter: typed}
}

func (d *Draft) leaveTypes() {
	d.types.open = false
	d.Leave(typeInput)
}

// pressType chooses the type under the mouse, and leaves the focus in the input.
func (d *Draft) pressType(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if t, ok := (element{ctx.JSSrc()}).number("type"); ok {
		d.ChooseType(abi.MapType(t))
	}
}

// ChooseType sets the map type and the fields that it requires. Other fields stay, if the type allows their value.
func (d *Draft) ChooseType(t abi.MapType) {
	d.types.open = false
	d.settleInputs("")
	was := d.mapType().Needs().Flags
	d.Attr = abi.MapTypeField.Put(d.Attr, uint64(t))
	d.fillType(was &^ t.Needs().Flags)
}

// fillType sets the fields that the map type requires, and clears flags.
func (d *Draft) fillType(clear uint32) {
	needs, page := d.mapType().Needs(), d.desk.machine().PageSize
	for _, n := range sizeNeeds {
		v := n.field.Value(abi.Grow(d.Attr, n.field.End()))
		usual := n.need(&needs).Usual(v, page)
		if v == 0 && n.need(&needs) == abi.AnySize {
			usual = n.field.Value(newDraftCall().Attr)
		}
		d.Attr = n.field.Put(d.Attr, usual)
	}
	if flags := &abi.MapFlagsField; len(d.Attr) >= flags.End() || needs.Flags != 0 {
		d.Attr = flags.Put(d.Attr, flags.Value(abi.Grow(d.Attr, flags.End()))&^uint64(clear)|uint64(needs.Flags))
	}
	d.Size = max(d.Size, uint32(len(d.Attr)))
	d.changed()
}

// fillShown sets the fields that the map type requires.
func (d *Draft) fillShown() {
	d.settleInputs("")
	d.fillType(0)
}

// mapType returns the map type in the form.
func (d *Draft) mapType() abi.MapType {
	return abi.MapType(abi.MapTypeField.Value(abi.Grow(d.Attr, abi.MapTypeField.End())))
}

// sizeNeeds are the fields that a map type requires numbers of.
var sizeNeeds = []struct {
	field *abi.Field
	need  func(*abi.MapNeeds) abi.Size
}{
	{&abi.KeySize, func(n *abi.MapNeeds) abi.Size { return n.Key }},
	{&abi.ValueSize, func(n *abi.MapNeeds) abi.Size { return n.Value }},
	{&abi.MaxEntries, func(n *abi.MapNeeds) abi.Size { return n.Entries }},
}

// sizeWords describe the requirements.
var sizeWords = map[abi.Size]string{
	abi.AnySize: "at least 1", abi.NoSize: "0", abi.WordsSize: "a multiple of 8", abi.PrefixSize: "at least 5", abi.PagesSize: "a number of pages",
	abi.PageBytesSize: "a power of two and a multiple of the page size",
}

// unmet returns the requirements of the map type that the form does not meet.
func (d *Draft) unmet() (wants []string) {
	needs, page := d.mapType().Needs(), d.desk.machine().PageSize
	for _, n := range sizeNeeds {
		size := n.need(&needs)
		if v := n.field.Value(abi.Grow(d.Attr, n.field.End())); !size.Met(v, page) {
			words, ok := sizeWords[size]
			if !ok {
				words = strconv.Itoa(int(size))
			}
			wants = append(wants, n.field.Name+" "+words)
		}
	}
	flags := uint32(abi.MapFlagsField.Value(abi.Grow(d.Attr, abi.MapFlagsField.End())))
	if more := needs.Flags &^ flags; more != 0 {
		wants = append(wants, "map_flags "+abi.KindMapFlags.Format(uint64(more)))
	}
	if needs.BTF && abi.BtfValueTypeID.Value(abi.Grow(d.Attr, abi.BtfVmlinuxValueID.End())) == 0 && abi.BtfVmlinuxValueID.Value(abi.Grow(d.Attr, abi.BtfVmlinuxValueID.End())) == 0 {
		wants = append(wants, "the BTF types of its keys and values")
	}
	return wants
}

// needs returns a line with the requirements of the map type, and the memory that the map needs. Neither is shown while a case
// hides the result.
func (f *CallForm) needs() []app.UI {
	d := f.Draft
	if d.Op != 0 || d.Cmd != abi.BPF_MAP_CREATE || f.Cases.hides(f.Desk.at.Call) {
		return nil
	}
	var body []app.UI
	if wants := d.unmet(); len(wants) > 0 && d.mapType() != abi.BPF_MAP_TYPE_UNSPEC {
		body = append(body, app.P().Class("about", "unmet").ID("type-needs").Body(
			app.Text(strings.ToUpper(d.mapType().Short())+" needs "+english.List(wants)+". "),
			app.Button().Class("quiet").ID("type-fill").Text("Fill in").OnClick(d.onPress(d.fillShown)),
		))
	}
	if text, over := d.bill.text, d.bill.over; text != "" {
		p := app.P().Class("about").ID("memory-bill").Text(text)
		if over {
			p = p.Class("unmet")
		}
		body = append(body, p)
	}
	return body
}
