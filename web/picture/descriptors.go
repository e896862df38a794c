package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/web/svg"
)

// Widths inside a descriptor's card.
const (
	descriptorPad = 6
	cloexecW      = 17
	closeW        = 24
	descriptorGap = 2 // between text, mark and button
)

// layDescriptors draws a task's descriptors of maps and returns their buttons.
func (l *layout) layDescriptors(c *card, t core.TaskView, name string) []button {
	var all []core.FDView
	for _, d := range t.FDs {
		if d.File != 0 {
			all = append(all, d)
		}
	}
	key := name + " descriptors"
	shown, more := short(all, l.limit(key, shownDescriptors), func(d core.FDView) bool { return l.lit.descriptor(t.Nr, d.FD) })
	buttons := []button{}
	at := box{c.x + cardInset, c.pen, c.w - 2*cardInset, descriptorH}
	seen := map[int]bool{}
	for _, d := range shown {
		seen[d.FD] = true
		part, closer := l.layDescriptor(at, t.Nr, d)
		c.parts = append(c.parts, part)
		if closer.do != nil {
			buttons = append(buttons, closer)
		}
		at.y += descriptorPitch
	}
	if more > 0 || len(all) > shownDescriptors {
		at.h = buttonH
		buttons = append(buttons, l.listButton(at, key, "Show "+strconv.Itoa(more)+" more", " descriptors of "+name))
		l.startHidden(all, seen, c.right(), at.middle())
		at.y += buttonH + 4
	}
	c.pen = at.y
	return buttons
}

// startHidden starts one wire at the list's button for each file that only hidden descriptors refer to.
func (l *layout) startHidden(all []core.FDView, seen map[int]bool, x, y int) {
	drawn := map[int]bool{}
	for _, d := range all {
		if !seen[d.FD] && !drawn[d.File] {
			drawn[d.File] = true
			l.starts = append(l.starts, wireStart{x, y, d.File, "wire rest"})
		}
	}
}

// layDescriptor draws one descriptor. The button closes it; the zero button is none.
func (l *layout) layDescriptor(at box, task int, d core.FDView) (card, button) {
	fd, file := strconv.Itoa(d.FD), strconv.Itoa(d.File)
	noun := "descriptor " + fd + " of task " + strconv.Itoa(task)
	c := card{box: at, noun: noun, style: svg.Lit("descriptor", l.lit.descriptor(task, d.FD)), round: 6, pen: at.y + 18}
	c.x -= textLeft - descriptorPad // text starts at descriptorPad
	room := at.w - 2*descriptorPad
	if l.lit.closed(task, d.FD) {
		c.style = "descriptor gone lit"
		c.writeIn(room, svg.Mono, fd+" closed")
		c.x = at.x
		return c, button{}
	}
	right := at.right() - 2*descriptorGap
	var closer button
	if l.makesCalls {
		right = at.right() - closeW
		closer = button{
			box: box{right, at.y + 2, closeW, closeW}, style: "close", label: "×", name: "Close " + noun,
			disabled: inHeldRun(l.view, task), do: makeCall(core.Call{Task: task, Op: core.OpClose, Args: core.Args{uint64(d.FD)}}),
		}
	}
	if d.Cloexec {
		right -= cloexecW + descriptorGap
		mark := card{box: box{right, at.y + 7, cloexecW, 14}, style: "mark", round: 4, title: "close-on-exec: exec closes this descriptor"}
		mark.texts = []text{{right + 2, at.y + 17, svg.Tiny, "ce"}}
		c.parts = append(c.parts, mark)
	}
	c.writeIn(right-at.x-descriptorPad-descriptorGap, svg.Mono, fd+" → file "+file, fd+"→file "+file, fd+"→"+file)
	c.x = at.x
	l.starts = append(l.starts, wireStart{at.right(), at.middle(), d.File, svg.Lit("wire", l.lit.descriptor(task, d.FD))})
	return c, closer
}
