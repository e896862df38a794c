package paste

// straceUse says why a system call matters for maps.
type straceUse uint8

const (
	straceMakes    straceUse = iota + 1 // it answers with a descriptor; a refused one changes nothing
	straceMakesTwo                      // it writes two descriptors to memory
	straceTable                         // it changes the table of descriptors, or is refused by it
	straceTask                          // it makes, changes or ends a process
	straceLimits                        // it changes limits, users or capabilities, or removes a name
)

// straceUses are the system calls besides bpf that matter for maps: what they do to descriptors, processes and limits.
var straceUses = map[string]straceUse{
	"accept": straceMakes, "accept4": straceMakes, "creat": straceMakes, "epoll_create": straceMakes, "epoll_create1": straceMakes,
	"eventfd": straceMakes, "eventfd2": straceMakes, "fanotify_init": straceMakes, "fsmount": straceMakes, "fsopen": straceMakes,
	"fspick": straceMakes, "inotify_init": straceMakes, "inotify_init1": straceMakes, "io_uring_setup": straceMakes,
	"landlock_create_ruleset": straceMakes, "memfd_create": straceMakes, "memfd_secret": straceMakes, "mq_open": straceMakes,
	"open": straceMakes, "open_by_handle_at": straceMakes, "open_tree": straceMakes, "openat": straceMakes, "openat2": straceMakes,
	"perf_event_open": straceMakes, "pidfd_getfd": straceMakes, "pidfd_open": straceMakes, "pipe": straceMakesTwo, "pipe2": straceMakesTwo,
	"signalfd": straceMakes, "signalfd4": straceMakes, "socket": straceMakes, "socketpair": straceMakesTwo,
	"timerfd_create": straceMakes, "userfaultfd": straceMakes,

	"close": straceTable, "close_range": straceTable, "dup": straceTable, "dup2": straceTable, "dup3": straceTable, "fcntl": straceTable,

	"clone": straceTask, "clone2": straceTask, "clone3": straceTask, "execve": straceTask, "execveat": straceTask, "exit": straceTask,
	"exit_group": straceTask, "fork": straceTask, "unshare": straceTask, "vfork": straceTask,

	"capset": straceLimits, "prlimit64": straceLimits, "setresuid": straceLimits, "setreuid": straceLimits, "setrlimit": straceLimits,
	"setuid": straceLimits, "unlink": straceLimits, "unlinkat": straceLimits,
}

// straceNotFollowed are calls that do matter, where they hold a word, and that cannot be followed.
var straceNotFollowed = map[string]struct{ word, why string }{
	"mmap":    {"MAP_SHARED, ", "mapped memory is not followed: if it is that of a map, the map lives as long"},
	"recvmsg": {"SCM_RIGHTS", "descriptors that come through a socket are not followed"},
}

// straceAsked tells of a call that only asks, or does nothing to maps, from its arguments.
var straceAsked = map[string]func(args []int64) bool{
	"fcntl":     func(args []int64) bool { return len(args) < 2 || !straceFcntls[args[1]] },
	"prlimit64": func(args []int64) bool { return len(args) < 4 || !straceRlimits[args[1]] },
	"setrlimit": func(args []int64) bool { return len(args) < 3 || !straceRlimits[args[0]] },
	"unshare":   func(args []int64) bool { return len(args) < 1 || args[0]&straceConstants["CLONE_FILES"] == 0 },
}

var (
	straceFcntls  = map[int64]bool{0: true, 2: true, 1030: true} // F_DUPFD, F_SETFD, F_DUPFD_CLOEXEC
	straceRlimits = map[int64]bool{7: true, 8: true}             // RLIMIT_NOFILE, RLIMIT_MEMLOCK
)

// straceConstants are the words among arguments that have a value here; others count as 0. Those of open, socket and
// eventfd are the numbers of x86-64, where all ..._CLOEXEC are the same.
var straceConstants = map[string]int64{
	"AT_FDCWD": -100, "O_CLOEXEC": 0o2000000, "SOCK_CLOEXEC": 0o2000000, "EPOLL_CLOEXEC": 0o2000000, "EFD_CLOEXEC": 0o2000000,
	"IN_CLOEXEC": 0o2000000, "TFD_CLOEXEC": 0o2000000, "SFD_CLOEXEC": 0o2000000, "MFD_CLOEXEC": 1, "PERF_FLAG_FD_CLOEXEC": 8,
	"F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4, "F_DUPFD_CLOEXEC": 1030, "FD_CLOEXEC": 1,
	"F_GETLK": 5, "F_SETLK": 6, "F_SETLKW": 7, "F_SETOWN": 8, "F_GETOWN": 9, "F_SETPIPE_SZ": 1031, "F_GETPIPE_SZ": 1032,
	"F_ADD_SEALS": 1033, "F_GET_SEALS": 1034, "F_OFD_SETLK": 37, "F_OFD_SETLKW": 38, "F_OFD_GETLK": 36,
	"CLOSE_RANGE_UNSHARE": 2, "CLOSE_RANGE_CLOEXEC": 4,
	"CLONE_VM": 0x100, "CLONE_FS": 0x200, "CLONE_FILES": 0x400, "CLONE_SIGHAND": 0x800, "CLONE_PIDFD": 0x1000, "CLONE_VFORK": 0x4000,
	"CLONE_THREAD": 0x10000, "CLONE_NEWNS": 0x20000, "CLONE_NEWUSER": 0x10000000, "CLONE_NEWPID": 0x20000000, "CLONE_NEWNET": 0x40000000,
	"RLIMIT_CPU": 0, "RLIMIT_FSIZE": 1, "RLIMIT_DATA": 2, "RLIMIT_STACK": 3, "RLIMIT_CORE": 4, "RLIMIT_RSS": 5, "RLIMIT_NPROC": 6,
	"RLIMIT_NOFILE": 7, "RLIMIT_MEMLOCK": 8, "RLIMIT_AS": 9, "RLIM_INFINITY": -1, "RLIM64_INFINITY": -1,
}
