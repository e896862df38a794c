package core

import "bpfplay/core/abi"

// The calls for programs that use this package as a library. Histories use the same functions. The task must be alive and
// belong to the kernel. Results are those of the system calls; an error is its negative number.

// Task returns the living task with a number, or nil.
func (k *Kernel) Task(nr int) *Task {
	if nr < 0 || nr >= len(k.tasks) || k.tasks[nr] == nil || !k.tasks[nr].alive {
		return nil
	}
	return k.tasks[nr]
}

// endCall ends a call. It counts the call and, with Machine.AutoWork, runs the worker.
func (k *Kernel) endCall(ret int64) int64 {
	if k.calls++; k.Machine.AutoWork {
		k.runUnasked()
	}
	return ret
}

// Bpf is bpf(cmd, attr, size): attr is an address in the task's memory, size is in bytes. The result is NotEmulated
// if the command does not concern maps and its result is uncertain.
func (k *Kernel) Bpf(t *Task, cmd abi.Cmd, attr uint64, size uint32) int64 {
	return k.endCall(k.bpf(t, cmd, attr, size))
}

// Close is close(fd).
func (k *Kernel) Close(t *Task, fd int32) int64 { return k.endCall(k.sysClose(t, fd)) }

// Dup is dup(fd).
func (k *Kernel) Dup(t *Task, fd int32) int64 { return k.endCall(k.sysDup(t, fd)) }

// Dup3 is dup3(from, to, flags).
func (k *Kernel) Dup3(t *Task, from, to int32, flags uint32) int64 {
	return k.endCall(k.sysDup3(t, from, to, flags))
}

// Fcntl is fcntl(fd, cmd, arg), for the commands F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD and F_GETFL.
func (k *Kernel) Fcntl(t *Task, fd, cmd int32, arg uint64) int64 {
	return k.endCall(k.sysFcntl(t, fd, cmd, arg))
}

// Mmap is mmap(addr, length, prot, flags, fd, off) of a map or a perf event, and returns the address. The memory of the task must be *Pages. The
// result is NotEmulated for files that are not emulated, for executable and for locked memory.
func (k *Kernel) Mmap(t *Task, addr, length uint64, prot, flags uint32, fd int32, off uint64) int64 {
	return k.endCall(k.sysMmap(t, mmapCall{addr, length, prot, flags, fd, off}))
}

// Open is open(path, flags) of a cgroup, which is made if it does not exist, of a network namespace, or of a directory of a
// bpf file system. The result is NotEmulated for any other file.
func (k *Kernel) Open(t *Task, path string, flags uint32) int64 {
	return k.endCall(k.sysOpen(t, path, flags))
}

// Openat is openat(dirfd, path, flags) of a directory of a bpf file system. The result is NotEmulated for any other file.
func (k *Kernel) Openat(t *Task, dirfd int32, path string, flags uint32) int64 {
	return k.endCall(k.sysOpenat(t, dirfd, path, flags))
}

// PerfEventOpen is perf_event_open(attr, pid, cpu, group, flags). The result is NotEmulated for events other than the CPU
// clock and the output of programs.
func (k *Kernel) PerfEventOpen(t *Task, attr uint64, pid, cpu, group int32, flags uint32) int64 {
	return k.endCall(k.sysPerfEventOpen(t, attr, pid, cpu, group, flags))
}

// Ioctl is ioctl(fd, request, arg) on a perf event. The result is NotEmulated for other files.
func (k *Kernel) Ioctl(t *Task, fd int32, request uint32, arg uint64) int64 {
	return k.endCall(k.sysIoctl(t, fd, request, arg))
}

// PidfdOpen is pidfd_open(pid, flags) of the task with a number. The result is NotEmulated if it does not live.
func (k *Kernel) PidfdOpen(t *Task, task int, flags uint32) int64 {
	return k.endCall(k.sysPidfdOpen(t, task, flags))
}

