package web

import (
	"encoding/hex"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/english"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// bytes is the page as it lies in memory: the bytes of each key and value in hex.
func (show *insideShown) bytes() app.UI {
	var rows []app.UI
	for _, e := range show.Elements {
		mark := show.mark(e)
		row := []app.UI{app.Td().Class("soft").Text(show.whereIs(e))}
		if e.Key != "" {
			row = append(row, app.Td().Class("f1").Text(spaced(e.Key)))
		}
		value := spaced(e.Value)
		if e.Cut > 0 {
			value += fmt.Sprintf(" … and %s", english.CountOrNo(e.Cut, "byte"))
		}
		row = append(row, app.Td().Class("f3").Text(value))
		rows = append(rows, app.Tr().Class(lit(mark)).Body(row...))
	}
	if show.Form == core.InsideBloom {
		const inRow = 32 // digits
		for at := 0; at < len(show.Bits); at += inRow {
			rows = append(rows, app.Tr().Body(
				app.Td().Class("soft").Text(fmt.Sprintf("byte %d", show.From/8+uint64(at/2))),
				app.Td().Class("f3").Text(spaced(show.Bits[at:min(at+inRow, len(show.Bits))]))))
		}
	}
	return app.Div().Class("in-scroll").Body(app.Table().Class("in-table", "in-hex").ID("inside-bytes").Body(app.TBody().Body(rows...)))
}

// spaced parts the digits of bytes by blanks.
func spaced(digits string) string {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic("BUG: the core says that bytes are " + digits)
	}
	return FormHex.Format(b)
}
