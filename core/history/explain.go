package history

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// Refusal returns the failed check that decided the result; ok is false if the call did not fail.
func (t *Trace) Refusal() (e core.Event, ok bool) {
	for i := len(t.Events) - 1; i >= 0 && t.Result < 0; i-- {
		if e := t.Events[i]; e.Failed() {
			return e, true
		}
	}
	return core.Event{}, false
}

// Sentence describes the outcome of the call in one line.
func (t *Trace) Sentence() string {
	if e, refused := t.Refusal(); refused {
		return e.Check.Explain(e.A, e.B) + t.newerField(e) + t.refusedLocation(e)
	}
	if t.Result == core.NotEmulated {
		return t.unknown()
	}
	if f := outcomes.At(t.Call.Op); f != nil {
		return f(t)
	}
	return ""
}

// unknownResults say why the result of a call is not known, where more can be said than that it is not emulated.
var unknownResults = table.Indexed[core.Op, string]{
	core.OpRecvFD:    "No descriptor was sent to this task. A real call waits.",
	core.OpPoll:      "The result is not known: the call would never return, or a file is not emulated.",
	core.OpEpollWait: "The result is not known: the call would never return, or a file is not emulated.",
}

// unknown describes a call whose result is not known.
func (t *Trace) unknown() string {
	for _, e := range t.Events {
		if e.Kind == core.Undecided || e.Kind == core.Foreign {
			return EventSentence(e)
		}
	}
	if s := unknownResults.At(t.Call.Op); s != "" {
		return s
	}
	return "bpfplay does not emulate this call, so its result is not known."
}

// newerField returns a sentence about the field at the nonzero byte that a scan of the attr found, if a later release has it.
func (t *Trace) newerField(e core.Event) string {
	row := t.Call.Cmd().Known(abi.Newest)
	if !e.Check.Scan || t.Call.Op != core.OpBpf || row == nil {
		return ""
	}
	for _, f := range row.Fields {
		if offset := int(e.B); offset >= f.Offset && offset < f.End() && f.Since > t.release {
			return fmt.Sprintf(" The byte belongs to %s, added in Linux %s.", f.Name, f.Since)
		}
	}
	return ""
}

// openModes name the modes in which a file is open.
var openModes = [...]string{core.O_RDONLY: "reading", core.O_WRONLY: "writing", core.O_RDWR: "reading and writing", 3: "neither reading nor writing"}

