package core

import (
	"strconv"

	"bpfplay/core/abi"
)

// Cred is who a task is.
type Cred struct {
	UID  uint32
	Caps abi.Caps
}

// Rlimits are the limits of a task.
type Rlimits struct {
	Nofile  uint64 // descriptors are below this
	Memlock uint64 // bytes
}

// Task is one process: its memory, its descriptors, its rights.
type Task struct {
	Nr     int // 0 for the first, then as fork was told
	Parent int
	Cred   Cred
	Limits Rlimits
	Mem    UserMem
	Files  *FDTable
	alive  bool
	stray  uint32 // what the register of a fifth argument holds, as takeCommonAttrs says
}

// Alive says whether the task has not exited.
func (t *Task) Alive() bool { return t.alive }

// MaxTasks is how many tasks a kernel here can have, the dead among them.
const MaxTasks = 1024

// FreeTask is the lowest number that no task has had.
func (k *Kernel) FreeTask() int {
	for nr, t := range k.tasks {
		if t == nil {
			return nr
		}
	}
	return len(k.tasks)
}

// fork makes task nr as a copy of t, with the same files, and with a copy of the memory where it is the built-in one.
func (k *Kernel) fork(t *Task, nr int) {
	for len(k.tasks) <= nr {
		k.tasks = append(k.tasks, nil)
	}
	child := &Task{Nr: nr, Parent: t.Nr, Cred: t.Cred, Limits: t.Limits, Files: &FDTable{}, Mem: t.Mem, alive: true, stray: t.stray}
	if mem, ok := t.Mem.(*Pages); ok {
		child.Mem = mem.Fork()
	}
	k.tasks[nr] = child
	k.note(Event{Kind: Forked, Func: "copy_process", Task: nr, A: uint64(t.Nr)})
	for fd, d := range t.Files.all() {
		child.Files.set(fd, d)
		k.getFile("copy_files", d.file)
	}
}

// exec throws built-in memory away and closes what is marked close-on-exec, lowest number first.
func (k *Kernel) exec(t *Task) {
	t.stray = 0
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

// exit closes every descriptor, lowest number first.
func (k *Kernel) exit(t *Task) {
	for fd := range t.Files.all() {
		k.closeFD("exit_files", t, fd)
	}
	t.alive = false
	k.note(Event{Kind: Exited, Func: "do_exit", Task: t.Nr})
}

// taskEver says whether a number is or was a task's.
func (k *Kernel) taskEver(nr int) bool { return nr < len(k.tasks) && k.tasks[nr] != nil }

// livingTasks names the tasks that there are, for a message.
func (k *Kernel) livingTasks() string {
	s := "there are"
	for _, t := range k.tasks {
		if t != nil && t.alive {
			s += " " + strconv.Itoa(t.Nr)
		}
	}
	return s
}
