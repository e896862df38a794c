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
	must               bool // a short list shows it, too
	ended              bool // it holds the file no longer
	file               int  // that the wire leads to
	wire               string
	closer             string    // the name of the button that ends it
	end                core.Call // the call of the button
}

// stripList is a list of strips, of which a collapsed one shows the first.
type stripList struct {
	key, of string // as in listButton
	most    int    // in a collapsed list
	all     []strip
}

// layStrips draws the strips of a task, and returns their buttons.
func (l *layout) layStrips(c *card, task int, list stripList) []button {
	shown, more := short(list.all, l.limit(list.key, list.most), func(s strip) bool { return s.must })
	buttons := []button{}
	drawn := map[string]bool{}
	at := box{c.x + cardInset, c.pen, c.w - 2*cardInset, descriptorH}
	for _, s := range shown {
		drawn[s.noun] = true
		part, closer := l.layStrip(at, task, s)
		c.parts = append(c.parts, part)
		if closer.do != nil {
			buttons = append(buttons, closer)
		}
		at.y += descriptorPitch
	}
	if more > 0 || len(list.all) > list.most {
		at.h = buttonH
		buttons = append(buttons, l.listButton(at, list.key, more, "", list.of))
		l.startHidden(list.all, drawn, c.right(), at.middle())
		at.y += buttonH + 4
	}
	c.pen = at.y
	return buttons
}

// startHidden starts one wire at the list's button for each file that only hidden strips hold.
func (l *layout) startHidden(all []strip, drawn map[string]bool, x, y int) {
	started := map[int]bool{}
	for _, s := range all {
		if !drawn[s.noun] && !started[s.file] {
			started[s.file] = true
			l.starts = append(l.starts, wireStart{x, y, s.file, "wire rest"})
		}
	}
}

// layStrip places a strip of a task. The button is zero if the drawing makes no calls, or the strip has ended.
func (l *layout) layStrip(at box, task int, s strip) (card, button) {
	c := card{box: at, noun: s.noun, style: s.style, title: s.title, round: 6, pen: at.y + 18}
	right := at.right() - 2*stripGap
	var closer button
	if l.makesCalls && !s.ended {
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
	if !s.ended {
		l.starts = append(l.starts, wireStart{at.right(), at.middle(), s.file, s.wire})
	}
	return c, closer
}