// outcomes describe successful calls.
var outcomes = table.Indexed[core.Op, func(*Trace) string]{
	core.OpBpf: func(t *Trace) string {
		if f := commandOutcomes.At(t.cmd()); f != nil {
			return f(t)
		}
		return t.location()
	},
	core.OpClose: func(t *Trace) string { return closed(t, "The descriptor number is free again") },
	core.OpDup:   func(t *Trace) string { return copied(t) },
	core.OpDup3:  func(t *Trace) string { return copied(t) },
	core.OpFcntl: func(t *Trace) string {
		switch fd := int32(t.Call.Args[0]); int32(t.Call.Args[1]) {
		case core.F_GETFD:
			return fmt.Sprintf("The close-on-exec flag of descriptor %d is %d.", fd, t.Result)
		case core.F_SETFD:
			return describe(t, core.FDFlags, EventSentence)
		case core.F_GETFL:
			return fmt.Sprintf("Descriptor %d is open for %s.", fd, openModes[t.Result&3])
		}
		return copied(t)
	},
	core.OpFork: func(t *Trace) string {
		n := 0
		for _, e := range t.Events {
			if e.Kind == core.FileShared {
				n++
			}
		}
		s := fmt.Sprintf("Task %d starts as a copy of task %d.", t.Call.Args[0], t.Call.Task)
		if n == 0 {
			return s
		}
		return s + fmt.Sprintf(" Both share %s of BPF objects. Files hold the references to the objects, so no refcnt changes.", english.Count(n, "file"))
	},
	core.OpClone: func(t *Trace) string {
		flags := t.Call.Args[1]
		return fmt.Sprintf("Task %d starts. It has %s and %s.", t.Call.Args[0], shares(flags, core.CLONE_FILES, "descriptors"), shares(flags, core.CLONE_VM, "memory"))
	},
	core.OpUnshare: func(t *Trace) string {
		flags := t.Call.Args[0]
		if flags&core.CLONE_NEWUSER != 0 {
			return fmt.Sprintf("Task %d is in a new user namespace. Its capabilities hold only there, and bpf() asks for those in the first one.", t.Call.Task)
		}
		var own []string
		if flags&core.CLONE_FILES != 0 {
			own = append(own, "its own descriptors for the same files")
		}
		if flags&core.CLONE_NEWNS != 0 {
			own = append(own, "its own copies of the mounts")
		}
		if own == nil {
			return "No flag is set, so nothing changes."
		}
		return fmt.Sprintf("Task %d has %s.", t.Call.Task, english.List(own))
	},
	core.OpSendFD: func(t *Trace) string {
		return fmt.Sprintf("A message to task %d holds a reference to the file. Closing descriptor %d does not release it.", t.Call.Args[1], int32(t.Call.Args[0]))
	},
	core.OpRecvFD: func(t *Trace) string {
		return describe(t, core.FDInstalled, func(e core.Event) string {
			return fmt.Sprintf("Descriptor %d refers to the file of the message, %s. The reference of the message is now that of the descriptor.", e.FD, objectOf(e))
		})
	},
	core.OpExec: func(t *Trace) string {
		return closed(t, "The task runs a new program with new memory, and its close-on-exec descriptors are closed")
	},
	core.OpExit: func(t *Trace) string {
		return closed(t, fmt.Sprintf("Task %d has exited, and its descriptors are closed", t.Call.Task))
	},
	core.OpWork: func(t *Trace) string {
		n, what := 0, "map"
		for _, e := range t.Events {
			if e.Kind == core.Freed {
				if n++; e.Map == 0 {
					what = "object"
				}
			}
		}
		if n == 0 {
			return "The work queue was empty."
		}
		return fmt.Sprintf("The kworker frees %s, after the call that dropped the last reference has returned.", english.Count(n, what))
	},
	core.OpRlimit: func(t *Trace) string {
		return fmt.Sprintf("New descriptors of task %d must be below %d; open descriptors stay open.", t.Call.Task, t.Call.Args[0])
	},
	core.OpMemlock: func(t *Trace) string {
		return fmt.Sprintf("Task %d may now lock %s in memory.", t.Call.Task, core.LimitText(t.Call.Args[0]))
	},
	core.OpMmap: func(t *Trace) string {
		return describe(t, core.Mapped, func(e core.Event) string {
			return fmt.Sprintf("Task %d now loads and stores %d bytes of %s at 0x%x. The mapping holds a reference to the file.", e.Task, e.B, mappedObject(e), e.A)
		})
	},
	core.OpOpenat: opensObject, core.OpFsopen: opensObject, core.OpFsmount: opensObject,
	core.OpFsconfig: func(t *Trace) string {
		return fmt.Sprintf("The file system will be created with %s=%s.", t.Call.Path, t.Call.To)
	},
	core.OpFscreate: func(*Trace) string {
		return "The file system exists. It belongs to the user namespace of the task that called fsopen. fsmount opens it."
	},
	core.OpMoveMount: func(t *Trace) string { return "The file system is mounted on " + t.Call.Path + "." },
	core.OpMount: func(t *Trace) string {
		return "A new bpf file system is mounted on " + t.Call.Path + ", in the mount namespace of the task."
	},
	core.OpUmount: func(t *Trace) string { return closed(t, "The file system is unmounted, and its pins are gone") },
	core.OpOpen:   opensObject, core.OpPerfEventOpen: opensObject, core.OpPidfdOpen: opensObject, core.OpSocket: opensObject,
	core.OpIoctl: func(*Trace) string { return "The perf event is changed." },
	core.OpRead: func(t *Trace) string {
		if t.Result == 0 {
			return "The iterator has walked all objects."
		}
		return fmt.Sprintf("The program of the iterator printed %s.", english.Count(len(t.Text), "line"))
	},
	core.OpMunmap: func(t *Trace) string { return closed(t, "The memory is unmapped") },
	core.OpPoll:   ready,
	core.OpEpollCreate1: func(t *Trace) string {
		return fmt.Sprintf("Descriptor %d is an epoll instance that watches nothing yet.", t.Result)
	},
	core.OpEpollCtl: func(t *Trace) string {
		if t.Result != 0 {
			return ""
		}
		return describe(t, core.Watched, EventSentence) + describe(t, core.Unwatched, EventSentence)
	},
	core.OpEpollWait: ready,
	core.OpUID:       func(t *Trace) string { return fmt.Sprintf("Task %d now runs as user %d.", t.Call.Task, t.Call.Args[0]) },
	core.OpCaps: func(t *Trace) string {
		return fmt.Sprintf("Capabilities of task %d: %s.", t.Call.Task, abi.Caps(t.Call.Args[0]))
	},
	core.OpUnlink: func(t *Trace) string {
		return closed(t, "The path is removed")
	},
	core.OpRunStart: ranTo,
	core.OpRunStep:  ranTo,
	core.OpRunEnd:   ranTo,
	core.OpTraced: func(t *Trace) string {
		text := t.Call.Path + " does not run here. Its result is given, not computed."
		if strings.HasPrefix(t.Call.Path, "BPF_") {
			text += " The text does not show all that the call passes, or bpfplay does not emulate it."
		}
		return text
	},
	core.OpUnseen: func(t *Trace) string {
		s := fmt.Sprintf("%s %s opened outside the trace", english.Count(t.Result, "file"), english.Were(t.Result))
		for _, e := range slices.Backward(t.Events) {
			if e.Kind == core.OtherOpened { // the last descriptor, which RLIMIT_NOFILE limits too
				return s + fmt.Sprintf(": every descriptor below %d is in use.", e.FD+1)
			}
		}
		return s + "."
	},
	core.OpMkdir:  func(t *Trace) string { return fmt.Sprintf("Objects can be pinned in %s.", t.Call.Path) },
	core.OpRmdir:  func(t *Trace) string { return "The directory is removed." },
	core.OpRename: func(t *Trace) string { return closed(t, fmt.Sprintf("%s is now %s", t.Call.Path, t.Call.To)) },
	core.OpLink: func(t *Trace) string {
		return fmt.Sprintf("%s is a second name of the same file. No refcnt changes.", t.Call.To)
	},
	core.OpSymlink:  func(t *Trace) string { return fmt.Sprintf("%s leads to %s.", t.Call.To, t.Call.Path) },
	core.OpList:     func(t *Trace) string { return fmt.Sprintf("The directory has %s.", english.Count(len(t.Text), "name")) },
	core.OpFolder:   func(t *Trace) string { return fmt.Sprintf("Maps can be pinned in %s.", t.Call.Path) },
	core.OpNextID:   func(t *Trace) string { return fmt.Sprintf("The next map ID is %d.", t.Call.Args[0]) },
	core.OpNextProg: func(t *Trace) string { return fmt.Sprintf("The next program ID is %d.", t.Call.Args[0]) },
	core.OpNextBTF:  func(t *Trace) string { return fmt.Sprintf("The next BTF ID is %d.", t.Call.Args[0]) },
	core.OpFdinfo: func(t *Trace) string {
		return fmt.Sprintf("The fdinfo of descriptor %d has %s.", int32(t.Call.Args[0]), english.Count(len(t.Text), "line"))
	},
}