// Socket is socket(domain, type, protocol), for streams and datagrams of Unix and IP. The result is NotEmulated for others.
func (k *Kernel) Socket(t *Task, domain, typ, protocol uint32) int64 {
	return k.endCall(k.sysSocket(t, domain, typ, protocol))
}

// Munmap is munmap(addr, length).
func (k *Kernel) Munmap(t *Task, addr, length uint64) int64 {
	return k.endCall(k.sysMunmap(t, addr, length))
}

// Poll is poll(fds, nfds, timeout). The result is NotEmulated if it would never return, or if a descriptor is of a file that
// is not emulated.
func (k *Kernel) Poll(t *Task, fds uint64, nfds uint32, timeout int32) int64 {
	return k.endCall(k.sysPoll(t, fds, nfds, timeout))
}

// EpollCreate1 is epoll_create1(flags).
func (k *Kernel) EpollCreate1(t *Task, flags uint32) int64 {
	return k.endCall(k.sysEpollCreate1(t, flags))
}

// EpollCtl is epoll_ctl(epfd, op, fd, event). The result is NotEmulated if the file of fd is not emulated.
func (k *Kernel) EpollCtl(t *Task, epfd, op, fd int32, event uint64) int64 {
	return k.endCall(k.sysEpollCtl(t, epfd, op, fd, event))
}

// EpollWait is epoll_wait(epfd, events, maxevents, timeout). The result is NotEmulated if it would never return.
func (k *Kernel) EpollWait(t *Task, epfd int32, events uint64, maxevents, timeout int32) int64 {
	return k.endCall(k.sysEpollWait(t, epfd, events, maxevents, timeout))
}

// ReadFD is read(fd, buf, count). The result is NotEmulated for a file that is not emulated.
func (k *Kernel) ReadFD(t *Task, fd int32, buf, count uint64) int64 {
	return k.endCall(k.sysReadWrite(t, fd, buf, count, O_WRONLY))
}

// WriteFD is write(fd, buf, count). The result is NotEmulated for a file that is not emulated.
func (k *Kernel) WriteFD(t *Task, fd int32, buf, count uint64) int64 {
	return k.endCall(k.sysReadWrite(t, fd, buf, count, O_RDONLY))
}

// Pread64 is pread64 or pwrite64, which fail for the same reasons. The result is NotEmulated for a file that is not emulated.
func (k *Kernel) Pread64(t *Task, fd int32, offset uint64) int64 {
	return k.endCall(k.sysPread(t, fd, offset))
}

// Unlink is unlink(path).
func (k *Kernel) Unlink(t *Task, path string) int64 { return k.endCall(k.sysUnlink(t, path)) }

// Mkdir is mkdir(path, mode). It and the calls below are NotEmulated outside of the bpf file system.
func (k *Kernel) Mkdir(t *Task, path string, mode uint32) int64 {
	return k.endCall(k.sysMkdir(t, path, mode))
}

// Rmdir is rmdir(path).
func (k *Kernel) Rmdir(t *Task, path string) int64 { return k.endCall(k.sysRmdir(t, path)) }

// Rename is rename(old, path).
func (k *Kernel) Rename(t *Task, old, path string) int64 { return k.endCall(k.sysRename(t, old, path)) }

// Link is link(old, path).
func (k *Kernel) Link(t *Task, old, path string) int64 { return k.endCall(k.sysLink(t, old, path)) }

// Symlink is symlink(target, path).
func (k *Kernel) Symlink(t *Task, target, path string) int64 {
	return k.endCall(k.sysSymlink(t, target, path))
}

// List lists a directory: the names, with a slash after those of directories. They are valid until the next call.
func (k *Kernel) List(t *Task, path string) (names []string, ret int64) {
	k.text = k.text[:0]
	ret = k.endCall(k.sysList(t, path))
	return k.text, ret
}

// Fdinfo reads /proc/self/fdinfo/fd. Its lines are valid until the next call.
func (k *Kernel) Fdinfo(t *Task, fd int32) (lines []string, ret int64) {
	k.text = k.text[:0]
	ret = k.endCall(k.readFdinfo(t, fd))
	return k.text, ret
}

