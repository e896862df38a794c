package history

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/table"
)

// eventSentences has a sentence for each kind of event.
var eventSentences = [...]func(core.Event) string{
	core.Checked: checkSentence,
	core.CopiedIn: func(e core.Event) string {
		return fmt.Sprintf("The kernel copies %s in from 0x%x.", english.Count(e.B, "byte"), e.A)
	},
	core.Compared: func(e core.Event) string {
		if e.A == e.B {
			return fmt.Sprintf("The list of registered types has type %d, which is the requested one.", e.A)
		}
		return fmt.Sprintf("The list of registered types has type %d, but the call requests type %d. The search goes on.", e.A, e.B)
	},
	core.Allocated: func(e core.Event) string {
		return fmt.Sprintf("The map_alloc of type %d allocates map %d.", e.A, e.Map)
	},
	core.AllocFailed: func(e core.Event) string {
		return fmt.Sprintf("The map_alloc of type %d returns %s.", e.A, e.Errno.Name())
	},
	core.RefcntSet: refcntSentence,
	core.FDInstalled: func(e core.Event) string {
		s := fmt.Sprintf("Descriptor %d of task %d, the lowest free one, now refers to %s", e.FD, e.Task, objectOf(e))
		if e.Cloexec {
			s += ". It is close-on-exec"
		}
		return s + "."
	},
	core.FDCleared: func(e core.Event) string {
		return fmt.Sprintf("Descriptor %d of task %d is closed. Its number is free.", e.FD, e.Task)
	},
	core.FileShared: func(e core.Event) string {
		s := fmt.Sprintf("File %d now has %s.", e.File, english.Count(e.B, "reference"))
		if e.Object == nil {
			s += fmt.Sprintf(" The refcnt of %s counts files, so it does not change.", objectOf(e))
		}
		return s
	},
	core.FileDropped: func(e core.Event) string {
		if e.B == 0 {
			return fmt.Sprintf("That was the last reference to file %d.", e.File)
		}
		return fmt.Sprintf("%s to file %d %s, so it is not released.", english.Count(e.B, "reference"), e.File, english.Verb(e.B, "remain"))
	},
	core.FDFlags: func(e core.Event) string {
		if e.A == e.B {
			return fmt.Sprintf("The close-on-exec flag of descriptor %d of task %d stays %d.", e.FD, e.Task, e.A)
		}
		return fmt.Sprintf("The close-on-exec flag of descriptor %d of task %d changes from %d to %d.", e.FD, e.Task, e.A, e.B)
	},
	core.Released: func(e core.Event) string {
		return fmt.Sprintf("%s releases file %d and drops its reference to %s.", e.Func, e.File, objectOf(e))
	},
	core.WorkQueued: func(e core.Event) string {
		if e.B != 0 {
			return fmt.Sprintf("User space can no longer reach %s, so the kernel queues the emptying of its slots on %s. The call does not wait.", objectOf(e), workQueues[e.A])
		}
		return fmt.Sprintf("Freeing can sleep, so the kernel queues %s on %s. The call does not wait.", objectOf(e), workQueues[e.A])
	},
	core.WorkRunning: func(e core.Event) string { return fmt.Sprintf("A kworker takes %s off the queue.", objectOf(e)) },
	core.Freed: func(e core.Event) string {
		if e.ByTask {
			return fmt.Sprintf("The call itself frees map %d with map_free, because no descriptor ever referred to the map.", e.Map)
		}
		return fmt.Sprintf("The kworker frees %s with %s.", objectOf(e), freeFunction(e))
	},
	core.Forked: func(e core.Event) string {
		return fmt.Sprintf("Task %d creates task %d.", e.A, e.Task)
	},
	core.Mapped: func(e core.Event) string {
		return fmt.Sprintf("Task %d now has %d bytes of %s at 0x%x.", e.Task, e.B, mappedObject(e), e.A)
	},
	core.Unmapped: func(e core.Event) string {
		return fmt.Sprintf("Task %d no longer has %d bytes of %s at 0x%x.", e.Task, e.B, mappedObject(e), e.A)
	},
	core.Polled: func(e core.Event) string {
		if e.A == 0 {
			return fmt.Sprintf("Descriptor %d has no event that the call asks for.", e.FD)
		}
		return fmt.Sprintf("Descriptor %d is ready: %s.", e.FD, core.PollNames(uint32(e.A)))
	},
	core.Watched: func(e core.Event) string {
		return fmt.Sprintf("The epoll instance watches descriptor %d for %s. It holds no reference to the file.", e.FD, core.PollNames(uint32(e.A)))
	},
	core.Unwatched: func(e core.Event) string {
		return fmt.Sprintf("The epoll instance no longer watches descriptor %d.", e.FD)
	},
	core.WokenUp: func(e core.Event) string {
		return fmt.Sprintf("The ring buffer wakes up the epoll instance that watches descriptor %d.", e.FD)
	},
	core.MemoryReset: func(e core.Event) string { return fmt.Sprintf("Task %d gets new memory.", e.Task) },
	core.Exited:      func(e core.Event) string { return fmt.Sprintf("Task %d exits.", e.Task) },
	core.CredSet: func(e core.Event) string {
		caps := "capabilities " + abi.Caps(e.B).String()
		switch abi.Caps(e.B) & abi.AllCaps {
		case 0:
			caps = "no capability"
		case abi.AllCaps:
			caps = "all capabilities"
		}
		return fmt.Sprintf("Task %d now has uid %d and %s.", e.Task, e.A, caps)
	},
	core.LimitSet: func(e core.Event) string {
		return fmt.Sprintf("Task %d can now have descriptors below %d and lock %s of memory.", e.Task, e.A, core.LimitText(e.B))
	},
	core.Foreign: func(e core.Event) string {
		return fmt.Sprintf("%s does not concern maps. It is not emulated and has no result.", abi.Cmd(e.A))
	},
	core.Undecided: func(e core.Event) string {
		return "bpfplay's verifier cannot decide about this program: " + *e.Path + "."
	},
	core.StatsOpened: func(e core.Event) string {
		return fmt.Sprintf("Descriptor %d of task %d keeps program statistics enabled while it is open. It does not refer to a map.", e.FD, e.Task)
	},
	core.Charged: func(e core.Event) string {
		return fmt.Sprintf("The kernel charges %s to the user, who now has %s charged.", english.Count(e.A, "page"), english.Count(e.B, "page"))
	},
	core.Uncharged: func(e core.Event) string {
		return fmt.Sprintf("The kernel uncharges %s from the user, who now has %s charged.", english.Count(e.A, "page"), english.Count(e.B, "page"))
	},
	core.UsercntSet: usercntSentence,
	core.IDGiven:    func(e core.Event) string { return fmt.Sprintf("%s gets id %d.", english.Sentence(objectOf(e)), e.A) },
	core.IDTaken: func(e core.Event) string {
		return fmt.Sprintf("Id %d no longer finds %s, which is not freed yet.", e.A, objectOf(e))
	},
	core.GraceBegun: func(e core.Event) string {
		return fmt.Sprintf("Programs may still use %s, so it waits for %s.", objectOf(e), gracePeriods[e.A])
	},
	core.GraceEnded: func(e core.Event) string {
		return fmt.Sprintf("%s has ended. No program uses %s any longer.", english.Sentence(gracePeriods[e.A]), objectOf(e))
	},
	core.FreeWaited: func(e core.Event) string {
		return fmt.Sprintf("Before map %d is freed, %s waits until %s.", e.Map, e.Func, freeWaits.Of(e.Func))
	},
	core.Pinned: func(e core.Event) string {
		return fmt.Sprintf("%s is pinned at %q. The pin holds a reference to it, even after every task has exited.", english.Sentence(objectOf(e)), *e.Path)
	},
	core.Unpinned: func(e core.Event) string {
		return fmt.Sprintf("%s is no longer pinned at %q.", english.Sentence(objectOf(e)), *e.Path)
	},
	core.FrozenSet: func(e core.Event) string {
		return fmt.Sprintf("Map %d is now read-only for user space. This cannot be undone.", e.Map)
	},
	core.ProgRefused: refusedSentence,
	core.SlotSet: func(e core.Event) string {
		return fmt.Sprintf("Slot %d of map %d now holds program %d.", e.A, e.Map, e.Prog)
	},
	core.SlotCleared: func(e core.Event) string {
		return fmt.Sprintf("Slot %d of map %d no longer holds program %d.", e.A, e.Map, e.Prog)
	},
	core.OwnerSet: func(e core.Event) string {
		return fmt.Sprintf("From now on, map %d takes only programs like program %d.", e.Map, e.Prog)
	},
	core.MapBound: func(e core.Event) string {
		return fmt.Sprintf("Program %d now holds map %d, as if it used it.", e.Prog, e.Map)
	},
	core.RunStarted: func(e core.Event) string {
		return fmt.Sprintf("Task %d runs program %d on CPU %d, from its first instruction.", e.Task, e.Prog, e.A)
	},
	core.RunResumed: func(e core.Event) string {
		return fmt.Sprintf("The run of task %d goes on at instruction %d of program %d.", e.Task, e.A, e.Prog)
	},
	core.RunHeld: func(e core.Event) string {
		return fmt.Sprintf("Task %d is held before instruction %d of program %d, after %s. Other tasks make calls meanwhile.", e.Task, e.A, e.Prog, english.Count(e.B, "instruction"))
	},
	core.RunWaited: func(e core.Event) string {
		return fmt.Sprintf("Task %d spins at instruction %d of program %d, because another run has the lock.", e.Task, e.A, e.Prog)
	},
	core.RunReturned: func(e core.Event) string {
		return fmt.Sprintf("Program %d returns %d after %s.", e.Prog, int64(e.A), english.Count(e.B, "instruction"))
	},
	core.CopiedOut: func(e core.Event) string {
		return fmt.Sprintf("The kernel copies %s out to 0x%x.", english.Count(e.B, "byte"), e.A)
	},
	core.ElemMade: func(e core.Event) string {
		return fmt.Sprintf("Map %d gets element %d and now has %s.", e.Map, e.A, english.Count(e.B, "element"))
	},
	core.ElemReplaced: func(e core.Event) string {
		return fmt.Sprintf("Element %d replaces element %d of map %d. Both have the same key.", e.B, e.A, e.Map)
	},
	core.ElemWritten: func(e core.Event) string {
		return fmt.Sprintf("The value of element %d of map %d is overwritten in place.", e.A, e.Map)
	},
	core.ElemRemoved: func(e core.Event) string {
		return fmt.Sprintf("Element %d is removed from map %d, which now has %s.", e.A, e.Map, english.Count(e.B, "element"))
	},
	core.ElemEvicted: func(e core.Event) string {
		return fmt.Sprintf("Map %d has no free element, so it evicts element %d and now has %s.", e.Map, e.A, english.Count(e.B, "element"))
	},
	core.LeftOut: func(e core.Event) string {
		return fmt.Sprintf("%s in between %s omitted. Only the first and the last events of a long call are kept.",
			english.Count(e.A, "event"), english.Were(e.A))
	},
	core.Traced: func(e core.Event) string {
		why := "is not emulated"
		if strings.HasPrefix(e.Func, "BPF_") {
			why = "is not made here"
		}
		return fmt.Sprintf("%s %s. It returns %s, as given.", e.Func, why, tracedResult(int64(e.A)))
	},
	core.OtherOpened: func(e core.Event) string {
		opener := "opened by " + e.Func
		if e.Func == core.UnseenFile {
			opener = "opened outside the trace"
		}
		return fmt.Sprintf("Descriptor %d of task %d refers to a file that is not a map, %s.", e.FD, e.Task, opener)
	},
	core.FolderMade: func(e core.Event) string {
		return fmt.Sprintf("The bpf file system gets %s.", english.Count(e.A, "new folder"))
	},
	core.NextIDSet: func(e core.Event) string {
		return fmt.Sprintf("The next %s gets id %d, or the first free id after it.", identified[e.B], e.A)
	},
}

