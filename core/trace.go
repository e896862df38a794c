package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/verifier"
)

// EventKind is the kind of an event.
type EventKind uint8

// The kinds. A, B and the other names in the comments are fields of the event.
const (
	Checked      EventKind = iota // a Check was made
	CopiedIn                      // B bytes were read from user address A
	Compared                      // a registered map type A was compared with the wanted B
	Allocated                     // a type's map_alloc made Map of type A
	AllocFailed                   // a type's map_alloc refused type A with Errno
	RefcntSet                     // refcnt of Map, Prog or BTF went from A to B
	FDInstalled                   // descriptor FD of Task now refers to File
	FDCleared                     // descriptor FD of Task is closed
	FileShared                    // File has another reference: its count went from A to B
	FileDropped                   // File lost a reference: its count went from A to B
	FDFlags                       // descriptor FD's close-on-exec went from A to B
	Released                      // the last descriptor of File is closed: its release runs
	WorkQueued                    // the freeing of Map or Prog was put on work queue A; B is 1 if the work empties Map instead
	WorkRunning                   // the worker took Map or Prog off the queue
	Freed                         // Map, Prog or BTF was freed
	Forked                        // Task was made as a copy of task A
	MemoryReset                   // exec replaced Task's memory
	Exited                        // Task ended
	CredSet                       // Task's user and capabilities are now A and B
	LimitSet                      // Task's RLIMIT_NOFILE is now A and its RLIMIT_MEMLOCK B
	Foreign                       // command A does not concern maps and is not emulated
	StatsOpened                   // descriptor FD of Task keeps program statistics enabled
	Charged                       // A pages of Map were charged to its user, who now has B
	Uncharged                     // A pages of Map were uncharged from its user, who now has B
	UsercntSet                    // Map's usercnt went from A to B
	IDGiven                       // Map, Prog or BTF can now be found by id A
	IDTaken                       // Map, Prog or BTF can no longer be found by id A
	GraceBegun                    // Map or Prog waits for a grace period of Grace A
	GraceEnded                    // that grace period has ended
	FreeWaited                    // the freeing of Map waited in Func
	Pinned                        // Map or Prog was pinned at Path
	Unpinned                      // Map or Prog is no longer pinned at Path
	FrozenSet                     // Map is now read-only for user space
	CopiedOut                     // B bytes were written to user address A
	ElemMade                      // Map got element A and now has B elements
	ElemReplaced                  // element B of Map replaced element A, with the same key
	ElemWritten                   // element A of Map got another value
	ElemRemoved                   // element A of Map was removed; B remain
	ElemEvicted                   // element A of Map was evicted; B remain
	LeftOut                       // A events are omitted here
	Traced                        // another system call, Func, returned A, as traced
	OtherOpened                   // descriptor FD of Task refers to a file, opened by Func, that is not a map
	NextIDSet                     // the search for the next id begins at A: of maps, programs or BTF for B = 0, 1, 2
	FolderMade                    // A folders were made in the bpf file system
	ProgRefused                   // the verifier refused a program at instruction A, for Refusal
	SlotSet                       // slot A of Map, a map of programs, now holds Prog
	SlotCleared                   // slot A of Map, a map of programs, no longer holds Prog
	OwnerSet                      // Map, a map of programs, takes only programs like Prog from now on
	MapBound                      // Prog now holds Map
	RunStarted                    // Task runs Prog on CPU A
	RunResumed                    // Task, held in Prog before instruction A, goes on
	RunHeld                       // Task is held in Prog before instruction A, after B instructions
	RunWaited                     // Task waits in Prog at instruction A for a lock, after B instructions
	RunReturned                   // Prog, run by Task, returned A after B instructions
	Undecided                     // the emulated verifier cannot decide about a program, because of Path
	Mapped                        // Task mapped File at A, B bytes; anonymous memory if File is 0
	Unmapped                      // Task no longer has File mapped at A, B bytes
	Polled                        // descriptor FD of Task has events A, of B requested ones
	Watched                       // an epoll instance of Task watches descriptor FD for events A
	Unwatched                     // an epoll instance of Task no longer watches descriptor FD
	WokenUp                       // an epoll instance that watches descriptor FD is woken up
)

// Event is one thing that happened during a call. Kind determines which fields have a meaning.
type Event struct {
	Kind    EventKind
	Passed  bool
	Cloexec bool
	ByTask  bool // Freed: by the calling task, not by the worker
	Errno   abi.Errno
	Func    string // the kernel function in which it happened
	Check   *Check
	A, B    uint64
	Map     int    // number of the map, from 1 in the order of creation
	Prog    int    // number of the program, likewise
	BTF     int    // number of the BTF object, likewise
	Object  Object // the object of File if it is none of these
	File    int    // number of the file, likewise
	FD      int
	Task    int
	Path    *string           // Pinned, Unpinned: the name; Undecided: the reason
	Refusal *verifier.Refusal // ProgRefused
}

// Failed reports whether the event is a check that failed.
func (e Event) Failed() bool { return e.Kind == Checked && !e.Passed }

// Lit returns the range of the attr that the event read. ok is false if it read none.
func (e Event) Lit() (from, to int, ok bool) {
	switch {
	case e.Kind != Checked:
		return 0, 0, false
	case e.Check.Scan && e.Passed:
		return int(e.A), int(e.B), true
	case e.Check.Scan:
		return int(e.B), int(e.B) + 1, true
	}
	read := e.Check.Fields()
	if len(read) == 0 {
		return 0, 0, false
	}
	from = read[0].Offset
	for _, f := range read {
		from, to = min(from, f.Offset), max(to, f.End())
	}
	return from, to, true
}
