package export

import (
	"bytes"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/strace"
)

// moment is one call with what is needed to tell of it.
type moment struct {
	nr   int // from 1
	call core.Call
	ret  int64
	attr []byte // what lies at its address as the call is made, as far as size; nil where that cannot be read
	path string // what lies at pathname, without its NUL
	free int    // of fdinfo: the descriptor that it is read through
	many bool   // there is more than one task in the history
}

// moments are the calls that are asked for, in order.
func moments(s *history.Session, o Options) []moment {
	var all []moment
	many := hasTasks(s, o.To)
	s.Walk(o.To, func(nr int, k *core.Kernel) {
		if nr < o.From {
			return
		}
		c, ret := s.Call(nr)
		m := moment{nr: nr, call: c, ret: ret, many: many}
		if c.Op == core.OpBpf {
			m.attr = readAttr(k, &c)
			m.path = readPath(k, &c, m.attr)
		}
		if c.Op == core.OpFdinfo {
			m.free = lowestFree(k, c.Task)
		}
		all = append(all, m)
	})
	return all
}

// hasTasks says whether a task forks among the first n calls.
func hasTasks(s *history.Session, n int) bool {
	for _, c := range s.Calls()[:n] {
		if c.Op == core.OpFork {
			return true
		}
	}
	return false
}

// readAttr is the attr in memory, or nil where it is not there as a whole or is too long for anyone to read.
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

// pathMax is how long a path may be, with its NUL.
const pathMax = 4096

// readPath is the path of a pin or a get; "" where there is none to be read.
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

// lowestFree is the descriptor that a task would get next.
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

// attrWrite is which of the call's own writes is the attr and nothing else; -1 where there is none.
func (m *moment) attrWrite() int {
	for i, w := range m.call.Writes {
		if m.call.Op == core.OpBpf && w.Addr == m.call.Args[1] && uint64(len(w.Bytes)) == m.call.Args[2] {
			return i
		}
	}
	return -1
}

// command is the row of the command; nil for calls that are not bpf, and where no release knows it.
func (m *moment) command() *abi.Command {
	if m.call.Op != core.OpBpf {
		return nil
	}
	return m.call.Cmd().Known(abi.Newest)
}

// title is the call in a word: BPF_MAP_CREATE, close.
func (m *moment) title() string {
	if m.call.Op == core.OpBpf {
		return m.call.Cmd().String()
	}
	return m.call.Op.Name()
}
