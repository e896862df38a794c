package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// The calls that make and mount bpf file systems. Those of other file systems are not emulated.

// Numbers of calls that mount.
const (
	setString = 1 // FSCONFIG_SET_STRING
	cmdCreate = 6 // FSCONFIG_CMD_CREATE
)

// opensDirectory reports whether the call opens a directory of a bpf file system.
func (s *step) opensDirectory(dirfd int32) bool {
	for _, a := range s.args {
		if a > 0 && a&core.OpenOther != 0 {
			return false
		}
	}
	return s.k.FindsInBpffs(s.k.Task(s.task), dirfd, s.c.Path)
}

// prepareToken reports whether the kernel knows which directory the descriptor of the call is.
func (s *step) prepareToken() bool {
	f := s.file(int64(int32(abi.TokenBpffsFD.Value(s.attr))))
	return f == nil && (!s.known || s.want == -int64(abi.EBADF)) || f != nil && f.What == ""
}

// fsopen replays fsopen of the bpf file system.
func fsopen(s *step) {
	if s.c.Path != "bpf" {
		s.opensOther()
		return
	}
	s.opensKnown(core.Call{Op: core.OpFsopen, Args: core.Args{uint64(s.arg(len(s.args)-1, 0)) & 1}})
}

// isContext reports whether fd is the context of a bpf file system.
func (s *step) isContext(fd int64) bool {
	f := s.file(fd)
	return f != nil && core.IsFSContext(f)
}

// fsconfig replays the options of a bpf file system, and its creation.
func fsconfig(s *step) {
	fd := s.fd(0)
	switch cmd := s.arg(1, -1); {
	case s.isContext(fd) && cmd == setString && s.c.To != "":
		s.make(core.Call{Op: core.OpFsconfig, Args: core.Args{uint64(fd)}, Path: s.c.Path, To: s.c.To})
	case s.isContext(fd) && cmd == cmdCreate:
		s.make(core.Call{Op: core.OpFscreate, Args: core.Args{uint64(fd)}})
	default:
		nothing(s)
	}
}

// fsmount replays fsmount of a bpf file system.
func fsmount(s *step) {
	fd := s.fd(0)
	if !s.isContext(fd) {
		s.opensOther()
		return
	}
	s.opensKnown(core.Call{Op: core.OpFsmount, Args: core.Args{uint64(fd), uint64(s.arg(1, 0))}})
}

// moveMount replays move_mount of a bpf file system to a directory that the kernel has.
func moveMount(s *step) {
	f := s.file(s.fd(0))
	if f == nil || !core.IsDetachedMount(f) || s.known && s.want == 0 && !s.hasFolder(s.c.Path) {
		nothing(s)
		return
	}
	s.covers(s.make(core.Call{Op: core.OpMoveMount, Args: core.Args{uint64(s.fd(0))}, Path: s.c.Path}))
}

// mount replays mount of a bpf file system on a directory that the kernel has.
func mount(s *step) {
	if s.known && s.want == 0 && !s.hasFolder(s.c.Path) {
		nothing(s)
		return
	}
	options := s.c.To
	if options == "" {
		options = "rw"
	}
	s.covers(s.make(core.Call{Op: core.OpMount, Path: s.c.Path, To: options}))
}

// covers forgets the pins that a mount covers.
func (s *step) covers(ret int64) {
	if ret != 0 {
		return
	}
	for path := range s.pins {
		if len(path) > len(s.c.Path) && path[:len(s.c.Path)+1] == s.c.Path+"/" {
			delete(s.pins, path)
		}
	}
}

// umount replays umount2 of a bpf file system.
func umount(s *step) {
	if len(s.args) > 0 && s.args[len(s.args)-1] != 0 || s.known && s.want == 0 && !s.hasFolder(s.c.Path) {
		nothing(s)
		return
	}
	s.covers(s.make(core.Call{Op: core.OpUmount, Path: s.c.Path}))
}
