package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/table"
)

// syzData is the start of a syzkaller program's memory. The arena of a task is moved there.
const syzData = 0x7f0000000000

// syzWriter writes the calls of task 0 as sys/linux/bpf.txt describes them, and comments for all other calls.
type syzWriter struct {
	b         strings.Builder
	resources map[int32]string // resources by open descriptor
	made      int              // number of resources so far
}

func writeSyz(s *history.Session, o Options) (string, error) {
	w := &syzWriter{resources: map[int32]string{}}
	fmt.Fprintf(&w.b, "# %s, as run by bpfplay on %s\n", calls(o.To), kernel(s.Machine()))
	if o.Link != "" && len(o.Link) <= linkMax {
		w.b.WriteString("# " + o.Link + "\n")
	}
	for _, m := range moments(s, o) {
		w.moment(&m)
	}
	return w.b.String(), nil
}

func (w *syzWriter) remark(format string, args ...any) {
	w.b.WriteString("# " + strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " ") + "\n")
}

// syzOps format calls other than bpf. Other calls cannot be expressed.
var syzOps = table.Indexed[core.Op, func(w *syzWriter, c *core.Call) string]{
	core.OpClose: func(w *syzWriter, c *core.Call) string { return "close(" + w.fd(c.Args[0]) + ")" },
	core.OpDup:   func(w *syzWriter, c *core.Call) string { return "dup(" + w.fd(c.Args[0]) + ")" },
	core.OpDup3: func(w *syzWriter, c *core.Call) string {
		return fmt.Sprintf("dup3(%s, %s, 0x%x)", w.fd(c.Args[0]), syzInt(c.Args[1], 4), c.Args[2])
	},
	core.OpFcntl: func(w *syzWriter, c *core.Call) string {
		return fmt.Sprintf("fcntl$%s(%s, %s, 0x%x)", syzFcntls.Of(c.Args[1]), w.fd(c.Args[0]), syzInt(c.Args[1], 4), c.Args[2])
	},
	core.OpExit: func(*syzWriter, *core.Call) string { return "exit(0x0)" },
	core.OpUID: func(_ *syzWriter, c *core.Call) string {
		return fmt.Sprintf("setresuid(0x%x, 0x%[1]x, 0x%[1]x)", c.Args[0])
	},
	core.OpUnlink: func(_ *syzWriter, c *core.Call) string {
		return "unlink(&(0x7f00000f0000)='" + syzText(c.Path) + "\\x00')"
	},
	core.OpRlimit: func(_ *syzWriter, c *core.Call) string {
		return fmt.Sprintf("prlimit64(0x0, 0x7, &(0x7f00000f0000)={0x%x, 0x%[1]x}, 0x0)", c.Args[0])
	},
	core.OpMemlock: func(_ *syzWriter, c *core.Call) string {
		return fmt.Sprintf("prlimit64(0x0, 0x8, &(0x7f00000f0000)={0x%x, 0x%[1]x}, 0x0)", c.Args[0])
	},
}

// syzFcntls are the variants of fcntl by command. Only the number in the call counts.
var syzFcntls = table.Listed[uint64, string]{
	{core.F_DUPFD, "dupfd"}, {core.F_DUPFD_CLOEXEC, "dupfd"}, {core.F_GETFD, "getflags"}, {core.F_GETFL, "getflags"}, {core.F_SETFD, "setflags"},
}

// moment writes one call.
func (w *syzWriter) moment(m *moment) {
	c := &m.call
	_, known := syzFcntls.Find(c.Args[1])
	format := syzOps.At(c.Op)
	switch {
	case c.Task != 0:
		w.remark("call %d of task %d: %s", m.nr, c.Task, c)
		return
	case c.Op == core.OpBpf:
		format = func(w *syzWriter, _ *core.Call) string { return w.bpf(m) }
	case format == nil, c.Op == core.OpFcntl && !known:
		w.remark("call %d is not supported by syzkaller: %s", m.nr, c)
		return
	}
	line := format(w, c)
	if m.makesFD() {
		name := "r" + strconv.Itoa(w.made)
		w.made++
		w.resources[int32(m.ret)] = name
		line = name + " = " + line
	}
	if c.Op == core.OpClose && m.ret == 0 {
		delete(w.resources, fd(c.Args[0]))
	}
	w.b.WriteString(line + "\n")
}

// makesFD reports whether the call returned a descriptor.
func (m *moment) makesFD() bool {
	switch {
	case m.ret < 0:
		return false
	case m.call.Op == core.OpBpf:
		cmd := m.call.Cmd()
		return cmd == abi.BPF_PROG_LOAD || slices.Contains(history.OpensMap, cmd)
	case m.call.Op == core.OpFcntl:
		return m.call.Args[1] == core.F_DUPFD || m.call.Args[1] == core.F_DUPFD_CLOEXEC
	}
	return m.call.Op == core.OpDup || m.call.Op == core.OpDup3
}

// fd formats a descriptor as a resource, or as a number if it has none.
func (w *syzWriter) fd(v uint64) string {
	if name, ok := w.resources[int32(v)]; ok {
		return name
	}
	return syzInt(v, 4)
}

// syzInt formats a number of n bytes. A negative one is sign-extended to 64 bits.
func syzInt(v uint64, n int) string {
	if n == 4 && int32(v) < 0 {
		v = uint64(int64(int32(v)))
	}
	return hexNumber(v)
}

// syzText escapes s for a string of syzkaller.
func syzText(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '\'' || c == '\\' {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
