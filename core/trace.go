package core

import "bpfplay/core/abi"

// EventKind is the kind of an event.
type EventKind uint8

// The kinds. A, B and the other names in the comments are fields of the event.
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
	GraceBegun                    // Map waits for a grace period of Grace A
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

// Failed reports whether the event is a check that failed.
func (e Event) Failed() bool { return e.Kind == Checked && !e.Passed }

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
