package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// The commands that attach programs. They are replayed if the kernel has the objects of their descriptors; otherwise their
// results are taken as traced.

// attachFDs are the fields that must refer to a program or another object of the kernel.
var attachFDs = table.Indexed[abi.Cmd, []*abi.Field]{
	abi.BPF_PROG_ATTACH:         {&abi.AttachBpfFD},
	abi.BPF_PROG_DETACH:         {&abi.AttachTargetFD},
	abi.BPF_PROG_QUERY:          {&abi.QueryTargetFD},
	abi.BPF_LINK_CREATE:         {&abi.LinkProgFD},
	abi.BPF_RAW_TRACEPOINT_OPEN: {&abi.TracepointProg},
	abi.BPF_LINK_UPDATE:         {&abi.LinkUpdateFD, &abi.LinkNewProgFD},
	abi.BPF_LINK_DETACH:         {&abi.LinkDetachFD},
	abi.BPF_ITER_CREATE:         {&abi.IterLinkFD},
}

// prepareAttach prepares such a command.
func (s *step) prepareAttach() bool {
	if s.c.Unshown != nil {
		return false
	}
	for _, f := range attachFDs.At(s.c.Cmd) {
		file := s.file(int64(int32(f.Value(s.attr))))
		switch {
		case file == nil && s.known && s.want != -int64(abi.EBADF):
			return false
		case file != nil && !isObject(file) && file.Map == nil:
			return false
		}
	}
	switch s.c.Cmd {
	case abi.BPF_RAW_TRACEPOINT_OPEN:
		at := abi.TracepointName.Value(s.attr)
		return at == 0 || s.showsAll(&abi.TracepointName, 1)
	case abi.BPF_PROG_QUERY:
		s.output(&abi.QueryProgIDs, 4*min(abi.QueryProgCnt.Value(s.attr), fillLimit/4))
	}
	return true
}

// open replays open and openat of what programs are attached to. Other files are not emulated.
func open(s *step) {
	flags, dirfd := uint64(0), int64(core.AT_FDCWD)
	for _, a := range s.args {
		if a > 0 && a&core.O_CLOEXEC != 0 {
			flags = core.O_CLOEXEC
		}
	}
	if s.c.Name == "openat" {
		dirfd = int64(int32(s.arg(0, dirfd)))
	}
	c := core.Call{Op: core.OpOpen, Args: core.Args{flags}, Path: s.c.Path}
	if dirfd != core.AT_FDCWD {
		c.Op, c.Args = core.OpOpenat, core.Args{uint64(dirfd), 0, flags}
	}
	opens := core.Opens(s.c.Path) || s.opensDirectory(int32(dirfd))
	if !opens || s.known && s.want < 0 {
		s.opensOther()
		return
	}
	s.opensKnown(c)
}

// opensKnown makes a call that opens an emulated object. If the kernel returns no descriptor, the text's is used.
func (s *step) opensKnown(c core.Call) {
	if s.known {
		s.takes(s.want)
	}
	s.settle(s.make(c), s.c.Name)
}

// socket replays socket of the kinds that are emulated.
func socket(s *step) {
	domain, typ := slices.Contains(domains, s.arg(0, 0)), s.arg(1, 0)
	if len(s.args) < 3 || s.known && s.want < 0 || !domain || typ&0xf != 1 && typ&0xf != 2 || s.args[2] != 0 {
		s.opensOther()
		return
	}
	s.opensKnown(core.Call{Op: core.OpSocket, Args: core.Args{uint64(s.args[0]), uint64(typ), 0}})
}

// domains are the domains of these sockets.
var domains = []int64{1, 2, 10}

// pidfdOpen replays pidfd_open of a task of the text.
func pidfdOpen(s *step) {
	nr, ok := s.tasks[int(s.arg(0, -1))]
	if !ok || s.known && s.want < 0 || s.k.Task(nr) == nil {
		s.opensOther()
		return
	}
	s.opensKnown(core.Call{Op: core.OpPidfdOpen, Args: core.Args{uint64(nr), uint64(uint32(s.arg(1, 0)))}})
}
