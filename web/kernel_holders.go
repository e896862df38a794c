package web

import (
	"strconv"

	"bpfplay/core"
)

// shownHolders is how many files and pins of a map are shown before the list is opened.
const shownHolders = 6

// picHolder is what holds a map: a file, or a pin.
type picHolder struct {
	picCard
	file int // 0: a pin
	must bool
	wire string
}

// holdersOf are a map's files, then its pins, as cards that are still to be placed.
func (l *picLayout) holdersOf(m core.MapView) []picHolder {
	var all []picHolder
	for _, f := range l.view.Files {
		if f.Map == m.Nr {
			all = append(all, picHolder{l.layFile(f), f.Nr, l.lit.file(f.Nr), glow("wire", l.lit.hold(f.Nr))})
		}
	}
	for _, p := range l.view.Pins {
		if p.Map == m.Nr {
			all = append(all, picHolder{l.layPin(p), 0, l.lit.pin(m.Nr), glow("wire", l.lit.pin(m.Nr))})
		}
	}
	return all
}

// layRow is a map and what holds it, middle to middle; look opens the map's inside, lists are knobs that open a long list.
func (l *picLayout) layRow(m core.MapView, y int) (below int, look, lists []picKnob) {
	c := l.layMap(m, y)
	all := l.holdersOf(m)
	key := c.noun + " holders"
	shown, more := short(all, l.limit(key, shownHolders), func(h picHolder) bool { return h.must })
	stack := -picGap
	for _, h := range shown {
		stack += h.h + picGap
	}
	long := len(all) > shownHolders
	if long {
		stack += knobH + picGap
	}
	stack = max(stack, 0)
	h := max(c.h, stack)
	c.down((h - c.h) / 2)
	l.add(c)
	look = l.lookKnob(m, c)
	at := y + (h-stack)/2
	wires := len(shown)
	if more > 0 {
		wires++
	}
	ends := spread(c.picBox, wires)
	for i, holder := range shown {
		l.layHolder(holder, at, c.x, ends[i])
		at += holder.h + picGap
	}
	if long {
		rest := picBox{l.files.x, at, l.files.w, knobH}
		lists = append(lists, l.toggle(rest, key, "and "+strconv.Itoa(more)+" more", " files and pins of "+c.noun))
		l.hideHolders(all, rest)
		if more > 0 {
			l.wires = append(l.wires, picWire{rest.right(), rest.middle(), c.x, ends[len(shown)], "wire rest", false})
		}
	}
	return y + h + picGap, look, lists
}

// layHolder places one card, and draws the wire from it to the edge of its map.
func (l *picLayout) layHolder(h picHolder, y, toX, toY int) {
	h.down(y)
	l.add(h.picCard)
	if h.file != 0 {
		l.fileAt[h.file] = h.picBox
	}
	l.wires = append(l.wires, picWire{h.right(), h.middle(), toX, toY, h.wire, false})
}

// hideHolders says where the wires to files end that are not shown.
func (l *picLayout) hideHolders(all []picHolder, at picBox) {
	for _, h := range all {
		l.restAt[h.file] = at
	}
}