// identified names the kinds of objects with ids.
var identified = [...]string{"map", "program", "BTF object"}

// workQueues names the queues on which maps are freed.
var workQueues = [...]string{
	core.SystemWQ: "the system work queue", core.SystemUnboundWQ: "system_unbound_wq", core.SystemDflWQ: "system_dfl_wq",
}

// gracePeriods names the grace periods.
var gracePeriods = [...]string{core.GraceRCU: "an RCU grace period", core.GraceTasksTrace: "an RCU tasks trace grace period"}

// freeWaits explains the functions in which map_free waits.
var freeWaits = table.Listed[string, string]{
	{"synchronize_rcu", "every program that may have found the map earlier has ended"},
	{"rcu_barrier", "every removed element is freed"},
}

// EventSentence explains an event in a sentence.
func EventSentence(e core.Event) string { return eventSentences[e.Kind](e) }

func checkSentence(e core.Event) string {
	if !e.Passed {
		return e.Check.Func + " fails with " + e.Check.Errno.Name() + ": " + e.Check.Explain(e.A, e.B)
	}
	return e.Check.Func + " passes the check: " + e.Check.Condition(e.A, e.B) + "."
}

// objectOf names the object of an event, such as "map 3".
func objectOf(e core.Event) string {
	switch {
	case e.Prog != 0:
		return fmt.Sprintf("program %d", e.Prog)
	case e.BTF != 0:
		return fmt.Sprintf("BTF object %d", e.BTF)
	case e.Object != nil:
		return withArticle(e.Object.String())
	}
	return fmt.Sprintf("map %d", e.Map)
}