// describe returns the sentence about the first event of a kind, or "" if no such event happened.
func describe(t *Trace, kind core.EventKind, sentence func(core.Event) string) string {
	for _, e := range t.Events {
		if e.Kind == kind {
			return sentence(e)
		}
	}
	return ""
}

// ranTo describes a call that ran a program until the run is held, waits or returns.
func ranTo(t *Trace) string {
	for _, e := range slices.Backward(t.Events) {
		switch e.Kind {
		case core.RunHeld, core.RunWaited, core.RunReturned:
			return EventSentence(e)
		}
	}
	return ""
}

// closed describes a call that dropped descriptors. The sentence starts with begin and ends with the fate of the maps.
func closed(t *Trace, begin string) string {
	queued := 0
	last, shared, emptied := core.Event{}, core.Event{}, core.Event{}
	for _, e := range t.Events {
		switch {
		case e.Kind == core.WorkQueued && e.B != 0:
			emptied = e
		case e.Kind == core.WorkQueued:
			queued++
			last = e
		case e.Kind == core.FileDropped && e.B > 0:
			shared = e
		}
	}
	switch {
	case queued == 1:
		return fmt.Sprintf("%s. %s is queued for freeing: its last reference is gone.", begin, english.Sentence(objectOf(last)))
	case queued > 1:
		return fmt.Sprintf("%s. %d objects are queued for freeing: their last references are gone.", begin, queued)
	case emptied.Map != 0:
		return fmt.Sprintf("%s. User space can no longer reach map %d, so a kworker will empty its slots.", begin, emptied.Map)
	case shared.File != 0:
		return fmt.Sprintf("%s, but %s to the file %s, so %s stays.", begin, english.Count(shared.B, "reference"), english.Verb(shared.B, "remain"), objectOf(shared))
	}
	return begin + "."
}

// shares describes the state of a new task: that of its parent if flags have flag, else a copy.
func shares(flags, flag uint64, what string) string {
	if flags&flag != 0 {
		return "the same " + what + " as its parent"
	}
	return "a copy of the " + what
}

// timeoutArgs are the indexes of the timeouts of calls that wait for events.
var timeoutArgs = table.Indexed[core.Op, int]{core.OpPoll: 2, core.OpEpollWait: 3}

// ready describes a call that looks for events.
func ready(t *Trace) string {
	if t.Result == 0 {
		if int32(t.Call.Args[timeoutArgs.At(t.Call.Op)]) == 0 {
			return "No descriptor has an event. The timeout is 0, so the call does not wait."
		}
		return "No descriptor has an event. A real call waits until its timeout ends."
	}
	for _, e := range t.Events {
		if e.Kind == core.Polled && e.A != 0 {
			return fmt.Sprintf("Descriptors with events: %d. Descriptor %d has %s.", t.Result, e.FD, core.PollNames(uint32(e.A)))
		}
	}
	return ""
}

// copied describes a call that duplicated a descriptor.
func copied(t *Trace) string {
	for _, e := range t.Events {
		if e.Kind == core.FileShared {
			s := fmt.Sprintf("Descriptor %d refers to the same file, which now has %s.", t.Result, english.Count(e.B, "reference"))
			if e.Object == nil {
				s += fmt.Sprintf(" The refcnt of %s does not change.", objectOf(e))
			}
			return s
		}
	}
	return fmt.Sprintf("Descriptor %d refers to the same file.", t.Result)
}
