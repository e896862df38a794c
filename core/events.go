package core

import (
	"fmt"
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// eventRow says how an event of one kind is told.
type eventRow struct {
	name      string             // in explain() and in styles
	sentence  func(Event) string // for a person
	recording func(Event) string // its line in a recording, without the leading "e "; nil for none
}

var eventRows = [...]eventRow{
	Checked:  {"check", checkSentence, nil},
	CopiedIn: {"copy_in", func(e Event) string { return fmt.Sprintf("%d bytes are copied in from 0x%x.", e.B, e.A) }, nil},
	Compared: {"compare", func(e Event) string {
		if e.A == e.B {
			return fmt.Sprintf("The list of registered types holds type %d: this is the one.", e.A)
		}
		return fmt.Sprintf("The list of registered types holds type %d, but type %d is wanted: on to the next.", e.A, e.B)
	}, nil},
	Allocated: {"map_alloc", func(e Event) string { return fmt.Sprintf("The type's map_alloc makes map %d.", e.Map) },
		func(e Event) string { return fmt.Sprintf("map_alloc type=%d map=%d", e.A, e.Map) }},
	AllocFailed: {"map_alloc", func(e Event) string {
		return fmt.Sprintf("The map_alloc of type %d refuses with %s.", e.A, e.Errno.Name())
	}, func(e Event) string { return fmt.Sprintf("map_alloc type=%d %d", e.A, -e.Errno) }},
	RefcntSet: {"refcnt", refcntSentence, func(e Event) string { return fmt.Sprintf("refcnt map=%d %d", e.Map, e.B) }},
	FDInstalled: {"fd", func(e Event) string {
		s := fmt.Sprintf("Descriptor %d of task %d, the lowest free one, leads to map %d now", e.FD, e.Task, e.Map)
		if e.Cloexec {
			s += "; it will be closed on exec"
		}
		return s + "."
	}, func(e Event) string {
		s := fmt.Sprintf("fd %d map=%d", e.FD, e.Map)
		if e.Cloexec {
			s += " cloexec"
		}
		return s
	}},
	FDCleared: {"fd_cleared", func(e Event) string {
		return fmt.Sprintf("Descriptor %d of task %d leads nowhere any more: the number is free.", e.FD, e.Task)
	}, nil},
	FileShared: {"file_shared", func(e Event) string {
		return fmt.Sprintf("File %d is shared: %d descriptors lead to it. The map's refcnt counts files, so it stays as it is.", e.File, e.B)
	}, nil},
	FileDropped: {"file_dropped", func(e Event) string {
		if e.B == 0 {
			return fmt.Sprintf("That was the last descriptor of file %d.", e.File)
		}
		return fmt.Sprintf("%s still %s to file %d, so nothing is released.", english.Count(e.B, "descriptor"), english.Verb(e.B, "lead"), e.File)
	}, nil},
	FDFlags: {"fd_flags", func(e Event) string {
		return fmt.Sprintf("Descriptor %d of task %d: close-on-exec goes from %d to %d.", e.FD, e.Task, e.A, e.B)
	}, nil},
	Released: {"release", func(e Event) string {
		return fmt.Sprintf("File %d is released: bpf_map_release gives its reference to map %d back.", e.File, e.Map)
	}, func(e Event) string { return fmt.Sprintf("release map=%d", e.Map) }},
	WorkQueued: {"schedule_work", func(e Event) string {
		return fmt.Sprintf("Freeing might sleep, so map %d is put on %s; the call need not wait.", e.Map, workQueues[e.A].name)
	}, func(e Event) string { return fmt.Sprintf("schedule_work map=%d", e.Map) }},
	WorkRunning: {"work_running", func(e Event) string { return fmt.Sprintf("A kworker takes map %d off the queue.", e.Map) }, nil},
	Freed: {"map_free", func(e Event) string {
		if e.ByTask {
			return fmt.Sprintf("map_free gives map %d back at once, within the call: no descriptor ever led to it.", e.Map)
		}
		return fmt.Sprintf("The kworker calls map_free: map %d is gone.", e.Map)
	}, func(e Event) string {
		if e.ByTask {
			return fmt.Sprintf("map_free map=%d by=syscall", e.Map)
		}
		return fmt.Sprintf("map_free map=%d by=kworker", e.Map)
	}},
	Forked: {"fork", func(e Event) string {
		return fmt.Sprintf("Task %d is a copy of task %d: memory of its own, the same open files.", e.Task, e.A)
	}, nil},
	MemoryReset: {"exec", func(e Event) string { return fmt.Sprintf("Task %d's memory is thrown away.", e.Task) }, nil},
	Exited:      {"exit", func(e Event) string { return fmt.Sprintf("Task %d has ended.", e.Task) }, nil},
	CredSet: {"cred", func(e Event) string {
		return fmt.Sprintf("Task %d is user %d now, with capabilities %s.", e.Task, e.A, capsOf(e.B))
	}, nil},
	LimitSet: {"rlimit", func(e Event) string {
		return fmt.Sprintf("Task %d may have descriptors below %d and %s of locked memory from now on.", e.Task, e.A, LimitOf(e.B))
	}, nil},
	Foreign: {"not_emulated", func(e Event) string {
		return fmt.Sprintf("%s has nothing to do with maps: it is not emulated, so there is no answer.", abi.Cmd(e.A))
	}, nil},
	StatsOpened: {"stats", func(e Event) string {
		return fmt.Sprintf("Descriptor %d of task %d keeps the statistics of programs on for as long as it is open. It is no map.", e.FD, e.Task)
	}, nil},
	Charged: {"charge", func(e Event) string {
		return fmt.Sprintf("%s are charged to the user: %s in all.", english.Count(e.A, "page"), english.Count(e.B, "page"))
	}, nil},
	Uncharged: {"uncharge", func(e Event) string {
		return fmt.Sprintf("%s are given back to the user: %s are left.", english.Count(e.A, "page"), english.Count(e.B, "page"))
	}, nil},
	UsercntSet: {"usercnt", usercntSentence, nil},
	IDGiven:    {"id", func(e Event) string { return fmt.Sprintf("Map %d gets the id %d.", e.Map, e.A) }, nil},
	IDTaken: {"id_gone", func(e Event) string {
		return fmt.Sprintf("The id %d leads nowhere any more, although map %d is not freed yet.", e.A, e.Map)
	}, nil},
	GraceBegun: {"grace_period", func(e Event) string {
		return fmt.Sprintf("Programs may still be looking at map %d: it waits for %s.", e.Map, graceNames[e.A])
	}, nil},
	GraceEnded: {"grace_period_over", func(e Event) string {
		return fmt.Sprintf("%s is over: no program looks at map %d any more.", english.Sentence(graceNames[e.A]), e.Map)
	}, nil},
	FreeWaited: {"free_waited", func(e Event) string {
		return fmt.Sprintf("Before map %d is freed, %s waits until %s.", e.Map, e.Func, freeWaitSays[e.Func])
	}, nil},
	Pinned: {"pin", func(e Event) string {
		return fmt.Sprintf("Map %d has a name in the bpf file system now, %q. The name holds it as a file would, even when every task is gone.", e.Map, *e.Path)
	}, nil},
	Unpinned: {"unpin", func(e Event) string { return fmt.Sprintf("The name that held map %d, %q, is gone.", e.Map, *e.Path) }, nil},
	FrozenSet: {"frozen", func(e Event) string {
		return fmt.Sprintf("Map %d is read-only for user space from now on, for ever.", e.Map)
	}, nil},
	CopiedOut: {"copy_out", func(e Event) string { return fmt.Sprintf("%d bytes are copied out to 0x%x.", e.B, e.A) }, nil},
	ElemMade: {"elem_made", func(e Event) string {
		return fmt.Sprintf("Element %d comes into map %d, which has %s now.", e.A, e.Map, english.Count(e.B, "element"))
	}, nil},
	ElemReplaced: {"elem_replaced", func(e Event) string {
		return fmt.Sprintf("Element %d takes the place of element %d in map %d: a new element with the same key.", e.B, e.A, e.Map)
	}, nil},
	ElemWritten: {"elem_written", func(e Event) string {
		return fmt.Sprintf("The value of element %d of map %d is written in place.", e.A, e.Map)
	}, nil},
	ElemRemoved: {"elem_removed", func(e Event) string {
		return fmt.Sprintf("Element %d leaves map %d: %s left.", e.A, e.Map, english.Count(e.B, "element"))
	}, nil},
	ElemEvicted: {"elem_evicted", func(e Event) string {
		return fmt.Sprintf("Nothing is free, so map %d drops its element %d, which was not used of late: %s left.", e.Map, e.A, english.Count(e.B, "element"))
	}, nil},
	LeftOut: {"left_out", func(e Event) string {
		return fmt.Sprintf("%s between are left out here: of a call that does so much only the first and the last are kept.", english.Count(e.A, "event"))
	}, nil},
	Traced: {"traced", func(e Event) string {
		return fmt.Sprintf("%s is not emulated: it answers %s, as traced.", e.Func, tracedAnswer(int64(e.A)))
	}, nil},
	OtherOpened: {"other_opened", func(e Event) string {
		return fmt.Sprintf("Descriptor %d of task %d leads to a file that is no map: %s.", e.FD, e.Task, otherFile(e.Func))
	}, nil},
	FolderMade: {"folder", func(e Event) string {
		return fmt.Sprintf("%s of the bpf file system came to be.", english.Sentence(english.Count(e.A, "folder")))
	}, nil},
	NextIDSet: {"next_id", func(e Event) string {
		return fmt.Sprintf("The next map gets the id %d, or the next one that is free.", e.A)
	}, nil},
}

// Failed reports whether the event is a check that refused the call.
func (e Event) Failed() bool { return e.Kind == Checked && !e.Passed }

// Name is the kind in one word.
func (e Event) Name() string { return eventRows[e.Kind].name }

// Sentence tells the event to a person.
func (e Event) Sentence() string { return eventRows[e.Kind].sentence(e) }

// Recording is the event's line in a recording, or "" where recordings do not tell it.
func (e Event) Recording() string {
	if f := eventRows[e.Kind].recording; f != nil {
		return f(e)
	}
	return ""
}

func checkSentence(e Event) string {
	if !e.Passed {
		return e.Check.Func + " refuses with " + e.Check.Errno.Name() + ": " + e.Check.Explain(e.A, e.B)
	}
	return e.Check.Func + " checks, and it holds: " + e.Check.Condition(e.A, e.B) + "."
}

func refcntSentence(e Event) string {
	switch {
	case e.A == 0:
		return fmt.Sprintf("Map %d's refcnt is set to %d: its file will hold it.", e.Map, e.B)
	case e.B == 0:
		return fmt.Sprintf("Map %d's refcnt goes from %d to 0: nobody holds it any more.", e.Map, e.A)
	}
	return fmt.Sprintf("Map %d's refcnt goes from %d to %d.", e.Map, e.A, e.B)
}

func usercntSentence(e Event) string {
	if e.B == 0 {
		return fmt.Sprintf("Map %d's usercnt goes from %d to 0: no file and no name leads to it any more.", e.Map, e.A)
	}
	return fmt.Sprintf("Map %d's usercnt goes from %d to %d.", e.Map, e.A, e.B)
}

// tracedAnswer is a result in words.
func tracedAnswer(ret int64) string {
	if ret < 0 {
		return abi.Errno(-ret).Name()
	}
	return strconv.FormatInt(ret, 10)
}

// otherFile says where a file that is no map comes from.
func otherFile(what string) string {
	if what == UnseenFile {
		return "nothing shows what opened it"
	}
	return what + " opened it"
}

// limitOf is a limit in bytes.
func LimitOf(v uint64) string {
	if v == RLIM_INFINITY {
		return "any number of bytes"
	}
	return english.Count(v, "byte")
}

func capsOf(v uint64) string { return abi.Caps(v).String() }