// withArticle returns the name of an object. One that only says its kind, without a number or a path, gets an article.
func withArticle(name string) string {
	switch {
	case strings.ContainsAny(name, "/0123456789"):
		return name
	case strings.ContainsRune("aeiou", rune(name[0])):
		return "an " + name
	}
	return "a " + name
}

// freeFunction names what frees the object of an event.
func freeFunction(e core.Event) string {
	if e.Map == 0 {
		return e.Func
	}
	return "map_free"
}

// refusedSentence says which instruction the verifier refused, and the message of its log.
func refusedSentence(e core.Event) string {
	s := "The verifier refuses the program"
	if e.Refusal.Insn >= 0 {
		s += fmt.Sprintf(" at instruction %d", e.Refusal.Insn)
	}
	if e.Refusal.Message != "" {
		s += ": " + e.Refusal.Message
	}
	if e.Refusal.Regs != "" {
		s += " (" + e.Refusal.Regs + ")"
	}
	return s + "."
}

func refcntSentence(e core.Event) string {
	switch {
	case e.A == 0:
		return fmt.Sprintf("The refcnt of %s is set to %d, for its file.", objectOf(e), e.B)
	case e.B == 0:
		return fmt.Sprintf("The refcnt of %s changes from %d to 0. No reference to it remains.", objectOf(e), e.A)
	}
	return fmt.Sprintf("The refcnt of %s changes from %d to %d.", objectOf(e), e.A, e.B)
}

func usercntSentence(e core.Event) string {
	if e.B == 0 {
		return fmt.Sprintf("The usercnt of map %d changes from %d to 0. No file and no pin refers to the map any longer.", e.Map, e.A)
	}
	return fmt.Sprintf("The usercnt of map %d changes from %d to %d.", e.Map, e.A, e.B)
}

// tracedResult returns the name of an error, or the result in decimal.
func tracedResult(ret int64) string {
	if ret < 0 {
		return abi.Errno(-ret).Name()
	}
	return strconv.FormatInt(ret, 10)
}

// mappedObject names the object that an area of memory maps.
func mappedObject(e core.Event) string {
	if e.Map == 0 && e.Object == nil {
		return "anonymous memory"
	}
	return objectOf(e)
}
