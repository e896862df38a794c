package core

import (
	"fmt"
	"math"
	"strings"

	"bpfplay/core/abi"
)

// Op is what a call asks for.
type Op uint8

const (
	OpBpf Op = iota
	OpClose
	OpDup
	OpDup3
	OpFcntl
	OpFork
	OpExec
	OpExit
	OpRlimit
	OpMemlock
	OpUID
	OpCaps
	OpWork
	OpFdinfo
	OpUnlink
	OpTraced
	OpUnseen
	OpNextID
	OpFolder
	opCount
)

// Call is one entry of a history: who asks for what, and what the task wrote to its memory before.
type Call struct {
	Task   int
	Op     Op
	Args   [3]uint64 // as opRows say; signed ones are sign-extended
	Path   string    // of unlink and folder; of traced, what was called
	Writes []Write

	Said     Said // what the text that the call comes from says that it answered
	Inferred bool // no line of that text makes the call: it was put in so that the others come true
}

// Write is memory that a task sets itself, before it calls.
type Write struct {
	Addr  uint64
	Bytes []byte
}

type opRow struct {
	name string // in recordings and links
	args []Arg
	run  func(k *Kernel, t *Task, c *Call) int64
	says string // one sentence for a person
}

var opRows = [opCount]opRow{
	OpBpf: {"bpf", []Arg{{"cmd", ArgInt, math.MaxInt32}, {"attr", ArgHex, math.MaxUint64}, {"size", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Bpf(t, abi.Cmd(c.Args[0]), c.Args[1], uint32(c.Args[2]))
		},
		"The bpf system call."},
	OpClose: {"close", []Arg{{"fd", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Close(t, int32(c.Args[0])) },
		"Frees a descriptor."},
	OpDup: {"dup", []Arg{{"fd", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Dup(t, int32(c.Args[0])) },
		"A second descriptor for the same file."},
	OpDup3: {"dup3", []Arg{{"oldfd", ArgInt, math.MaxInt32}, {"newfd", ArgInt, math.MaxInt32}, {"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Dup3(t, int32(c.Args[0]), int32(c.Args[1]), uint32(c.Args[2]))
		},
		"A second descriptor of a number of your choice."},
	OpFcntl: {"fcntl", []Arg{{"fd", ArgInt, math.MaxInt32}, {"cmd", ArgInt, math.MaxInt32}, {"arg", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Fcntl(t, int32(c.Args[0]), int32(c.Args[1]), c.Args[2])
		},
		"0 F_DUPFD, 1 F_GETFD, 2 F_SETFD, 3 F_GETFL, 1030 F_DUPFD_CLOEXEC."},
	OpFork: {"fork", []Arg{{"task", ArgUint, MaxTasks - 1}},
		func(k *Kernel, t *Task, c *Call) int64 { return int64(k.forkAs(t, int(c.Args[0])).Nr) },
		"A copy of the task, under the number given."},
	OpExec: {"exec", nil, func(k *Kernel, t *Task, _ *Call) int64 { k.Exec(t); return 0 },
		"A new program: fresh memory, close-on-exec descriptors closed."},
	OpExit: {"exit", nil, func(k *Kernel, t *Task, _ *Call) int64 { k.Exit(t); return 0 },
		"Ends the task and closes all it had open."},
	OpRlimit: {"nofile", []Arg{{"limit", ArgUint, 1 << 20}},
		func(k *Kernel, t *Task, c *Call) int64 {
			k.SetLimits(t, Rlimits{Nofile: c.Args[0], Memlock: t.Limits.Memlock})
			return 0
		}, "Sets RLIMIT_NOFILE: descriptors are below it."},
	OpMemlock: {"memlock", []Arg{{"limit", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			k.SetLimits(t, Rlimits{Nofile: t.Limits.Nofile, Memlock: c.Args[0]})
			return 0
		}, "Sets RLIMIT_MEMLOCK: what maps were charged to before 5.11, in bytes."},
	OpUID: {"uid", []Arg{{"uid", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { k.SetUID(t, uint32(c.Args[0])); return 0 },
		"Becomes another user; all but 0 lose every capability."},
	OpCaps: {"caps", []Arg{{"caps", ArgHex, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 { k.SetCaps(t, abi.Caps(c.Args[0])); return 0 },
		"Keeps only these capabilities, a bit mask."},
	OpWork: {"work", nil, func(k *Kernel, _ *Task, _ *Call) int64 { k.Work(); return 0 },
		"The worker does all that is on the work queue."},
	OpFdinfo: {"fdinfo", []Arg{{"fd", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { _, ret := k.Fdinfo(t, int32(c.Args[0])); return ret },
		"Reads /proc/self/fdinfo: what the kernel tells about a descriptor."},
	OpUnlink: {"unlink", []Arg{{Name: "path", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Unlink(t, c.Path) },
		"Takes a name in the file system away."},
	OpTraced: {"traced", []Arg{{"ret", ArgInt, math.MaxInt32}, {"opens", ArgUint, TracedCloexecFD}, {Name: "call", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Traced(t, int32(c.Args[0]), c.Args[1], c.Path) },
		"A call of another kind that answered ret. 0 it opened nothing, 1 ret is a descriptor, 2 one that exec closes."},
	OpUnseen: {"unseen", []Arg{{"below", ArgUint, 1 << 20}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.unseen(t, c.Args[0]) },
		"Files that are no maps come under all free descriptors below this one."},
	OpNextID: {"nextid", []Arg{{"id", ArgUint, idEnd - 1}},
		func(k *Kernel, _ *Task, c *Call) int64 { return k.setNextID(uint32(c.Args[0])) },
		"The next map gets this id, or the next one that is free."},
	OpFolder: {"folder", []Arg{{Name: "path", Form: ArgPath}},
		func(k *Kernel, _ *Task, c *Call) int64 { return k.MakeFolder(c.Path) },
		"A folder of the bpf file system is there, and all that it lies in."},
}

// Name is the call's name in recordings and links.
func (o Op) Name() string { return opRows[o].name }

// Args are the call's arguments.
func (o Op) Args() []Arg { return opRows[o].args }

// Says is one sentence on what the call does.
func (o Op) Says() string { return opRows[o].says }

// OpNamed finds a call by its name in recordings and links.
func OpNamed(name string) (Op, bool) {
	for o := range opCount {
		if opRows[o].name == name {
			return o, true
		}
	}
	return 0, false
}

// Bpf makes the call bpf(cmd, addr, size).
func Bpf(task int, cmd abi.Cmd, addr uint64, size uint32, writes ...Write) Call {
	return Call{Task: task, Op: OpBpf, Args: [3]uint64{uint64(int64(cmd)), addr, uint64(size)}, Writes: writes}
}

// Cmd is the command of a bpf call.
func (c *Call) Cmd() abi.Cmd { return abi.Cmd(c.Args[0]) }

// Attr is the attr that the call itself wrote, as far as size; nil where its memory was set by an earlier call.
func (c *Call) Attr() []byte {
	for _, w := range c.Writes {
		if c.Op == OpBpf && w.Addr == c.Args[1] {
			return w.Bytes
		}
	}
	return nil
}

// Check says what is wrong with a call that is to be made on k, and what would be right; nil where it can be made.
func (c *Call) Check(k *Kernel) error {
	switch {
	case c.Op >= opCount:
		return fmt.Errorf("there is no call %d", c.Op)
	case c.Op != OpWork && k.Task(c.Task) == nil:
		return fmt.Errorf("there is no living task %d: %s", c.Task, k.livingTasks())
	case c.Op == OpFork && c.Args[0] >= MaxTasks:
		return fmt.Errorf("a fork cannot make task %d: numbers below %d would be right", c.Args[0], MaxTasks)
	case c.Op == OpFork && k.taskEver(int(c.Args[0])):
		return fmt.Errorf("a fork cannot make task %d, which there is or was: %d would be right", c.Args[0], k.FreeTask())
	}
	for i, a := range opRows[c.Op].args {
		if v := c.Args[i]; v > a.Max && (a.Form != ArgInt || int64(v) < math.MinInt32) {
			return fmt.Errorf("%s of %s is out of range: %d", a.Name, c.Op.Name(), v)
		}
	}
	return nil
}

// Do makes a call. The error, Call.Check's, leaves everything as it was.
func (k *Kernel) Do(c *Call) (int64, error) {
	if err := c.Check(k); err != nil {
		return 0, err
	}
	return k.Run(c), nil
}

// Run makes a call that [Call.Check] accepted and returns its result.
func (k *Kernel) Run(c *Call) int64 {
	t := k.Task(c.Task)
	for _, w := range c.Writes {
		k.Poke(t, w)
	}
	k.text = k.text[:0]
	return opRows[c.Op].run(k, t, c)
}

// Poke writes to the built-in memory of a task, as the task itself does.
func (k *Kernel) Poke(t *Task, w Write) {
	if p, ok := t.Mem.(*Pages); ok {
		p.Poke(w.Addr, w.Bytes)
	}
}

// arg is an argument as recordings have it.
func (c *Call) arg(i int, a Arg) string {
	if a.Form == ArgPath {
		return c.Path
	}
	return a.Form.Format(c.Args[i])
}

// String is the call as a recording has it, without its answer.
func (c *Call) String() string {
	var b strings.Builder
	if c.Task != 0 {
		fmt.Fprintf(&b, "@%d ", c.Task)
	}
	name := c.Op.Name()
	if c.Op == OpRlimit {
		name = "rlimit " + name
	}
	b.WriteString(name)
	for i, a := range c.Op.Args() {
		b.WriteByte(' ')
		b.WriteString(c.arg(i, a))
	}
	return b.String()
}
