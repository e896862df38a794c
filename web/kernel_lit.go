package web

import (
	"bpfplay/core"
)

// picPart is a set of parts of the drawing.
type picPart uint16

const (
	litTask   picPart = 1 << iota // the card of Event.Task
	litChip                       // its descriptor Event.FD, and the wire from it
	litFile                       // the card of Event.File
	litHold                       // the wire from that file to its map
	litMap                        // the card of Event.Map
	litCount                      // its badge of references
	litUser                       // its badge of those that user space has
	litID                         // its id
	litFrozen                     // the mark that it is frozen
	litPin                        // its pins, and the wires from them
	litWork                       // its place in the lane of the work queue
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
	core.UsercntSet:  litUser,
	core.IDGiven:     litID,
	core.IDTaken:     litID,
	core.GraceBegun:  litMap | litWork,
	core.GraceEnded:  litMap | litWork,
	core.FreeWaited:  litMap | litWork,
	core.Pinned:      litPin,
	core.Unpinned:    litPin,
	core.FrozenSet:   litFrozen,
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
func (l picLit) user(nr int) bool       { return l.parts&litUser != 0 && l.Map == nr }
func (l picLit) id(nr int) bool         { return l.parts&litID != 0 && l.Map == nr }
func (l picLit) frozen(nr int) bool     { return l.parts&litFrozen != 0 && l.Map == nr }
func (l picLit) pin(of int) bool        { return l.parts&litPin != 0 && l.Map == of }
func (l picLit) work(nr int) bool       { return l.parts&litWork != 0 && l.Map == nr }

// any says whether something of this map is lit, so that its row must be seen.
func (l picLit) any(m core.MapView) bool {
	return l.parts&^(litTask|litChip) != 0 && l.Map == m.Nr
}

// closed says whether this descriptor has just been cleared: it is in the drawing only to show that it went.
func (l picLit) closed(task, fd int) bool { return l.Kind == core.FDCleared && l.chip(task, fd) }
