package web

import (
	"strconv"

	"bpfplay/core"
)

// Widths inside a chip.
const (
	chipPad  = 6
	badgeW   = 17
	closeW   = 24
	chipGrip = 2 // between words, badge and ×
)

// layChips draws a task's descriptors of maps, one chip each, and gives their knobs.
func (l *picLayout) layChips(c *picCard, t core.TaskView, name string) []picKnob {
	var all []core.FDView
	for _, d := range t.FDs {
		if d.File != 0 {
			all = append(all, d)
		}
	}
	key := name + " descriptors"
	shown, more := short(all, l.limit(key, shownChips), func(d core.FDView) bool { return l.lit.chip(t.Nr, d.FD) })
	knobs := []picKnob{}
	at := picBox{c.x + picInset, c.pen, c.w - 2*picInset, chipH}
	seen := map[int]bool{}
	for _, d := range shown {
		seen[d.FD] = true
		chip, knob := l.layChip(at, t.Nr, d)
		c.parts = append(c.parts, chip)
		if knob.do != nil {
			knobs = append(knobs, knob)
		}
		at.y += chipPitch
	}
	if more > 0 || len(all) > shownChips {
		at.h = knobH
		knobs = append(knobs, l.toggle(at, key, "and "+strconv.Itoa(more)+" more", " descriptors of "+name))
		l.layHidden(all, seen, c.right(), at.middle())
		at.y += knobH + 4
	}
	c.pen = at.y
	return knobs
}

// layHidden begins a wire at the foot of a collapsed list for each file that is reached from there.
func (l *picLayout) layHidden(all []core.FDView, seen map[int]bool, x, y int) {
	drawn := map[int]bool{}
	for _, d := range all {
		if !seen[d.FD] && !drawn[d.File] {
			drawn[d.File] = true
			l.ends = append(l.ends, picEnd{x, y, d.File, "wire rest"})
		}
	}
}

// layChip is one descriptor.
func (l *picLayout) layChip(at picBox, task int, d core.FDView) (picCard, picKnob) {
	fd, file := strconv.Itoa(d.FD), strconv.Itoa(d.File)
	c := picCard{picBox: at, noun: "descriptor " + fd + " of task " + strconv.Itoa(task), is: glow("chip", l.lit.chip(task, d.FD)), round: 6, pen: at.y + 18}
	c.x -= picPad - chipPad // words begin at chipPad
	room := at.w - 2*chipPad
	if l.lit.closed(task, d.FD) {
		c.is = "chip gone lit"
		c.writeIn(room, voiceMono, fd+" closed")
		c.x = at.x
		return c, picKnob{}
	}
	right := at.right() - 2*chipGrip
	var knob picKnob
	if l.acts {
		right = at.right() - closeW
		knob = picKnob{
			picBox: picBox{right, at.y + 2, closeW, closeW}, is: "close", label: "×", say: "close descriptor " + fd + " of task " + strconv.Itoa(task),
			do: calls(core.Call{Task: task, Op: core.OpClose, Args: [3]uint64{uint64(d.FD)}}),
		}
	}
	if d.Cloexec {
		right -= badgeW + chipGrip
		badge := picCard{picBox: picBox{right, at.y + 7, badgeW, 14}, is: "mark", round: 4, title: "close-on-exec: exec closes it"}
		badge.texts = []picText{{right + 2, at.y + 17, voiceTiny, "ce"}}
		c.parts = append(c.parts, badge)
	}
	c.writeIn(right-at.x-chipPad-chipGrip, voiceMono, fd+" → file "+file, fd+"→file "+file, fd+"→"+file)
	c.x = at.x
	l.ends = append(l.ends, picEnd{at.right(), at.middle(), d.File, glow("wire", l.lit.chip(task, d.FD))})
	return c, knob
}
