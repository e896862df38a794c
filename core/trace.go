package core

import (
	"slices"

	"bpfplay/core/abi"
)

// EventKind says what happened; its row in events.go says how it is told.
type EventKind uint8

const (
	Checked      EventKind = iota // a Check was made
	CopiedIn                      // B bytes were read from user address A
	Compared                      // a registered map type A was compared with the wanted B
	Allocated                     // a type's map_alloc made Map of type A
	AllocFailed                   // a type's map_alloc refused type A with Errno
	RefcntSet                     // Map's refcnt went from A to B
	FDInstalled                   // descriptor FD of Task now leads to File
	FDCleared                     // descriptor FD of Task leads nowhere any more
	FileShared                    // File got a further descriptor: its count went from A to B
	FileDropped                   // File lost a descriptor: its count went from A to B
	FDFlags                       // descriptor FD's close-on-exec went from A to B
	Released                      // the last descriptor of File is gone: its release runs
	WorkQueued                    // the freeing of Map was put on the work queue
	WorkRunning                   // the worker took Map off the queue
	Freed                         // Map's memory was given back
	Forked                        // Task was made as a copy of task A
	MemoryReset                   // Task's memory was thrown away by exec
	Exited                        // Task ended
	CredSet                       // Task's user and capabilities are now A and B
	LimitSet                      // Task's RLIMIT_NOFILE is now A and its RLIMIT_MEMLOCK B
	Foreign                       // command A has nothing to do with maps and is not emulated
	StatsOpened                   // descriptor FD of Task keeps the statistics of programs on
	Charged                       // A pages of Map were charged to a user who has B now
	Uncharged                     // A pages of Map were given back by a user who has B now
	UsercntSet                    // Map's usercnt went from A to B
	IDGiven                       // Map can be found by id A now
	IDTaken                       // Map cannot be found by id A any more
	GraceBegun                    // Map waits for a grace period of kind A, of graceNames
	GraceEnded                    // that grace period is over
	FreeWaited                    // the freeing of Map waited in Func
	Pinned                        // Map got a name in the bpf file system
	Unpinned                      // it lost that name
	FrozenSet                     // Map is read-only for user space now
	CopiedOut                     // B bytes were written to user address A
	ElemMade                      // an element came into Map, as its number A; B elements are in it
	ElemReplaced                  // the element A of Map made room for the element B, of the same key
	ElemWritten                   // the element A of Map got another value
	ElemRemoved                   // the element A of Map is gone; B are left
	ElemEvicted                   // the element A of Map was dropped to make room; B are left
	LeftOut                       // A events that are not kept happened here
	Traced                        // a call of another kind, Func, answered A as a trace says
	OtherOpened                   // descriptor FD of Task leads to what Func opened, which is no map
	NextIDSet                     // the search for the id of the next map begins at A
	FolderMade                    // A folders of the bpf file system were made
)

// Event is one thing that happened inside a call. Which members mean something depends on Kind.
type Event struct {
	Kind    EventKind
	Passed  bool
	Cloexec bool
	ByTask  bool // Freed: by the calling task itself, not by the worker
	Errno   abi.Errno
	Func    string // the kernel function in which it happened
	Check   *Check
	A, B    uint64
	Map     int // the number of the map, counted from 1 in the order of their making
	File    int // the number of the file, likewise
	FD      int
	Task    int
	Path    *string // Pinned, Unpinned: the name
}

// MaxEvents is how many events of a call are kept: the first ones, the last ones, the check that refused the call, and
// one of kind LeftOut that stands for those between.
const MaxEvents = 2048

const firstEvents = MaxEvents / 2

// Tracer collects the events of calls that [Kernel.Watch] lets it see. The zero value is ready.
type Tracer struct {
	n         int // events that happened
	countOnly bool
	events    []Event // the first ones
	late      []Event // a ring of the last ones
	last      *Event  // the one that is being filled in
	spare     Event   // stands for one that is only counted
	refused   Event   // the last check that refused
	refusedAt int     // which event it was, counted from 1; 0 for none
	pause     int     // the event after which paused is called; 0 for none
	paused    func()
}

// next is room for one more event, to be filled in where it lies: an Event is too large to be passed about for each check.
func (t *Tracer) next() *Event {
	t.n++
	switch {
	case t.countOnly:
		t.last = &t.spare
	case len(t.events) < firstEvents:
		t.events, t.last = grownByOne(t.events)
	case len(t.late) < MaxEvents-firstEvents:
		t.late, t.last = grownByOne(t.late)
	default:
		t.last = &t.late[(t.n-1)%len(t.late)]
	}
	*t.last = Event{}
	return t.last
}

func grownByOne(events []Event) (grown []Event, last *Event) {
	n := len(events)
	if n == cap(events) {
		events = append(events, Event{})
	}
	return events[:n+1], &events[:n+1][n]
}

// told looks at the event that was filled in last.
func (t *Tracer) told() {
	if t.last.Kind == Checked && !t.last.Passed {
		t.refused, t.refusedAt = *t.last, t.n
	}
	if t.n == t.pause {
		t.paused()
	}
}

func (t *Tracer) add(e Event) {
	*t.next() = e
	t.told()
}

// kept are the events that are kept, in their order.
func (t *Tracer) kept() []Event {
	events := slices.Clone(t.events)
	if t.n <= MaxEvents {
		return append(events, t.late...)
	}
	if t.refusedKept() {
		events = append(events, t.refused)
	}
	left := Event{Kind: LeftOut}
	last := MaxEvents - len(events) - 1
	left.A = uint64(t.n - len(events) - last)
	events = append(events, left)
	for i := t.n - last; i < t.n; i++ {
		events = append(events, t.late[i%len(t.late)])
	}
	return events
}

// refusedKept says whether the check that refused is neither of the first events nor of the last.
func (t *Tracer) refusedKept() bool {
	return t.refusedAt > firstEvents && t.refusedAt <= t.n-(MaxEvents-firstEvents-1)
}

// keptOf is how many of n events are kept.
func keptOf(n int) int { return min(n, MaxEvents) }

// note records an event where somebody watches.
func (k *Kernel) note(e Event) {
	if k.tracer != nil {
		k.tracer.add(e)
	}
}

// noteCopy records that n bytes went from or to user address addr. Where nobody watches, no Event is even made.
func (k *Kernel) noteCopy(kind EventKind, in string, addr uint64, n int) {
	if k.tracer != nil {
		k.tracer.addOf(kind, in, 0, addr, uint64(n))
	}
}

// noteElem does the same for what happened to an element of m.
func (k *Kernel) noteElem(kind EventKind, in string, m *Map, a, b uint32) {
	if k.tracer != nil {
		k.tracer.addOf(kind, in, m.Nr, uint64(a), uint64(b))
	}
}

func (t *Tracer) addOf(kind EventKind, in string, m int, a, b uint64) {
	e := t.next()
	e.Kind, e.Func, e.Map, e.A, e.B = kind, in, m, a, b
	t.told()
}

// Lit is the part of the attr that the event looked at, as offsets from..to; ok is false where it looked at none.
func (e Event) Lit() (from, to int, ok bool) {
	switch {
	case e.Kind != Checked:
		return 0, 0, false
	case e.Check.Scan && e.Passed:
		return int(e.A), int(e.B), true
	case e.Check.Scan:
		return int(e.B), int(e.B) + 1, true
	case len(e.Check.Fields) == 0:
		return 0, 0, false
	}
	from = e.Check.Fields[0].Offset
	for _, f := range e.Check.Fields {
		from, to = min(from, f.Offset), max(to, f.End())
	}
	return from, to, true
}
