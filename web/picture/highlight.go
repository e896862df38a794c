package picture

import (
	"strconv"

	"bpfplay/core"
	"bpfplay/core/table"
)

// parts is a set of parts of the drawing.
type parts uint16

const (
	litTask      parts = 1 << iota // the card of Event.Task
	litFD                          // its descriptor Event.FD, and the wire from it
	litFile                        // the card of Event.File
	litReference                   // the wire from that file to its map
	litMap                         // the card of Event.Map or Event.Prog
	litRefcnt
	litUsercnt
	litID
	litFrozen
	litPin  // the pins of the map, and the wires from them
	litWork // the map or program in the work queue
	litSlot // the wire from a slot to its program
	litArea // the mapping at Event.A of Event.Task, and the wire from it
)

// highlights are the parts that an event highlights. Events of other kinds, such as checks, highlight nothing.
var highlights = table.Indexed[core.EventKind, parts]{
	core.Allocated:   litMap,
	core.RefcntSet:   litRefcnt,
	core.FDInstalled: litFD | litFile | litReference,
	core.FDCleared:   litFD,
	core.FileShared:  litFile,
	core.FileDropped: litFile,
	core.FDFlags:     litFD,
	core.Mapped:      litArea | litFile,
	core.Unmapped:    litFile,
	core.Released:    litFile | litReference,
	core.WorkQueued:  litMap | litWork,
	core.WorkRunning: litMap | litWork,
	core.Freed:       litMap | litWork,
	core.Forked:      litTask,
	core.MemoryReset: litTask,
	core.Exited:      litTask,
	core.CredSet:     litTask,
	core.LimitSet:    litTask,
	core.UsercntSet:  litUsercnt,
	core.IDGiven:     litID,
	core.IDTaken:     litID,
	core.GraceBegun:  litMap | litWork,
	core.GraceEnded:  litMap | litWork,
	core.FreeWaited:  litMap | litWork,
	core.Pinned:      litPin,
	core.Unpinned:    litPin,
	core.FrozenSet:   litFrozen,
	core.SlotSet:     litSlot,
	core.SlotCleared: litMap,
	core.MapBound:    litMap,
	core.RunStarted:  litMap | litTask,
	core.RunResumed:  litMap | litTask,
	core.RunHeld:     litMap | litTask,
	core.RunReturned: litMap | litTask,
}

// highlight is an event and the parts that it highlights. The zero value highlights nothing.
type highlight struct {
	core.Event
	parts parts
}

func highlightOf(e *core.Event) highlight {
	if e == nil {
		return highlight{}
	}
	return highlight{*e, highlights.At(e.Kind)}
}

func (h highlight) task(nr int) bool { return h.parts&litTask != 0 && h.Task == nr }
func (h highlight) descriptor(task, fd int) bool {
	return h.parts&litFD != 0 && h.Task == task && h.FD == fd
}
func (h highlight) mapping(task int, a core.AreaView) bool {
	return h.parts&litArea != 0 && h.Task == task && h.A == a.Addr
}
func (h highlight) file(nr int) bool        { return h.parts&litFile != 0 && h.File == nr }
func (h highlight) reference(file int) bool { return h.parts&litReference != 0 && h.File == file }
func (h highlight) mapCard(nr int) bool     { return h.ofMap(litMap, nr) }
func (h highlight) refcnt(nr int) bool      { return h.ofMap(litRefcnt, nr) }
func (h highlight) usercnt(nr int) bool     { return h.ofMap(litUsercnt, nr) }
func (h highlight) id(nr int) bool          { return h.ofMap(litID, nr) }
func (h highlight) frozen(nr int) bool      { return h.ofMap(litFrozen, nr) }
func (h highlight) pin(p core.PinView) bool {
	return h.parts&litPin != 0 && h.Map == p.Map && h.Prog == p.Prog && h.objectName() == linkName(p.Link)
}
func (h highlight) work(nr int) bool { return h.ofMap(litWork, nr) }

// objectName returns the name of the event's object; "" if it is a map, a program or none.
func (h highlight) objectName() string {
	if h.Object == nil {
		return ""
	}
	return h.Object.String()
}

// object reports whether a part of a link or another object is highlighted.
func (h highlight) object(p parts, name string) bool {
	return h.parts&p != 0 && name != "" && h.objectName() == name
}

func (h highlight) progCard(nr int) bool { return h.ofProg(litMap, nr) }
func (h highlight) progWork(nr int) bool { return h.ofProg(litWork, nr) }

func (h highlight) ofProg(p parts, nr int) bool { return h.parts&p != 0 && h.Prog == nr }
func (h highlight) ofMap(p parts, nr int) bool  { return h.parts&p != 0 && h.Map == nr }

// any reports whether a part of this map's row is highlighted, so that the row must be shown.
func (h highlight) any(m core.MapView) bool { return h.ofMap(^(litTask | litFD), m.Nr) }

// anyProg is any for a program.
func (h highlight) anyProg(p core.ProgView) bool { return h.ofProg(^(litTask | litFD), p.Nr) }

// closed reports whether the event has just cleared this descriptor, which is then drawn as a ghost.
func (h highlight) closed(task, fd int) bool {
	return h.Kind == core.FDCleared && h.descriptor(task, fd)
}

// change returns the old and the new value of the count that the event changed.
func (h highlight) change() string {
	return strconv.FormatUint(h.A, 10) + " → " + strconv.FormatUint(h.B, 10)
}
