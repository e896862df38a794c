package core

import "bpfplay/core/abi"

// Follows the entry of the bpf system call in kernel/bpf/syscall.c.

// bpfCall is one call of bpf(2) while it runs.
type bpfCall struct {
	task  *Task
	cmd   abi.Cmd
	uattr uint64
	size  uint32
	attr  abi.Attr
	last  int // where the fields of the command end
}

// entryStep is one step between the entry of the call and the command; the steps and their order moved over the years.
type entryStep struct {
	since, before abi.Release // before == 0: to this day
	run           func(*Kernel, *bpfCall) abi.Errno
}

var entrySteps = []entryStep{
	{run: (*Kernel).checkCapable},
	{run: (*Kernel).checkAccessOK},
	{run: (*Kernel).checkSize},
	{run: (*Kernel).checkTailByBytes},
	{run: (*Kernel).copyAttr},
}

// command is what runs behind one command number.
type command struct {
	since abi.Release
	run   func(*Kernel, *bpfCall) (int64, abi.Errno)
}

var commands = map[abi.Cmd]command{
	abi.BPF_MAP_CREATE: {run: (*Kernel).mapCreate},
}

// bpf is the system call: a result, or minus an error number.
func (k *Kernel) bpf(t *Task, cmd abi.Cmd, uattr uint64, size uint32) int64 {
	c := &k.call // one call at a time, so none needs memory of its own
	*c = bpfCall{task: t, cmd: cmd, uattr: uattr, size: size}
	for _, step := range k.entry {
		if e := step(k, c); e != 0 {
			return -int64(e)
		}
	}
	run := k.commands[cmd]
	if e := k.check(bpfUnknownCommand, run.run != nil, uint64(cmd), 0); e != 0 {
		return -int64(e)
	}
	c.last = run.last
	ret, e := run.run(k, c)
	if e != 0 {
		return -int64(e)
	}
	return ret
}

func (k *Kernel) checkCapable(c *bpfCall) abi.Errno {
	return k.check(bpfNotCapable, c.task.Cred.Caps.Has(abi.CAP_SYS_ADMIN), uint64(c.task.Cred.Caps), 0)
}

func (k *Kernel) checkAccessOK(c *bpfCall) abi.Errno {
	return k.check(bpfAccessOK, accessOK(c.uattr, 1), c.uattr, TASK_SIZE)
}

func (k *Kernel) checkSize(c *bpfCall) abi.Errno {
	return k.check(bpfSilly, uint64(c.size) <= k.Machine.PageSize, uint64(c.size), k.Machine.PageSize)
}

// checkTailByBytes reads what lies behind the attr that the kernel knows, byte by byte: all of it must be zero.
func (k *Kernel) checkTailByBytes(c *bpfCall) abi.Errno {
	known, size := uint64(k.attrSize), uint64(c.size)
	if size <= known {
		return 0
	}
	var b [1]byte
	at, faulted := known, false
	for ; at < size; at++ {
		if faulted = c.task.Mem.CopyFromUser(b[:], c.uattr+at) != 0; faulted || b[0] != 0 {
			break
		}
	}
	if e := k.check(bpfTailFault, !faulted, known, at); e != 0 {
		return e
	}
	e := k.check(bpfTailSet, at == size, known, at)
	c.size = uint32(known)
	return e
}

func (k *Kernel) copyAttr(c *bpfCall) abi.Errno {
	left := c.task.Mem.CopyFromUser(c.attr[:c.size], c.uattr)
	if e := k.check(bpfCopyFault, left == 0, c.uattr, uint64(c.size)-uint64(left)); e != 0 {
		return e
	}
	k.note(Event{Kind: CopiedIn, Func: "copy_from_user", A: c.uattr, B: uint64(c.size)})
	return 0
}
