package web

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

const typeInput = "map_type"

// foundTypes returns the map types whose name contains the typed text, then those whose purpose does.
func foundTypes(typed string) []abi.MapType {
	find := strings.ToLower(strings.TrimSpace(typed))
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

// typeList returns the list of map types below the field map_type. A closed list has no rows.
func (d *Draft) typeList() *comboList {
	l := &comboList{id: "type-list", label: "Map types", option: "type-option-", none: "No map type has that in its name or purpose."}
	if !d.types.open {
		return l
	}
	chosen := d.mapType()
	for _, t := range foundTypes(value.Narrow(d.types.words)) {
		row := &abi.MapTypes[t]
		l.rows = append(l.rows, comboRow{strconv.Itoa(int(t)), strings.TrimPrefix(row.Name, abi.MapTypePrefix), t.Needs().Purpose, row.Since, t == chosen})
	}
	return l
}

// typeCombo returns the input of map_type with its list.
func (f *CallForm) typeCombo(in app.HTMLInput) app.UI {
	d := f.Draft
	in = in.OnKeyDown(d.onCombo(d.pressTypeKey)).OnClick(d.onPress(d.openTypes)).OnBlur(d.onPress(d.leaveTypes))
	return d.typeList().draw(d.Screen, in, d.types, f.Desk.machine().Release, d.pickType)
}

// pressTypeKey runs the action of a key, and reports whether it has one.
func (d *Draft) pressTypeKey(key string) bool {
	_, moves := comboMoves.Find(key)
	l := d.typeList()
	switch {
	case moves && !d.types.open:
		d.openTypes()
	case d.types.move(key, len(l.rows)):
		d.host.Reveal("#" + l.optionAt(d.types.at))
	case key == "Enter" && d.types.open && len(l.rows) > 0:
		d.pickType(l.rows[d.types.at].value)
	case key == "Escape" && d.types.open:
		d.types.open = false
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
	d.types = combo{open: true, at: min(int(d.mapType()), len(abi.MapTypes)-1)}
	d.changed()
}

// filterTypes lists the types that the typed text finds.
func (d *Draft) filterTypes(typed string) {
	d.types = combo{open: true, words: typed}
}

func (d *Draft) leaveTypes() {
	d.types.open = false
	d.Leave(typeInput)
}

// pickType chooses a type of the list.
func (d *Draft) pickType(value string) {
	if t, err := strconv.Atoi(value); err == nil {
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
