package export

import (
	"fmt"

	"bpfplay/core"
)

// Sizes of the structs that calls read and write, in bytes.
const (
	pollfdSize     = 8
	epollEventSize = 12
)

// opMemory returns the memory of k that a call other than bpf reads, and the memory that it writes; nil for none.
func opMemory(k *core.Kernel, m *moment) (in, out []byte) {
	a := &m.call.Args
	read := func(addr, n uint64) []byte {
		if n == 0 || n > pointeeMax {
			return nil
		}
		b, err := k.Read(m.call.Task, addr, int(n))
		if err != nil {
			return nil
		}
		return b
	}
	switch m.call.Op {
	case core.OpPoll:
		fds := read(a[0], a[1]*pollfdSize)
		return fds, fds
	case core.OpEpollCtl:
		return read(a[3], epollEventSize), nil
	case core.OpWrite, core.OpPwrite64:
		return read(a[1], a[2]), nil
	case core.OpRead: // of an iterator
		return nil, read(a[1], uint64(max(m.ret, 0)))
	case core.OpEpollWait:
		return nil, read(a[1], uint64(max(m.ret, 0))*epollEventSize)
	}
	return nil, nil
}

// outAddr returns the address that the call writes to.
func (m *moment) outAddr() uint64 {
	if m.call.Op == core.OpPoll {
		return m.call.Args[0]
	}
	return m.call.Args[1]
}

// realArgs adapts arguments to the running kernel: mmap asks for the address that bpfplay returned.
func (m *moment) realArgs(args []string) []string {
	if m.call.Op == core.OpMmap && m.ret > 0 {
		args[0] = hexNumber(uint64(m.ret))
	}
	return args
}

// formatted replaces each %s of a format by an argument.
func formatted(format string, args []string) string {
	all := make([]any, len(args))
	for i, a := range args {
		all[i] = a
	}
	return fmt.Sprintf(format, all...)
}
