package picture

import (
	"bpfplay/core"
	"bpfplay/web/svg"
)

// Widths inside a strip.
const (
	stripPad = 6
	markW    = 17
	closeW   = 24
	stripGap = 2 // between text, mark and button
)

// strip is what holds a file in a task's card: a descriptor or a mapping.
type strip struct {
	noun, style, title string
	forms              []string // longest first
	mark, markTitle    string
	file               int // that the wire leads to; 0 for none
	wire               string
	closer             string    // the name of the button that ends it
	end                core.Call // the call of the button
}

// layStrip places a strip of a task. The button is zero if the drawing makes no calls, or the strip holds no file.
func (l *layout) layStrip(at box, task int, s strip) (card, button) {
	c := card{box: at, noun: s.noun, style: s.style, title: s.title, round: 6, pen: at.y + 18}
	right := at.right() - 2*stripGap
	var closer button
	if l.makesCalls && s.file != 0 {
		right = at.right() - closeW
		closer = button{
			box: box{right, at.y + 2, closeW, closeW}, style: "close", label: "×", name: s.closer,
			disabled: inHeldRun(l.view, task), do: makeCall(s.end),
		}
	}
	if s.mark != "" {
		right -= markW + stripGap
		mark := card{box: box{right, at.y + 7, markW, 14}, style: "mark", round: 4, title: s.markTitle}
		mark.texts = []text{{right + 2, at.y + 17, svg.Tiny, s.mark}}
		c.parts = append(c.parts, mark)
	}
	c.x -= textLeft - stripPad // text starts at stripPad
	c.writeIn(right-at.x-stripPad-stripGap, svg.Mono, s.forms...)
	c.x = at.x
	if s.file != 0 {
		l.starts = append(l.starts, wireStart{at.right(), at.middle(), s.file, s.wire})
	}
	return c, closer
}
