package core

import (
	"encoding/binary"
	"strconv"

	"bpfplay/core/abi"
)

// Follows poll in fs/select.c and bpf_map_poll in kernel/bpf/syscall.c.

// Events of poll. Those of epoll have the same values.
const (
	POLLIN     = 0x1
	POLLOUT    = 0x4
	POLLERR    = 0x8
	POLLHUP    = 0x10
	POLLNVAL   = 0x20
	POLLRDNORM = 0x40
	POLLWRNORM = 0x100

	// defaultPollMask is DEFAULT_POLLMASK: the events of a file whose operations lack poll.
	defaultPollMask = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM

	pollfdSize = 8 // bytes of struct pollfd: fd, events, revents
)

// pollNames are the names of the events, by bit.
var pollNames = [...]string{0: "POLLIN", 1: "POLLPRI", 2: "POLLOUT", 3: "POLLERR", 4: "POLLHUP", 5: "POLLNVAL", 6: "POLLRDNORM", 7: "POLLRDBAND",
	8: "POLLWRNORM", 9: "POLLWRBAND", 10: "POLLMSG", 13: "POLLRDHUP", 28: "EPOLLEXCLUSIVE", 29: "EPOLLWAKEUP", 30: "EPOLLONESHOT", 31: "EPOLLET"}

// PollNames returns events as strace prints them: POLLIN|POLLRDNORM.
func PollNames(events uint32) string {
	text := ""
	for bit, name := range pollNames {
		if events>>bit&1 == 0 || name == "" {
			continue
		}
		if text != "" {
			text += "|"
		}
		text += name
		events &^= 1 << bit
	}
	switch {
	case events == 0 && text == "":
		return "0"
	case events == 0:
		return text
	case text != "":
		text += "|"
	}
	return text + "0x" + strconv.FormatUint(uint64(events), 16)
}

// sinceMapPoll is the first release with bpf_map_poll.
var sinceMapPoll = abi.Since{abi.V5_8}

// canPoll follows file_can_poll: it reports whether the operations of an emulated file have poll.
func (k *Kernel) canPoll(f *File) bool {
	return f.epoll != nil || isPerf(f) || f.Map != nil && sinceMapPoll.In(k.Machine.Release)
}

// vfsPoll follows vfs_poll. It returns the events of an emulated file.
func (k *Kernel) vfsPoll(f *File) uint32 {
	switch {
	case !k.canPoll(f):
		return defaultPollMask
	case f.epoll != nil:
		return f.epoll.poll(k)
	case f.Map == nil:
		return f.Object.(*PerfEvent).takePoll()
	case f.Map.ops.poll == nil:
		return POLLERR
	}
	return f.Map.ops.poll(f.Map)
}

// isEmulated reports whether the file operations of f are emulated. Those of other files depend on their kind.
func (f *File) isEmulated() bool {
	switch f.Object.(type) {
	case *fsContext, *detachedMount, *directory:
		return false
	}
	return f.hasObject() || f.epoll != nil
}

// sysPoll follows poll. timeout is in milliseconds. Without an event, a call with a timeout returns at once, since no other
// call runs meanwhile. It is NotEmulated if it would never return, or if a descriptor is of a file that is not emulated.
func (k *Kernel) sysPoll(t *Task, addr uint64, n uint32, timeout int32) int64 {
	if e := k.check(pollCount, uint64(n) <= t.Limits.Nofile, uint64(n), t.Limits.Nofile); e != 0 {
		return -int64(e)
	}
	fds := make([]byte, n*pollfdSize)
	left := t.Mem.CopyFromUser(fds, addr)
	if e := k.check(pollFault, left == 0, addr, uint64(len(fds)-left)); e != 0 {
		return -int64(e)
	}
	ready := int64(0)
	for p := fds; len(p) > 0; p = p[pollfdSize:] {
		revents, ok := k.doPollfd(t, int32(binary.LittleEndian.Uint32(p)), uint32(binary.LittleEndian.Uint16(p[4:])))
		if !ok {
			return NotEmulated
		}
		if binary.LittleEndian.PutUint16(p[6:], uint16(revents)); revents != 0 {
			ready++
		}
	}
	if ready == 0 && timeout < 0 {
		return NotEmulated
	}
	for at := 6; at < len(fds); at += pollfdSize {
		if e := k.check(pollPutFault, t.Mem.CopyToUser(addr+uint64(at), fds[at:at+2]) == 0, addr+uint64(at), 0); e != 0 {
			return -int64(e)
		}
	}
	return ready
}

// doPollfd follows do_pollfd. It returns the events that are ready, of those requested, and reports whether the file is
// emulated.
func (k *Kernel) doPollfd(t *Task, fd int32, events uint32) (revents uint32, ok bool) {
	if fd < 0 {
		return 0, true
	}
	f := t.Files.File(int(fd))
	if f == nil {
		k.note(Event{Kind: Polled, Func: "do_pollfd", Task: t.Nr, FD: int(fd), A: POLLNVAL, B: uint64(events)})
		return POLLNVAL, true
	}
	if !f.isEmulated() {
		return 0, false
	}
	revents = k.vfsPoll(f) & (events | POLLERR | POLLHUP)
	k.noteFile(f, Event{Kind: Polled, Func: "do_pollfd", Task: t.Nr, FD: int(fd), A: uint64(revents), B: uint64(events)})
	return revents, true
}

// ringbufMapPoll follows ringbuf_map_poll, since 6.1 ringbuf_map_poll_kern.
func ringbufMapPoll(m *Map) uint32 {
	rb := m.data.(*bpfRingbuf)
	if m.Type == abi.BPF_MAP_TYPE_USER_RINGBUF { // ringbuf_map_poll_user
		if rb.avail() < rb.size {
			return POLLOUT | POLLWRNORM
		}
		return 0
	}
	if rb.avail() != 0 {
		return POLLIN | POLLRDNORM
	}
	return 0
}
