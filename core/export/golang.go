package export

import (
	"errors"
	"fmt"
	"strings"

	"bpfplay/core"
)

// Go programs on golang.org/x/sys/unix.

var tongueGo = tongue{
	indent: "\t",
	remark: func(text string) string { return "// " + text },
	store:  storeGo,
	call:   callGo,
}

var goStores = [...]func(s statement) string{
	zero: func(s statement) string { return fmt.Sprintf("zero(0x%x, %d)", s.addr, s.n) },
	put: func(s statement) string {
		return fmt.Sprintf("put%d(0x%x, %s)", s.n*8, s.addr, goNumber(number(s.value, s.n), s.n))
	},
	putBytes: func(s statement) string { return fmt.Sprintf("put(0x%x, %s)", s.addr, quoted(s.bytes)) },
	mapPage:  func(s statement) string { return fmt.Sprintf("page(0x%x)", s.addr) },
	dropPage: func(s statement) string { return fmt.Sprintf("drop(0x%x)", s.addr) },
	unlock:   func(s statement) string { return fmt.Sprintf("protect(0x%x, unix.PROT_READ|unix.PROT_WRITE)", s.addr) },
	lock:     func(s statement) string { return fmt.Sprintf("protect(0x%x, unix.PROT_READ)", s.addr) },
	realID:   func(s statement) string { return fmt.Sprintf("realID(0x%x)", s.addr) },
}

// goNumber is a number that Go takes as unsigned.
func goNumber(text string, n int) string {
	if text == "-1" {
		return "^uint" + fmt.Sprint(n*8) + "(0)"
	}
	return text
}

func storeGo(s statement) string {
	text := goStores[s.do](s)
	if s.says != "" {
		text += " // " + withoutRemark(s.says)
	}
	return text
}

// goCalls are what gives the result of a call; %s are its arguments.
var goCalls = map[core.Op]string{
	core.OpClose: "call(unix.SYS_CLOSE, %s)", core.OpDup: "call(unix.SYS_DUP, %s)", core.OpDup3: "call(unix.SYS_DUP3, %s)",
	core.OpFcntl: "call(unix.SYS_FCNTL, %s)", core.OpUnlink: "unlink(%s)", core.OpExec: "fresh(%s)",
	core.OpRlimit: "setNofile(%s)", core.OpMemlock: "setMemlock(%s)", core.OpUID: "setUID(%s)", core.OpCaps: "setCaps(%s)",
	core.OpFdinfo: "fdinfo(%s)", core.OpUnseen: "unseen(%s)", core.OpNextID: "findIDs(%s)", core.OpFolder: "folder(%s)",
}

func callGo(p *program, st *step) []string {
	c := &st.call
	switch c.Op {
	case core.OpBpf:
		return []string{saidBy(st, fmt.Sprintf("bpf(%d, 0x%x, %d)", int32(c.Cmd()), c.Args[1], c.Args[2]))}
	case core.OpTraced:
		if st.opens() {
			return []string{saidBy(st, fmt.Sprintf("opened(%d, %d)", st.ret, st.openFlags())) + " // " + oneLine(c.Path)}
		}
		return []string{saidBy(st, fmt.Sprint(st.ret)) + " // " + oneLine(c.Path)}
	case core.OpExit:
		return []string{fmt.Sprintf("leave(%d)", st.nr)}
	case core.OpWork:
		return []string{"sleep() // the worker has time to free maps"}
	}
	args := opArgs(c)
	for i, a := range c.Op.Args() {
		if a.Form != core.ArgPath && int64(c.Args[i]) < 0 {
			args[i] = fmt.Sprintf("0x%x", c.Args[i])
		}
	}
	return []string{saidBy(st, fmt.Sprintf(goCalls[c.Op], strings.Join(args, ", ")))}
}

var errGoForks = errors.New("a Go program cannot fork, and this history has several tasks: c and python can carry it")

func writeGo(s *core.Session, o Options) (string, error) {
	if hasTasks(s, o.To) {
		return "", errGoForks
	}
	p := newProgram(s, o)
	var b strings.Builder
	for _, l := range p.preamble("Save it as main.go, say: go mod init calls && go get golang.org/x/sys/unix && go build, and run ./calls as root.") {
		b.WriteString(strings.TrimRight("// "+l, " ") + "\n")
	}
	b.WriteString(p.fill(p.chunks(goHead)))
	b.WriteString(p.body(&tongueGo))
	b.WriteString(p.chunks(goFoot))
	return b.String(), nil
}
