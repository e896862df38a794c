package match

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/paste"
)

// ended marks a process whose task has exited.
const ended = -1

// takeTask selects the task that makes the call. The first process is task 0; others are forked from the parent in the
// text, or from the lowest task.
func (s *step) takeTask() bool {
	task, ok := s.tasks[s.c.Pid]
	if !ok || task == ended {
		task, ok = s.begin(s.c.Pid)
	}
	s.task = task
	return ok
}

// begin creates the task of a new process.
func (s *step) begin(pid int) (task int, ok bool) {
	if len(s.tasks) == 0 && !s.plan.unseen {
		s.tasks[pid] = 0
		return 0, true
	}
	by, named := s.plan.parents[pid]
	parent, ok := s.tasks[by.pid]
	if named = named && ok && parent != ended; !named {
		parent = s.anyTask()
	}
	if named && by.shares || !named && s.plan.threads && parent != ended {
		s.tasks[pid] = parent
		return parent, true
	}
	if parent == ended {
		s.verdict.Why = "every task has exited, and the text does not show the parent of this process"
		return 0, false
	}
	child := s.k.FreeTask()
	from := -1
	if named {
		from = by.call
	} else {
		s.inferred++
		s.forked++
	}
	fork := core.Call{Task: parent, Op: core.OpFork, Args: core.Args{uint64(child)}}
	if named {
		fork = s.forkCall(&s.text.Calls[from], child)
		fork.Task = parent
	}
	switch ret, _, ok := s.do(history.Call{Call: fork, Inferred: !named}, from); {
	case !ok:
		return 0, false
	case ret < 0:
		s.verdict.Why = "the call that made this process fails"
		return 0, false
	}
	s.tasks[pid] = child
	s.confined[child] = s.confined[parent] || fork.Args[1]&core.CLONE_NEWUSER != 0
	return child, true
}

// anyTask returns the lowest live task.
func (s *step) anyTask() int {
	for nr := range s.k.FreeTask() {
		if s.k.Task(nr) != nil {
			return nr
		}
	}
	return ended
}

