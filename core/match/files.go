package match

import (
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
var otherFDs = map[abi.Cmd]bool{
	abi.BPF_PROG_LOAD: true, abi.BPF_PROG_GET_FD_BY_ID: true, abi.BPF_RAW_TRACEPOINT_OPEN: true, abi.BPF_BTF_LOAD: true,
	abi.BPF_BTF_GET_FD_BY_ID: true, abi.BPF_LINK_CREATE: true, abi.BPF_LINK_GET_FD_BY_ID: true, abi.BPF_ENABLE_STATS: true,
	abi.BPF_ITER_CREATE: true, abi.BPF_TOKEN_CREATE: true,
}

// opensFD reports whether c returns a descriptor on success.
func opensFD(c *paste.Call) bool {
	if c.Name == "bpf" {
		return history.OpensMap[c.Cmd] || otherFDs[c.Cmd]
	}
	return !opensNone[c.Name] || c.Name == "fcntl" && len(c.Args) > 1 && dupFcntls[c.Args[1]]
}

// opensNone holds the calls that do not return a descriptor; fcntl depends on its command.
var opensNone = map[string]bool{
	"close": true, "close_range": true, "fcntl": true, "fork": true, "vfork": true, "clone": true, "clone2": true, "clone3": true,
	"execve": true, "execveat": true, "exec": true, "exit": true, "exit_group": true, "setrlimit": true, "prlimit64": true,
	"nofile": true, "memlock": true, "setuid": true, "setreuid": true, "setresuid": true, "uid": true, "capset": true, "caps": true,
	"unlink": true, "unlinkat": true, "work": true, "fdinfo": true, "nextid": true, "unseen": true, "folder": true, "traced": true,
	"unshare": true, "mmap": true, "munmap": true, "poll": true, "ppoll": true, "ioctl": true,
	"epoll_ctl": true, "epoll_wait": true, "epoll_pwait": true, "sendmsg": true, "recvmsg": true,
	"read": true, "write": true, "pread64": true, "pwrite64": true, "mkdir": true, "mkdirat": true, "rmdir": true,
	"rename": true, "renameat": true, "renameat2": true, "link": true, "linkat": true, "symlink": true, "symlinkat": true, "pipe": true, "pipe2": true, "socketpair": true,
	"fsconfig": true, "move_mount": true, "mount": true, "umount": true, "umount2": true,
}

var dupFcntls = map[int64]bool{core.F_DUPFD: true, core.F_DUPFD_CLOEXEC: true}
