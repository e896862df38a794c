package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/table"
)

// calls maps each system call to the function that replays it. Other calls open descriptors that are not maps.
var calls = table.Listed[string, func(*step)]{
	{"bpf", (*step).bpf}, {"close", closeFD}, {"close_range", closeRange},
	{"dup", dup}, {"dup2", dup3}, {"dup3", dup3}, {"fcntl", fcntl},
	{"fork", fork}, {"vfork", fork}, {"clone", fork}, {"clone2", fork}, {"clone3", fork},
	{"execve", execve}, {"execveat", execve}, {"exec", execve}, {"exit", exit}, {"exit_group", exit},
	{"setrlimit", setrlimit}, {"prlimit64", prlimit64},
	{"nofile", setNofile}, {"memlock", setMemlock},
	{"setuid", setuid}, {"setreuid", setreuid}, {"setresuid", setreuid}, {"uid", setuid},
	{"capset", capset}, {"caps", capset},
	{"unlink", unlink}, {"unlinkat", unlink}, {"work", work}, {"fdinfo", fdinfo},
	{"nextid", nextID}, {"unseen", unseen}, {"folder", folder}, {"traced", traced},
	{"mmap", mmap}, {"munmap", munmap}, {"poll", poll}, {"ppoll", poll},
	{"epoll_create", epollCreate}, {"epoll_create1", epollCreate}, {"epoll_ctl", epollCtl}, {"epoll_wait", epollWait}, {"epoll_pwait", epollWait},
	{"read", read}, {"write", write}, {"pread64", pread64}, {"pwrite64", pwrite64},
	{"sendmsg", sendMessage}, {"recvmsg", receiveMessage},
	{"unshare", unshare}, {"mkdir", makeDirectory}, {"mkdirat", makeDirectory}, {"rmdir", rmdir},
	{"rename", rename}, {"renameat", rename}, {"renameat2", rename},
	{"link", link}, {"linkat", link}, {"symlink", symlink}, {"symlinkat", symlink},
	{"open", open}, {"openat", open}, {"socket", socket}, {"pidfd_open", pidfdOpen},
	{"perf_event_open", perfEventOpen}, {"ioctl", ioctl},
	{"fsopen", fsopen}, {"fsconfig", fsconfig}, {"fsmount", fsmount}, {"move_mount", moveMount}, {"mount", mount}, {"umount", umount}, {"umount2", umount},
}

func nothing(s *step) { s.asTraced(s.c.Name, core.TracedNothing) }

func work(s *step) { s.make(core.Call{Op: core.OpWork}) }

func fdinfo(s *step) {
	s.make(core.Call{Op: core.OpFdinfo, Args: core.Args{uint64(s.fd(0))}})
}

func folder(s *step) { s.make(core.Call{Op: core.OpFolder, Path: s.c.Path}) }

// traced replays a call that was traced in an earlier history.
func traced(s *step) {
	if !s.known {
		s.want, s.known = s.arg(0, 0), true
	}
	s.asTraced(s.c.Path, uint64(s.arg(1, core.TracedNothing)))
}

// opensOther replays a call that opens one or two descriptors that are not maps.
func (s *step) opensOther() {
	opens := uint64(core.TracedFD)
	for _, a := range s.args {
		if a > 0 && a&core.O_CLOEXEC != 0 {
			opens = core.TracedCloexecFD
		}
	}
	two, pair := twoFDs.Find(s.c.Name)
	if !pair || s.want < 0 || !s.known {
		s.asTraced(s.c.Name, opens)
		return
	}
	s.asTraced(s.c.Name, core.TracedNothing)
	for i := two; i < two+2 && i < len(s.args); i++ {
		s.takes(s.args[i])
		s.opened(s.args[i], s.c.Name)
	}
}

// twoFDs maps the calls that write two descriptors to memory to the index of the first among the arguments.
var twoFDs = table.Listed[string, int]{{"pipe", 0}, {"pipe2", 0}, {"socketpair", 3}}

func closeFD(s *step) {
	fd := s.fd(0)
	s.holds(fd)
	s.make(closeCall(fd))
}

// closeRangeCloexec is CLOSE_RANGE_CLOEXEC: nothing is closed until exec.
const closeRangeCloexec = 4

// closeRange closes the descriptors one by one.
func closeRange(s *step) {
	first, last := int64(uint32(s.arg(0, 0))), min(int64(uint32(s.arg(1, -1))), fdLimit)
	if s.known && s.want < 0 {
		s.asTraced(s.c.Name, core.TracedNothing)
		return
	}
	files := s.k.Task(s.task).Files
	for fd := first; fd <= last && fd <= int64(files.Highest()); fd++ {
		c := closeCall(fd)
		if s.arg(2, 0)&closeRangeCloexec != 0 {
			c = core.Call{Op: core.OpFcntl, Args: core.Args{uint64(fd), core.F_SETFD, 1}}
		}
		if files.File(int(fd)) != nil {
			s.make(c)
		}
	}
	s.verdict.Got, s.verdict.Agrees = 0, true
}

func dup(s *step) {
	fd := s.fd(0)
	s.holds(fd)
	if s.known {
		s.takes(s.want)
	}
	s.settle(s.make(core.Call{Op: core.OpDup, Args: core.Args{uint64(fd)}}), "dup")
}

// dup3 replays dup2 too, which differs if both descriptors are equal.
func dup3(s *step) {
	from, to := s.fd(0), s.fd(1)
	if uint64(to) < s.k.Task(s.task).Limits.Nofile { // otherwise EBADF is for the second
		s.holds(from)
	}
	if s.c.Name == "dup2" && from == to {
		s.dup2Same(from)
		return
	}
	s.make(core.Call{Op: core.OpDup3, Args: core.Args{uint64(from), uint64(to), uint64(s.arg(2, 0))}})
}

// dup2Same replays dup2(fd, fd), which checks the descriptor. F_GETFD does so too, but returns the flags.
func (s *step) dup2Same(fd int64) {
	known := s.known
	s.known = known && s.want < 0
	ret := s.make(core.Call{Op: core.OpFcntl, Args: core.Args{uint64(fd), core.F_GETFD}})
	if s.known = known; ret >= 0 {
		s.verdict.Got = fd
	}
	s.verdict.Agrees = s.verdict.Got == s.want
}

// dupGap is the most unseen opens inferred for one F_DUPFD.
const dupGap = 64

func fcntl(s *step) {
	fd, cmd, arg := s.fd(0), s.arg(1, 0), s.arg(2, 0)
	s.holds(fd)
	if slices.Contains(dupFcntls, cmd) && s.known && s.want >= 0 && s.want < fdLimit {
		if s.file(s.want) != nil {
			s.infer(closeCall(s.want))
		}
		for n := max(arg, 0, s.want-dupGap); n < s.want; n++ {
			if s.file(n) == nil {
				s.opened(n, core.UnseenFile)
			}
		}
	}
	ret := s.make(core.Call{Op: core.OpFcntl, Args: core.Args{uint64(fd), uint64(int32(cmd)), uint64(arg)}})
	if slices.Contains(dupFcntls, cmd) {
		s.settle(ret, "fcntl")
	}
}