// fork creates the child, unless the child made a call before fork returned to its parent.
func fork(s *step) {
	child, ok := childOf(s.c)
	if !ok {
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	if by := s.plan.parents[child]; by.call == s.at && by.shares {
		s.tasks[child] = s.task
	}
	if task, ok := s.tasks[child]; ok && task != ended && s.plan.parents[child].call == s.at {
		s.verdict.Got, s.verdict.Agrees = s.want, true
		return
	}
	nr := s.k.FreeTask()
	if cloneFlags(s.c)&core.CLONE_NEWUSER != 0 {
		s.beginRoots()
		nr = s.k.FreeTask()
	}
	if ret := s.make(s.forkCall(s.c, nr)); ret < 0 {
		return
	}
	s.tasks[child] = nr
	s.verdict.Agrees = true // pids differ between machines
	s.confined[nr] = s.confined[s.task] || cloneFlags(s.c)&core.CLONE_NEWUSER != 0
}

// newSpaces are the namespaces that matter: those of users and of mounts.
const newSpaces = core.CLONE_NEWUSER | core.CLONE_NEWNS

// forkCall returns the call that makes task nr as c does: with or without the descriptors, users and mounts of the parent.
func (s *step) forkCall(c *paste.Call, nr int) core.Call {
	fork := core.Call{Op: core.OpFork, Args: core.Args{uint64(nr)}}
	flags := cloneFlags(c) & (core.CLONE_FILES | newSpaces)
	if s.confined[s.task] { // a namespace below it makes no difference to bpf
		flags &^= core.CLONE_NEWUSER
	}
	if flags != 0 {
		fork.Op, fork.Args[1] = core.OpClone, uint64(flags)
	}
	return fork
}

// beginRoots begins the processes without a visible parent, which stay in the first user namespace.
func (s *step) beginRoots() {
	for _, pid := range s.plan.roots {
		if _, ok := s.tasks[pid]; !ok {
			s.begin(pid)
		}
	}
}

// unshare replays what concerns descriptors, users and mounts. Other namespaces do not matter.
func unshare(s *step) {
	flags := s.arg(0, 0) & (core.CLONE_FILES | newSpaces)
	if s.confined[s.task] {
		flags &^= core.CLONE_NEWUSER
	}
	if flags == 0 || s.known && s.want < 0 {
		nothing(s)
		return
	}
	s.beginRoots()
	if ret := s.make(core.Call{Op: core.OpUnshare, Args: core.Args{uint64(flags)}}); ret == 0 && flags&core.CLONE_NEWUSER != 0 {
		s.confined[s.task] = true
	}
}

func execve(s *step) {
	if s.known && s.want < 0 {
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	s.make(core.Call{Op: core.OpExec})
}

// exit ends the task when the last process that shares it exits.
func exit(s *step) {
	sharing := 0
	for _, task := range s.tasks {
		if task == s.task {
			sharing++
		}
	}
	s.tasks[s.c.Pid] = ended
	if sharing > 1 {
		s.verdict.Agrees = true
		return
	}
	s.make(core.Call{Op: core.OpExit})
	s.verdict.Agrees = true
}

// Resources of setrlimit(2) that are emulated.
const (
	RLIMIT_NOFILE  = 7
	RLIMIT_MEMLOCK = 8
)

// limit replays a call that sets a limit; first is the index of the resource among its arguments.
func limit(s *step, first int) {
	if s.known && s.want < 0 || len(s.args) < first+2 {
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	limit := uint64(s.args[first+1])
	switch s.args[first] {
	case RLIMIT_NOFILE:
		s.make(core.Call{Op: core.OpRlimit, Args: core.Args{min(limit, fdLimit)}})
	case RLIMIT_MEMLOCK:
		s.make(core.Call{Op: core.OpMemlock, Args: core.Args{limit}})
	default:
		s.asTraced(s.c.Name, core.TracedNothing)
	}
}

func setrlimit(s *step) { limit(s, 0) }
func prlimit64(s *step) { limit(s, 1) }

// set replays a call with one number, if the text shows it.
func set(s *step, op core.Op, arg int) {
	v := s.arg(arg, -1)
	if s.confined[s.task] && (op == core.OpUID || op == core.OpCaps) {
		nothing(s) // capabilities in another user namespace do not matter
		return
	}
	if s.known && s.want < 0 || v < 0 && op != core.OpMemlock { // -1 is RLIM_INFINITY
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	s.make(core.Call{Op: op, Args: core.Args{uint64(v)}})
}

func setNofile(s *step)  { set(s, core.OpRlimit, 0) }
func setMemlock(s *step) { set(s, core.OpMemlock, 0) }
func setuid(s *step)     { set(s, core.OpUID, 0) }
func setreuid(s *step)   { set(s, core.OpUID, 1) }
func capset(s *step)     { set(s, core.OpCaps, 0) }
func nextID(s *step)     { set(s, core.OpNextID, 0) }
func unseen(s *step)     { set(s, core.OpUnseen, 0) }

// unlink removes a pin. Paths outside the bpf file system are taken as traced.
func unlink(s *step) {
	if s.c.Name == "unlinkat" && s.arg(len(s.args)-1, 0)&atRemoveDir != 0 {
		rmdir(s)
		return
	}
	if !s.pins[s.c.Path] && !strings.HasPrefix(s.c.Path, bpffs) && s.known {
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	if s.known && s.want == 0 && !s.pins[s.c.Path] {
		delete(s.otherPins, s.c.Path)
		s.asTraced(s.c.Name, core.TracedNothing) // a program, a link or a directory
		return
	}
	if s.make(core.Call{Op: core.OpUnlink, Path: s.c.Path}) == 0 {
		delete(s.pins, s.c.Path)
	}
}

// atRemoveDir is AT_REMOVEDIR of unlinkat.
const atRemoveDir = 0x200

// bpffs is the usual mount point of the bpf file system.
const bpffs = "/sys/fs/bpf/"
