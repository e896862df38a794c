package export

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/strace"
	"bpfplay/core/table"
)

// firstPid is the PID of task 0 in strace lines.
const firstPid = 1000

func writeStrace(s *history.Session, o Options) (string, error) {
	var b strings.Builder
	for _, m := range moments(s, o) {
		for _, line := range m.strace() {
			if m.many {
				line = fmt.Sprintf("[pid %d] %s", firstPid+m.call.Task, line)
			}
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String(), nil
}

// strace returns the lines that strace -f -v would print for the call, with a comment on the memory that its task wrote.
func (m *moment) strace() []string {
	if m.call.Op != core.OpBpf {
		return straceOps.At(m.call.Op)(m)
	}
	return []string{m.bpfLine(strace.FormatVerbose) + m.memory()}
}

// bpfLine is a bpf call and its result.
func (m *moment) bpfLine(format formatBpf) string {
	return m.bpfCall(format) + " " + m.result()
}

// result is the result of a call: "= ?" if it is not known, as strace prints it for a call that does not return.
func (m *moment) result() string {
	if m.ret == core.NotEmulated {
		return "= ?"
	}
	return strace.FormatResult(m.ret)
}

// formatBpf is strace.Format or strace.FormatVerbose.
type formatBpf func(cmd abi.Cmd, addr uint64, attr []byte, size uint32, path string, pointees ...strace.Pointee) string

// bpfCall is a bpf call without its result.
func (m *moment) bpfCall(format formatBpf) string {
	c := &m.call
	return format(c.Cmd(), c.Args[1], m.attr, uint32(c.Args[2]), m.path, m.pointees...)
}

// asStruct reports whether the attr is printed field by field.
func (m *moment) asStruct() bool {
	row := m.command()
	return row != nil && row.Fields != nil && m.attr != nil
}

// memory returns a comment with the details that the line omits, or "": the address of the attr, if not the default, and
// other bytes that the task wrote.
func (m *moment) memory() string {
	var parts []string
	attr := -1
	if m.asStruct() {
		attr = m.attrWrite()
		if m.call.Args[1] != core.ArenaStart {
			parts = append(parts, "attr at "+hexNumber(m.call.Args[1]))
		}
	}
	for i, w := range m.call.Writes {
		if i != attr && len(w.Bytes) > 0 && !m.shows(w) {
			parts = append(parts, hexNumber(w.Addr)+" "+quotedHex(w.Bytes))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " /* memory: " + strings.Join(parts, ", ") + " */"
}

// shows reports whether the line shows the bytes of a write, because the attr points to them.
func (m *moment) shows(w core.Write) bool {
	for _, p := range m.pointees {
		if p.Field.Value(m.attr) == w.Addr && bytes.Equal(p.Bytes, w.Bytes) {
			return m.asStruct()
		}
	}
	return false
}

// straceOps format calls other than bpf.
var straceOps = table.Indexed[core.Op, func(*moment) []string]{
	core.OpClose: func(m *moment) []string { return m.line("close(%d)", fd(m.call.Args[0])) },
	core.OpDup:   func(m *moment) []string { return m.line("dup(%d)", fd(m.call.Args[0])) },
	core.OpDup3: func(m *moment) []string {
		return m.line("dup3(%d, %d, %s)", fd(m.call.Args[0]), fd(m.call.Args[1]), m.named(2))
	},
	core.OpFcntl: func(m *moment) []string {
		name := m.named(1)
		if name[0] != 'F' {
			name = hexNumber(uint64(uint32(m.call.Args[1]))) + " /* F_??? */"
		}
		return m.line("fcntl(%d, %s, %d)", fd(m.call.Args[0]), name, m.call.Args[2])
	},
	core.OpFork: func(m *moment) []string { return []string{fmt.Sprintf("fork() = %d", firstPid+m.ret)} },
	core.OpMkdir: func(m *moment) []string {
		return m.line("mkdir(%s, %#o)", quoted([]byte(m.call.Path)), m.call.Args[1])
	},
	core.OpRmdir: stracePaths, core.OpRename: stracePaths, core.OpLink: stracePaths, core.OpSymlink: stracePaths,
	core.OpList: func(m *moment) []string {
		path := quoted([]byte(m.call.Path))
		if m.ret < 0 {
			return m.line("openat(AT_FDCWD, %s, O_RDONLY|O_DIRECTORY)", path)
		}
		return []string{fmt.Sprintf("openat(AT_FDCWD, %s, O_RDONLY|O_DIRECTORY) = %d", path, m.free), fmt.Sprintf("close(%d) = 0", m.free)}
	},
	core.OpClone: func(m *moment) []string {
		flags := m.call.Op.ArgNames(1).Format(m.call.Args[1]&^0xff, "")
		if m.call.Args[1]&core.CLONE_THREAD == 0 {
			flags = strings.TrimPrefix(flags+"|SIGCHLD", "|")
		}
		if m.ret < 0 {
			return m.line("clone(child_stack=NULL, flags=%s)", flags)
		}
		return []string{fmt.Sprintf("clone(child_stack=NULL, flags=%s) = %d", flags, firstPid+m.ret)}
	},
	core.OpUnshare: func(m *moment) []string { return m.line("unshare(%s)", m.named(0)) },
	core.OpSendFD:  straceSend, core.OpRecvFD: straceRecv,
	core.OpExec: func(m *moment) []string {
		return m.line(`execve("/proc/self/exe", ["calls"], 0x7ffe00000000 /* 0 vars */)`)
	},
	core.OpExit: func(*moment) []string { return []string{"exit_group(0) = ?", "+++ exited with 0 +++"} },
	core.OpRlimit: func(m *moment) []string {
		return m.line("prlimit64(0, RLIMIT_NOFILE, {rlim_cur=%s, rlim_max=%[1]s}, NULL)", limit(m.call.Args[0]))
	},
	core.OpMemlock: func(m *moment) []string {
		return m.line("prlimit64(0, RLIMIT_MEMLOCK, {rlim_cur=%s, rlim_max=%[1]s}, NULL)", limit(m.call.Args[0]))
	},
	core.OpUID: func(m *moment) []string { return m.line("setresuid(%d, %[1]d, %[1]d)", m.call.Args[0]) },
	core.OpCaps: func(m *moment) []string {
		return m.line("capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=%s, permitted=%[1]s, inheritable=0})", number(m.call.Args[0], 8))
	},
	core.OpWork: func(*moment) []string { return nil }, // no task calls it
	core.OpFdinfo: func(m *moment) []string {
		path := "/proc/self/fdinfo/" + strconv.Itoa(int(fd(m.call.Args[0])))
		if m.ret < 0 {
			return m.line("openat(AT_FDCWD, %q, O_RDONLY)", path)
		}
		return []string{fmt.Sprintf("openat(AT_FDCWD, %q, O_RDONLY) = %d", path, m.free), fmt.Sprintf("close(%d) = 0", m.free)}
	},
	core.OpTraced:   straceOther,
	core.OpUnseen:   func(*moment) []string { return nil },
	core.OpNextID:   func(*moment) []string { return nil },
	core.OpNextProg: func(*moment) []string { return nil },
	core.OpNextBTF:  func(*moment) []string { return nil },
	core.OpFolder:   func(m *moment) []string { return m.line("mkdir(%s, 0755)", quoted([]byte(m.call.Path))) },
	core.OpUnlink:   func(m *moment) []string { return m.line("unlink(%s)", quoted([]byte(m.call.Path))) },

	core.OpRead: straceIO, core.OpWrite: straceIO, core.OpPread64: straceIO, core.OpPwrite64: straceIO,
	core.OpMmap:   straceMmap,
	core.OpMunmap: func(m *moment) []string { return m.line("munmap(%s, %d)", pointer(m.call.Args[0]), m.call.Args[1]) },
	core.OpPoll:   stracePoll, core.OpEpollCtl: straceEpollCtl, core.OpEpollWait: straceEpollWait,
	core.OpEpollCreate1: func(m *moment) []string { return m.line("epoll_create1(%s)", m.named(0)) },
	core.OpOpen: func(m *moment) []string {
		return m.line("openat(AT_FDCWD, %s, %s)", quoted([]byte(m.call.Path)), cloexecOr("O_RDONLY", "O_CLOEXEC", m.call.Args[0]))
	},
	core.OpOpenat: func(m *moment) []string {
		return m.line("openat(%d, %s, %s)", fd(m.call.Args[0]), quoted([]byte(m.call.Path)), cloexecOr("O_RDONLY", "O_CLOEXEC", m.call.Args[2]))
	},
	core.OpFsopen: func(m *moment) []string {
		return m.line(`fsopen("bpf", %s)`, m.named(0))
	},
	core.OpFsconfig: func(m *moment) []string {
		return m.line("fsconfig(%d, FSCONFIG_SET_STRING, %s, %s, 0)", fd(m.call.Args[0]), quoted([]byte(m.call.Path)), quoted([]byte(m.call.To)))
	},
	core.OpFscreate: func(m *moment) []string {
		return m.line("fsconfig(%d, FSCONFIG_CMD_CREATE, NULL, NULL, 0)", fd(m.call.Args[0]))
	},
	core.OpFsmount: func(m *moment) []string {
		return m.line("fsmount(%d, %s, 0)", fd(m.call.Args[0]), m.named(1))
	},
	core.OpMoveMount: func(m *moment) []string {
		return m.line(`move_mount(%d, "", AT_FDCWD, %s, MOVE_MOUNT_F_EMPTY_PATH)`, fd(m.call.Args[0]), quoted([]byte(m.call.Path)))
	},
	core.OpMount: func(m *moment) []string {
		return m.line(`mount("bpf", %s, "bpf", 0, %s)`, quoted([]byte(m.call.Path)), quoted([]byte(m.call.To)))
	},
	core.OpUmount:        func(m *moment) []string { return m.line("umount2(%s, 0)", quoted([]byte(m.call.Path))) },
	core.OpPerfEventOpen: stracePerf,
	core.OpIoctl: func(m *moment) []string {
		return m.line("ioctl(%d, %s, %d)", fd(m.call.Args[0]), m.named(1), m.call.Args[2])
	},
	core.OpPidfdOpen: func(m *moment) []string {
		return m.line("pidfd_open(%d, %d)", firstPid+int64(m.call.Args[0]), m.call.Args[1])
	},
	core.OpSocket: func(m *moment) []string {
		typ := [...]string{"SOCK_STREAM", "SOCK_DGRAM"}[min(max(m.call.Args[1]&0xf, 1), 2)-1]
		return m.line("socket(%s, %s, %d)", m.named(0), cloexecOr(typ, "SOCK_CLOEXEC", m.call.Args[1]), m.call.Args[2])
	},

	// A held run is a call that other lines interrupt.
	core.OpRunStart: func(m *moment) []string {
		run := *m
		run.call = testRun(&m.call)
		line := run.bpfLine(strace.FormatVerbose)
		if m.ret == 0 {
			line = strings.TrimSuffix(run.bpfCall(strace.FormatVerbose), ")") + " <unfinished ...>"
		}
		return []string{line + run.memory()}
	},
	core.OpRunStep: func(*moment) []string { return nil },
	core.OpRunEnd:  func(m *moment) []string { return m.line("<... bpf resumed>)") },
}

// stracePaths formats a call whose arguments are paths.
func stracePaths(m *moment) []string {
	return m.line("%s(%s)", m.call.Op.Name(), strings.Join(opArgs(&m.call), ", "))
}

// straceOther formats a traced call, whose arguments are unknown.
func straceOther(m *moment) []string {
	name, _, _ := strings.Cut(m.call.Path, " ")
	if _, isBpf := abi.CmdNamed(name); isBpf {
		return m.line("bpf(%s, NULL, 0)", name)
	}
	return m.line("%s()", oneLine(m.call.Path))
}

// line formats one call with its result.
func (m *moment) line(format string, args ...any) []string {
	return []string{fmt.Sprintf(format, args...) + " " + m.result()}
}

// fd converts an argument to a descriptor.
func fd(arg uint64) int32 { return int32(arg) }

func limit(v uint64) string {
	if v == core.RLIM_INFINITY {
		return "RLIM64_INFINITY"
	}
	return strconv.FormatUint(v, 10)
}
