package match

import "bpfplay/core"

// mmap asks for the address that the text shows as the result, since kernels choose different ones.
func mmap(s *step) {
	fd := s.arg(4, -1)
	if s.known {
		s.holds(fd)
	}
	var a core.Args
	for i := range a {
		a[i] = uint64(s.arg(i, 0))
	}
	if s.fine() && s.want > 0 && a[0] == 0 {
		a[0] = uint64(s.want)
	}
	a[2], a[3], a[4] = uint64(uint32(a[2])), uint64(uint32(a[3])), uint64(int32(a[4]))
	s.make(core.Call{Op: core.OpMmap, Args: a})
}

func munmap(s *step) {
	s.make(core.Call{Op: core.OpMunmap, Args: core.Args{uint64(s.arg(0, 0)), uint64(s.arg(1, 0))}})
}
