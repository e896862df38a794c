package strace

import (
	"strings"

	"bpfplay/core/paste"
)

// mapped recognises the calls of mmap, munmap, poll and epoll that concern BPF maps.
type mapped struct {
	maps    map[int64]bool // descriptors that are maps, as far as the trace shows
	areas   map[int64]bool // addresses of their mapped memory
	watched map[int64]bool // epoll instances that watch maps
}

// isOf reports whether a call maps or unmaps the memory of a map, or looks for its events.
func (m *mapped) isOf(c *paste.Call) bool {
	switch {
	case c.Name == "munmap":
		return len(c.Args) > 0 && m.areas[c.Args[0]]
	case c.Name == "mmap":
		return m.isMap(c, 4)
	case c.Name == "epoll_ctl":
		return m.isMap(c, 2)
	case strings.HasPrefix(c.Name, "epoll"):
		return len(c.Args) > 0 && m.watched[c.Args[0]]
	}
	for n := 0; 2*n < len(c.Args) && c.Args[2*n] != int64(n); n++ { // the descriptors of poll come first
		if m.isMap(c, 2*n) {
			return true
		}
	}
	return false
}

// isMap reports whether argument i is the descriptor of a map.
func (m *mapped) isMap(c *paste.Call, i int) bool {
	return i < len(c.Args) && (m.maps[c.Args[i]] || strings.Contains(c.FileOf(c.Args[i]), "bpf-map"))
}

// mapMakers lists the bpf commands that return the descriptor of a map.
var mapMakers = map[string]bool{"BPF_MAP_CREATE": true, "BPF_MAP_GET_FD_BY_ID": true}

// note follows the effect of a call that was kept.
func (m *mapped) note(c *paste.Call) {
	if m.maps == nil {
		m.maps, m.areas, m.watched = map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	}
	switch {
	case c.Result == nil || *c.Result < 0:
	case c.Name == "mmap":
		m.areas[*c.Result] = true
	case c.Name == "munmap":
		delete(m.areas, c.Args[0])
	case c.Name == "epoll_ctl":
		m.watched[c.Args[0]] = true
	case c.Name == "close" && len(c.Args) > 0:
		delete(m.maps, c.Args[0])
		delete(m.watched, c.Args[0])
	case c.Name == "bpf" && fds[c.Cmd.String()]:
		m.maps[*c.Result] = mapMakers[c.Cmd.String()] || strings.Contains(c.FileOf(*c.Result), "bpf-map")
	case uses[c.Name] == makes:
		delete(m.maps, *c.Result)
	}
}
