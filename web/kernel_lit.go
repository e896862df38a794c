package web

import (
	"slices"

	"bpfplay/core"
)

// picPart is a set of parts of the drawing.
type picPart uint8

const (
	litTask  picPart = 1 << iota // the card of Event.Task
	litChip                      // its descriptor Event.FD, and the wire from it
	litFile                      // the card of Event.File
	litHold                      // the wire from that file to its map
	litMap                       // the card of Event.Map
	litCount                     // its badge
	litWork                      // its place in the lane of the work queue
)

// picLights are the parts that an event lights. An event without a row, such as a check, lights nothing here.
var picLights = map[core.EventKind]picPart{
	core.Allocated:   litMap,
	core.RefcntSet:   litCount,
	core.FDInstalled: litChip | litFile | litHold,
	core.FDCleared:   litChip,
	core.FileShared:  litFile,
	core.FileDropped: litFile,
	core.FDFlags:     litChip,
	core.Released:    litFile | litHold,
	core.WorkQueued:  litMap | litWork,
	core.WorkRunning: litMap | litWork,
	core.Freed:       litMap | litWork,
	core.Forked:      litTask,
	core.MemoryReset: litTask,
	core.Exited:      litTask,
	core.CredSet:     litTask,
	core.LimitSet:    litTask,
}

// picLit is an event and what it lights. The zero value lights nothing.
type picLit struct {
	core.Event
	parts picPart
}

func lightsOf(e *core.Event) picLit {
	if e == nil {
		return picLit{}
	}
	return picLit{*e, picLights[e.Kind]}
}

func (l picLit) task(nr int) bool       { return l.parts&litTask != 0 && l.Task == nr }
func (l picLit) chip(task, fd int) bool { return l.parts&litChip != 0 && l.Task == task && l.FD == fd }
func (l picLit) file(nr int) bool       { return l.parts&litFile != 0 && l.File == nr }
func (l picLit) hold(file int) bool     { return l.parts&litHold != 0 && l.File == file }
func (l picLit) mapCard(nr int) bool    { return l.parts&litMap != 0 && l.Map == nr }
func (l picLit) count(nr int) bool      { return l.parts&litCount != 0 && l.Map == nr }
func (l picLit) work(nr int) bool       { return l.parts&litWork != 0 && l.Map == nr }

// any says whether something of this map is lit, so that its row must be seen.
func (l picLit) any(m core.MapView) bool {
	return l.parts&(litFile|litHold|litMap|litCount) != 0 && l.Map == m.Nr
}

// closed says whether this descriptor has just been cleared: it is in the drawing only to show that it went.
func (l picLit) closed(task, fd int) bool { return l.Kind == core.FDCleared && l.chip(task, fd) }

// freedMap is the State of a map that is in the drawing only to show that it went.
const freedMap = "freed"

// withGhosts adds to a view what the event has just taken out of it, so that the eye can see it go: a descriptor that
// was cleared, a file without descriptors (its Count is 0), a map that was freed (its State is freedMap).
func (l picLit) withGhosts(v *core.View) *core.View {
	seen := *v
	if l.parts == 0 {
		return &seen
	}
	if l.Kind == core.FDCleared && l.File != 0 {
		seen.Tasks = slices.Clone(v.Tasks)
		for i := range seen.Tasks {
			if t := &seen.Tasks[i]; t.Nr == l.Task {
				t.FDs = placed(t.FDs, core.FDView{FD: l.FD, File: l.File}, func(d core.FDView) int { return d.FD })
			}
		}
	}
	if l.File != 0 && (l.Kind == core.FDCleared || l.parts&litFile != 0) {
		if nr := l.heldBy(v); nr != 0 {
			seen.Files = placed(v.Files, core.FileView{Nr: l.File, Map: nr, Mode: core.O_RDWR}, func(f core.FileView) int { return f.Nr })
		}
	}
	if l.Kind == core.Freed {
		seen.Maps = placed(v.Maps, core.MapView{Nr: l.Map, State: freedMap}, func(m core.MapView) int { return m.Nr })
	}
	return &seen
}

// heldBy is the map behind the event's file. FDCleared does not name it: there it is the one that lives without a file
// in the view.
func (l picLit) heldBy(v *core.View) int {
	if l.Map != 0 {
		return l.Map
	}
	for _, m := range v.Maps {
		if m.Refcnt > 0 && !slices.ContainsFunc(v.Files, func(f core.FileView) bool { return f.Map == m.Nr }) {
			return m.Nr
		}
	}
	return 0
}

// placed is list with one more in its place by number; a list that has that number stays as it is.
func placed[T any](list []T, one T, number func(T) int) []T {
	at, found := slices.BinarySearchFunc(list, one, func(a, b T) int { return number(a) - number(b) })
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), at, one)
}
