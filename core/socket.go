package core

import (
	"slices"
	"strconv"

	"bpfplay/core/abi"
)

// Follows pidfd_open in kernel/pid.c and socket in net/socket.c, whose descriptors are keys of local storage.

// Pidfd is a task as pidfd_open opens it.
type Pidfd struct {
	kept
	task *Task
}

// String implements [Object].
func (p *Pidfd) String() string { return "task " + strconv.Itoa(p.task.Nr) }

// Socket follows struct socket. It is not bound, connected or listening.
type Socket struct {
	kept
	nr int
}

// String implements [Object].
func (s *Socket) String() string { return "socket " + strconv.Itoa(s.nr) }

var (
	sincePidfdOpen     = abi.Since{abi.V5_3}
	sincePidfdNonblock = abi.Since{abi.V5_10}
	sincePidfdThread   = abi.Since{abi.V6_9}
)

// Flags of pidfd_open and socket.
const (
	pidfdNonblock = 0o4000
	pidfdThread   = 0o200
	sockCloexec   = 0o2000000
	sockNonblock  = 0o4000
	sockTypeMask  = 0xf
)

// sysPidfdOpen follows pidfd_open for a living task. The result is NotEmulated for others, and in releases without it.
func (k *Kernel) sysPidfdOpen(t *Task, nr int, flags uint32) int64 {
	target, known := k.Task(nr), uint32(0)
	if target == nil || !sincePidfdOpen.In(k.Machine.Release) {
		return NotEmulated
	}
	if sincePidfdNonblock.In(k.Machine.Release) {
		known |= pidfdNonblock
	}
	if sincePidfdThread.In(k.Machine.Release) {
		known |= pidfdThread
	}
	if e := k.check(pidfdFlags, flags&^known == 0, uint64(flags), uint64(known)); e != 0 {
		return -int64(e)
	}
	return k.openFD("pidfd_open", pidfdFull, t, File{Object: &Pidfd{task: target}, Mode: O_RDWR, flags: int(flags)}, true)
}

// socketKinds are the domains that every kernel has, AF_UNIX, AF_INET and AF_INET6, each with SOCK_STREAM and SOCK_DGRAM and
// the protocol that stands for the default.
var socketKinds = []uint32{1, 2, 10}

// sysSocket follows socket. The result is NotEmulated for kinds of sockets that not every kernel has.
func (k *Kernel) sysSocket(t *Task, domain, typ, protocol uint32) int64 {
	if kind := typ & sockTypeMask; !slices.Contains(socketKinds, domain) || kind != 1 && kind != 2 || protocol != 0 || typ&^(sockTypeMask|sockCloexec|sockNonblock) != 0 {
		return NotEmulated
	}
	k.madeSockets++
	f := File{Object: &Socket{nr: k.madeSockets}, Mode: O_RDWR, flags: int(typ & sockNonblock)}
	return k.openFD("socket", socketFull, t, f, typ&sockCloexec != 0)
}
