package core

import (
	"fmt"

	"bpfplay/core/abi"
)

// Kernel is one running kernel: its tasks, its maps, its work queue. It is not safe for concurrent use.
type Kernel struct {
	Machine     Machine
	tasks       []*Task  // by number; nil for a number that no task has had
	verifyLimit int      // instructions that the verifier follows; 0 for the kernel's limit
	expected    *Verdict // of the next load; nil to verify its program
	verdict     *Verdict // of the last load, if it was costly
	types       []mapType
	maps        []*Map // not freed, oldest first
	made        int    // maps created so far
	files       int    // files of maps, programs and BTF objects created so far
	work        Workqueue
	mapIDs      idr[*Map]
	progIDs     idr[*Prog]
	btfIDs      idr[*BTFObject]
	progs       []*Prog      // not freed, oldest first
	madeProgs   int          // programs loaded so far
	btfs        []*BTFObject // not freed, oldest first
	madeBTFs    int          // BTF objects created so far
	links       []*Link      // with an id or a reference, oldest first
	madeLinks   int
	madeSockets int // sockets opened so far
	madePerf    int // perf events opened so far
	linkIDs     idr[*Link]
	iterators   []*Link   // that the kernel preloaded
	cgroups     []*Cgroup // the root first
	netns       *Netns
	firstBTF    uint32 // lower ids are those of the kernel's own BTF
	root        *inode
	supers      []*superBlock // bpf file systems; the first is mounted at boot
	text        []string      // lines that the last call printed
	users       map[uint32]*user
	memory      uint64 // bytes that maps use
	attrSize    int
	mapFlags    uint32 // defined in the release
	entry       []func(*Kernel, *bpfCall) abi.Errno
	loading     []func(*Kernel, *bpfCall) abi.Errno
	creation    []func(*Kernel, *bpfCall) abi.Errno
	commands    []bootedCommand // by number; one without run does not exist
	call        bpfCall
	scratch     [8]byte
	elem        elemRoom
	valueLimit  int // bytes
	batch       batchRoom
	calls       int // made so far
	runs        progRuns
	tracer      *Tracer
}

// stdFiles is the number of descriptors of the first task: 0, 1 and 2 refer to a terminal.
const stdFiles = 3

// New boots a machine: one task, number 0, with descriptors 0, 1 and 2 open and its memory zeroed.
// It returns the error of Machine.Check.
func New(m Machine) (*Kernel, error) {
	if err := m.Check(); err != nil {
		return nil, fmt.Errorf("this machine cannot boot: %w", err)
	}
	k := &Kernel{Machine: m, root: newRoot(), users: map[uint32]*user{}, mapFlags: flagsOf(m.Release)}
	k.bootSyscall()
	k.bootMapCreate()
	k.loading = stepsOf(loadSteps, m.Release)
	k.bootElements()
	k.bootTypes()
	k.bootBTFIDs()
	k.netns = &Netns{ino: initNetIno, progs: map[abi.AttachType]*Prog{}, links: map[abi.AttachType][]*Link{}}
	bpf := k.root.kids["sys"].kids["fs"].kids["bpf"]
	bpf.rootOf = &superBlock{root: bpf, path: bpf.path(), refs: 1}
	k.supers = []*superBlock{bpf.rootOf}
	k.bootPreload()
	if m.NextID != 0 {
		k.mapIDs.next = m.NextID
	}
	if m.NextProg != 0 {
		k.progIDs.next = m.NextProg
	}
	first := &Task{
		Cred:   Cred{UID: m.UID, Caps: m.Caps},
		Limits: Rlimits{Nofile: m.Nofile, Memlock: m.Memlock},
		Mem:    NewPages(),
		Files:  newFDTable(),
		mounts: &mountNS{},
		alive:  true,
	}
	console := newConsole(m.Release)
	for fd := range stdFiles {
		first.Files.set(fd, descriptor{file: console})
	}
	k.tasks = []*Task{first}
	return k, nil
}

// Read returns n bytes of a task's memory. The error names the missing task or address.
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

// Write writes to a task's memory, like the task itself. It fails if the task does not exist, if the range exceeds the user
// address space, or if the memory is not the built-in one.
func (k *Kernel) Write(task int, w Write) error {
	t := k.Task(task)
	switch {
	case t == nil:
		return fmt.Errorf("no living task %d: want %s", task, k.livingTasks())
	case !accessOK(w.Addr, uint64(len(w.Bytes))):
		return fmt.Errorf("invalid range of %d bytes at 0x%x: want user addresses", len(w.Bytes), w.Addr)
	}
	if _, ok := t.Mem.(*Pages); !ok {
		return fmt.Errorf("memory of task %d is not built in: write to its UserMem instead", task)
	}
	if err := (&Call{Task: task, Writes: []Write{w}}).checkWrites(k); err != nil {
		return err
	}
	k.Poke(t, w)
	return nil
}

// Text returns the lines that the last call printed, those of fdinfo. They are valid until the next call.
func (k *Kernel) Text() []string { return k.text }

// Maps returns the maps that are not freed, oldest first. The slice must not be changed.
func (k *Kernel) Maps() []*Map { return k.maps }
