package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// file is what a descriptor leads to; nil where it is not open.
func (s *step) file(fd int64) *core.File {
	if fd != int64(int32(fd)) {
		return nil
	}
	return s.k.Task(s.task).Files.File(int(fd))
}

// fdLimit is where descriptors end at the latest: what a text shows to be above is not followed.
const fdLimit = 1 << 14

// takes makes a descriptor the lowest free one, as a kernel that gave it found it. What was open under it must have been
// closed unseen, and what is below it and free must have been opened.
func (s *step) takes(fd int64) {
	if fd < 0 || fd >= fdLimit {
		return
	}
	if s.file(fd) != nil {
		s.infer(closeCall(fd))
	}
	if int64(s.k.Task(s.task).Files.Lowest()) < fd {
		s.infer(core.Call{Op: core.OpUnseen, Args: [3]uint64{uint64(fd)}})
	}
}

func closeCall(fd int64) core.Call { return core.Call{Op: core.OpClose, Args: [3]uint64{uint64(fd)}} }

// opened is infer for a descriptor that was opened unseen.
func (s *step) opened(fd int64, what string) {
	if fd >= 0 && fd < fdLimit {
		s.infer(core.Call{Op: core.OpTraced, Args: [3]uint64{uint64(fd), core.TracedFD}, Path: what})
	}
}

// settle makes the descriptors what the text says that they are, where a call that gives one answered otherwise.
func (s *step) settle(ret int64, what string) {
	if !s.known || ret == s.want {
		return
	}
	if ret >= 0 {
		s.infer(closeCall(ret))
	}
	if s.want >= 0 {
		s.takes(s.want)
		s.opened(s.want, what)
	}
}

// holds puts something under a descriptor that the text shows to be open, and takes it away from one that is not.
func (s *step) holds(fd int64) {
	switch f := s.file(fd); {
	case !s.known:
	case s.want >= 0 && f == nil:
		s.opened(fd, core.UnseenFile)
	case s.want == -int64(abi.EBADF) && f != nil:
		s.infer(closeCall(fd))
	}
}

// mapFDs are the commands about maps that answer with a descriptor.
var mapFDs = map[abi.Cmd]bool{abi.BPF_MAP_CREATE: true, abi.BPF_OBJ_GET: true, abi.BPF_MAP_GET_FD_BY_ID: true}

// otherFDs are the other commands that do.
var otherFDs = map[abi.Cmd]bool{
	abi.BPF_PROG_LOAD: true, abi.BPF_PROG_GET_FD_BY_ID: true, abi.BPF_RAW_TRACEPOINT_OPEN: true, abi.BPF_BTF_LOAD: true,
	abi.BPF_BTF_GET_FD_BY_ID: true, abi.BPF_LINK_CREATE: true, abi.BPF_LINK_GET_FD_BY_ID: true, abi.BPF_ENABLE_STATS: true,
	abi.BPF_ITER_CREATE: true, abi.BPF_TOKEN_CREATE: true,
}

// opensFD says whether the result of a call, where it is no error, is a descriptor.
func opensFD(c *paste.Call) bool {
	if c.Name == "bpf" {
		return mapFDs[c.Cmd] || otherFDs[c.Cmd]
	}
	return !opensNone[c.Name] || c.Name == "fcntl" && len(c.Args) > 1 && dupFcntls[c.Args[1]]
}

// opensNone are the calls whose result is no descriptor; of fcntl it can be one.
var opensNone = map[string]bool{
	"close": true, "close_range": true, "fcntl": true, "fork": true, "vfork": true, "clone": true, "clone2": true, "clone3": true,
	"execve": true, "execveat": true, "exec": true, "exit": true, "exit_group": true, "setrlimit": true, "prlimit64": true,
	"nofile": true, "memlock": true, "setuid": true, "setreuid": true, "setresuid": true, "uid": true, "capset": true, "caps": true,
	"unlink": true, "unlinkat": true, "work": true, "fdinfo": true, "nextid": true, "unseen": true, "folder": true, "traced": true,
	"unshare": true, "mkdir": true, "mkdirat": true, "pipe": true, "pipe2": true, "socketpair": true,
}

var dupFcntls = map[int64]bool{core.F_DUPFD: true, core.F_DUPFD_CLOEXEC: true}
