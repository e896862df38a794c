package core

import (
	"fmt"

	"bpfplay/core/abi"
)

// Kernel is one running kernel: its tasks, its maps, its work queue. It is not safe for concurrent use.
type Kernel struct {
	Machine    Machine
	tasks      []*Task // by number; nil where no task had it
	types      []mapType
	maps       []*Map // all that are not freed, oldest first
	made       int    // maps made so far
	files      int    // files of maps made so far
	work       Workqueue
	mapIDs     idr
	root       *inode
	text       []string // what the call answered in words, beside its result
	users      map[uint32]*user
	memory     uint64 // bytes that maps take of the machine's
	attrSize   int
	mapFlags   uint32 // those that the release knows
	entry      []func(*Kernel, *bpfCall) abi.Errno
	creation   []func(*Kernel, *bpfCall) abi.Errno
	commands   []bootedCommand // by number; one without run is not there
	call       bpfCall
	scratch    [8]byte
	elem       elemRoom
	valueLimit int // bytes
	batch      batchRoom
	calls      int // made so far
	tracer     *Tracer
}

// stdFiles is how many descriptors a task begins with: a terminal under 0, 1 and 2.
const stdFiles = 3

// New boots a machine: one task, number 0, with descriptors 0, 1 and 2 open and its memory zeroed.
// The error is Machine.Check's.
func New(m Machine) (*Kernel, error) {
	if err := m.Check(); err != nil {
		return nil, fmt.Errorf("this machine cannot boot: %w", err)
	}
	k := &Kernel{Machine: m, root: newRoot(), users: map[uint32]*user{}, mapFlags: flagsOf(m.Release)}
	k.bootSyscall()
	k.bootMapCreate()
	k.bootElements()
	k.bootTypes()
	k.mapIDs.next = m.NextID
	first := &Task{
		Cred:   Cred{UID: m.UID, Caps: m.Caps},
		Limits: Rlimits{Nofile: m.Nofile, Memlock: m.Memlock},
		Mem:    NewPages(),
		Files:  &FDTable{},
		alive:  true,
	}
	console := newConsole(m.Release)
	for fd := range stdFiles {
		first.Files.set(fd, descriptor{file: console})
	}
	k.tasks = []*Task{first}
	return k, nil
}

// Read gives n bytes of a task's memory. The error says which task or address is not there.
func (k *Kernel) Read(task int, addr uint64, n int) ([]byte, error) {
	t := k.Task(task)
	if t == nil {
		return nil, fmt.Errorf("no living task %d: want %s", task, k.livingTasks())
	}
	b := make([]byte, n)
	if left := t.Mem.CopyFromUser(b, addr); left > 0 {
		return nil, fmt.Errorf("of %d bytes at 0x%x of task %d only %d can be read", n, addr, task, n-left)
	}
	return b, nil
}

// Write puts bytes into a task's memory, as the task itself would. The error says that the task is not there, that
// the address is none of a program's, or that the memory is not the built-in one.
func (k *Kernel) Write(task int, w Write) error {
	t := k.Task(task)
	switch {
	case t == nil:
		return fmt.Errorf("no living task %d: want %s", task, k.livingTasks())
	case !accessOK(w.Addr, uint64(len(w.Bytes))):
		return fmt.Errorf("0x%x and %d bytes on are no addresses of a program", w.Addr, len(w.Bytes))
	}
	if _, ok := t.Mem.(*Pages); !ok {
		return fmt.Errorf("task %d has memory of the program's own: it would have to be written there", task)
	}
	k.Poke(t, w)
	return nil
}

// Text returns the lines that the last call printed, those of fdinfo. They are valid until the next call.
func (k *Kernel) Text() []string { return k.text }

// Maps returns the maps that are not freed, oldest first. The slice must not be changed.
func (k *Kernel) Maps() []*Map { return k.maps }
