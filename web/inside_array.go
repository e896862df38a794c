package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawSlots draws the slots of an array; in a per-CPU array each has a value for every processor.
func (show *insideShown) drawSlots() []app.UI {
	var rows []app.UI
	if show.CPUs > 0 {
		head := []app.UI{app.Span().Class("in-nr").Text("index")}
		for cpu := range show.CPUs {
			head = append(head, app.Span().Class("in-cpu").Text("cpu "+strconv.Itoa(cpu)))
		}
		rows = append(rows, app.Div().Class("in-slot", "in-slots-head").Body(head...))
	}
	for _, e := range show.Elements {
		mark := show.mark(e)
		row := []app.UI{app.Span().Class("in-nr", lit(mark)).Text(strconv.FormatUint(uint64(e.Nr), 10))}
		texts := show.valueTexts(e)
		for i, text := range texts {
			is := mark
			if i < len(texts)-1 {
				is = ""
			}
			cell := chip(text, is)
			if mark != "" && is == "" {
				cell = app.Div().Class("in-chip", "lit").Body(app.Span().Class("in-text").Text(text))
			}
			row = append(row, cell)
		}
		rows = append(rows, app.Div().Class("in-slot", emptySlot(show, e)).Body(row...))
	}
	if f := show.found; f != nil && !f.There && f.Slot >= show.Size {
		rows = append(rows, app.P().Class("in-aside").Text(fmt.Sprintf("There is no index %d: the last is %d.", f.Slot, show.Size-1)))
	}
	style := app.Div().Class("in-slots", percpuClass(show)).Body(rows...)
	return []app.UI{style}
}

func percpuClass(show *insideShown) string {
	if show.CPUs > 0 {
		return "in-percpu"
	}
	return ""
}

// emptySlot is the class of a slot that holds no object, or nothing but zero bytes.
func emptySlot(show *insideShown, e core.Element) string {
	if e.Map == 0 && strings.Trim(e.Value, "0") == "" {
		return "in-empty"
	}
	return ""
}
