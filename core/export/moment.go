package export

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/insn"
	"bpfplay/core/strace"
)

// moment is one call with the memory that it reads.
type moment struct {
	nr   int // number of the call, from 1
	call core.Call
	ret  int64
	attr []byte // the attr before the call, size bytes; nil if it cannot be read
	path string // the string at pathname, without its NUL
	// memory that the attr points to and that strace prints: the program, its license, BTF
	pointees []strace.Pointee
	in, out  []byte    // memory that a call other than bpf reads and writes
	contents []content // written by the call
	free     int       // for fdinfo, the descriptor that the task opens
	many     bool      // the history has several tasks
}

// moments returns the selected calls in order.
func moments(s *history.Session, o Options) []moment {
	var all []moment
	many, vary := hasTasks(s, o.To), false
	s.Walk(o.To, func(nr int, k *core.Kernel) {
		if nr < o.From {
			return
		}
		c, ret := s.Call(nr)
		m := moment{nr: nr, call: c.Call, ret: ret, many: many}
		if c.Op == core.OpRunStart {
			run := testRun(&c.Call)
			m.attr = readAttr(k, &run)
		}
		if c.Op == core.OpBpf {
			m.attr = readAttr(k, &c.Call)
			m.path = readPath(k, &c.Call, m.attr)
			m.pointees = readPointees(k, &m)
		}
		m.in, _ = opMemory(k, &m)
		if c.Op == core.OpPerfEventOpen {
			m.attr, _ = k.Read(c.Task, c.Args[0], abi.PerfWakeup.End())
		}
		if c.Op == core.OpFdinfo || c.Op == core.OpList {
			m.free = lowestFree(k, c.Task)
		}
		vary = vary || c.Op == core.OpRunStart || varies(m.insns())
		all = append(all, m)
	}, func(nr int, k *core.Kernel) {
		if nr < o.From {
			return
		}
		m := &all[len(all)-1]
		_, m.out = opMemory(k, m)
		if !vary {
			m.contents = contents(k, m)
		}
	})
	return all
}

// testRun returns the bpf call that runstart makes.
func testRun(c *core.Call) core.Call {
	return core.Bpf(c.Task, abi.BPF_PROG_TEST_RUN, c.Args[1], uint32(c.Args[2]), c.Writes...)
}

// hasTasks reports whether one of the first n calls is a fork.
func hasTasks(s *history.Session, n int) bool {
	for _, c := range s.Calls()[:n] {
		if c.Op.MakesTask() {
			return true
		}
	}
	return false
}

// readAttr returns the attr in memory, or nil if it is not readable or longer than the limit of strace.
func readAttr(k *core.Kernel, c *core.Call) []byte {
	size := c.Args[2]
	if size == 0 || size > strace.AttrMax {
		return nil
	}
	attr, err := k.Read(c.Task, c.Args[1], int(size))
	if err != nil {
		return nil
	}
	return attr
}

// pathMax is PATH_MAX: the maximum length of a path with its NUL.
const pathMax = 4096

// readPath returns the path of BPF_OBJ_PIN or BPF_OBJ_GET, or "" if it cannot be read.
func readPath(k *core.Kernel, c *core.Call, attr []byte) string {
	row := c.Cmd().Known(abi.Newest)
	if row == nil || attr == nil || len(row.Fields) == 0 || row.Fields[0].Kind != abi.KindPath {
		return ""
	}
	return readText(k, c.Task, row.Fields[0].Value(attr))
}

// readText returns the text at an address, or "" if no NUL follows within pathMax bytes that can be read.
func readText(k *core.Kernel, task int, at uint64) string {
	var text []byte
	for len(text) < pathMax {
		n := core.PAGE_SIZE - int(at%core.PAGE_SIZE)
		page, err := k.Read(task, at, n)
		if err != nil {
			return ""
		}
		if end := bytes.IndexByte(page, 0); end >= 0 {
			return string(append(text, page[:end]...))
		}
		text, at = append(text, page...), at+uint64(n)
	}
	return ""
}

// lowestFree returns the lowest free descriptor of a task.
func lowestFree(k *core.Kernel, task int) int {
	free := 0
	for _, t := range k.View().Tasks {
		for _, fd := range t.FDs {
			if t.Nr == task && fd.FD == free {
				free++
			}
		}
	}
	return free
}

// attrWrite returns the index of the call's write that is exactly the attr, or -1.
func (m *moment) attrWrite() int {
	for i, w := range m.call.Writes {
		if m.call.Op == core.OpBpf && w.Addr == m.call.Args[1] && uint64(len(w.Bytes)) == m.call.Args[2] {
			return i
		}
	}
	return -1
}

// command returns the command of a bpf call, or nil if no release has it.
func (m *moment) command() *abi.Command {
	if m.call.Op != core.OpBpf {
		return nil
	}
	return m.call.Cmd().Known(abi.Newest)
}

// title returns the name of the call, such as BPF_MAP_CREATE or close.
func (m *moment) title() string {
	if m.call.Op == core.OpBpf {
		return m.call.Cmd().String()
	}
	return m.call.Op.Name()
}

// pointeeMax is the maximum size of a program or BTF that a format shows, in bytes.
const pointeeMax = 1 << 20

// readPointees returns the memory of a load that strace -v prints.
func readPointees(k *core.Kernel, m *moment) []strace.Pointee {
	var all []strace.Pointee
	add := func(f *abi.Field, n uint64) {
		if n == 0 || n > pointeeMax || f.End() > len(m.attr) {
			return
		}
		if bytes, err := k.Read(m.call.Task, f.Value(m.attr), int(n)); err == nil {
			all = append(all, strace.Pointee{Field: f, Bytes: bytes})
		}
	}
	switch m.call.Cmd() {
	case abi.BPF_PROG_LOAD:
		add(&abi.Insns, abi.InsnCnt.Value(m.attr)*8)
		add(&abi.License, uint64(len(readText(k, m.call.Task, abi.License.Value(m.attr)))+1))
	case abi.BPF_BTF_LOAD:
		add(&abi.BtfData, abi.BtfSize.Value(m.attr))
	}
	return all
}

// insns returns the instructions that the call loads, or nil.
func (m *moment) insns() []insn.Insn {
	for _, p := range m.pointees {
		if p.Field == &abi.Insns {
			return insn.DecodeAll(p.Bytes)
		}
	}
	return nil
}
