package export

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/table"
)

// tongueC writes C programs in the style of syzkaller's reproducers: stores to fixed addresses, then the call.
var tongueC = tongue{
	use: "Save it as calls.c and run as root: gcc -o calls calls.c && ./calls",
	top: "/*\n", lead: " * ", bottom: " */\n",
	text: &textC, indent: "\t",
	remark:   remarkC,
	trailing: func(text string) string { return " " + remarkC(text) },
	turn:     func(task int) string { return "if (turn(" + strconv.Itoa(task) + ")) {" },
	done:     "}",
	stores:   &cStores,
	insn:     func(i insn.Insn) string { return string(insn.AppendFields(nil, i)) },
	endInsns: func(s statement) string { return fmt.Sprintf("}, %d);", s.n) },
	call:     callC,
}

func remarkC(text string) string { return "/* " + withoutRemark(oneLine(text)) + " */" }

// cStores format statements.
var cStores = [...]func(s statement) string{
	zero: func(s statement) string { return fmt.Sprintf("memset((void *)0x%x, 0, %d);", s.addr, s.n) },
	put: func(s statement) string {
		return fmt.Sprintf("*(uint%d_t *)0x%x = %s;", s.n*8, s.addr, number(s.value, s.n))
	},
	putBytes: func(s statement) string {
		return fmt.Sprintf("memcpy((void *)0x%x, %s, %d);", s.addr, quoted(s.bytes), s.n)
	},
	putInsns: func(s statement) string { return fmt.Sprintf("memcpy((void *)0x%x, (struct bpf_insn[]){", s.addr) },
	expect: func(s statement) string {
		return fmt.Sprintf("expect(%s, 0x%x, %s, %d);", quoted([]byte(s.note)), s.addr, quoted(s.bytes), s.n)
	},
	mapPage:  func(s statement) string { return fmt.Sprintf("page(0x%x);", s.addr) },
	dropPage: func(s statement) string { return fmt.Sprintf("munmap((void *)0x%x, %d);", s.addr, s.n) },
	unlock: func(s statement) string {
		return fmt.Sprintf("mprotect((void *)0x%x, %d, PROT_READ | PROT_WRITE);", s.addr, s.n)
	},
	lock:   func(s statement) string { return fmt.Sprintf("mprotect((void *)0x%x, %d, PROT_READ);", s.addr, s.n) },
	realID: func(s statement) string { return fmt.Sprintf("real_id(0x%x);", s.addr) },
}

// cCalls are the functions that make the calls. result is false for helpers that set res themselves.
var cCalls = table.Indexed[core.Op, struct {
	name   string
	result bool
}]{
	core.OpClose: {"close", true}, core.OpDup: {"dup", true}, core.OpDup3: {"dup3", true}, core.OpFcntl: {"fcntl", true},
	core.OpUnlink: {"unlink", true}, core.OpExec: {"fresh", false}, core.OpRlimit: {"set_nofile", false},
	core.OpUnseen: {"unseen", false}, core.OpNextID: {"find_ids", false}, core.OpFolder: {"folder", false},
	core.OpMemlock: {"set_memlock", false}, core.OpUID: {"set_uid", false}, core.OpCaps: {"set_caps", false}, core.OpFdinfo: {"fdinfo", false},
}

