package web

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

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
var sizeWords = table.Listed[abi.Size, string]{
	{abi.AnySize, "at least 1"}, {abi.NoSize, "0"}, {abi.WordsSize, "a multiple of 8"}, {abi.PrefixSize, "at least 5"}, {abi.PagesSize, "a number of pages"},
	{abi.PageBytesSize, "a power of two and a multiple of the page size"},
}

// unmet returns the requirements of the map type that the form does not meet.
func (d *Draft) unmet() (wants []string) {
	needs, page := d.mapType().Needs(), d.desk.machine().PageSize
	for _, n := range sizeNeeds {
		size := n.need(&needs)
		if v := n.field.Value(abi.Grow(d.Attr, n.field.End())); !size.Met(v, page) {
			words, ok := sizeWords.Find(size)
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
