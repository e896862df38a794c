package core

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// Cred has the credentials of a task.
type Cred struct {
	UID  uint32
	Caps abi.Caps // in the first user namespace

	userNS *userNS  // of the task; nil for the first one
	nsCaps abi.Caps // in userNS, unless it is the first
}

// Rlimits has the resource limits of a task.
type Rlimits struct {
	Nofile  uint64 // descriptors are below this
	Memlock uint64 // bytes
}

// Task is one process with its memory, descriptors and credentials.
type Task struct {
	Nr     int // 0 for the first; fork chooses the others
	Parent int
	Cred   Cred
	Limits Rlimits
	Mem    UserMem
	Files  *FDTable
	alive  bool
	group  int // the number of the first task of its process, to which threads belong

	mounts   *mountNS
	inFlight []*File // sent to the task in messages that it has not taken
	stray    uint32  // the register of the fifth argument; see takeCommonAttrs
}

// Alive reports whether the task has not exited.
func (t *Task) Alive() bool { return t.alive }

// MaxTasks is the maximum number of tasks of a kernel, including exited ones.
const MaxTasks = 1024

// FreeTask returns the lowest number that no task has had.
func (k *Kernel) FreeTask() int {
	for nr, t := range k.tasks {
		if t == nil {
			return nr
		}
	}
	return len(k.tasks)
}

// fork makes task nr as a copy of t with the same files. It copies built-in memory and shares any other. flags are those of
// clone, with which the child shares more.
func (k *Kernel) fork(t *Task, nr int, flags uint64) {
	for len(k.tasks) <= nr {
		k.tasks = append(k.tasks, nil)
	}
	child := &Task{Nr: nr, Parent: t.Nr, Cred: t.Cred, Limits: t.Limits, Files: t.Files, Mem: t.Mem, alive: true, group: nr, mounts: t.mounts, stray: t.stray}
	if flags&CLONE_THREAD != 0 {
		child.group = t.group
	}
	if mem, ok := t.Mem.(*Pages); ok && flags&CLONE_VM == 0 {
		child.Mem = mem.Fork()
	}
	k.tasks[nr] = child
	k.note(Event{Kind: Forked, Func: "copy_process", Task: nr, A: uint64(t.Nr)})
	if flags&CLONE_FILES == 0 {
		k.copyFiles("copy_files", child, t.Files)
	}
	if mem, ok := child.Mem.(*Pages); ok && mem != t.Mem {
		k.forkAreas(mem)
	}
}

// exec replaces built-in memory and closes the close-on-exec descriptors, lowest number first.
func (k *Kernel) exec(t *Task) {
	t.stray = 0
	k.deThread(t)
	if _, ok := t.Mem.(*Pages); ok && k.sharesMemory(t) {
		t.Mem = NewPages()
	}
	k.unshareFiles("begin_new_exec", t)
	k.exitMmap(t)
	if _, ok := t.Mem.(*Pages); ok {
		t.Mem = NewPages()
		k.note(Event{Kind: MemoryReset, Func: "begin_new_exec", Task: t.Nr})
	}
	for fd, d := range t.Files.all() {
		if d.cloexec {
			k.closeFD("do_close_on_exec", t, fd)
		}
	}
}

// exit closes every descriptor, lowest number first, unless another task shares them.
func (k *Kernel) exit(t *Task) {
	if _, ok := t.Mem.(*Pages); ok && k.sharesMemory(t) {
		t.Mem = NewPages()
	}
	k.exitMmap(t)
	k.spend(t.Files.open / fdsPerUnit)
	if k.sharesFiles(t) {
		t.Files = newFDTable()
	}
	for fd := range t.Files.all() {
		k.closeFD("exit_files", t, fd)
	}
	k.dropInFlight(t)
	t.alive = false
	k.leaveMountNS(t.mounts)
	k.note(Event{Kind: Exited, Func: "do_exit", Task: t.Nr})
}

// taskEver reports whether a task has or had the number nr.
func (k *Kernel) taskEver(nr int) bool { return nr < len(k.tasks) && k.tasks[nr] != nil }

// livingTasks lists the living tasks for an error.
func (k *Kernel) livingTasks() string {
	var living []string
	for _, t := range k.tasks {
		if t != nil && t.alive {
			living = append(living, strconv.Itoa(t.Nr))
		}
	}
	if living == nil {
		return "no task, since all have exited"
	}
	return strings.Join(living, ", ")
}
