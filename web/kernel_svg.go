package web

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// svgNamespace must be given to every element of a drawing: a browser makes an unknown HTML element otherwise.
const svgNamespace = "http://www.w3.org/2000/svg"

// svgAttrs are the attributes of an element of a drawing.
type svgAttrs map[string]any

// svgElem makes an element of a drawing. The styles find it by data-is, not by class: go-app sets className, which an
// SVG element does not let itself be set.
func svgElem(tag, is string, attrs svgAttrs, children ...app.UI) app.UI {
	e := app.Elem(tag).XMLNS(svgNamespace)
	if is != "" {
		e = e.Attr("data-is", is)
	}
	for name, value := range attrs {
		e = e.Attr(name, value)
	}
	return e.Body(children...)
}

// svg turns the scene into elements; words say the same for those who do not see it.
func (s *picScene) svg(words string) app.UI {
	var cards, texts, wires []app.UI
	for i := range s.cards {
		cards = append(cards, s.cards[i].svg())
	}
	for i := range s.texts {
		texts = append(texts, s.texts[i].svg())
	}
	for i := range s.wires {
		wires = append(wires, s.wires[i].svg())
	}
	size := "0 0 " + strconv.Itoa(s.width) + " " + strconv.Itoa(s.height)
	return svgElem("svg", "picture", svgAttrs{"viewBox": size, "width": "100%", "role": "img", "aria-label": words},
		svgElem("g", "cards", nil, cards...), svgElem("g", "texts", nil, texts...), svgElem("g", "wires", nil, wires...))
}

func (c *picCard) svg() app.UI {
	inside := []app.UI{svgElem("rect", "", svgAttrs{"x": c.x, "y": c.y, "width": c.w, "height": c.h, "rx": c.round})}
	if c.title != "" {
		inside = append(inside, svgElem("title", "", nil, app.Text(c.title)))
	}
	for i := range c.texts {
		inside = append(inside, c.texts[i].svg())
	}
	for i := range c.parts {
		inside = append(inside, c.parts[i].svg())
	}
	return svgElem("g", c.is, nil, inside...)
}

func (t *picText) svg() app.UI {
	return svgElem("text", t.is, svgAttrs{"x": t.x, "y": t.y, "font-size": strconv.FormatFloat(t.size, 'f', -1, 64)}, app.Text(t.s))
}

// arrowHead is drawn at the end of a wire that is an arrow.
const arrowHead = "m-6 -4l6 4l-6 4"

// svg is a curve that leaves and arrives level; between cards it keeps to the gap.
func (w *picWire) svg() app.UI {
	x1, y1, x2, y2 := strconv.Itoa(w.x1), strconv.Itoa(w.y1), strconv.Itoa(w.x2), strconv.Itoa(w.y2)
	bend := strconv.Itoa((w.x1 + w.x2) / 2)
	d := "M" + x1 + " " + y1 + "C" + bend + " " + y1 + " " + bend + " " + y2 + " " + x2 + " " + y2
	if w.arrow {
		d = "M" + strconv.Itoa(w.x1+4) + " " + y1 + "H" + strconv.Itoa(w.x2-4) + arrowHead
	}
	return svgElem("path", w.is, svgAttrs{"d": d})
}
