package strace

import (
	"slices"

	"bpfplay/core/table"
)

// use is the reason why a system call matters for maps.
type use uint8

const (
	makes    use = iota + 1 // it returns a descriptor; on error it changes nothing
	makesTwo                // it writes two descriptors to memory
	fdTable                 // it changes the descriptor table, or fails because of it
	task                    // it creates, changes or ends a process
	memory                  // it maps or unmaps a BPF map
	names                   // it changes names in the bpf file system
	passes                  // it passes descriptors through a socket
	waits                   // it looks for events of an object, reads it or writes it
	mounts                  // it makes or mounts a file system
	limits                  // it changes limits, users or capabilities, or removes a name
)

// uses lists the system calls besides bpf that matter for maps, by their effect on descriptors, processes and limits.
var uses = table.Listed[string, use]{
	{"accept", makes}, {"accept4", makes}, {"creat", makes}, {"epoll_create", makes}, {"epoll_create1", makes},
	{"eventfd", makes}, {"eventfd2", makes}, {"fanotify_init", makes}, {"fsmount", makes}, {"fsopen", makes},
	{"fspick", makes}, {"inotify_init", makes}, {"inotify_init1", makes}, {"io_uring_setup", makes},
	{"landlock_create_ruleset", makes}, {"memfd_create", makes}, {"memfd_secret", makes}, {"mq_open", makes},
	{"open", makes}, {"open_by_handle_at", makes}, {"open_tree", makes}, {"openat", makes}, {"openat2", makes},
	{"perf_event_open", makes}, {"pidfd_getfd", makes}, {"pidfd_open", makes}, {"pipe", makesTwo}, {"pipe2", makesTwo},
	{"signalfd", makes}, {"signalfd4", makes}, {"socket", makes}, {"socketpair", makesTwo},
	{"timerfd_create", makes}, {"userfaultfd", makes},

	{"close", fdTable}, {"close_range", fdTable}, {"dup", fdTable}, {"dup2", fdTable}, {"dup3", fdTable}, {"fcntl", fdTable},

	{"clone", task}, {"clone2", task}, {"clone3", task}, {"execve", task}, {"execveat", task}, {"exit", task},
	{"exit_group", task}, {"fork", task}, {"unshare", task}, {"vfork", task},

	{"capset", limits}, {"prlimit64", limits}, {"setresuid", limits}, {"setreuid", limits}, {"setrlimit", limits},
	{"setuid", limits}, {"unlink", limits}, {"unlinkat", limits},

	{"mkdir", names}, {"mkdirat", names}, {"rmdir", names}, {"rename", names}, {"renameat", names}, {"renameat2", names},
	{"link", names}, {"linkat", names}, {"symlink", names}, {"symlinkat", names},

	{"fsconfig", mounts}, {"move_mount", mounts}, {"mount", mounts}, {"umount", mounts}, {"umount2", mounts},

	{"mmap", memory}, {"munmap", memory}, {"sendmsg", passes}, {"recvmsg", passes},

	{"poll", waits}, {"ppoll", waits}, {"epoll_ctl", waits}, {"epoll_wait", waits}, {"epoll_pwait", waits},
	{"read", waits}, {"write", waits}, {"pread64", waits}, {"pwrite64", waits}, {"ioctl", waits},
}

// asked reports, from the arguments of a call, whether it only queries or does not affect maps.
var asked = table.Listed[string, func(args []int64) bool]{
	{"fcntl", func(args []int64) bool { return len(args) < 2 || !slices.Contains(fcntls, args[1]) }},
	{"prlimit64", func(args []int64) bool { return len(args) < 4 || !slices.Contains(rlimits, args[1]) }},
	{"setrlimit", func(args []int64) bool { return len(args) < 3 || !slices.Contains(rlimits, args[0]) }},
	{"unshare", func(args []int64) bool {
		return len(args) < 1 || args[0]&(constants.Of("CLONE_FILES")|constants.Of("CLONE_NEWUSER")|constants.Of("CLONE_NEWNS")) == 0
	}},
}

var (
	fcntls  = []int64{0, 2, 1030} // F_DUPFD, F_SETFD, F_DUPFD_CLOEXEC
	rlimits = []int64{7, 8}       // RLIMIT_NOFILE, RLIMIT_MEMLOCK
)

