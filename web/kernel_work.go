package web

import (
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// shownWork is how many maps a station shows.
const shownWork = 4

// Heights in the lane of the work queue.
const (
	laneHead    = 36
	stationHead = 28
)

// picLane is how the stations share the width out: the gap between two, and how far the cards keep from their edges.
type picLane struct{ gap, pad int }

// picLanes are those for the numbers of stations that there can be.
var picLanes = map[int]picLane{3: {22, 8}, 4: {14, 4}}

// picStation is one of the places that a map passes on its way out.
type picStation struct {
	names, empty []string // longest first
	more         string
	items        []picItem
}

// picItem is a map at a station: its number, and the forms of a second line.
type picItem struct {
	nr int
	is string
	by []string
}

// stations are what the lane shows; the maps freed last come first.
func (l *picLayout) stations() []picStation {
	w := l.view.Work
	queued := picStation{names: []string{"queued"}, empty: []string{"nothing waits", "nothing"}, more: " more"}
	for _, nr := range w.Queued {
		queued.items = append(queued.items, picItem{nr: nr, is: "card waits"})
	}
	running := picStation{names: []string{"running"}, empty: []string{"idle"}}
	freed := picStation{names: []string{"freed"}, empty: []string{"none so far", "none"}, more: " before"}
	for _, f := range slices.Backward(w.Freed) {
		freed.items = append(freed.items, picItem{f.Map, "card gone", []string{"by " + f.By, f.By}})
	}
	// The worker lets go of a map only after it is freed; the lane shows it once.
	if w.Running != 0 && !slices.ContainsFunc(w.Freed, func(f core.FreedView) bool { return f.Map == w.Running }) {
		running.items = append(running.items, picItem{nr: w.Running, is: "card waits"})
	}
	all := []picStation{queued, running, freed}
	// From this gate on, pins or, in later releases, inner maps wait for a grace period.
	if abi.SinceInodeGrace.In(l.view.Release) || len(w.Waiting) > 0 {
		all = slices.Insert(all, 0, l.waiting())
	}
	return all
}

// waiting is the station before the queue: maps that wait for a grace period, and pins that do so in their place.
func (l *picLayout) waiting() picStation {
	s := picStation{names: []string{"waiting (RCU)", "waiting"}, empty: []string{"nothing waits", "nothing"}, more: " more"}
	for i, nr := range l.view.Work.Waiting {
		item := picItem{nr: nr, is: "card waits"}
		switch {
		case i == 0 && l.lit.Kind == core.GraceEnded:
			item.is, item.by = "card gone", []string{"wait is over", "over"}
		case stateOf(l.view, nr) == core.MapLive:
			item.by = []string{"its pin"}
		}
		s.items = append(s.items, item)
	}
	return s
}

// stateOf is the State of a map.
func stateOf(v *core.View, nr int) core.MapState {
	m := slices.IndexFunc(v.Maps, func(m core.MapView) bool { return m.Nr == nr })
	return v.Maps[m].State
}

// layWork draws the lane from y down, and gives where the drawing ends.
func (l *picLayout) layWork(y int) int {
	if l.acts {
		w := voiceSoft.width("run the worker") + 22
		l.knobs = append(l.knobs, []picKnob{{
			picBox: picBox{l.picSubject.width - 1 - w, y, w, knobH + 2}, is: "deed", label: "run the worker", say: "run the worker",
			off: len(l.view.Work.Queued)+len(l.view.Work.Waiting) == 0, do: calls(core.Call{Op: core.OpWork}),
		}})
	}
	l.texts = append(l.texts, picText{1, y + 18, voiceName, "Work queue"})
	y += laneHead
	stations := l.stations()
	n := len(stations)
	lane := picLanes[n]
	pitches := l.picSubject.width - 2 + lane.gap
	cards := make([]picCard, len(stations))
	h := 0
	for i, s := range stations {
		left, right := 1+i*pitches/n, 1+(i+1)*pitches/n-lane.gap
		cards[i] = l.layStation(s, picBox{left, y, right - left, 0}, lane.pad)
		h = max(h, cards[i].pen-y)
	}
	for i := range cards {
		cards[i].h = h
		l.add(cards[i])
		if i > 0 {
			l.wires = append(l.wires, picWire{cards[i-1].right(), y + h/2, cards[i].x, y + h/2, "wire arrow", true})
		}
	}
	return y + h + 1
}

// layStation is one station; its pen is where it ends.
func (l *picLayout) layStation(s picStation, at picBox, pad int) picCard {
	c := picCard{picBox: at, noun: s.names[0], is: "station", round: picRound, pen: at.y + 19}
	c.write(voiceSoft, s.names...)
	c.pen = at.y + stationHead
	if len(s.items) == 0 {
		c.pen += 17
		c.write(voiceSoft, s.empty...)
		c.pen += 8
		return c
	}
	shown, more := short(s.items, shownWork, func(i picItem) bool { return l.lit.work(i.nr) })
	for _, i := range shown {
		item := l.layItem(i, picBox{at.x + pad, c.pen, at.w - 2*pad, 26})
		c.parts = append(c.parts, item)
		c.pen = item.bottom() + 5
	}
	if more > 0 {
		c.pen += 12
		n := strconv.Itoa(more)
		c.write(voiceSoft, "and "+n+s.more, n+s.more, "+"+n)
		c.pen -= 12
	}
	c.pen += 4
	return c
}

// layItem is one map in the lane.
func (l *picLayout) layItem(i picItem, at picBox) picCard {
	nr := strconv.Itoa(i.nr)
	c := picCard{picBox: at, noun: "map " + nr + " in the lane", is: glow(i.is, l.lit.work(i.nr)), round: 7, pen: at.y + 17}
	c.write(voiceMono, "map "+nr, nr)
	if i.by != nil {
		c.pen -= 2
		c.write(voiceSoft, i.by...)
		c.h = 41
	}
	return c
}