// Fork creates a task that shares the open files of t and has a copy of its memory. A UserMem that is not *Pages is not
// copied: parent and child share it until the program sets another for the child. Fork returns nil if the kernel has had
// MaxTasks tasks.
func (k *Kernel) Fork(t *Task) *Task {
	nr := k.FreeTask()
	if nr >= MaxTasks {
		return nil
	}
	return k.forkAs(t, nr)
}

// forkAs is Fork with an unused task number.
func (k *Kernel) forkAs(t *Task, nr int) *Task {
	k.fork(t, nr, 0)
	k.endCall(0)
	return k.tasks[nr]
}

// Clone is clone(flags) with an unused number for the child. CLONE_VM shares the memory, CLONE_FILES the descriptors, and
// CLONE_THREAD makes a thread of the same process. The result is the number, or NotEmulated for other flags.
func (k *Kernel) Clone(t *Task, nr int, flags uint64) int64 {
	return k.endCall(k.sysClone(t, nr, flags))
}

// Unshare is unshare(flags), for CLONE_FILES, CLONE_NEWUSER and CLONE_NEWNS.
func (k *Kernel) Unshare(t *Task, flags uint64) int64 { return k.endCall(k.sysUnshare(t, flags)) }

// SendFD sends a descriptor to another task, as sendmsg with SCM_RIGHTS. The message holds a reference to the file.
func (k *Kernel) SendFD(t *Task, fd int32, to int) int64 { return k.endCall(k.sysSendFD(t, fd, to)) }

// RecvFD takes the oldest descriptor that was sent to t and returns its number, as recvmsg with SCM_RIGHTS. flags may have
// MSG_CMSG_CLOEXEC.
func (k *Kernel) RecvFD(t *Task, flags uint32) int64 { return k.endCall(k.sysRecvFD(t, flags)) }

// Exec closes the close-on-exec descriptors of t and zeroes its memory if that is *Pages. Any other UserMem keeps its
// contents, which the program may change itself.
func (k *Kernel) Exec(t *Task) {
	k.exec(t)
	k.endCall(0)
}

// Exit ends t and closes its descriptors.
func (k *Kernel) Exit(t *Task) {
	k.exit(t)
	k.endCall(0)
}

// SetLimits sets the resource limits of t.
func (k *Kernel) SetLimits(t *Task, l Rlimits) {
	for _, o := range k.tasks {
		if o != nil && o.group == t.group { // its threads
			o.Limits = l
		}
	}
	k.note(Event{Kind: LimitSet, Func: "setrlimit", Task: t.Nr, A: l.Nofile, B: l.Memlock})
	k.endCall(0)
}

// SetUID sets the user of t, like setresuid: every user but 0 loses all capabilities.
func (k *Kernel) SetUID(t *Task, uid uint32) {
	c := t.Cred
	if c.UID = uid; uid != 0 {
		c.Caps, c.nsCaps = 0, 0
	}
	k.setCred("setresuid", t, c)
}

// SetCaps drops the capabilities of t that caps does not have: capset cannot add any. The seed, which is recorded as C code
// outside of a kernel, takes caps as they are.
func (k *Kernel) SetCaps(t *Task, caps abi.Caps) {
	c := t.Cred
	c.nsCaps &= caps
	if c.Caps &= caps; k.Machine.Release == abi.Seed {
		c.Caps = caps
	}
	k.setCred("capset", t, c)
}

func (k *Kernel) setCred(in string, t *Task, c Cred) {
	t.Cred = c
	k.note(Event{Kind: CredSet, Func: in, Task: t.Nr, A: uint64(c.UID), B: uint64(c.Caps)})
	k.endCall(0)
}

// Work ends every grace period and runs the worker, which frees all waiting maps. With Machine.AutoWork the worker runs
// after every call, and a grace period ends a hundred calls after it began.
func (k *Kernel) Work() {
	k.runWork()
	k.endCall(0)
}
