package picture

import (
	"strconv"

	"bpfplay/web/svg"
)

// Touched is the element that the shown call names, as text on the card of its map.
type Touched struct {
	Map        int
	Count      []string // the number of elements, longest first
	Key, Value string   // "" if the map has no keys, or the call shows no value
	Effect     string   // of the call on the element; "" for none yet
}

// Words describes the element.
func (e Touched) Words() string {
	text := "Map " + strconv.Itoa(e.Map) + " has " + e.Count[0] + "."
	if e.Effect == "" {
		return text
	}
	text += " The call touches "
	if e.Key != "" {
		text += "key " + e.Key
	} else {
		text += "a value"
	}
	if e.Value != "" {
		text += ", value " + e.Value
	}
	return text + ": " + e.Effect + "."
}

// layTouched writes the number of elements on a map's card, and below it the element that the call touches.
func (l *layout) layTouched(c *card) {
	e := l.touched
	c.write(svg.Soft, e.Count...)
	if e.Effect == "" {
		return
	}
	p := card{box: box{c.x + cardInset, c.pen - 11, c.w - 2*cardInset, 0}, style: "element", round: 5, pen: c.pen + 3}
	if e.Effect != "not found" {
		p.style = svg.Lit("element", true)
	}
	switch pair := e.Key + " → " + e.Value; {
	case e.Key == "":
		p.write(svg.Mono, e.Value)
	case e.Value == "":
		p.write(svg.Mono, e.Key)
	case svg.Mono.Width(pair) <= p.room():
		p.write(svg.Mono, pair)
	default:
		p.write(svg.Mono, e.Key+" →")
		p.write(svg.Mono, e.Value)
	}
	p.write(svg.Soft, e.Effect)
	p.h = p.pen - p.y - 9
	c.parts = append(c.parts, p)
	c.pen = p.bottom() + lineH
}
