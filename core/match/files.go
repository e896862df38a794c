package match

import (
	"slices"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
)

// file returns the open file of fd, or nil.
func (s *step) file(fd int64) *core.File {
	if fd != int64(int32(fd)) {
		return nil
	}
	return s.k.Task(s.task).Files.File(int(fd))
}

// fdLimit is the upper bound of the descriptors that a replay follows.
const fdLimit = 1 << 14

// takes makes fd the lowest free descriptor, as it was for the kernel that returned it. It infers a close of fd if it is
// open, and opens of the free descriptors below it.
func (s *step) takes(fd int64) {
	if fd < 0 || fd >= fdLimit {
		return
	}
	if s.file(fd) != nil {
		s.infer(closeCall(fd))
	}
	if int64(s.k.Task(s.task).Files.Lowest()) < fd {
		s.infer(core.Call{Op: core.OpUnseen, Args: core.Args{uint64(fd)}})
	}
}

func closeCall(fd int64) core.Call { return core.Call{Op: core.OpClose, Args: core.Args{uint64(fd)}} }

// opened infers an open of fd that the text does not show.
func (s *step) opened(fd int64, what string) {
	if fd >= 0 && fd < fdLimit {
		s.infer(core.Call{Op: core.OpTraced, Args: core.Args{uint64(fd), core.TracedFD}, Path: what})
	}
}

// settle corrects the descriptors after a call that returned another descriptor than in the text.
func (s *step) settle(ret int64, what string) {
	if s.known {
		s.settleAt(ret, s.want, what)
	}
}

// settleAt is settle for a call that returned the descriptor want in the text.
func (s *step) settleAt(ret, want int64, what string) {
	if ret == want {
		return
	}
	if ret >= 0 {
		s.infer(closeCall(ret))
	}
	if want >= 0 {
		s.takes(want)
		s.opened(want, what)
	}
}

// holds infers an open or a close of fd if the traced result shows whether it is open.
func (s *step) holds(fd int64) {
	switch f := s.file(fd); {
	case !s.known:
	case s.want >= 0 && f == nil && s.namesOther(fd):
		s.opened(fd, s.named(fd))
	case s.want >= 0 && f == nil:
		s.opened(fd, core.UnseenFile)
	case s.want == -int64(abi.EBADF) && f != nil:
		s.infer(closeCall(fd))
	}
}

// namedFiles maps parts of the names that strace -y prints to the commands that make such files.
var namedFiles = []struct {
	part string
	cmd  abi.Cmd
}{
	{"bpf-map", abi.BPF_MAP_CREATE}, {"bpf-prog", abi.BPF_PROG_LOAD}, {"btf", abi.BPF_BTF_LOAD}, {"bpf-link", abi.BPF_LINK_CREATE},
	{"bpf_link", abi.BPF_LINK_CREATE}, {"bpf_iter", abi.BPF_ITER_CREATE}, {"bpf-token", abi.BPF_TOKEN_CREATE},
}

// named returns the name of the command that made the file of fd, if the text names it; else "".
func (s *step) named(fd int64) string {
	name := s.c.FileOf(fd)
	for _, row := range namedFiles {
		if strings.Contains(name, row.part) {
			return row.cmd.String()
		}
	}
	return ""
}

// namesOther reports whether the text names the file of fd as one that is not a map.
func (s *step) namesOther(fd int64) bool {
	name := s.named(fd)
	return name != "" && name != abi.BPF_MAP_CREATE.String()
}

// isObject reports whether a file is that of an emulated object other than a map.
func isObject(f *core.File) bool {
	return f != nil && (f.Prog != nil || f.BTF != nil || f.Object != nil)
}

// isMap reports whether fd is the descriptor of a map.
func (s *step) isMap(fd int64) bool {
	f := s.file(fd)
	return f != nil && f.Map != nil
}

// otherFDs holds the commands besides [history.OpensMap] that return a descriptor.
var otherFDs = []abi.Cmd{
	abi.BPF_PROG_LOAD, abi.BPF_PROG_GET_FD_BY_ID, abi.BPF_RAW_TRACEPOINT_OPEN, abi.BPF_BTF_LOAD,
	abi.BPF_BTF_GET_FD_BY_ID, abi.BPF_LINK_CREATE, abi.BPF_LINK_GET_FD_BY_ID, abi.BPF_ENABLE_STATS,
	abi.BPF_ITER_CREATE, abi.BPF_TOKEN_CREATE,
}

// opensFD reports whether c returns a descriptor on success.
func opensFD(c *paste.Call) bool {
	if c.Name == "bpf" {
		return slices.Contains(history.OpensMap, c.Cmd) || slices.Contains(otherFDs, c.Cmd)
	}
	return !slices.Contains(opensNone, c.Name) || c.Name == "fcntl" && len(c.Args) > 1 && slices.Contains(dupFcntls, c.Args[1])
}

// opensNone holds the calls that do not return a descriptor; fcntl depends on its command.
var opensNone = []string{
	"close", "close_range", "fcntl", "fork", "vfork", "clone", "clone2", "clone3",
	"execve", "execveat", "exec", "exit", "exit_group", "setrlimit", "prlimit64",
	"nofile", "memlock", "setuid", "setreuid", "setresuid", "uid", "capset", "caps",
	"unlink", "unlinkat", "work", "fdinfo", "nextid", "unseen", "folder", "traced",
	"unshare", "mmap", "munmap", "poll", "ppoll", "ioctl",
	"epoll_ctl", "epoll_wait", "epoll_pwait", "sendmsg", "recvmsg",
	"read", "write", "pread64", "pwrite64", "mkdir", "mkdirat", "rmdir",
	"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "pipe", "pipe2", "socketpair",
	"fsconfig", "move_mount", "mount", "umount", "umount2",
}

var dupFcntls = []int64{core.F_DUPFD, core.F_DUPFD_CLOEXEC}
