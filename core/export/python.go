package export

import (
	"fmt"
	"strconv"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/table"
)

// tonguePython writes Python programs that need only the standard library.
var tonguePython = tongue{
	use: "Save it as calls.py and run as root: python3 calls.py",
	top: "#!/usr/bin/env python3\n", lead: "# ",
	text: &textPython, indent: "    ",
	remark:   func(text string) string { return "# " + text },
	trailing: trailingPython,
	turn:     func(task int) string { return "if turn(" + strconv.Itoa(task) + "):" },
	stores:   &pythonStores,
	insn: func(i insn.Insn) string {
		return fmt.Sprintf("(0x%02x, %d, %d, %d, %d),", i.Code, i.Dst, i.Src, i.Off, i.Imm)
	},
	endInsns: func(statement) string { return "])" },
	call:     callPython,
}

func trailingPython(text string) string { return "  # " + withoutRemark(oneLine(text)) }

var pythonStores = [...]func(s statement) string{
	zero:     func(s statement) string { return fmt.Sprintf("zero(0x%x, %d)", s.addr, s.n) },
	put:      func(s statement) string { return fmt.Sprintf("put%d(0x%x, %s)", s.n*8, s.addr, number(s.value, s.n)) },
	putBytes: func(s statement) string { return fmt.Sprintf("put(0x%x, b%s)", s.addr, quoted(s.bytes)) },
	putInsns: func(s statement) string { return fmt.Sprintf("insns(0x%x, [", s.addr) },
	expect: func(s statement) string {
		return fmt.Sprintf("expect(%s, 0x%x, b%s)", quoted([]byte(s.note)), s.addr, quoted(s.bytes))
	},
	mapPage:  func(s statement) string { return fmt.Sprintf("page(0x%x)", s.addr) },
	dropPage: func(s statement) string { return fmt.Sprintf("drop(0x%x)", s.addr) },
	unlock:   func(s statement) string { return fmt.Sprintf("protect(0x%x, READ | WRITE)", s.addr) },
	lock:     func(s statement) string { return fmt.Sprintf("protect(0x%x, READ)", s.addr) },
	realID:   func(s statement) string { return fmt.Sprintf("real_id(0x%x)", s.addr) },
}

// pythonCalls are the expressions for the results of calls; %s stands for the arguments.
var pythonCalls = table.Indexed[core.Op, string]{
	core.OpClose: "call(libc.close, %s)", core.OpDup: "call(libc.dup, %s)", core.OpDup3: "call(libc.dup3, %s)",
	core.OpFcntl: "call(libc.fcntl, %s)", core.OpUnlink: "call(libc.unlink, b%s)", core.OpExec: "fresh(%s)",
	core.OpRlimit: "set_nofile(%s)", core.OpMemlock: "set_memlock(%s)", core.OpUID: "set_uid(%s)", core.OpCaps: "set_caps(%s)",
	core.OpFdinfo: "fdinfo(%s)", core.OpUnseen: "unseen(%s)", core.OpNextID: "find_ids(%s)", core.OpFolder: "folder(b%s)",
	core.OpWork: "time.sleep(0.1)", core.OpMmap: "map_memory(%s)", core.OpMunmap: "unmap_memory(%s)",
	core.OpPoll: "call(libc.poll, %s)", core.OpEpollCreate1: "call(libc.epoll_create1, %s)",
	core.OpEpollCtl: "call(libc.epoll_ctl, %s)", core.OpEpollWait: "call(libc.epoll_wait, %s)",
	core.OpUnshare: "call(libc.unshare, %s)",
	core.OpSendFD:  "send_fd(%s)", core.OpRecvFD: "recv_fd(%s)",
	core.OpMkdir: "call(libc.mkdir, b%s, %s)", core.OpRmdir: "call(libc.rmdir, b%s)", core.OpRename: "call(libc.rename, b%s, b%s)",
	core.OpLink: "call(libc.link, b%s, b%s)", core.OpSymlink: "call(libc.symlink, b%s, b%s)", core.OpList: "list_names(b%s)",
	core.OpRead: "call(libc.read, %s)", core.OpWrite: "call(libc.write, %s)", core.OpPread64: "call(libc.pread, %s)", core.OpPwrite64: "call(libc.pwrite, %s)",
	core.OpOpenat: "call(libc.openat, %s, b%s, %s)", core.OpFsopen: `call(libc.syscall, 430, b"bpf", %s)`,
	core.OpFsconfig: "call(libc.syscall, 431, %s, 1, b%s, b%s, 0)", core.OpFscreate: "call(libc.syscall, 431, %s, 6, None, None, 0)",
	core.OpFsmount: "call(libc.syscall, 432, %s, %s, 0)", core.OpMoveMount: `call(libc.syscall, 429, %s, b"", -100, b%s, 4)`,
	core.OpMount: `call(libc.mount, b"bpf", b%s, b"bpf", 0, b%s)`, core.OpUmount: "call(libc.umount2, b%s, 0)",
	core.OpOpen: "open_target(%s)", core.OpPerfEventOpen: "call(libc.syscall, 298, %s)",
	core.OpIoctl: "call(libc.ioctl, %s)", core.OpPidfdOpen: "pidfd(%s)", core.OpSocket: "call(libc.socket, %s)",
}

func callPython(st *step) []string {
	c := &st.call
	if c.Op.MakesTask() && st.ret >= 0 {
		make := "pid = os.fork()"
		if c.Op == core.OpClone {
			make = fmt.Sprintf("pid = clone(%s)", hexNumber(c.Args[1]&cloneShown))
		}
		return []string{make, "if pid == 0:", "    me = " + strconv.FormatUint(c.Args[0], 10), "else:", fmt.Sprintf("    report(%d, pid)", st.nr)}
	}
	if c.Op == core.OpClone { // it is refused
		return []string{st.report(fmt.Sprintf("call(libc.syscall, NR_CLONE, %s, 0, 0, 0, 0)", hexNumber(c.Args[1])))}
	}
	return []string{reportCall(st, pythonCalls, st.realArgs(opArgs(c)), trailingPython)}
}

func writePython(s *history.Session, o Options) (string, error) {
	return tonguePython.write(newProgram(s, o)), nil
}
