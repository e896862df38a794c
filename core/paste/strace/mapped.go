package strace

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// mapped recognises the calls of mmap, munmap, poll, epoll, read and write that concern BPF objects.
type mapped struct {
	objects map[int64]bool // descriptors that are objects, as far as the trace shows
	areas   map[int64]bool // addresses of their mapped memory
	sent    bool           // an object was sent through a socket
	watched map[int64]bool // epoll instances that watch objects
}

// isOf reports whether a call concerns an object.
func (m *mapped) isOf(c *paste.Call) bool {
	switch {
	case c.Name == "munmap":
		return len(c.Args) > 0 && m.areas[c.Args[0]]
	case c.Name == "mmap":
		return m.isObject(c, 4)
	case c.Name == "epoll_ctl":
		return m.isObject(c, 2)
	case slices.Contains(ioCalls, c.Name):
		return m.isObject(c, 0)
	case strings.HasPrefix(c.Name, "epoll"):
		return len(c.Args) > 0 && m.watched[c.Args[0]]
	}
	for n := 0; 2*n < len(c.Args) && c.Args[2*n] != int64(n); n++ { // the descriptors of poll come first
		if m.isObject(c, 2*n) {
			return true
		}
	}
	return false
}

// isObject reports whether argument i is the descriptor of an object.
func (m *mapped) isObject(c *paste.Call, i int) bool {
	return i < len(c.Args) && (m.objects[c.Args[i]] || isObjectFile(c.FileOf(c.Args[i])))
}

// ioCalls lists the calls that read, write or control their first argument.
var ioCalls = []string{"ioctl", "read", "write", "pread64", "pwrite64"}

// objectFiles are parts of the names that strace -y prints for descriptors of objects.
var objectFiles = [...]string{"bpf-map", "bpf-prog", "inode:btf", "perf_event", "bpf_iter", "/maps.debug", "/progs.debug"}

func isObjectFile(name string) bool {
	for _, part := range objectFiles {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// objectMakers lists the bpf commands that return the descriptor of an object that may be emulated.
var objectMakers = []abi.Cmd{abi.BPF_MAP_CREATE, abi.BPF_MAP_GET_FD_BY_ID, abi.BPF_PROG_LOAD,
	abi.BPF_PROG_GET_FD_BY_ID, abi.BPF_BTF_LOAD, abi.BPF_BTF_GET_FD_BY_ID, abi.BPF_ITER_CREATE}

// note follows the effect of a call that was kept.
func (m *mapped) note(c *paste.Call) {
	if m.objects == nil {
		m.objects, m.areas, m.watched = map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	}
	switch {
	case c.Result == nil || *c.Result < 0:
	case c.Name == "mmap":
		m.areas[*c.Result] = true
	case c.Name == "munmap":
		delete(m.areas, c.Args[0])
	case c.Name == "sendmsg":
		for i := range c.Args {
			m.sent = m.sent || i > 1 && m.isObject(c, i)
		}
	case c.Name == "recvmsg" && len(c.Args) > 2:
		for _, fd := range c.Args[2:] {
			m.objects[fd] = m.sent || isObjectFile(c.FileOf(fd))
		}
	case c.Name == "epoll_ctl":
		m.watched[c.Args[0]] = true
	case c.Name == "close" && len(c.Args) > 0:
		delete(m.objects, c.Args[0])
		delete(m.watched, c.Args[0])
	case c.Name == "bpf" && slices.Contains(fds, c.Cmd):
		m.objects[*c.Result] = slices.Contains(objectMakers, c.Cmd) || isObjectFile(c.FileOf(*c.Result))
	case c.Name == "perf_event_open":
		m.objects[*c.Result] = true
	case uses.Of(c.Name) == makes:
		delete(m.objects, *c.Result)
		if isObjectFile(c.Path) {
			m.objects[*c.Result] = true
		}
	}
}
