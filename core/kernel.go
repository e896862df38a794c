package core

import (
	"fmt"

	"bpfplay/core/abi"
)

// Kernel is one running kernel: its tasks, its maps, its work queue. It is not safe for concurrent use.
type Kernel struct {
	Machine  Machine
	tasks    []*Task // by number; nil where no task had it
	types    []mapType
	maps     []*Map // all that are not freed, oldest first
	made     int    // maps made so far
	files    int    // files of maps made so far
	work     Workqueue
	attrSize int
	entry    []func(*Kernel, *bpfCall) abi.Errno
	commands map[abi.Cmd]bootedCommand
	call     bpfCall
	tracer   *Tracer
}

// bootedCommand is a command of the running release.
type bootedCommand struct {
	command
	last int // where its fields end
}

// stdFiles is how many descriptors a task begins with: a terminal under 0, 1 and 2.
const stdFiles = 3

// New boots a machine: one task, number 0, with descriptors 0, 1 and 2 open and its memory zeroed.
// The error is Machine.Check's.
func New(m Machine) (*Kernel, error) {
	if err := m.Check(); err != nil {
		return nil, fmt.Errorf("this machine cannot boot: %w", err)
	}
	k := &Kernel{Machine: m, attrSize: abi.AttrSize(m.Release), commands: map[abi.Cmd]bootedCommand{}}
	for _, s := range entrySteps {
		if s.since <= m.Release && (s.before == 0 || m.Release < s.before) {
			k.entry = append(k.entry, s.run)
		}
	}
	for nr, c := range commands {
		if row := nr.Known(m.Release); row != nil && c.since <= m.Release {
			k.commands[nr] = bootedCommand{c, row.Last(m.Release)}
		}
	}
	for _, t := range m.Types {
		k.bpfRegisterMapType(registered(t))
	}
	first := &Task{
		Cred:   Cred{UID: m.UID, Caps: m.Caps},
		Limits: Rlimits{Nofile: m.Nofile},
		Mem:    NewPages(),
		Files:  &FDTable{},
		alive:  true,
	}
	terminal := &File{count: stdFiles, Mode: O_RDWR}
	for fd := range stdFiles {
		first.Files.set(fd, descriptor{file: terminal})
	}
	k.tasks = []*Task{first}
	return k, nil
}

// Read gives n bytes of a task's memory. The error says which task or address is not there.
func (k *Kernel) Read(task int, addr uint64, n int) ([]byte, error) {
	t := k.task(task)
	if t == nil {
		return nil, fmt.Errorf("there is no living task %d: %s", task, k.livingTasks())
	}
	b := make([]byte, n)
	if left := t.Mem.CopyFromUser(b, addr); left > 0 {
		return nil, fmt.Errorf("of %d bytes at 0x%x of task %d only %d can be read", n, addr, task, n-left)
	}
	return b, nil
}

// Write puts bytes into a task's memory, as the task itself would. The error says that the task is not there, or that
// the address is none of a program's.
func (k *Kernel) Write(task int, w Write) error {
	t := k.task(task)
	switch {
	case t == nil:
		return fmt.Errorf("there is no living task %d: %s", task, k.livingTasks())
	case !accessOK(w.Addr, uint64(len(w.Bytes))):
		return fmt.Errorf("0x%x and %d bytes on are no addresses of a program", w.Addr, len(w.Bytes))
	}
	k.poke(t, w)
	return nil
}
