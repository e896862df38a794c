package picture

import (
	"slices"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
	"bpfplay/web/svg"
)

// shownWork is how many objects a stage shows.
const shownWork = 4

// Heights of the work queue.
const (
	queueHead = 36
	stageHead = 28
)

// stageSpacing is the gap between two stages, and the margin of the maps inside.
type stageSpacing struct{ gap, pad int }

// stageSpacings are the spacings by the number of stages.
var stageSpacings = table.Listed[int, stageSpacing]{{3, stageSpacing{22, 8}}, {4, stageSpacing{14, 4}}}

// stage is one step that a map passes while it is freed.
type stage struct {
	names, empty []string // longest first
	more         string   // suffix of the number of omitted objects
	items        []stageItem
	omitted      int
}

// room reports whether the next object is shown: one of the first, or one that is lit. It counts the others.
func (s *stage) room(lit bool) bool {
	if len(s.items) < shownWork || lit {
		return true
	}
	s.omitted++
	return false
}

// stageItem is a map or a program at a stage. texts are the forms of its second line.
type stageItem struct {
	name  []string // longest first
	lit   bool
	style string
	texts []string
}

// mapItem returns the item of a map.
func (l *layout) mapItem(nr int, style string) stageItem {
	n := strconv.Itoa(nr)
	return stageItem{name: []string{"map " + n, n}, lit: l.lit.work(nr), style: style}
}

// linkItem returns the item of a link.
func (l *layout) linkItem(nr int, style string) stageItem {
	return stageItem{name: []string{linkName(nr), "l" + strconv.Itoa(nr)}, lit: l.lit.object(litWork, linkName(nr)), style: style}
}

// progItem returns the item of a program.
func (l *layout) progItem(nr int, style string) stageItem {
	n := strconv.Itoa(nr)
	return stageItem{name: []string{"program " + n, "prog " + n, "p" + n}, lit: l.lit.progWork(nr), style: style}
}

// stages returns the stages of the work queue. The most recently freed maps come first.
func (l *layout) stages() []stage {
	w := l.view.Work
	queued := stage{names: []string{"queued"}, empty: []string{"empty"}, more: " more"}
	for _, nr := range w.Queued {
		if queued.room(l.lit.work(nr)) {
			queued.items = append(queued.items, l.mapItem(nr, "card waits"))
		}
	}
	for _, nr := range w.QueuedProgs {
		if queued.room(l.lit.progWork(nr)) {
			queued.items = append(queued.items, l.progItem(nr, "card waits"))
		}
	}
	for _, nr := range w.QueuedLinks {
		if queued.room(l.lit.object(litWork, linkName(nr))) {
			queued.items = append(queued.items, l.linkItem(nr, "card waits"))
		}
	}
	running := stage{names: []string{"running"}, empty: []string{"idle"}}
	freed := stage{names: []string{"freed"}, empty: []string{"none yet", "none"}, more: " earlier"}
	if len(w.Freed) == core.FreedShown {
		freed.more = "+ earlier"
	}
	for _, f := range slices.Backward(w.Freed) {
		item := l.mapItem(f.Map, "card gone")
		switch {
		case f.Prog != 0:
			item = l.progItem(f.Prog, "card gone")
		case f.Link != 0:
			item = l.linkItem(f.Link, "card gone")
		}
		item.texts = []string{"by " + f.By, f.By}
		if freed.room(item.lit) {
			freed.items = append(freed.items, item)
		}
	}
	// The worker drops an object only after it is freed. The drawing shows it once.
	if !slices.ContainsFunc(w.Freed, func(f core.FreedView) bool {
		return f.Map == w.Running && f.Prog == w.RunningProg && f.Link == w.RunningLink
	}) {
		switch {
		case w.Running != 0:
			running.items = append(running.items, l.mapItem(w.Running, "card waits"))
		case w.RunningProg != 0:
			running.items = append(running.items, l.progItem(w.RunningProg, "card waits"))
		case w.RunningLink != 0:
			running.items = append(running.items, l.linkItem(w.RunningLink, "card waits"))
		}
	}
	all := []stage{queued, running, freed}
	if abi.SinceInodeGrace.In(l.view.Release) || len(w.Waiting)+len(w.WaitingProgs)+len(w.WaitingLinks) > 0 {
		all = slices.Insert(all, 0, l.waiting())
	}
	return all
}

