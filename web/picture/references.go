package picture

import (
	"bpfplay/core"
	"bpfplay/web/svg"
)

// shownReferences is how many files and pins of an object are shown in a collapsed list.
const shownReferences = 6

// reference is a file or pin that holds a reference to a map, a program or another object.
type reference struct {
	card
	file int // 0 for a pin
	must bool
	wire string // style
}

// referencesTo returns the files, then the pins, that refer to the object of a file, as cards still to be placed.
func (l *layout) referencesTo(o core.FileView) []reference {
	var all []reference
	for _, f := range l.view.Files {
		if f.Map == o.Map && f.Prog == o.Prog && f.BTF == 0 && f.Object == o.Object {
			all = append(all, reference{l.layFile(f), f.Nr, l.lit.file(f.Nr), svg.Lit("wire", l.lit.reference(f.Nr))})
		}
	}
	for _, p := range l.view.Pins {
		if p.Map == o.Map && p.Prog == o.Prog && linkName(p.Link) == o.Object {
			lit := l.lit.pin(p)
			all = append(all, reference{l.layPin(p), 0, lit, svg.Lit("wire", lit)})
		}
	}
	return all
}

// layRow draws a map and its references. It returns the top of the next row, the button that opens the map, and the button
// of a long list.
func (l *layout) layRow(m core.MapView, y int) (below int, inside, lists []button) {
	below, c, lists := l.layReferences(l.layMap(m, y), l.referencesTo(core.FileView{Map: m.Nr}), y)
	l.mapAt[m.Nr] = c.box
	return below, l.insideButton(m, c), lists
}

// layReferences draws the card of an object and its references, centered on each other. It returns the top of the next row,
// the placed card, and the button of a long list.
func (l *layout) layReferences(c card, all []reference, y int) (below int, placed card, lists []button) {
	key := c.noun + " references"
	shown, more := short(all, l.limit(key, shownReferences), func(r reference) bool { return r.must })
	stack := -cardGap
	for _, r := range shown {
		stack += r.h + cardGap
	}
	long := len(all) > shownReferences
	if long {
		stack += buttonH + cardGap
	}
	stack = max(stack, 0)
	h := max(c.h, stack)
	c.moveDown((h - c.h) / 2)
	l.add(c)
	at := y + (h-stack)/2
	wires := len(shown)
	if more > 0 {
		wires++
	}
	ends := spread(c.box, wires)
	for i, r := range shown {
		l.layReference(r, at, c.x, ends[i])
		at += r.h + cardGap
	}
	if long {
		list := box{l.files.x, at, l.files.w, buttonH}
		lists = append(lists, l.listButton(list, key, more, "", " files and pins of "+c.noun))
		for _, r := range all {
			l.listAt[r.file] = list
		}
		if more > 0 {
			l.wires = append(l.wires, wire{x1: list.right(), y1: list.middle(), x2: c.x, y2: ends[len(shown)], style: "wire rest"})
		}
	}
	return y + h + cardGap, c, lists
}

// layReference places one card and draws the wire to the edge of its object.
func (l *layout) layReference(r reference, y, toX, toY int) {
	r.moveDown(y)
	l.add(r.card)
	if r.file != 0 {
		l.fileAt[r.file] = r.box
	}
	l.wires = append(l.wires, wire{x1: r.right(), y1: r.middle(), x2: toX, y2: toY, style: r.wire})
}
