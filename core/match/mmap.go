package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// area is memory of a task that the text shows as mapped from a map, and that the kernel does not emulate.
type area struct {
	task     int
	addr     uint64
	m        *core.Map
	writable bool
}

// mmap maps the memory of a map at the address that the text shows.
func mmap(s *step) {
	fd, addr := s.fd(4), uint64(s.arg(0, 0))
	if !s.isMap(fd) && !s.isPerf(fd) {
		nothing(s)
		return
	}
	length, flags := uint64(s.arg(1, 0)), uint64(uint32(s.arg(3, 0)))
	if s.known && s.want >= 0 {
		if addr = uint64(s.want); flags&core.MAP_FIXED != 0 {
			s.infer(core.Call{Op: core.OpMunmap, Args: core.Args{addr, length}})
		}
	}
	s.make(core.Call{Op: core.OpMmap, Args: core.Args{addr, length, uint64(uint32(s.arg(2, 0))), flags, uint64(fd), uint64(s.arg(5, 0))}})
	if s.verdict.Traced && s.fine() && s.isMap(fd) {
		s.areas = append(s.areas, area{s.task, uint64(s.want), s.file(fd).Map, s.arg(2, 0)&core.PROT_WRITE != 0})
	}
}

func munmap(s *step) {
	addr := uint64(s.arg(0, 0))
	for i, a := range s.areas {
		if a.task == s.task && a.addr == addr && s.fine() {
			s.areas = append(s.areas[:i], s.areas[i+1:]...)
			nothing(s)
			return
		}
	}
	s.make(core.Call{Op: core.OpMunmap, Args: core.Args{addr, uint64(s.arg(1, 0))}})
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
