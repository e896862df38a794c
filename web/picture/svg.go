package picture

import (
	"strconv"

	"bpfplay/web/svg"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// svg returns the elements of the scene. label is the text equivalent.
func (s *scene) svg(label string) app.UI {
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
	return svg.Elem("svg", "picture", svg.Attrs{"viewBox": size, "width": "100%", "role": "img", "aria-label": label},
		svg.Elem("g", "cards", nil, cards...), svg.Elem("g", "texts", nil, texts...), svg.Elem("g", "wires", nil, wires...))
}

func (c *card) svg() app.UI {
	inside := []app.UI{svg.Elem("rect", "", svg.Attrs{"x": c.x, "y": c.y, "width": c.w, "height": c.h, "rx": c.round})}
	if c.title != "" {
		inside = append(inside, svg.Elem("title", "", nil, app.Text(c.title)))
	}
	for i := range c.texts {
		inside = append(inside, c.texts[i].svg())
	}
	for i := range c.parts {
		inside = append(inside, c.parts[i].svg())
	}
	var tip svg.Attrs
	if c.title != "" {
		tip = svg.Attrs{"data-tip": c.title}
	}
	return svg.Elem("g", c.style, tip, inside...)
}

func (t *text) svg() app.UI {
	return svg.Elem("text", t.Style, svg.Attrs{"x": t.x, "y": t.y, "font-size": strconv.FormatFloat(t.Size, 'f', -1, 64)}, app.Text(t.s))
}

// arrowStyle is the style of a straight wire with an arrow head.
const arrowStyle = "wire arrow"

// arrowHead is drawn at the end of an arrow.
const arrowHead = "m-6 -4l6 4l-6 4"

// laneHead is drawn at the end of a wire in a lane, which points left.
const laneHead = "m6 -4l-6 4l6 4"

// svg returns the wire as a curve that leaves and arrives horizontally. The curve stays in the gap between the cards.
func (w *wire) svg() app.UI {
	x1, y1, x2, y2 := strconv.Itoa(w.x1), strconv.Itoa(w.y1), strconv.Itoa(w.x2), strconv.Itoa(w.y2)
	bend := strconv.Itoa((w.x1 + w.x2) / 2)
	d := "M" + x1 + " " + y1 + "C" + bend + " " + y1 + " " + bend + " " + y2 + " " + x2 + " " + y2
	if w.style == arrowStyle {
		d = "M" + strconv.Itoa(w.x1+4) + " " + y1 + "H" + strconv.Itoa(w.x2-4) + arrowHead
	}
	if w.lane != 0 {
		d = "M" + x1 + " " + y1 + "H" + strconv.Itoa(w.lane) + "V" + y2 + "H" + strconv.Itoa(w.x2+2) + laneHead
	}
	return svg.Elem("path", w.style, svg.Attrs{"d": d})
}
