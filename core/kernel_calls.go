package core

import "bpfplay/core/abi"

// The calls as a program makes them that uses this package as a library. Histories make theirs through the same
// functions. A task must be a living one of the kernel's; results are those of the system calls, an error minus its
// number.

// Task returns the living task with a number, or nil.
func (k *Kernel) Task(nr int) *Task {
	if nr < 0 || nr >= len(k.tasks) || k.tasks[nr] == nil || !k.tasks[nr].alive {
		return nil
	}
	return k.tasks[nr]
}

// answered ends a call. It counts the call and, with Machine.AutoWork, runs the worker.
func (k *Kernel) answered(ret int64) int64 {
	if k.calls++; k.Machine.AutoWork {
		k.runUnasked()
	}
	return ret
}

// Bpf is bpf(cmd, attr, size): attr is an address in the task's memory, size is in bytes. The result is NotEmulated
// for a command that has nothing to do with maps and cannot be answered with certainty.
func (k *Kernel) Bpf(t *Task, cmd abi.Cmd, attr uint64, size uint32) int64 {
	return k.answered(k.bpf(t, cmd, attr, size))
}

// Close is close(fd).
func (k *Kernel) Close(t *Task, fd int32) int64 { return k.answered(k.sysClose(t, fd)) }

// Dup is dup(fd).
func (k *Kernel) Dup(t *Task, fd int32) int64 { return k.answered(k.sysDup(t, fd)) }

// Dup3 is dup3(from, to, flags).
func (k *Kernel) Dup3(t *Task, from, to int32, flags uint32) int64 {
	return k.answered(k.sysDup3(t, from, to, flags))
}

// Fcntl is fcntl(fd, cmd, arg), of the commands F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD and F_GETFL.
func (k *Kernel) Fcntl(t *Task, fd, cmd int32, arg uint64) int64 {
	return k.answered(k.sysFcntl(t, fd, cmd, arg))
}

// Unlink is unlink(path).
func (k *Kernel) Unlink(t *Task, path string) int64 { return k.answered(k.sysUnlink(t, path)) }

// Fdinfo reads /proc/self/fdinfo/fd: its lines hold until the next call.
func (k *Kernel) Fdinfo(t *Task, fd int32) (lines []string, ret int64) {
	k.text = k.text[:0]
	ret = k.answered(k.readFdinfo(t, fd))
	return k.text, ret
}

// Fork makes a task that shares the open files of t and has a copy of its memory. A UserMem that is not *Pages
// cannot be copied here: the two then share it, until the program gives the child another. The result is nil where
// the kernel has had MaxTasks tasks.
func (k *Kernel) Fork(t *Task) *Task {
	nr := k.FreeTask()
	if nr >= MaxTasks {
		return nil
	}
	return k.forkAs(t, nr)
}

// forkAs is Fork with an unused task number.
func (k *Kernel) forkAs(t *Task, nr int) *Task {
	k.fork(t, nr)
	k.answered(0)
	return k.tasks[nr]
}

// Exec closes what t has marked close-on-exec and zeroes its memory, where that is *Pages. Another UserMem stays: the
// program itself knows what its memory holds then.
func (k *Kernel) Exec(t *Task) {
	k.exec(t)
	k.answered(0)
}

// Exit ends t and closes all that it had open.
func (k *Kernel) Exit(t *Task) {
	k.exit(t)
	k.answered(0)
}

// SetLimits gives t other limits.
func (k *Kernel) SetLimits(t *Task, l Rlimits) {
	t.Limits = l
	k.note(Event{Kind: LimitSet, Func: "setrlimit", Task: t.Nr, A: l.Nofile, B: l.Memlock})
	k.answered(0)
}

// SetUID makes t another user's, like setresuid: all users but 0 lose every capability.
func (k *Kernel) SetUID(t *Task, uid uint32) {
	caps := t.Cred.Caps
	if uid != 0 {
		caps = 0
	}
	k.setCred("setresuid", t, Cred{UID: uid, Caps: caps})
}

// SetCaps gives t these capabilities and no other.
func (k *Kernel) SetCaps(t *Task, caps abi.Caps) {
	k.setCred("capset", t, Cred{UID: t.Cred.UID, Caps: caps})
}

func (k *Kernel) setCred(in string, t *Task, c Cred) {
	t.Cred = c
	k.note(Event{Kind: CredSet, Func: in, Task: t.Nr, A: uint64(c.UID), B: uint64(c.Caps)})
	k.answered(0)
}

// Work ends every grace period and lets the worker free all maps that wait for it. Where Machine.AutoWork is set,
// the worker runs after every call by itself, and a grace period ends a hundred calls after it began.
func (k *Kernel) Work() {
	k.runWork()
	k.answered(0)
}
