package export

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
)

// The lines of poll, epoll, mmap, read and write.

// named formats argument i by the names of its values.
func (m *moment) named(i int) string { return m.call.Op.ArgNames(i).Format(m.call.Args[i], "0") }

func straceMmap(m *moment) []string {
	c := &m.call
	return []string{fmt.Sprintf("mmap(%s, %d, %s, %s, %d, %s) %s", pointer(c.Args[0]), c.Args[1], m.named(2), m.named(3), fd(c.Args[4]), offset(c.Args[5]), m.result()) + m.memory()}
}

func offset(v uint64) string {
	if v == 0 {
		return "0"
	}
	return hexNumber(v)
}

func pointer(v uint64) string {
	if v == 0 {
		return "NULL"
	}
	return hexNumber(v)
}

// stracePoll formats the array before and after the call.
func stracePoll(m *moment) []string {
	c := &m.call
	if m.in == nil {
		return m.line("poll(%s, %d, %d)", pointer(c.Args[0]), c.Args[1], fd(c.Args[2]))
	}
	asked, ready := make([]string, 0, len(m.in)/pollfdSize), []string(nil)
	for at := 0; at < len(m.in); at += pollfdSize {
		nr := int32(binary.LittleEndian.Uint32(m.in[at:]))
		asked = append(asked, fmt.Sprintf("{fd=%d, events=%s}", nr, core.PollNames(uint32(binary.LittleEndian.Uint16(m.in[at+4:])))))
		if revents := binary.LittleEndian.Uint16(m.out[at+6:]); revents != 0 {
			ready = append(ready, fmt.Sprintf("{fd=%d, revents=%s}", nr, core.PollNames(uint32(revents))))
		}
	}
	result := m.result()
	switch {
	case m.ret == 0:
		result = "= 0 (Timeout)"
	case m.ret > 0:
		result = fmt.Sprintf("= %d ([%s])", m.ret, strings.Join(ready, ", "))
	}
	return []string{fmt.Sprintf("poll([%s], %d, %d) %s", strings.Join(asked, ", "), c.Args[1], fd(c.Args[2]), result)}
}

// epollEvent formats a struct epoll_event.
func epollEvent(b []byte) string {
	events := strings.ReplaceAll(core.PollNames(binary.LittleEndian.Uint32(b)), "POLL", "EPOLL")
	return fmt.Sprintf("{events=%s, data=%s}", strings.ReplaceAll(events, "EEPOLL", "EPOLL"), offset(binary.LittleEndian.Uint64(b[4:])))
}

func straceEpollCtl(m *moment) []string {
	a, event := &m.call.Args, pointer(m.call.Args[3])
	if m.in != nil && a[1] != core.EPOLL_CTL_DEL {
		event = epollEvent(m.in)
	}
	op := m.named(1)
	if a[1] < core.EPOLL_CTL_ADD || a[1] > core.EPOLL_CTL_MOD {
		op = hexNumber(uint64(uint32(a[1]))) + " /* EPOLL_CTL_??? */"
	}
	return m.line("epoll_ctl(%d, %s, %d, %s)", fd(a[0]), op, fd(a[2]), event)
}

func straceEpollWait(m *moment) []string {
	a, events := &m.call.Args, pointer(m.call.Args[1])
	if m.out != nil {
		var all []string
		for at := 0; at < len(m.out); at += epollEventSize {
			all = append(all, epollEvent(m.out[at:]))
		}
		events = "[" + strings.Join(all, ", ") + "]"
	} else if m.ret == 0 {
		events = "[]"
	}
	return m.line("epoll_wait(%d, %s, %d, %d)", fd(a[0]), events, fd(a[2]), fd(a[3]))
}

// straceIO formats read, write, pread64 and pwrite64. write shows the bytes.
func straceIO(m *moment) []string {
	a, buf, rest := &m.call.Args, pointer(m.call.Args[1]), ""
	all := m.in
	if m.call.Op == core.OpRead {
		if all = m.out; m.ret == 0 {
			buf = `""`
		}
	}
	if all != nil {
		shown := all[:min(len(all), ioShown)]
		if buf = quotedHex(shown); len(shown) < len(all) {
			buf += "..."
		}
	}
	if len(m.call.Op.Args()) > 3 {
		rest = ", " + strconv.FormatInt(int64(a[3]), 10)
	}
	return m.line("%s(%d, %s, %d%s)", m.call.Op.Name(), fd(a[0]), buf, a[2], rest)
}

// ioShown is the number of bytes of a buffer that strace prints.
const ioShown = 32