// cFormats are calls with pointers among their arguments. %s stands for an argument.
var cFormats = table.Indexed[core.Op, string]{
	core.OpMmap: "(long)mmap(pointer(%s), %s, %s, %s, %s, %s)", core.OpMunmap: "munmap(pointer(%s), %s)",
	core.OpPoll: "poll(pointer(%s), %s, %s)", core.OpEpollCreate1: "epoll_create1(%s)",
	core.OpEpollCtl: "epoll_ctl(%s, %s, %s, pointer(%s))", core.OpEpollWait: "epoll_wait(%s, pointer(%s), %s, %s)",
	core.OpUnshare: "unshare(%s)", core.OpSendFD: "send_fd(%s, %s)", core.OpRecvFD: "recv_fd(%s)",
	core.OpMkdir: "mkdir(%s, %s)", core.OpRmdir: "rmdir(%s)", core.OpRename: "rename(%s, %s)", core.OpLink: "link(%s, %s)",
	core.OpSymlink: "symlink(%s, %s)", core.OpList: "list(%s)",
	core.OpRead: "read(%s, pointer(%s), %s)", core.OpWrite: "write(%s, pointer(%s), %s)",
	core.OpPread64: "pread(%s, pointer(%s), %s, %s)", core.OpPwrite64: "pwrite(%s, pointer(%s), %s, %s)",
	core.OpOpenat: "openat(%s, %s, %s)", core.OpFsopen: `syscall(__NR_fsopen, "bpf", %sul)`,
	core.OpFsconfig: "syscall(__NR_fsconfig, %s, 1, %s, %s, 0)", core.OpFscreate: "syscall(__NR_fsconfig, %s, 6, NULL, NULL, 0)",
	core.OpFsmount: "syscall(__NR_fsmount, %s, %sul, 0)", core.OpMoveMount: `syscall(__NR_move_mount, %s, "", AT_FDCWD, %s, 4)`,
	core.OpMount: `mount("bpf", %s, "bpf", 0, %s)`, core.OpUmount: "umount2(%s, 0)",
	core.OpOpen: "open_target(%s, %s)", core.OpPerfEventOpen: "syscall(__NR_perf_event_open, %sul, %s, %s, %s, %sul)",
	core.OpIoctl: "syscall(__NR_ioctl, %s, %sul, %sul)", core.OpPidfdOpen: "pidfd(%s, %s)", core.OpSocket: "syscall(__NR_socket, %s, %s, %s)",
}

func callC(st *step) []string {
	c, report := &st.call, reportC(st)
	switch c.Op {
	case core.OpBpf:
		return []string{fmt.Sprintf("res = syscall(__NR_bpf, /*cmd=*/%dl, /*attr=*/0x%xul, /*size=*/%dul);", int32(c.Cmd()), c.Args[1], c.Args[2]), report}
	case core.OpFork, core.OpClone:
		make := "res = fork();"
		if c.Op == core.OpClone {
			make = fmt.Sprintf("res = syscall(__NR_clone, %s | SIGCHLD, 0, 0, 0, 0);", hexNumber(c.Args[1]&cloneShown))
			if st.ret < 0 {
				make = fmt.Sprintf("res = syscall(__NR_clone, %sul, 0, 0, 0, 0);", hexNumber(c.Args[1]))
			}
		}
		return []string{make, "if (res == 0)", "\tme = " + strconv.FormatUint(c.Args[0], 10) + ";", "else", "\t" + reportOnly(st)}
	case core.OpTraced:
		if st.opens() {
			return []string{fmt.Sprintf("opened(%d, %d); %s", st.ret, st.openFlags(), remarkC(c.Path)), report}
		}
		return []string{fmt.Sprintf("res = %d; %s", st.ret, remarkC(c.Path)), reportOnly(st)}
	case core.OpExit:
		return []string{fmt.Sprintf("leave(%d);", st.nr)}
	case core.OpWork:
		return []string{"usleep(100000); /* wait for the worker to free maps */"}
	}
	if format := cFormats.At(c.Op); format != "" {
		return []string{"res = " + formatted(format, st.realArgs(opArgs(c))) + ";", report}
	}
	f := cCalls.At(c.Op)
	call := f.name + "(" + strings.Join(opArgs(c), ", ") + ");"
	if f.result {
		call = "res = " + call
	}
	return []string{call, report}
}

// reportC prints a result and compares it with the expected one.
func reportC(st *step) string {
	if st.ret == core.NotEmulated {
		return reportOnly(st)
	}
	return fmt.Sprintf("report(%d, %d);", st.nr, st.ret)
}

// reportOnly prints a result that has no expected value.
func reportOnly(st *step) string { return fmt.Sprintf("report(%d, res);", st.nr) }

func writeC(s *history.Session, o Options) (string, error) {
	return tongueC.write(newProgram(s, o)), nil
}
