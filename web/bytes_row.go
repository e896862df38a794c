package web

import (
	"fmt"
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// bytesInRow is the number of bytes in a row.
const bytesInRow = 8

// bytesRow shows a few bytes of the attr as inputs. It is drawn again only when one of them changes.
type bytesRow struct {
	app.Compo
	At    int // of the first byte
	Cells [bytesInRow]byteCell
}

// byteCell is one byte on screen.
type byteCell struct {
	class string
	name  string // of its field
	field string // the same, as the highlight knows it; "" for none
	text  string
	tab   string // its tabindex
}

// Render draws the offset and the bytes.
func (r *bytesRow) Render() app.UI {
	cells := []app.UI{app.S().Aria("hidden", "true").Text(fmt.Sprintf("%02x", r.At))}
	for i, c := range r.Cells {
		at := r.At + i
		cells = append(cells, app.Input().Type("text").ID(byteInput(at)).Class(c.class).
			Value(c.text).AutoComplete(false).Spellcheck(false).Attr("inputmode", "text").
			Attr("tabindex", c.tab).Aria("label", fmt.Sprintf("byte %d, %s", at, c.name)).Title(c.name).
			DataSet("at", strconv.Itoa(at)).DataSet("lit", c.field))
	}
	return app.Div().Class("bytes-row").Body(cells...)
}
