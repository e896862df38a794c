package history

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Answered is the check that refused the call; ok is false where the call was not refused.
func (t *Trace) Answered() (e core.Event, ok bool) {
	for i := len(t.Events) - 1; i >= 0 && t.Ret < 0; i-- {
		if e := t.Events[i]; e.Failed() {
			return e, true
		}
	}
	return core.Event{}, false
}

// Sentence says in a line what the call came to.
func (t *Trace) Sentence() string {
	if e, refused := t.Answered(); refused {
		return e.Check.Explain(e.A, e.B) + t.newerField(e) + t.refusedPlace(e)
	}
	if f, ok := outcomes[t.Call.Op]; ok {
		return f(t)
	}
	return ""
}

// newerField names the field that a scan of the attr stumbled over, and the release that brought it.
func (t *Trace) newerField(e core.Event) string {
	row := t.Call.Cmd().Known(abi.Newest)
	if !e.Check.Scan || t.Call.Op != core.OpBpf || row == nil {
		return ""
	}
	for _, f := range row.Fields {
		if at := int(e.B); at >= f.Offset && at < f.End() && f.Since > t.release {
			return fmt.Sprintf(" There lies %s, which came with %s.", f.Name, f.Since)
		}
	}
	return ""
}

// outcomes tell what a call that was not refused came to.
var outcomes = map[core.Op]func(*Trace) string{
	core.OpBpf: func(t *Trace) string {
		if f, ok := commandOutcomes[t.Call.Cmd()&^abi.BPF_COMMON_ATTRS]; ok {
			return f(t)
		}
		return t.place()
	},
	core.OpClose: func(t *Trace) string { return closed(t, "The descriptor is free again") },
	core.OpDup:   func(t *Trace) string { return copied(t) },
	core.OpDup3:  func(t *Trace) string { return copied(t) },
	core.OpFcntl: func(t *Trace) string {
		if cmd := t.Call.Args[1]; cmd == core.F_DUPFD || cmd == core.F_DUPFD_CLOEXEC {
			return copied(t)
		}
		return ""
	},
	core.OpFork: func(t *Trace) string {
		n := 0
		for _, e := range t.Events {
			if e.Kind == core.FileShared {
				n++
			}
		}
		return fmt.Sprintf("Task %d begins as a copy of task %d. Maps are held by files, and the two share %s: no refcnt changes.", t.Call.Args[0], t.Call.Task, english.Count(n, "map file"))
	},
	core.OpExec: func(t *Trace) string {
		return closed(t, "The task runs a new program: its memory is fresh, and what was marked close-on-exec is closed")
	},
	core.OpExit: func(t *Trace) string {
		return closed(t, fmt.Sprintf("Task %d is gone, and with it all its descriptors", t.Call.Task))
	},
	core.OpWork: func(t *Trace) string {
		n := 0
		for _, e := range t.Events {
			if e.Kind == core.Freed {
				n++
			}
		}
		if n == 0 {
			return "Nothing was waiting on the work queue."
		}
		return fmt.Sprintf("The kworker frees %s, long after the close that let go had returned.", english.Count(n, "map"))
	},
	core.OpRlimit: func(t *Trace) string {
		return fmt.Sprintf("Descriptors of task %d are below %d from now on; what is open stays open.", t.Call.Task, t.Call.Args[0])
	},
	core.OpMemlock: func(t *Trace) string {
		return fmt.Sprintf("What task %d may lock in memory is %s from now on.", t.Call.Task, core.LimitText(t.Call.Args[0]))
	},
	core.OpUID:  func(t *Trace) string { return fmt.Sprintf("Task %d is user %d now.", t.Call.Task, t.Call.Args[0]) },
	core.OpCaps: func(t *Trace) string { return "Capabilities now: " + abi.Caps(t.Call.Args[0]).String() + "." },
	core.OpUnlink: func(t *Trace) string {
		return closed(t, "The name is gone")
	},
	core.OpTraced: func(t *Trace) string {
		return fmt.Sprintf("%s is not emulated: the answer is the one that was traced.", t.Call.Path)
	},
	core.OpUnseen: func(t *Trace) string {
		return fmt.Sprintf("%s %s opened unseen: every descriptor below %d is taken.", english.Count(t.Ret, "file"), english.Were(t.Ret), t.Call.Args[0])
	},
	core.OpFolder: func(t *Trace) string { return fmt.Sprintf("Maps can be pinned below %s.", t.Call.Path) },
	core.OpNextID: func(t *Trace) string { return fmt.Sprintf("Ids are given out from %d on.", t.Call.Args[0]) },
	core.OpFdinfo: func(t *Trace) string {
		return fmt.Sprintf("The kernel tells %s about descriptor %d.", english.Count(len(t.Text), "line"), int32(t.Call.Args[0]))
	},
}

// commandOutcomes tell what a bpf call that was not refused came to.
var commandOutcomes = map[abi.Cmd]func(*Trace) string{
	abi.BPF_MAP_CREATE: func(t *Trace) string {
		return told(t, core.FDInstalled, func(e core.Event) string {
			return fmt.Sprintf("Map %d is made. Descriptor %d is the only way to it, and only task %d has it.", e.Map, e.FD, e.Task)
		})
	},
	abi.BPF_OBJ_PIN: func(t *Trace) string {
		return told(t, core.Pinned, func(e core.Event) string {
			return fmt.Sprintf("Map %d has a name now, and lives as long as that, whatever becomes of the tasks.", e.Map)
		})
	},
	abi.BPF_OBJ_GET:          opened,
	abi.BPF_MAP_GET_FD_BY_ID: opened,
	abi.BPF_MAP_FREEZE: func(t *Trace) string {
		return told(t, core.FrozenSet, func(e core.Event) string {
			return fmt.Sprintf("Map %d is read-only for user space from now on, for ever, through every descriptor. Programs may still write to it.", e.Map)
		})
	},
}

// told tells the first event of a kind.
func told(t *Trace, kind core.EventKind, tell func(core.Event) string) string {
	for _, e := range t.Events {
		if e.Kind == kind {
			return tell(e)
		}
	}
	return ""
}

// opened tells that a map got a further file.
func opened(t *Trace) string {
	return told(t, core.FDInstalled, func(e core.Event) string {
		return fmt.Sprintf("Descriptor %d leads to map %d, by a file of its own: refcnt and usercnt are one higher.", e.FD, e.Map)
	})
}

// closed ends a sentence on closing with what became of the maps.
func closed(t *Trace, begin string) string {
	queued := 0
	still := core.Event{}
	for _, e := range t.Events {
		switch {
		case e.Kind == core.WorkQueued:
			queued++
		case e.Kind == core.FileDropped && e.B > 0:
			still = e
		}
	}
	switch {
	case queued > 0:
		return fmt.Sprintf("%s. Nobody holds %s any more: it waits on the work queue to be freed.", begin, english.Count(queued, "map"))
	case still.File != 0:
		return fmt.Sprintf("%s, but %s still %s to the file, so map %d lives on.", begin, english.Count(still.B, "descriptor"), english.Verb(still.B, "lead"), still.Map)
	}
	return begin + "."
}

func copied(t *Trace) string {
	for _, e := range t.Events {
		if e.Kind == core.FileShared {
			return fmt.Sprintf("Descriptor %d leads to the same file: %d descriptors share it, and the map's refcnt stays as it is.", t.Ret, e.B)
		}
	}
	return fmt.Sprintf("Descriptor %d leads to the same file.", t.Ret)
}