// waiting returns the stage of maps, and of maps whose removed pins, wait for a grace period.
func (l *layout) waiting() stage {
	s := stage{names: []string{"waiting (RCU)", "waiting"}, empty: []string{"empty"}, more: " more"}
	for i, nr := range l.view.Work.Waiting {
		if !s.room(l.lit.work(nr)) {
			continue
		}
		item := l.mapItem(nr, "card waits")
		switch {
		case i == 0 && l.lit.Kind == core.GraceEnded && l.lit.Map == nr:
			item.style, item.texts = "card gone", []string{"wait is over", "over"}
		case stateOf(l.view, nr) == core.ObjectLive:
			item.texts = []string{"its pin"}
		}
		s.items = append(s.items, item)
	}
	for _, others := range [...]struct {
		waiting []int
		item    func(nr int, style string) stageItem
		texts   []string
	}{{l.view.Work.WaitingProgs, l.progItem, nil}, {l.view.Work.WaitingLinks, l.linkItem, []string{"its pin"}}} {
		for i, nr := range others.waiting {
			item := others.item(nr, "card waits")
			if !s.room(item.lit) {
				continue
			}
			if item.texts = others.texts; i == 0 && l.lit.Kind == core.GraceEnded && item.lit {
				item.style, item.texts = "card gone", []string{"wait is over", "over"}
			}
			s.items = append(s.items, item)
		}
	}
	return s
}

// stateOf returns the State of a map.
func stateOf(v *core.View, nr int) core.ObjectState {
	if m := v.Map(nr); m != nil {
		return m.State
	}
	return core.ObjectFreed
}

// layWork draws the work queue from y down and returns the bottom of the drawing.
func (l *layout) layWork(y int) int {
	if l.makesCalls {
		const label = "Run the worker"
		w := svg.Soft.Width(label) + 22
		l.buttons = append(l.buttons, []button{{
			box: box{l.subject.width - 1 - w, y, w, buttonH + 2}, style: "call", label: label, name: label,
			disabled: idle(l.view.Work), do: makeCall(core.Call{Op: core.OpWork}),
		}})
	}
	l.texts = append(l.texts, text{1, y + 18, svg.Name, "Work queue"})
	y += queueHead
	stages := l.stages()
	n := len(stages)
	spacing := stageSpacings.Of(n)
	pitches := l.subject.width - 2 + spacing.gap
	cards := make([]card, n)
	h := 0
	for i, s := range stages {
		left, right := 1+i*pitches/n, 1+(i+1)*pitches/n-spacing.gap
		cards[i] = l.layStage(s, box{left, y, right - left, 0}, spacing.pad)
		h = max(h, cards[i].pen-y)
	}
	for i := range cards {
		cards[i].h = h
		l.add(cards[i])
		if i > 0 {
			l.wires = append(l.wires, wire{x1: cards[i-1].right(), y1: y + h/2, x2: cards[i].x, y2: y + h/2, style: arrowStyle})
		}
	}
	return y + h + 1
}

// layStage returns the card of a stage. Its height is not set: the pen is at the bottom.
func (l *layout) layStage(s stage, at box, pad int) card {
	c := card{box: at, noun: s.names[0], style: "stage", round: cardRound, pen: at.y + 19}
	c.write(svg.Soft, s.names...)
	c.pen = at.y + stageHead
	if len(s.items) == 0 {
		c.pen += 17
		c.write(svg.Soft, s.empty...)
		c.pen += 8
		return c
	}
	for _, i := range s.items {
		item := l.layStageItem(i, box{at.x + pad, c.pen, at.w - 2*pad, 26})
		c.parts = append(c.parts, item)
		c.pen = item.bottom() + 5
	}
	if s.omitted > 0 {
		c.pen += 12
		n := strconv.Itoa(s.omitted)
		c.write(svg.Soft, "and "+n+s.more, n+s.more, "+"+n)
		c.pen -= 12
	}
	c.pen += 4
	return c
}

// idle reports whether no work is queued and no grace period is awaited.
func idle(w core.WorkView) bool {
	return len(w.Queued)+len(w.Waiting)+len(w.QueuedProgs)+len(w.WaitingProgs)+len(w.QueuedLinks)+len(w.WaitingLinks) == 0
}

// layStageItem returns the card of an object at a stage.
func (l *layout) layStageItem(i stageItem, at box) card {
	c := card{box: at, noun: i.name[0] + " in the work queue", style: svg.Lit(i.style, i.lit), round: 7, pen: at.y + 17}
	c.write(svg.Mono, i.name...)
	if i.texts != nil {
		c.pen -= 2
		c.write(svg.Soft, i.texts...)
		c.h = 41
	}
	return c
}
