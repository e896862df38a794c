package web

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawings are how maps of each form are drawn.
var drawings = map[core.InsideForm]func(*insideShown) []app.UI{
	core.InsideArray: (*insideShown).drawSlots,
	core.InsideHash:  (*insideShown).drawBuckets,
	core.InsideList:  (*insideShown).drawList,
	core.InsideTrie:  (*insideShown).drawTrie,
	core.InsideQueue: (*insideShown).drawQueue,
	core.InsideStack: (*insideShown).drawQueue,
	core.InsideBloom: (*insideShown).drawBits,
}

// drawing is the page drawn, then the maps that can be opened from there, and the same in words.
func (p *MapInside) drawing(show *insideShown) app.UI {
	words := show.words()
	return app.Div().Class("in-drawn").Body(
		app.Div().Class("in-picture", "in-"+string(show.Form)).ID("inside-picture").Role("img").Aria("label", words).Body(drawings[show.Form](show)...),
		p.inner(show),
		app.Details().Class("kernel-words").Body(app.Summary().Text("In words"), app.P().Text(words)),
	)
}

// inner are the inner maps of a map of maps, to be opened.
func (p *MapInside) inner(show *insideShown) app.UI {
	var links []app.UI
	seen := map[int]bool{}
	for _, e := range show.Elements {
		if e.Map != 0 && !seen[e.Map] {
			seen[e.Map] = true
			nr := strconv.Itoa(e.Map)
			links = append(links, app.Button().Class("pill", "small").DataSet("map", nr).Aria("label", "look inside map "+nr).Text("map "+nr).OnClick(p.Inside.onNumber("map", p.Inside.OpenMap)))
		}
	}
	if links == nil {
		return nil
	}
	return app.Div().Class("in-links").Body(append([]app.UI{app.Span().Class("soft").Text("look into")}, links...)...)
}

// chip is one element; mark says what became of it, "" for nothing.
func chip(text, mark string, more ...app.UI) app.UI {
	body := append([]app.UI{app.Span().Class("in-text").Title(text).Text(text)}, more...)
	if mark != "" {
		body = append(body, app.Em().Text(mark))
	}
	return app.Div().Class("in-chip", lit(mark)).Body(body...)
}

// ghost is an element that the shown call has taken out.
func ghost(text, how string) app.UI {
	return app.Div().Class("in-chip", "gone").Body(app.Span().Class("in-text").Title(text).Text(text), app.Em().Text(how))
}

func lit(mark string) string {
	if mark != "" {
		return "lit"
	}
	return ""
}

// drawList draws elements of a hash whose buckets are not known.
func (show *insideShown) drawList() []app.UI {
	var chips []app.UI
	for _, e := range show.Elements {
		chips = append(chips, chip(show.elementText(e), show.mark(e)))
	}
	for _, e := range show.gone {
		chips = append(chips, ghost(show.elementText(e), show.touch.gone[e.Nr]))
	}
	return []app.UI{app.Div().Class("in-row").Body(chips...)}
}

// drawQueue draws a queue or a stack, what is popped next first.
func (show *insideShown) drawQueue() []app.UI {
	var row []app.UI
	for _, e := range show.gone {
		row = append(row, ghost(show.elementText(e), show.touch.gone[e.Nr]))
	}
	for _, e := range show.Elements {
		row = append(row, chip(show.elementText(e), show.mark(e), app.Small().Text("slot "+strconv.FormatUint(uint64(e.Nr), 10))))
	}
	if len(row) == 0 {
		row = append(row, app.Div().Class("in-chip", "in-nothing").Text("empty"))
	}
	first, last := "tail: popped next", "head: pushed here"
	if show.Form == core.InsideStack {
		first, last = "top: pushed and popped here", "bottom"
	}
	if !show.First {
		first = "…"
	}
	if show.Next != 0 {
		last = "…"
	}
	ends := fmt.Sprintf("ring of %d slots: tail at slot %d, head at slot %d", show.Size, show.Tail, show.Head)
	return []app.UI{
		app.Div().Class("in-row").Body(append(append([]app.UI{app.Span().Class("in-end").Text(first + " →")}, row...), app.Span().Class("in-end").Text("← "+last))...),
		app.P().Class("in-aside").Text(ends),
	}
}
