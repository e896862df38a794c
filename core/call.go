package core

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// Args are the arguments of a call. A call has at most six, as every system call.
type Args [6]uint64

// Call is one call of a task, with the writes to its memory that precede it.
type Call struct {
	Task   int
	Op     Op
	Args   Args   // in the order of opRows; signed ones are sign-extended
	Path   string // the path; of traced, the name of the call
	To     string // the second path of rename, link and symlink
	Writes []Write
}

// Write is a write of a task to its memory before a call.
type Write struct {
	Addr  uint64
	Bytes []byte
}

// Bpf returns the call bpf(cmd, addr, size).
func Bpf(task int, cmd abi.Cmd, addr uint64, size uint32, writes ...Write) Call {
	return Call{Task: task, Op: OpBpf, Args: Args{uint64(int64(cmd)), addr, uint64(size)}, Writes: writes}
}

// Cmd returns the command of a bpf call.
func (c *Call) Cmd() abi.Cmd { return abi.Cmd(c.Args[0]) }

// Attr returns the attr that the writes of the call set, or nil if an earlier call set it.
func (c *Call) Attr() []byte {
	for _, w := range c.Writes {
		if c.Op == OpBpf && w.Addr == c.Args[1] {
			return w.Bytes
		}
	}
	return nil
}

// Check returns why the call cannot be made on k, or nil if it can.
func (c *Call) Check(k *Kernel) error {
	switch {
	case c.Op >= opCount:
		return fmt.Errorf("unknown call %d", c.Op)
	case c.Op != OpWork && k.Task(c.Task) == nil:
		return fmt.Errorf("no living task %d: want %s", c.Task, k.livingTasks())
	case c.Op == OpSendFD && c.Args[1] < MaxTasks && k.Task(int(c.Args[1])) == nil:
		return fmt.Errorf("no living task %d to send to: want %s", c.Args[1], k.livingTasks())
	case c.Op.MakesTask() && c.Args[0] >= MaxTasks:
		return fmt.Errorf("invalid child task %d: want 0 to %d", c.Args[0], MaxTasks-1)
	case c.Op.MakesTask() && k.taskEver(int(c.Args[0])):
		return fmt.Errorf("child task %d already exists or has exited: want a new number, such as %d", c.Args[0], k.FreeTask())
	}
	for i, a := range opRows[c.Op].args {
		if v := c.Args[i]; v > a.Max && (a.Form != ArgInt || v != a.Truncate(v)) {
			return fmt.Errorf("%s of %s is out of range: %s", a.Name, c.Op.Name(), a.Form.Format(v))
		}
	}
	if err := c.checkWrites(k); err != nil {
		return err
	}
	return k.checkHeld(c)
}

// Do checks a call with [Call.Check] and runs it. If the check fails, nothing changes.
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
		k.spend(len(w.Bytes) / bytesPerUnit)
	}
	k.text = k.text[:0]
	return opRows[c.Op].run(k, t, c)
}

// Poke writes to the built-in memory of a task, like the task itself.
func (k *Kernel) Poke(t *Task, w Write) {
	if p, ok := t.Mem.(*Pages); ok {
		p.Poke(w.Addr, w.Bytes)
	}
}

// PathOf returns the path that is argument a, or nil if the argument is a number.
func (c *Call) PathOf(a Arg) *string {
	switch a.Form {
	case ArgPath:
		return &c.Path
	case ArgTo:
		return &c.To
	}
	return nil
}

// arg returns an argument in the form of recordings.
func (c *Call) arg(i int, a Arg) string {
	if text := c.PathOf(a); text != nil {
		return FormatText(*text)
	}
	return a.Form.Format(c.Args[i])
}

// String returns the call in the form of recordings, without its result.
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
