package picture

import "bpfplay/web/svg"

// card is a box with text and smaller cards in it.
type card struct {
	box
	noun  string // the object that it represents, if any
	style string // style words
	round int
	title string // tooltip
	texts []text
	parts []card
	pen   int // baseline of the next line
}

// text is one line of text. Its baseline starts at x, y.
type text struct {
	x, y int
	svg.Font
	s string
}

// Distances inside a card.
const (
	textLeft  = 10 // from the left edge to the text
	textRight = 6  // at least, from the text to the right edge
	cardInset = 6  // from the edges to the cards inside
	lineH     = 17
	cardRound = 10
)

// write writes the first of the forms that fits, as a line. If the text is cut, the tooltip has all of it.
func (c *card) write(f svg.Font, forms ...string) {
	c.writeIn(c.room(), f, forms...)
	c.pen += lineH
}

// end writes the state of the object, if it has forms, and sets the height.
func (c *card) end(state []string) {
	if state != nil {
		c.write(svg.Soft, state...)
	}
	c.h = max(c.pen-c.y-3, fileH)
}

// room returns the maximal width of a line.
func (c *card) room() int { return c.w - textLeft - textRight }

// nameLines is the maximal number of lines of a name.
const nameLines = 4

// writeName writes a whole name. It breaks a long name after underscores or slashes.
func (c *card) writeName(f svg.Font, name string) {
	s := name
	for range nameLines - 1 {
		at := f.BreakAt(s, c.room())
		if at == 0 {
			break
		}
		c.write(f, s[:at])
		s = s[at:]
	}
	end, whole := f.Fit(c.room(), s)
	if !whole {
		c.addTitle(name)
	}
	c.write(f, end)
}

// writeIn writes to a part of a line, without a line feed.
func (c *card) writeIn(room int, f svg.Font, forms ...string) {
	s, whole := f.Fit(room, forms...)
	if !whole {
		c.addTitle(forms[0])
	}
	c.texts = append(c.texts, text{c.x + textLeft, c.pen, f, s})
}

// addTitle adds a line to the tooltip.
func (c *card) addTitle(s string) {
	if c.title != "" {
		c.title += "\n"
	}
	c.title += s
}

// moveDown moves the card and everything in it.
func (c *card) moveDown(dy int) {
	c.y, c.pen = c.y+dy, c.pen+dy
	for i := range c.texts {
		c.texts[i].y += dy
	}
	for i := range c.parts {
		c.parts[i].moveDown(dy)
	}
}
