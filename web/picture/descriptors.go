package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/web/svg"
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
	lit := l.lit.descriptor(task, d.FD)
	s := strip{noun: noun, style: svg.Lit("descriptor", lit), forms: []string{fd + " → file " + file, fd + "→file " + file, fd + "→" + file}}
	if l.lit.closed(task, d.FD) {
		s.style, s.forms = "descriptor gone lit", []string{fd + " closed"}
		return l.layStrip(at, task, s)
	}
	if d.Cloexec {
		s.mark, s.markTitle = "ce", "close-on-exec: exec closes this descriptor"
	}
	s.file, s.wire = d.File, svg.Lit("wire", lit)
	s.closer, s.end = "Close "+noun, core.Call{Task: task, Op: core.OpClose, Args: core.Args{uint64(d.FD)}}
	return l.layStrip(at, task, s)
}
