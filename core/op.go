package core

import (
	"math"

	"bpfplay/core/abi"
)

// Op is the kind of a call.
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
	OpRunStart
	OpRunStep
	OpRunEnd
	OpMmap
	OpMunmap
	OpNextProg
	OpNextBTF
	OpPoll
	OpEpollCreate1
	OpEpollCtl
	OpEpollWait
	OpRead
	OpWrite
	OpPread64
	OpPwrite64
	OpClone
	OpUnshare
	OpSendFD
	OpRecvFD
	OpMkdir
	OpRmdir
	OpRename
	OpLink
	OpSymlink
	OpList
	OpOpen
	OpPerfEventOpen
	OpIoctl
	OpPidfdOpen
	OpSocket
	OpOpenat
	OpFsopen
	OpFsconfig
	OpFscreate
	OpFsmount
	OpMoveMount
	OpMount
	OpUmount
	opCount
)

type opRow struct {
	name        string // in recordings and links
	args        []Arg
	run         func(k *Kernel, t *Task, c *Call) int64
	description string // one sentence for the user
}

var opRows = [opCount]opRow{
	OpBpf: {"bpf", []Arg{{"cmd", ArgInt, math.MaxInt32}, {"attr", ArgHex, math.MaxUint64}, {"size", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Bpf(t, abi.Cmd(c.Args[0]), c.Args[1], uint32(c.Args[2]))
		},
		"Calls bpf(2)."},
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
		"A second descriptor for the same file, with the given number."},
	OpFcntl: {"fcntl", []Arg{{"fd", ArgInt, math.MaxInt32}, {"cmd", ArgInt, math.MaxInt32}, {"arg", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Fcntl(t, int32(c.Args[0]), int32(c.Args[1]), c.Args[2])
		},
		"Duplicates a descriptor, sets or reads its close-on-exec flag, or reads the open mode of its file."},
	OpFork: {"fork", []Arg{{"task", ArgUint, MaxTasks - 1}},
		func(k *Kernel, t *Task, c *Call) int64 { return int64(k.forkAs(t, int(c.Args[0])).Nr) },
		"A copy of the task, with the given number."},
	OpExec: {"exec", nil, func(k *Kernel, t *Task, _ *Call) int64 { k.Exec(t); return 0 },
		"A new program: fresh memory, close-on-exec descriptors closed."},
	OpExit: {"exit", nil, func(k *Kernel, t *Task, _ *Call) int64 { k.Exit(t); return 0 },
		"Ends the task and closes its descriptors."},
	OpRlimit: {"nofile", []Arg{{"limit", ArgUint, 1 << 20}},
		func(k *Kernel, t *Task, c *Call) int64 {
			k.SetLimits(t, Rlimits{Nofile: c.Args[0], Memlock: t.Limits.Memlock})
			return 0
		}, "Sets RLIMIT_NOFILE. All new descriptors are below it."},
	OpMemlock: {"memlock", []Arg{{"limit", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			k.SetLimits(t, Rlimits{Nofile: t.Limits.Nofile, Memlock: c.Args[0]})
			return 0
		}, "Sets RLIMIT_MEMLOCK in bytes. Maps are charged to it before 5.11."},
	OpUID: {"uid", []Arg{{"uid", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { k.SetUID(t, uint32(c.Args[0])); return 0 },
		"Sets the user id. Any user but 0 loses every capability."},
	OpCaps: {"caps", []Arg{{"caps", ArgHex, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 { k.SetCaps(t, abi.Caps(c.Args[0])); return 0 },
		"Sets the capabilities, a bit mask."},
	OpWork: {"work", nil, func(k *Kernel, _ *Task, _ *Call) int64 { k.Work(); return 0 },
		"The worker empties the work queue."},
	OpFdinfo: {"fdinfo", []Arg{{"fd", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { _, ret := k.Fdinfo(t, int32(c.Args[0])); return ret },
		"Reads the entry of a descriptor in /proc/self/fdinfo."},
	OpUnlink: {"unlink", []Arg{{Name: "path", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Unlink(t, c.Path) },
		"Removes a name from the file system."},
	OpTraced: {"traced", []Arg{{"ret", ArgInt, math.MaxInt32}, {"opens", ArgUint, TracedCloexecFD}, {Name: "call", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Traced(t, int32(c.Args[0]), c.Args[1], c.Path) },
		"Another system call that returned ret. opens is descriptor if ret is a new one."},
	OpUnseen: {"unseen", []Arg{{"below", ArgUint, 1 << 20}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.unseen(t, c.Args[0]) },
		"Opens files that are not maps at all free descriptors below this one."},
	OpNextID: {"nextid", []Arg{{"id", ArgUint, idEnd - 1}},
		func(k *Kernel, _ *Task, c *Call) int64 { return k.setNextID(ofMaps, uint32(c.Args[0])) },
		"The next map gets this id, or the first free id after it."},
	OpFolder: {"folder", []Arg{{Name: "path", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.MakeFolder(t, c.Path) },
		"Makes a folder of the bpf file system, with its missing parents."},
	OpRunStart: {"runstart", []Arg{{"cpu", ArgUint, maxCPUs - 1}, {"attr", ArgHex, math.MaxUint64}, {"size", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.StartRun(t, int(c.Args[0]), c.Args[1], uint32(c.Args[2]))
		},
		"Calls bpf(BPF_PROG_TEST_RUN) on a CPU and holds the program before its first instruction."},
	OpRunStep: {"runstep", []Arg{{"n", ArgUint, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.StepRun(t, int(c.Args[0])) },
		"Runs at most n instructions of the held program: 0 if it can go on, 1 if it waits for a lock, 2 if it returned."},
	OpRunEnd: {"runend", nil, func(k *Kernel, t *Task, _ *Call) int64 { return k.EndRun(t) },
		"Runs the held program to its end. The result is that of bpf(BPF_PROG_TEST_RUN)."},
	OpMmap: {"mmap", []Arg{{"addr", ArgHex, math.MaxUint64}, {"length", ArgUint, math.MaxUint64}, {"prot", ArgUint, math.MaxUint32},
		{"flags", ArgHex, math.MaxUint32}, {"fd", ArgInt, math.MaxInt32}, {"offset", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Mmap(t, c.Args[0], c.Args[1], uint32(c.Args[2]), uint32(c.Args[3]), int32(c.Args[4]), c.Args[5])
		},
		"Maps the memory of a map or a perf event."},
	OpMunmap: {"munmap", []Arg{{"addr", ArgHex, math.MaxUint64}, {"length", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Munmap(t, c.Args[0], c.Args[1]) },
		"Removes mappings."},
	OpNextProg: {"nextprog", []Arg{{"id", ArgUint, idEnd - 1}},
		func(k *Kernel, _ *Task, c *Call) int64 { return k.setNextID(ofProgs, uint32(c.Args[0])) },
		"The next program gets this id, or the first free id after it."},
	OpNextBTF: {"nextbtf", []Arg{{"id", ArgUint, idEnd - 1}},
		func(k *Kernel, _ *Task, c *Call) int64 { return k.setNextID(ofBTF, uint32(c.Args[0])) },
		"The next BTF object gets this id, or the first free id after it."},
	OpPoll: {"poll", []Arg{{"fds", ArgHex, math.MaxUint64}, {"nfds", ArgUint, math.MaxUint32}, {"timeout", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Poll(t, c.Args[0], uint32(c.Args[1]), int32(c.Args[2]))
		},
		"Looks which descriptors have events."},
	OpEpollCreate1: {"epoll_create1", []Arg{{"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.EpollCreate1(t, uint32(c.Args[0])) },
		"Opens an epoll instance, which watches descriptors."},
	OpEpollCtl: {"epoll_ctl", []Arg{{"epfd", ArgInt, math.MaxInt32}, {"op", ArgInt, math.MaxInt32}, {"fd", ArgInt, math.MaxInt32}, {"event", ArgHex, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.EpollCtl(t, int32(c.Args[0]), int32(c.Args[1]), int32(c.Args[2]), c.Args[3])
		},
		"Changes the descriptors that an epoll instance watches."},
	OpEpollWait: {"epoll_wait", []Arg{{"epfd", ArgInt, math.MaxInt32}, {"events", ArgHex, math.MaxUint64}, {"maxevents", ArgInt, math.MaxInt32}, {"timeout", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.EpollWait(t, int32(c.Args[0]), c.Args[1], int32(c.Args[2]), int32(c.Args[3]))
		},
		"Writes the events of the watched descriptors."},
	OpRead: {"read", ioArgs[:3],
		func(k *Kernel, t *Task, c *Call) int64 { return k.ReadFD(t, int32(c.Args[0]), c.Args[1], c.Args[2]) },
		"Reads from a descriptor. Of all objects only iterators can be read."},
	OpWrite: {"write", ioArgs[:3],
		func(k *Kernel, t *Task, c *Call) int64 { return k.WriteFD(t, int32(c.Args[0]), c.Args[1], c.Args[2]) },
		"Writes to a descriptor. Objects cannot be written."},
	OpPread64: {"pread64", ioArgs,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Pread64(t, int32(c.Args[0]), c.Args[3]) },
		"Reads from a descriptor at an offset."},
	OpPwrite64: {"pwrite64", ioArgs,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Pread64(t, int32(c.Args[0]), c.Args[3]) },
		"Writes to a descriptor at an offset."},
	OpClone: {"clone", []Arg{{"task", ArgUint, MaxTasks - 1}, {"flags", ArgHex, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Clone(t, int(c.Args[0]), c.Args[1]) },
		"A new task that shares what flags name. CLONE_VM, CLONE_SIGHAND and CLONE_THREAD together make a thread."},
	OpUnshare: {"unshare", []Arg{{"flags", ArgHex, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Unshare(t, c.Args[0]) },
		"Ends the sharing of what flags name, or enters a new mount or user namespace."},
	OpSendFD: {"sendfd", []Arg{{"fd", ArgInt, math.MaxInt32}, {"task", ArgUint, MaxTasks - 1}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.SendFD(t, int32(c.Args[0]), int(c.Args[1])) },
		"Sends a descriptor to a task through a Unix socket: sendmsg with SCM_RIGHTS."},
	OpRecvFD: {"recvfd", []Arg{{"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.RecvFD(t, uint32(c.Args[0])) },
		"Receives the oldest descriptor that was sent to the task: recvmsg with SCM_RIGHTS."},
	OpMkdir: {"mkdir", []Arg{{Name: "path", Form: ArgPath}, {"mode", ArgUint, 0o7777}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Mkdir(t, c.Path, uint32(c.Args[1])) },
		"Makes a directory in the bpf file system."},
	OpRmdir: {"rmdir", pathArgs,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Rmdir(t, c.Path) },
		"Removes an empty directory."},
	OpRename: {"rename", twoPaths,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Rename(t, c.Path, c.To) },
		"Gives a file or a directory another name."},
	OpLink: {"link", twoPaths,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Link(t, c.Path, c.To) },
		"Gives a pin a second name. The object is released with the last one."},
	OpSymlink: {"symlink", twoPaths,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Symlink(t, c.Path, c.To) },
		"Makes a symbolic link to the first path."},
	OpList: {"ls", pathArgs,
		func(k *Kernel, t *Task, c *Call) int64 { _, ret := k.List(t, c.Path); return ret },
		"Lists a directory of the bpf file system."},
	OpPerfEventOpen: {"perf_event_open", []Arg{{"attr", ArgHex, math.MaxUint64}, {"pid", ArgInt, math.MaxInt32}, {"cpu", ArgInt, math.MaxInt32},
		{"group_fd", ArgInt, math.MaxInt32}, {"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.PerfEventOpen(t, c.Args[0], int32(c.Args[1]), int32(c.Args[2]), int32(c.Args[3]), uint32(c.Args[4]))
		},
		"Opens a software event of a CPU or a task."},
	OpIoctl: {"ioctl", []Arg{{"fd", ArgInt, math.MaxInt32}, {"request", ArgHex, math.MaxUint32}, {"arg", ArgUint, math.MaxUint64}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Ioctl(t, int32(c.Args[0]), uint32(c.Args[1]), c.Args[2])
		},
		"Enables or disables a perf event, or attaches the program with descriptor arg to it."},
	OpPidfdOpen: {"pidfd_open", []Arg{{"task", ArgUint, MaxTasks - 1}, {"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.PidfdOpen(t, int(c.Args[0]), uint32(c.Args[1])) },
		"Opens a task, as a key of task storage."},
	OpSocket: {"socket", []Arg{{"domain", ArgUint, math.MaxUint32}, {"type", ArgUint, math.MaxUint32}, {"protocol", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Socket(t, uint32(c.Args[0]), uint32(c.Args[1]), uint32(c.Args[2]))
		},
		"Opens a socket, as a value of socket maps or a key of socket storage."},
	OpOpen: {"open", []Arg{{"flags", ArgUint, math.MaxUint32}, {Name: "path", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Open(t, c.Path, uint32(c.Args[0])) },
		"Opens a cgroup below /sys/fs/cgroup, which is made if it does not exist, /proc/self/ns/net, or a directory of a bpf file system."},
	OpOpenat: {"openat", []Arg{{"dirfd", ArgInt, math.MaxInt32}, {Name: "path", Form: ArgPath}, {"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 {
			return k.Openat(t, int32(c.Args[0]), c.Path, uint32(c.Args[2]))
		},
		"Opens a directory of a bpf file system, from the directory or mount dirfd. Path . is its root."},
	OpFsopen: {"fsopen", []Arg{{"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Fsopen(t, uint32(c.Args[0])) },
		"Opens a context for a new bpf file system, of the user namespace of the task."},
	OpFsconfig: {"fsconfig", []Arg{{"fd", ArgInt, math.MaxInt32}, {Name: "key", Form: ArgPath}, {Name: "value", Form: ArgTo}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Fsconfig(t, int32(c.Args[0]), c.Path, c.To) },
		"Sets an option of the context: mode, uid, delegate_cmds, delegate_maps, delegate_progs or delegate_attachs. any delegates all."},
	OpFscreate: {"fscreate", []Arg{{"fd", ArgInt, math.MaxInt32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Fscreate(t, int32(c.Args[0])) },
		"Creates the file system of the context: fsconfig with FSCONFIG_CMD_CREATE."},
	OpFsmount: {"fsmount", []Arg{{"fd", ArgInt, math.MaxInt32}, {"flags", ArgUint, math.MaxUint32}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Fsmount(t, int32(c.Args[0]), uint32(c.Args[1])) },
		"Opens the file system of the context, without a place in a directory."},
	OpMoveMount: {"move_mount", []Arg{{"fd", ArgInt, math.MaxInt32}, {Name: "path", Form: ArgPath}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.MoveMount(t, int32(c.Args[0]), c.Path) },
		"Mounts what fsmount opened on a directory."},
	OpMount: {"mount", []Arg{{Name: "path", Form: ArgPath}, {Name: "options", Form: ArgTo}},
		func(k *Kernel, t *Task, c *Call) int64 { return k.Mount(t, c.Path, c.To) },
		"Mounts a new bpf file system on a directory. options: rw, or those of fsconfig, such as mode=0700,delegate_maps=hash."},
	OpUmount: {"umount", pathArgs,
		func(k *Kernel, t *Task, c *Call) int64 { return k.Umount(t, c.Path) },
		"Unmounts a bpf file system. Its pins are released."},
}

// Arguments of calls on paths.
var (
	pathArgs = []Arg{{Name: "path", Form: ArgPath}}
	twoPaths = []Arg{{Name: "oldpath", Form: ArgPath}, {Name: "newpath", Form: ArgTo}}
)

// ioArgs are the arguments of pread64 and pwrite64. Those of read and write end before the offset.
var ioArgs = []Arg{{"fd", ArgInt, math.MaxInt32}, {"buf", ArgHex, math.MaxUint64}, {"count", ArgUint, math.MaxUint64}, {"offset", ArgUint, math.MaxUint64}}

// Name returns the name of the call in recordings and links.
func (o Op) Name() string { return opRows[o].name }

// Args returns the arguments of the call.
func (o Op) Args() []Arg { return opRows[o].args }

// Description returns a sentence that describes the call.
func (o Op) Description() string { return opRows[o].description }

// MakesTask reports whether the first argument of the call is the number of a new task.
func (o Op) MakesTask() bool { return o == OpFork || o == OpClone }

// OpNamed returns the call with a name of recordings and links.
func OpNamed(name string) (Op, bool) {
	for o := range opCount {
		if opRows[o].name == name {
			return o, true
		}
	}
	return 0, false
}

// Ops returns every kind of call.
func Ops() []Op {
	ops := make([]Op, opCount)
	for o := range opCount {
		ops[o] = o
	}
	return ops
}
