package inside

import (
	"bpfplay/core"
	"bpfplay/core/table"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// drawings draw a page of each form.
var drawings = table.Listed[core.InsideForm, func(*Page) []app.UI]{
	{core.InsideArray, (*Page).drawSlots},
	{core.InsideHash, (*Page).drawBuckets},
	{core.InsideList, (*Page).drawList},
	{core.InsideTrie, (*Page).drawTrie},
	{core.InsideQueue, (*Page).drawQueue},
	{core.InsideStack, (*Page).drawQueue},
	{core.InsideBloom, (*Page).drawBits},
	{core.InsideRing, (*Page).drawRing},
}

// Draw returns the drawing of the page. Words is its text equivalent.
func (p *Page) Draw() app.UI {
	return app.Div().Class("in-picture", "in-"+string(p.Form)).ID("inside-picture").Role("img").Aria("label", p.Words()).Body(drawings.Of(p.Form)(p)...)
}

// elementBox returns the box of an element. mark may be "".
func elementBox(text, mark string, more ...app.UI) app.UI {
	body := append([]app.UI{app.Span().Class("in-text").Title(text).Text(text)}, more...)
	if mark != "" {
		body = append(body, app.Em().Text(mark))
	}
	return app.Div().Class("in-element", LitClass(mark)).Body(body...)
}

// ghostBox returns the box of an element that the shown call removed.
func ghostBox(text, how string) app.UI {
	return app.Div().Class("in-element", "gone").Body(app.Span().Class("in-text").Title(text).Text(text), app.Em().Text(how))
}

// ghostBoxes returns the boxes of all removed elements.
func (p *Page) ghostBoxes() []app.UI {
	var boxes []app.UI
	for _, e := range p.Ghosts {
		boxes = append(boxes, ghostBox(p.elementText(e), p.Removed[e.Nr]))
	}
	return boxes
}

// drawList draws the elements of a hash table whose buckets are not emulated.
func (p *Page) drawList() []app.UI {
	var boxes []app.UI
	for _, e := range p.Elements {
		boxes = append(boxes, elementBox(p.elementText(e), p.Mark(e)))
	}
	return []app.UI{app.Div().Class("in-row").Body(append(boxes, p.ghostBoxes()...)...)}
}
