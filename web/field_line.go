package web

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

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
