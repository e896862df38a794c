package web

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// picBox is a rectangle of the drawing, in units of its viewBox.
type picBox struct{ x, y, w, h int }

func (b picBox) right() int  { return b.x + b.w }
func (b picBox) bottom() int { return b.y + b.h }
func (b picBox) middle() int { return b.y + b.h/2 }

// holds says whether o lies inside b.
func (b picBox) holds(o picBox) bool {
	return o.x >= b.x && o.y >= b.y && o.right() <= b.right() && o.bottom() <= b.bottom()
}

// meets says whether the two have more than an edge in common.
func (b picBox) meets(o picBox) bool {
	return o.x < b.right() && b.x < o.right() && o.y < b.bottom() && b.y < o.bottom()
}

// picText is one line of words; x and y are where its baseline begins.
type picText struct {
	x, y int
	picVoice
	s string
}

// picCard is a box with words and smaller cards in it.
type picCard struct {
	picBox
	noun  string // which object it stands for; "" for none
	is    string // words for the styles
	round int
	title string // shown by a mouse that rests on it
	texts []picText
	parts []picCard
	pen   int // the baseline of the next line
}

// Distances inside a card.
const (
	picPad   = 10 // from its left edge to its words
	picEdge  = 6  // from its words to its right edge, at least
	picInset = 6  // from its edge to the cards in it
	picLine  = 17
	picRound = 10
)

// write puts the first of forms that fits on a line of its own; a form that is cut shows whole under a resting mouse.
func (c *picCard) write(v picVoice, forms ...string) {
	c.writeIn(c.room(), v, forms...)
	c.pen += picLine
}

// room is how wide a line can be.
func (c *picCard) room() int { return c.w - picPad - picEdge }

// nameLines is how many lines a name may take.
const nameLines = 4

// writeName writes a name whole: where it is too long it goes on behind one of its underscores or slashes on the next line.
func (c *picCard) writeName(v picVoice, name string) {
	s := name
	for range nameLines - 1 {
		at := v.breakAt(s, c.room())
		if at == 0 {
			break
		}
		c.write(v, s[:at])
		s = s[at:]
	}
	end, whole := v.fit(c.room(), s)
	if !whole {
		c.tell(name)
	}
	c.write(v, end)
}

// writeIn is write for a part of a line.
func (c *picCard) writeIn(room int, v picVoice, forms ...string) {
	s, whole := v.fit(room, forms...)
	if !whole {
		c.tell(forms[0])
	}
	c.texts = append(c.texts, picText{c.x + picPad, c.pen, v, s})
}

// tell adds to what a resting mouse is told.
func (c *picCard) tell(s string) {
	if c.title != "" {
		c.title += "\n"
	}
	c.title += s
}

// down moves the card and all that is in it.
func (c *picCard) down(dy int) {
	c.y, c.pen = c.y+dy, c.pen+dy
	for i := range c.texts {
		c.texts[i].y += dy
	}
	for i := range c.parts {
		c.parts[i].down(dy)
	}
}

// picWire leads from the right edge of one card to the left edge of another.
type picWire struct {
	x1, y1, x2, y2 int
	is             string
	arrow          bool // straight, with a head at its end
}

// picDeed is what a press of a knob does.
type picDeed func(k *KernelPicture, ctx app.Context)

// picKnob is a button that lies on the drawing.
type picKnob struct {
	picBox
	is    string
	label string // what is to be read on it
	say   string // what it is called by those who do not see where it is
	title string // shown by a mouse that rests on it
	off   bool
	open  string // the value of aria-expanded or aria-pressed, as openAttrs say
	do    picDeed
}

// picScene is the whole drawing, ready to be turned into elements.
type picScene struct {
	width, height int
	cards         []picCard
	texts         []picText
	wires         []picWire
	knobs         [][]picKnob // in groups that keep their place from step to step, so that the focus does not slip
}