// constants holds the values of named arguments; other names count as 0. The flags of open, socket and eventfd are
// those of x86-64, on which all ..._CLOEXEC flags are equal.
var constants = table.Listed[string, int64]{
	{"AT_FDCWD", -100}, {"O_CLOEXEC", 0o2000000}, {"O_CREAT", 0o100}, {"O_TRUNC", 0o1000}, {"O_PATH", 0o10000000},
	{"FSOPEN_CLOEXEC", 1}, {"FSMOUNT_CLOEXEC", 1}, {"FSCONFIG_SET_STRING", 1}, {"FSCONFIG_SET_BINARY", 2}, {"FSCONFIG_SET_PATH", 3},
	{"FSCONFIG_SET_PATH_EMPTY", 4}, {"FSCONFIG_SET_FD", 5}, {"FSCONFIG_CMD_CREATE", 6}, {"FSCONFIG_CMD_RECONFIGURE", 7}, {"FSCONFIG_CMD_CREATE_EXCL", 8},
	{"MNT_FORCE", 1}, {"MNT_DETACH", 2}, {"MNT_EXPIRE", 4}, {"UMOUNT_NOFOLLOW", 8},
	{"SOCK_CLOEXEC", 0o2000000}, {"EPOLL_CLOEXEC", 0o2000000}, {"EFD_CLOEXEC", 0o2000000},
	{"IN_CLOEXEC", 0o2000000}, {"TFD_CLOEXEC", 0o2000000}, {"SFD_CLOEXEC", 0o2000000}, {"MFD_CLOEXEC", 1}, {"PERF_FLAG_FD_CLOEXEC", 8},
	{"AF_UNIX", 1}, {"AF_INET", 2}, {"AF_INET6", 10}, {"SOCK_STREAM", 1}, {"SOCK_DGRAM", 2}, {"SOCK_RAW", 3}, {"SOCK_SEQPACKET", 5}, {"SOCK_NONBLOCK", 0o4000},
	{"IPPROTO_TCP", 6}, {"IPPROTO_UDP", 17}, {"AF_NETLINK", 16}, {"AF_PACKET", 17},
	{"F_DUPFD", 0}, {"F_GETFD", 1}, {"F_SETFD", 2}, {"F_GETFL", 3}, {"F_SETFL", 4}, {"F_DUPFD_CLOEXEC", 1030}, {"FD_CLOEXEC", 1},
	{"F_GETLK", 5}, {"F_SETLK", 6}, {"F_SETLKW", 7}, {"F_SETOWN", 8}, {"F_GETOWN", 9}, {"F_SETPIPE_SZ", 1031}, {"F_GETPIPE_SZ", 1032},
	{"F_ADD_SEALS", 1033}, {"F_GET_SEALS", 1034}, {"F_OFD_SETLK", 37}, {"F_OFD_SETLKW", 38}, {"F_OFD_GETLK", 36},
	{"PROT_READ", 1}, {"PROT_WRITE", 2}, {"PROT_EXEC", 4}, {"MAP_SHARED", 1}, {"MAP_PRIVATE", 2}, {"MAP_SHARED_VALIDATE", 3},
	{"MAP_FIXED", 0x10}, {"MAP_ANONYMOUS", 0x20}, {"MAP_NORESERVE", 0x4000}, {"MAP_POPULATE", 0x8000}, {"MAP_FIXED_NOREPLACE", 0x100000},
	{"POLLIN", 1}, {"POLLPRI", 2}, {"POLLOUT", 4}, {"POLLERR", 8}, {"POLLHUP", 0x10}, {"POLLNVAL", 0x20}, {"POLLRDNORM", 0x40}, {"POLLRDBAND", 0x80},
	{"POLLWRNORM", 0x100}, {"POLLWRBAND", 0x200}, {"POLLMSG", 0x400}, {"POLLRDHUP", 0x2000},
	{"EPOLLET", 1 << 31}, {"EPOLLONESHOT", 1 << 30}, {"EPOLLWAKEUP", 1 << 29}, {"EPOLLEXCLUSIVE", 1 << 28},
	{"EPOLL_CTL_ADD", 1}, {"EPOLL_CTL_DEL", 2}, {"EPOLL_CTL_MOD", 3},
	{"PERF_EVENT_IOC_ENABLE", 0x2400}, {"PERF_EVENT_IOC_DISABLE", 0x2401}, {"PERF_EVENT_IOC_SET_BPF", 0x40042408},
	{"AT_REMOVEDIR", 0x200}, {"RENAME_NOREPLACE", 1}, {"RENAME_EXCHANGE", 2},
	{"CLOSE_RANGE_UNSHARE", 2}, {"CLOSE_RANGE_CLOEXEC", 4},
	{"CLONE_VM", 0x100}, {"CLONE_FS", 0x200}, {"CLONE_FILES", 0x400}, {"CLONE_SIGHAND", 0x800}, {"CLONE_PIDFD", 0x1000}, {"CLONE_VFORK", 0x4000},
	{"CLONE_THREAD", 0x10000}, {"CLONE_NEWNS", 0x20000}, {"CLONE_NEWUSER", 0x10000000}, {"CLONE_NEWPID", 0x20000000}, {"CLONE_NEWNET", 0x40000000},
	{"MSG_CMSG_CLOEXEC", 0x40000000},
	{"RLIMIT_CPU", 0}, {"RLIMIT_FSIZE", 1}, {"RLIMIT_DATA", 2}, {"RLIMIT_STACK", 3}, {"RLIMIT_CORE", 4}, {"RLIMIT_RSS", 5}, {"RLIMIT_NPROC", 6},
	{"RLIMIT_NOFILE", 7}, {"RLIMIT_MEMLOCK", 8}, {"RLIMIT_AS", 9}, {"RLIM_INFINITY", -1}, {"RLIM64_INFINITY", -1},
}
