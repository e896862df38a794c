package export

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/strace"
)

// moment is one call with the memory that it reads.
type moment struct {
	nr   int // number of the call, from 1
	call core.Call
	ret  int64
	attr []byte // the attr before the call, size bytes; nil if it cannot be read
	path string // the string at pathname, without its NUL
	free int    // for fdinfo, the descriptor that the task opens
	many bool   // the history has several tasks
}

// moments returns the selected calls in order.
func moments(s *history.Session, o Options) []moment {
	var all []moment
	many := hasTasks(s, o.To)
	s.Walk(o.To, func(nr int, k *core.Kernel) {
		if nr < o.From {
			return
		}
		c, ret := s.Call(nr)
		m := moment{nr: nr, call: c.Call, ret: ret, many: many}
		if c.Op == core.OpBpf {
			m.attr = readAttr(k, &c.Call)
			m.path = readPath(k, &c.Call, m.attr)
		}
		if c.Op == core.OpFdinfo {
			m.free = lowestFree(k, c.Task)
		}
		all = append(all, m)
	})
	return all
}

// hasTasks reports whether one of the first n calls is a fork.
func hasTasks(s *history.Session, n int) bool {
	for _, c := range s.Calls()[:n] {
		if c.Op == core.OpFork {
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
	var path []byte
	for at := row.Fields[0].Value(attr); len(path) < pathMax; {
		n := core.PAGE_SIZE - int(at%core.PAGE_SIZE)
		page, err := k.Read(c.Task, at, n)
		if err != nil {
			return ""
		}
		if end := bytes.IndexByte(page, 0); end >= 0 {
			return string(append(path, page[:end]...))
		}
		path, at = append(path, page...), at+uint64(n)
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
