package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// Names of values that several calls and structures take.
const (
	cloneNames = "CLONE_VM 0x100 CLONE_FS 0x200 CLONE_FILES 0x400 CLONE_SIGHAND 0x800 CLONE_THREAD 0x10000 CLONE_NEWNS 0x20000 CLONE_NEWUSER 0x10000000"

	PollEventNames  abi.Names = "POLLIN 1 POLLPRI 2 POLLOUT 4 POLLERR 8 POLLHUP 0x10 POLLNVAL 0x20 POLLRDNORM 0x40 POLLWRNORM 0x100"
	EpollEventNames abi.Names = "EPOLLIN 1 EPOLLPRI 2 EPOLLOUT 4 EPOLLERR 8 EPOLLHUP 0x10 EPOLLRDNORM 0x40 EPOLLWRNORM 0x100 " +
		"EPOLLEXCLUSIVE 0x10000000 EPOLLWAKEUP 0x20000000 EPOLLONESHOT 0x40000000 EPOLLET 0x80000000"
	PerfTypeNames   abi.Names = "=PERF_TYPE_HARDWARE 0 PERF_TYPE_SOFTWARE 1 PERF_TYPE_TRACEPOINT 2"
	PerfConfigNames abi.Names = "=PERF_COUNT_SW_CPU_CLOCK 0 PERF_COUNT_SW_BPF_OUTPUT 10"
	PerfSampleNames abi.Names = "PERF_SAMPLE_RAW 0x400"
	PerfBitNames    abi.Names = "disabled 1 inherit 2 freq 0x400 watermark 0x4000 write_backward 0x8000000"
)

// argNames are the names of the values of arguments, by call and index.
var argNames = table.Indexed[Op, table.Indexed[int, abi.Names]]{
	OpDup3:         {2: "O_CLOEXEC 0x80000"},
	OpFcntl:        {1: "=F_DUPFD 0 F_GETFD 1 F_SETFD 2 F_GETFL 3 F_DUPFD_CLOEXEC 1030"},
	OpTraced:       {1: "=nothing 0 descriptor 1 cloexec 2"},
	OpMmap:         {2: "PROT_NONE 0 PROT_READ 1 PROT_WRITE 2 PROT_EXEC 4", 3: "MAP_SHARED_VALIDATE 3 MAP_SHARED 1 MAP_PRIVATE 2 MAP_FIXED 0x10 MAP_ANONYMOUS 0x20 MAP_FIXED_NOREPLACE 0x100000"},
	OpEpollCreate1: {0: "EPOLL_CLOEXEC 0x80000"},
	OpEpollCtl:     {1: "=EPOLL_CTL_ADD 1 EPOLL_CTL_DEL 2 EPOLL_CTL_MOD 3"},
	OpClone:        {1: cloneNames},
	OpUnshare:      {0: cloneNames},
	OpRecvFD:       {0: "MSG_CMSG_CLOEXEC 0x40000000"},
	OpOpen:         {0: "O_CLOEXEC 0x80000"},
	OpOpenat:       {2: "O_CLOEXEC 0x80000"},
	OpFsopen:       {0: "FSOPEN_CLOEXEC 1"},
	OpFsmount:      {1: "FSMOUNT_CLOEXEC 1"},
	OpIoctl:        {1: "=PERF_EVENT_IOC_ENABLE 0x2400 PERF_EVENT_IOC_DISABLE 0x2401 PERF_EVENT_IOC_SET_BPF 0x40042408"},
	OpSocket:       {0: "=AF_UNIX 1 AF_INET 2 AF_INET6 10", 1: "SOCK_SEQPACKET 5 SOCK_RAW 3 SOCK_STREAM 1 SOCK_DGRAM 2 SOCK_NONBLOCK 0x800 SOCK_CLOEXEC 0x80000"},

	OpPerfEventOpen: {4: "PERF_FLAG_FD_NO_GROUP 1 PERF_FLAG_FD_OUTPUT 2 PERF_FLAG_PID_CGROUP 4 PERF_FLAG_FD_CLOEXEC 8"},
}

// ArgNames returns the names of the values of argument i of the call; "" if its values have none.
func (o Op) ArgNames(i int) abi.Names { return argNames.At(o).At(i) }
