package export

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/table"
)

// tongueGo writes Go programs that use golang.org/x/sys/unix.
var tongueGo = tongue{
	use:  "Save it as main.go, run: go mod init calls && go get golang.org/x/sys/unix && go build, then run ./calls as root.",
	lead: "// ",
	text: &textGo, indent: "\t",
	remark:   func(text string) string { return "// " + text },
	trailing: trailingGo,
	stores:   &goStores,
	insn: func(i insn.Insn) string {
		return fmt.Sprintf("{0x%02x, 0x%02x, %d, %d},", i.Code, i.Dst|i.Src<<4, i.Off, i.Imm)
	},
	endInsns: func(statement) string { return "})" },
	call:     callGo,
}

func trailingGo(text string) string { return " // " + withoutRemark(oneLine(text)) }

var goStores = [...]func(s statement) string{
	zero: func(s statement) string { return fmt.Sprintf("zero(0x%x, %d)", s.addr, s.n) },
	put: func(s statement) string {
		return fmt.Sprintf("put%d(0x%x, %s)", s.n*8, s.addr, goNumber(number(s.value, s.n), s.n))
	},
	putBytes: func(s statement) string { return fmt.Sprintf("put(0x%x, %s)", s.addr, quoted(s.bytes)) },
	putInsns: func(s statement) string { return fmt.Sprintf("putInsns(0x%x, []insn{", s.addr) },
	expect: func(s statement) string {
		return fmt.Sprintf("expect(%s, 0x%x, %s)", quoted([]byte(s.note)), s.addr, quoted(s.bytes))
	},
	mapPage:  func(s statement) string { return fmt.Sprintf("page(0x%x)", s.addr) },
	dropPage: func(s statement) string { return fmt.Sprintf("drop(0x%x)", s.addr) },
	unlock:   func(s statement) string { return fmt.Sprintf("protect(0x%x, unix.PROT_READ|unix.PROT_WRITE)", s.addr) },
	lock:     func(s statement) string { return fmt.Sprintf("protect(0x%x, unix.PROT_READ)", s.addr) },
	realID:   func(s statement) string { return fmt.Sprintf("realID(0x%x)", s.addr) },
}

// goNumber converts a number to an unsigned Go constant.
func goNumber(text string, n int) string {
	if text == "-1" {
		return "^uint" + fmt.Sprint(n*8) + "(0)"
	}
	return text
}

// goCalls are the expressions for the results of calls; %s stands for the arguments.
var goCalls = table.Indexed[core.Op, string]{
	core.OpClose: "call(unix.SYS_CLOSE, %s)", core.OpDup: "call(unix.SYS_DUP, %s)", core.OpDup3: "call(unix.SYS_DUP3, %s)",
	core.OpFcntl: "call(unix.SYS_FCNTL, %s)", core.OpUnlink: "unlink(%s)", core.OpExec: "fresh(%s)",
	core.OpRlimit: "setNofile(%s)", core.OpMemlock: "setMemlock(%s)", core.OpUID: "setUID(%s)", core.OpCaps: "setCaps(%s)",
	core.OpFdinfo: "fdinfo(%s)", core.OpUnseen: "unseen(%s)", core.OpNextID: "findIDs(%s)", core.OpFolder: "folder(%s)",
	core.OpWork: "sleep()", core.OpMmap: "call(unix.SYS_MMAP, %s)", core.OpMunmap: "call(unix.SYS_MUNMAP, %s)",
	core.OpPoll: "call(unix.SYS_POLL, %s)", core.OpEpollCreate1: "call(unix.SYS_EPOLL_CREATE1, %s)",
	core.OpEpollCtl: "call(unix.SYS_EPOLL_CTL, %s)", core.OpEpollWait: "call(unix.SYS_EPOLL_WAIT, %s)",
	core.OpUnshare: "call(unix.SYS_UNSHARE, %s)",
	core.OpMkdir:   "code(unix.Mkdir(%s, %s))", core.OpRmdir: "code(unix.Rmdir(%s))", core.OpRename: "code(unix.Rename(%s, %s))",
	core.OpLink: "code(unix.Link(%s, %s))", core.OpSymlink: "code(unix.Symlink(%s, %s))", core.OpList: "list(%s)",
	core.OpRead: "call(unix.SYS_READ, %s)", core.OpWrite: "call(unix.SYS_WRITE, %s)", core.OpPread64: "call(unix.SYS_PREAD64, %s)", core.OpPwrite64: "call(unix.SYS_PWRITE64, %s)",
	core.OpOpenat: "descriptor(unix.Openat(%s, %s, %s, 0))", core.OpFsopen: `descriptor(unix.Fsopen("bpf", %s))`,
	core.OpFsconfig: "code(unix.FsconfigSetString(%s, %s, %s))", core.OpFscreate: "code(unix.FsconfigCreate(%s))",
	core.OpFsmount: "descriptor(unix.Fsmount(%s, %s, 0))", core.OpMoveMount: `code(unix.MoveMount(%s, "", unix.AT_FDCWD, %s, 4))`,
	core.OpMount: `code(unix.Mount("bpf", %s, "bpf", 0, %s))`, core.OpUmount: "code(unix.Unmount(%s, 0))",
	core.OpOpen: "openTarget(%s)", core.OpIoctl: "call(unix.SYS_IOCTL, %s)",
	core.OpPidfdOpen: "pidfd(%s)", core.OpSocket: "call(unix.SYS_SOCKET, %s)", core.OpPerfEventOpen: "call(unix.SYS_PERF_EVENT_OPEN, %s)",
}

func callGo(st *step) []string {
	c, args := &st.call, opArgs(&st.call)
	for i, a := range c.Op.Args() {
		if c.PathOf(a) == nil && int64(c.Args[i]) < 0 && c.Op != core.OpOpenat {
			args[i] = hexNumber(c.Args[i])
		}
	}
	return []string{reportCall(st, goCalls, st.realArgs(args), trailingGo)}
}

// noGo is the reason why a history has no Go program.
type noGo string

func (e noGo) Error() string { return string(e) }

const (
	errGoForks noGo = "a Go program cannot fork: want a history with one task, or format c or python"
	errGoUsers noGo = "a Go program has threads and cannot make a user namespace: want format c or python"
)

// hasCall reports whether one of the first n calls is one of a kind.
func hasCall(s *history.Session, n int, is func(*core.Call) bool) bool {
	for _, c := range s.Calls()[:n] {
		if is(&c.Call) {
			return true
		}
	}
	return false
}

// sends reports whether c sends or receives a descriptor.
func sends(c *core.Call) bool { return c.Op == core.OpSendFD || c.Op == core.OpRecvFD }

// makesUsers reports whether c makes a user namespace.
func makesUsers(c *core.Call) bool {
	return c.Op == core.OpUnshare && c.Args[0]&core.CLONE_NEWUSER != 0
}

func writeGo(s *history.Session, o Options) (string, error) {
	switch {
	case hasTasks(s, o.To), hasCall(s, o.To, sends):
		return "", errGoForks
	case hasCall(s, o.To, makesUsers):
		return "", errGoUsers
	}
	return tongueGo.write(newProgram(s, o)), nil
}
