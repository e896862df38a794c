package strace

import (
	"strings"

	"bpfplay/core/paste"
)

// mapped recognises the calls of mmap and munmap that concern BPF maps.
type mapped struct {
	maps  map[int64]bool // descriptors that are maps, as far as the trace shows
	areas map[int64]bool // addresses of their mapped memory
}

// isOf reports whether a call maps or unmaps the memory of a map.
func (m *mapped) isOf(c *paste.Call) bool {
	if c.Name == "munmap" {
		return len(c.Args) > 0 && m.areas[c.Args[0]]
	}
	if len(c.Args) < 5 || c.Args[3]&constants["MAP_SHARED"] == 0 {
		return false
	}
	return m.maps[c.Args[4]] || strings.Contains(c.FileOf(c.Args[4]), "bpf-map")
}

// mapMakers lists the bpf commands that return the descriptor of a map.
var mapMakers = map[string]bool{"BPF_MAP_CREATE": true, "BPF_MAP_GET_FD_BY_ID": true}

// note follows the effect of a call that was kept.
func (m *mapped) note(c *paste.Call) {
	if m.maps == nil {
		m.maps, m.areas = map[int64]bool{}, map[int64]bool{}
	}
	switch {
	case c.Result == nil || *c.Result < 0:
	case c.Name == "mmap":
		m.areas[*c.Result] = true
	case c.Name == "munmap":
		delete(m.areas, c.Args[0])
	case c.Name == "close" && len(c.Args) > 0:
		delete(m.maps, c.Args[0])
	case c.Name == "bpf" && fds[c.Cmd.String()]:
		m.maps[*c.Result] = mapMakers[c.Cmd.String()] || strings.Contains(c.FileOf(*c.Result), "bpf-map")
	case uses[c.Name] == makes:
		delete(m.maps, *c.Result)
	}
}
