package inside

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawQueue draws a queue or a stack. The element that is popped next comes first.
func (p *Page) drawQueue() []app.UI {
	row := p.ghostBoxes()
	for _, e := range p.Elements {
		row = append(row, elementBox(p.elementText(e), p.Mark(e), app.Small().Text("slot "+strconv.FormatUint(uint64(e.Nr), 10))))
	}
	if len(row) == 0 {
		row = append(row, app.Div().Class("in-element", "in-nothing").Text("empty"))
	}
	first, last := "tail: popped next", "head: pushed here"
	if p.Form == core.InsideStack {
		first, last = "top: pushed and popped here", "bottom"
	}
	if !p.First {
		first = "…"
	}
	if p.Next != 0 {
		last = "…"
	}
	row = append([]app.UI{app.Span().Class("in-end").Text(first + " →")}, row...)
	row = append(row, app.Span().Class("in-end").Text("← "+last))
	ends := fmt.Sprintf("Ring of %d slots: tail at slot %d, head at slot %d.", p.Size, p.Tail, p.Head)
	return []app.UI{app.Div().Class("in-row").Body(row...), app.P().Class("in-aside").Text(ends)}
}
