package export

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
)

// Python programs: ctypes, nothing to install, nothing to compile.

var tonguePython = tongue{
	indent: "    ",
	remark: func(text string) string { return "# " + text },
	turn:   func(task int) string { return "if turn(" + strconv.Itoa(task) + "):" },
	store:  storePython,
	call:   callPython,
}

var pythonStores = [...]func(s statement) string{
	zero:     func(s statement) string { return fmt.Sprintf("zero(0x%x, %d)", s.addr, s.n) },
	put:      func(s statement) string { return fmt.Sprintf("put%d(0x%x, %s)", s.n*8, s.addr, number(s.value, s.n)) },
	putBytes: func(s statement) string { return fmt.Sprintf("put(0x%x, b%s)", s.addr, quoted(s.bytes)) },
	mapPage:  func(s statement) string { return fmt.Sprintf("page(0x%x)", s.addr) },
	dropPage: func(s statement) string { return fmt.Sprintf("drop(0x%x)", s.addr) },
	unlock:   func(s statement) string { return fmt.Sprintf("protect(0x%x, READ | WRITE)", s.addr) },
	lock:     func(s statement) string { return fmt.Sprintf("protect(0x%x, READ)", s.addr) },
	realID:   func(s statement) string { return fmt.Sprintf("real_id(0x%x)", s.addr) },
}

func storePython(s statement) string {
	text := pythonStores[s.do](s)
	if s.says != "" {
		text += "  # " + withoutRemark(s.says)
	}
	return text
}

// pythonCalls are what gives the result of a call; %s are its arguments.
var pythonCalls = map[core.Op]string{
	core.OpClose: "call(libc.close, %s)", core.OpDup: "call(libc.dup, %s)", core.OpDup3: "call(libc.dup3, %s)",
	core.OpFcntl: "call(libc.fcntl, %s)", core.OpUnlink: "call(libc.unlink, b%s)", core.OpExec: "fresh(%s)",
	core.OpRlimit: "set_nofile(%s)", core.OpMemlock: "set_memlock(%s)", core.OpUID: "set_uid(%s)", core.OpCaps: "set_caps(%s)",
	core.OpFdinfo: "fdinfo(%s)", core.OpUnseen: "unseen(%s)", core.OpNextID: "find_ids(%s)", core.OpFolder: "folder(b%s)",
}

func callPython(p *program, st *step) []string {
	c := &st.call
	switch c.Op {
	case core.OpBpf:
		return []string{saidBy(st, fmt.Sprintf("bpf(%d, 0x%x, %d)", int32(c.Cmd()), c.Args[1], c.Args[2]))}
	case core.OpFork:
		return []string{"pid = os.fork()", "if pid == 0:", "    me = " + strconv.FormatUint(c.Args[0], 10), "else:", fmt.Sprintf("    said(%d, pid)", st.nr)}
	case core.OpTraced:
		if st.opens() {
			return []string{saidBy(st, fmt.Sprintf("opened(%d, %d)", st.ret, st.openFlags())) + "  # " + oneLine(c.Path)}
		}
		return []string{saidBy(st, strconv.FormatInt(st.ret, 10)) + "  # " + oneLine(c.Path)}
	case core.OpExit:
		return []string{fmt.Sprintf("leave(%d)", st.nr)}
	case core.OpWork:
		return []string{"time.sleep(0.1)  # the worker has time to free maps"}
	}
	return []string{saidBy(st, fmt.Sprintf(pythonCalls[c.Op], strings.Join(opArgs(c), ", ")))}
}

// saidBy prints what a call gives, beside what is expected of it, in Go and in Python.
func saidBy(st *step, call string) string {
	if st.ret == core.NotEmulated {
		return fmt.Sprintf("said(%d, %s)", st.nr, call)
	}
	return fmt.Sprintf("said(%d, %s, %d)", st.nr, call, st.ret)
}

func writePython(s *core.Session, o Options) (string, error) {
	p := newProgram(s, o)
	var b strings.Builder
	b.WriteString("#!/usr/bin/env python3\n")
	for _, l := range p.preamble("Save it as calls.py and run as root: python3 calls.py") {
		b.WriteString(strings.TrimRight("# "+l, " ") + "\n")
	}
	b.WriteString(p.fill(p.chunks(pythonHead)))
	b.WriteString(p.body(&tonguePython))
	b.WriteString(p.chunks(pythonFoot))
	return b.String(), nil
}
