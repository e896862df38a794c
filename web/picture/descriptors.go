package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/web/svg"
)

// layDescriptors draws a task's descriptors of files with an object, and returns their buttons.
func (l *layout) layDescriptors(c *card, t core.TaskView, name string) []button {
	var all []strip
	for _, d := range t.FDs {
		if d.File != 0 {
			all = append(all, l.descriptor(t.Nr, d))
		}
	}
	return l.layStrips(c, t.Nr, stripList{name + " descriptors", " descriptors of " + name, shownDescriptors, all})
}

// descriptor returns the strip of a descriptor. Its button closes it.
func (l *layout) descriptor(task int, d core.FDView) strip {
	fd, file := strconv.Itoa(d.FD), strconv.Itoa(d.File)
	lit := l.lit.descriptor(task, d.FD)
	s := strip{
		noun: "descriptor " + fd + " of task " + strconv.Itoa(task), style: svg.Lit("descriptor", lit), must: lit,
		file: d.File, wire: svg.Lit("wire", lit), forms: []string{fd + " → file " + file, fd + "→file " + file, fd + "→" + file},
	}
	if l.lit.closed(task, d.FD) {
		s.style, s.forms, s.ended = "descriptor gone lit", []string{fd + " closed"}, true
		return s
	}
	if d.Cloexec {
		s.mark, s.markTitle = "ce", "close-on-exec: exec closes this descriptor"
	}
	s.closer, s.end = "Close "+s.noun, core.Call{Task: task, Op: core.OpClose, Args: core.Args{uint64(d.FD)}}
	return s
}
