package inside

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawSlots draws the slots of an array. A slot of a per-CPU array has a value for each CPU.
func (p *Page) drawSlots() []app.UI {
	var rows []app.UI
	if p.CPUs > 0 {
		head := []app.UI{app.Span().Class("in-nr").Text("index")}
		for cpu := range p.CPUs {
			head = append(head, app.Span().Class("in-cpu").Text("cpu "+strconv.Itoa(cpu)))
		}
		rows = append(rows, app.Div().Class("in-slot", "in-slots-head").Body(head...))
	}
	for _, e := range p.Elements {
		rows = append(rows, p.slot(e))
	}
	if t := p.Target; t != nil && !t.There && t.Slot >= p.Size {
		rows = append(rows, app.P().Class("in-aside").Text(fmt.Sprintf("Index %d is out of range: the last index is %d.", t.Slot, p.Size-1)))
	}
	return []app.UI{app.Div().Class("in-slots", p.percpuClass()).Body(rows...)}
}

// slot draws one slot. All its values are lit if it has a mark; the last one shows the mark.
func (p *Page) slot(e core.Element) app.UI {
	mark := p.Mark(e)
	row := []app.UI{app.Span().Class("in-nr", LitClass(mark)).Text(strconv.FormatUint(uint64(e.Nr), 10))}
	texts := p.ValueTexts(e)
	for i, text := range texts {
		if mark != "" && i < len(texts)-1 {
			row = append(row, app.Div().Class("in-element", "lit").Body(app.Span().Class("in-text").Text(text)))
			continue
		}
		row = append(row, elementBox(text, mark))
	}
	return app.Div().Class("in-slot", emptyClass(e)).Body(row...)
}

func (p *Page) percpuClass() string {
	if p.CPUs > 0 {
		return "in-percpu"
	}
	return ""
}

// emptyClass returns the class of a slot without an object, or with only zero bytes.
func emptyClass(e core.Element) string {
	if e.Map == 0 && strings.Trim(e.Value, "0") == "" {
		return "in-empty"
	}
	return ""
}
