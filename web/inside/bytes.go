package inside

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Bytes returns the page as the kernel stores it: the bytes of each key and value in hex.
func (p *Page) Bytes() app.UI {
	var rows []app.UI
	for _, e := range p.Elements {
		row := []app.UI{app.Td().Class("soft").Text(p.Location(e))}
		if e.Key != "" {
			row = append(row, app.Td().Class("f1").Text(p.text(value.Typed{}, e.Key)))
		}
		bytes := p.text(value.Typed{}, e.Value)
		if e.Cut > 0 {
			bytes += " … and " + english.Count(e.Cut, "more byte")
		}
		row = append(row, app.Td().Class("f3").Text(bytes))
		rows = append(rows, app.Tr().Class(LitClass(p.Mark(e))).Body(row...))
	}
	if p.Form == core.InsideBloom {
		const digitsInRow = 32
		for at := 0; at < len(p.Bits); at += digitsInRow {
			rows = append(rows, app.Tr().Body(
				app.Td().Class("soft").Text(fmt.Sprintf("byte %d", p.From/8+uint64(at/2))),
				app.Td().Class("f3").Text(p.text(value.Typed{}, p.Bits[at:min(at+digitsInRow, len(p.Bits))]))))
		}
	}
	return app.Div().Class("in-scroll").Body(app.Table().Class("in-table", "in-hex").ID("inside-bytes").Body(app.TBody().Body(rows...)))
}
