package web

import (
	"slices"
	"strconv"

	"bpfplay/core"
)

// shownWork is how many maps a station shows.
const shownWork = 4

// Heights in the lane of the work queue.
const (
	laneHead    = 36
	stationHead = 28
	itemPad     = 8
)

// picStation is one of the three places that a map passes on its way out.
type picStation struct {
	name, empty, more string
	items             []picItem
}

// picItem is a map at a station: its number, and a second line.
type picItem struct {
	nr int
	by string
}

// stations are what the lane shows; the maps freed last come first.
func (l *picLayout) stations() []picStation {
	w := l.view.Work
	queued := picStation{name: "queued", empty: "nothing waits", more: " more"}
	for _, nr := range w.Queued {
		queued.items = append(queued.items, picItem{nr: nr})
	}
	running := picStation{name: "running", empty: "idle"}
	freed := picStation{name: "freed", empty: "none so far", more: " before"}
	for _, f := range slices.Backward(w.Freed) {
		freed.items = append(freed.items, picItem{f.Map, "by " + f.By})
	}
	// The worker lets go of a map only after it is freed; the lane shows it once.
	if w.Running != 0 && !slices.ContainsFunc(w.Freed, func(f core.FreedView) bool { return f.Map == w.Running }) {
		running.items = append(running.items, picItem{nr: w.Running})
	}
	return []picStation{queued, running, freed}
}

// layWork draws the lane from y down, and gives where the drawing ends.
func (l *picLayout) layWork(y int) int {
	const gap = 22
	if l.acts {
		w := voiceSoft.width("run the worker") + 22
		l.knobs = append(l.knobs, []picKnob{{
			picBox: picBox{l.picSubject.width - 1 - w, y, w, knobH + 2}, is: "deed", label: "run the worker", say: "run the worker",
			off: len(l.view.Work.Queued) == 0, do: calls(core.Call{Op: core.OpWork}),
		}})
	}
	l.texts = append(l.texts, picText{1, y + 18, voiceName, "Work queue"})
	y += laneHead
	w := (l.picSubject.width - 2 - 2*gap) / 3
	stations := l.stations()
	cards := make([]picCard, len(stations))
	h := 0
	for i, s := range stations {
		cards[i] = l.layStation(s, picBox{1 + i*(w+gap), y, w, 0})
		h = max(h, cards[i].pen-y)
	}
	for i := range cards {
		cards[i].h = h
		l.add(cards[i])
		if i > 0 {
			l.wires = append(l.wires, picWire{cards[i-1].right(), y + h/2, cards[i].x, y + h/2, "wire arrow"})
		}
	}
	return y + h + 1
}

// layStation is one station; its pen is where it ends.
func (l *picLayout) layStation(s picStation, at picBox) picCard {
	c := picCard{picBox: at, noun: s.name, is: "station", round: picRound, pen: at.y + 19}
	c.write(voiceSoft, s.name)
	c.pen = at.y + stationHead
	if len(s.items) == 0 {
		c.pen += 17
		c.write(voiceSoft, s.empty)
		c.pen += 8
		return c
	}
	shown, more := short(s.items, shownWork, func(i picItem) bool { return l.lit.work(i.nr) })
	for _, i := range shown {
		item := l.layItem(i, picBox{at.x + itemPad, c.pen, at.w - 2*itemPad, 26})
		c.parts = append(c.parts, item)
		c.pen = item.bottom() + 5
	}
	if more > 0 {
		c.pen += 12
		c.write(voiceSoft, "and "+strconv.Itoa(more)+s.more)
		c.pen -= 12
	}
	c.pen += 4
	return c
}

// layItem is one map in the lane.
func (l *picLayout) layItem(i picItem, at picBox) picCard {
	is := "card waits"
	if i.by != "" {
		is = "card gone"
	}
	c := picCard{picBox: at, noun: "map " + strconv.Itoa(i.nr) + " in the lane", is: glow(is, l.lit.work(i.nr)), round: 7, pen: at.y + 17}
	c.write(voiceMono, "map "+strconv.Itoa(i.nr))
	if i.by != "" {
		c.pen -= 2
		c.write(voiceSoft, i.by)
		c.h = 41
	}
	return c
}
