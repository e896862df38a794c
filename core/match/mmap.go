package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// area is memory of a task that the text shows as mapped from a map.
type area struct {
	task     int
	addr     uint64
	m        *core.Map
	writable bool
}

// protWrite is PROT_WRITE of mmap(2).
const protWrite = 2

// mmap records the area. Mapped memory is not emulated.
func mmap(s *step) {
	if fd := s.arg(4, -1); s.fine() && s.isMap(fd) {
		s.areas = append(s.areas, area{s.task, uint64(s.want), s.file(fd).Map, s.arg(2, 0)&protWrite != 0})
	}
	nothing(s)
}

func munmap(s *step) {
	for i, a := range s.areas {
		if a.task == s.task && a.addr == uint64(s.arg(0, 0)) && s.fine() {
			s.areas = append(s.areas[:i], s.areas[i+1:]...)
			break
		}
	}
	nothing(s)
}

// isBusy reports whether the call failed with EBUSY because a task has the map mapped for writing.
func (s *step) isBusy() bool {
	if !s.refused(abi.EBUSY) || s.m == nil {
		return false
	}
	for _, a := range s.areas {
		if a.m == s.m && a.writable {
			return true
		}
	}
	return false
}
