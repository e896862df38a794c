package core

import "bpfplay/core/abi"

// Follows clone and unshare in kernel/fork.c, as far as they concern descriptors, memory, users and mounts.

// Flags of clone and unshare.
const (
	CLONE_VM      = 0x100
	CLONE_FILES   = 0x400
	CLONE_SIGHAND = 0x800
	CLONE_THREAD  = 0x10000
	CLONE_NEWNS   = 0x20000
	CLONE_NEWUSER = 0x10000000

	cloneSpaces = CLONE_NEWNS | CLONE_NEWUSER
	cloneFS     = 0x200

	// cloneIgnored have no effect here: the exit signal, CLONE_FS, VFORK, SYSVSEM, SETTLS, and where thread ids are stored.
	cloneIgnored = 0xff | cloneFS | 0x4000 | 0x40000 | 0x80000 | 0x100000 | 0x200000 | 0x1000000
)

// sysClone follows clone. nr is the number of the child. The result is NotEmulated for namespaces and other flags.
func (k *Kernel) sysClone(t *Task, nr int, flags uint64) int64 {
	if flags&^(cloneIgnored|CLONE_VM|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|cloneSpaces) != 0 || flags&CLONE_NEWNS != 0 && flags&cloneFS != 0 || flags&CLONE_NEWUSER != 0 && t.Cred.userNS != nil {
		return NotEmulated
	}
	if e := k.check(cloneThread, flags&CLONE_THREAD == 0 || flags&CLONE_SIGHAND != 0, flags, 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(cloneSighand, flags&CLONE_SIGHAND == 0 || flags&CLONE_VM != 0, flags, 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(cloneNewuser, flags&CLONE_NEWUSER == 0 || flags&CLONE_THREAD == 0, flags, 0); e != 0 {
		return -int64(e)
	}
	if e := k.mayMakeSpaces(t, flags); e != 0 {
		return refusal(e)
	}
	k.fork(t, nr, flags)
	k.makeSpaces(k.tasks[nr], flags)
	return int64(nr)
}

// sysUnshare follows unshare.
func (k *Kernel) sysUnshare(t *Task, flags uint64) int64 {
	if flags&^(CLONE_FILES|cloneSpaces) != 0 {
		return NotEmulated
	}
	if flags&CLONE_NEWUSER != 0 {
		if t.Cred.userNS != nil {
			return NotEmulated // depends on the mapping of user ids
		}
		alone := !k.sharesMemory(t) && !k.anyOther(t, func(o *Task) bool { return o.group == t.group })
		if e := k.check(unshareThreads, alone, 0, 0); e != 0 {
			return -int64(e)
		}
	}
	if e := k.mayMakeSpaces(t, flags); e != 0 {
		return refusal(e)
	}
	if flags&CLONE_FILES != 0 {
		k.unshareFiles("unshare", t)
	}
	k.makeSpaces(t, flags)
	return 0
}

// mayMakeSpaces follows create_new_namespaces: a mount namespace needs CAP_SYS_ADMIN, which a new user namespace gives.
func (k *Kernel) mayMakeSpaces(t *Task, flags uint64) abi.Errno {
	if flags&cloneSpaces != CLONE_NEWNS {
		return 0
	}
	return k.check(cloneNewns, t.nsCapable(t.Cred.userNS, abi.CAP_SYS_ADMIN), uint64(t.Cred.Caps), 0)
}

// makeSpaces gives t the namespaces that flags name.
func (k *Kernel) makeSpaces(t *Task, flags uint64) {
	if flags&CLONE_NEWUSER != 0 {
		k.createUserNS(t)
	}
	if flags&CLONE_NEWNS != 0 {
		k.copyMountNS(t)
	}
}

// unshareFiles follows unshare_files: a task that shares its descriptors gets its own copy.
func (k *Kernel) unshareFiles(in string, t *Task) {
	if k.sharesFiles(t) {
		k.copyFiles(in, t, t.Files)
	}
}

// copyFiles follows dup_fd: t gets a descriptor for each of from.
func (k *Kernel) copyFiles(in string, t *Task, from *FDTable) {
	t.Files = from.copy()
	k.spend(from.open/fdsPerUnit + len(from.runs)/runsPerUnit)
	for _, d := range from.all() {
		k.getFile(in, d.file)
	}
}

// fdsPerUnit is the number of descriptors that are copied or freed in one unit of work.
const fdsPerUnit = 16

// runsPerUnit is likewise the number of runs of a table, which may be empty.
const runsPerUnit = 4

// sharesFiles reports whether another living task has the same descriptors as t.
func (k *Kernel) sharesFiles(t *Task) bool {
	return k.anyOther(t, func(o *Task) bool { return o.Files == t.Files })
}

// sharesMemory reports whether another living task has the same memory as t.
func (k *Kernel) sharesMemory(t *Task) bool {
	return k.anyOther(t, func(o *Task) bool { return o.Mem == t.Mem })
}

func (k *Kernel) anyOther(t *Task, is func(*Task) bool) bool {
	for _, o := range k.tasks {
		if o != nil && o != t && o.alive && is(o) {
			return true
		}
	}
	return false
}

// deThread follows de_thread: exec ends the other threads of the process.
func (k *Kernel) deThread(t *Task) {
	for _, o := range k.tasks {
		if o != nil && o != t && o.alive && o.group == t.group {
			k.exit(o)
		}
	}
}

// MSG_CMSG_CLOEXEC is the flag of recvmsg that makes received descriptors close-on-exec.
const MSG_CMSG_CLOEXEC = 0x40000000

// sysSendFD follows scm_fp_copy in net/core/scm.c: sendmsg puts a file into a message with SCM_RIGHTS. The message holds a
// reference to the file until the other task takes it.
func (k *Kernel) sysSendFD(t *Task, fd int32, to int) int64 {
	f, e := k.openFile(sendBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	k.getFile("scm_fp_copy", f)
	o := k.Task(to)
	o.inFlight = append(o.inFlight, f)
	return 0
}

// sysRecvFD follows scm_detach_fds: recvmsg takes the oldest file that was sent to the task. A file for which no descriptor
// is free is lost. The result is NotEmulated if no file was sent, since the call would wait.
func (k *Kernel) sysRecvFD(t *Task, flags uint32) int64 {
	if len(t.inFlight) == 0 {
		return NotEmulated
	}
	f := t.inFlight[0]
	t.inFlight = t.inFlight[1:]
	fd, e := k.getUnusedFD(recvFull, t)
	if e != 0 {
		k.fput("scm_destroy", f)
		return -int64(e)
	}
	cloexec := flags&MSG_CMSG_CLOEXEC != 0
	t.Files.set(fd, descriptor{f, cloexec})
	k.noteFile(f, Event{Kind: FDInstalled, Func: "receive_fd", Task: t.Nr, FD: fd, Cloexec: cloexec})
	return int64(fd)
}

// InFlight returns the number of descriptors that were sent to the task and that it has not taken.
func (t *Task) InFlight() int { return len(t.inFlight) }

// dropInFlight follows unix_release_sock: files that a task did not take are released when it exits.
func (k *Kernel) dropInFlight(t *Task) {
	for _, f := range t.inFlight {
		k.fput("scm_destroy", f)
	}
	t.inFlight = nil
}
