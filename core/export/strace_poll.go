package export

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/strace"
)

// The lines of poll, epoll, mmap, read and write.

// flagNames are the names of flags, by bit.
type flagNames map[uint64]string

// format returns the names of the flags that are set, and the rest in hex. none is the text of 0.
func (names flagNames) format(v uint64, none string) string {
	var set []string
	for bit := uint64(1); bit != 0; bit <<= 1 {
		if name, ok := names[bit]; ok && v&bit != 0 {
			set = append(set, name)
			v &^= bit
		}
	}
	if v != 0 {
		set = append(set, hexNumber(v))
	}
	if set == nil {
		return none
	}
	return strings.Join(set, "|")
}

var (
	protNames = flagNames{core.PROT_READ: "PROT_READ", core.PROT_WRITE: "PROT_WRITE", core.PROT_EXEC: "PROT_EXEC"}
	mmapNames = flagNames{core.MAP_SHARED: "MAP_SHARED", core.MAP_PRIVATE: "MAP_PRIVATE", core.MAP_FIXED: "MAP_FIXED",
		core.MAP_ANONYMOUS: "MAP_ANONYMOUS", core.MAP_FIXED_NOREPLACE: "MAP_FIXED_NOREPLACE"}
	epollOps = map[uint64]string{core.EPOLL_CTL_ADD: "EPOLL_CTL_ADD", core.EPOLL_CTL_DEL: "EPOLL_CTL_DEL", core.EPOLL_CTL_MOD: "EPOLL_CTL_MOD"}
)

func straceMmap(m *moment) []string {
	c, flags := &m.call, ""
	if v := c.Args[3]; v&core.MAP_TYPE == core.MAP_SHARED_VALIDATE {
		flags = strings.TrimSuffix("MAP_SHARED_VALIDATE|"+mmapNames.format(v&^core.MAP_TYPE, ""), "|")
	} else {
		flags = mmapNames.format(v, "0")
	}
	result := strace.FormatResult(m.ret)
	if m.ret > 0 {
		result = "= " + hexNumber(uint64(m.ret))
	}
	return []string{fmt.Sprintf("mmap(%s, %d, %s, %s, %d, %s) %s", pointer(c.Args[0]), c.Args[1], protNames.format(c.Args[2], "PROT_NONE"), flags, fd(c.Args[4]), offset(c.Args[5]), result) + m.memory()}
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
	result := strace.FormatResult(m.ret)
	switch {
	case m.ret == 0:
		result = "= 0 (Timeout)"
	case m.ret > 0:
		result = fmt.Sprintf("= %d ([%s])", m.ret, strings.Join(ready, ", "))
	case m.ret == core.NotEmulated:
		result = "= ?"
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
	op, known := epollOps[a[1]]
	if !known {
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
	if m.ret == core.NotEmulated {
		return []string{fmt.Sprintf("epoll_wait(%d, %s, %d, %d) = ?", fd(a[0]), events, fd(a[2]), fd(a[3]))}
	}
	return m.line("epoll_wait(%d, %s, %d, %d)", fd(a[0]), events, fd(a[2]), fd(a[3]))
}

func epollFlags(v uint64) string {
	return flagNames{core.O_CLOEXEC: "EPOLL_CLOEXEC"}.format(v, "0")
}

// straceIO formats read, write, pread64 and pwrite64. write shows the bytes.
func straceIO(m *moment) []string {
	a, buf, rest := &m.call.Args, pointer(m.call.Args[1]), ""
	if m.in != nil {
		shown := m.in[:min(len(m.in), ioShown)]
		if buf = quotedHex(shown); len(shown) < len(m.in) {
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
