package core

import (
	"encoding/binary"
	"slices"

	"bpfplay/core/abi"
)

// Follows fs/eventpoll.c. An epoll instance that watches another one is not emulated.

// Operations of epoll_ctl.
const (
	EPOLL_CTL_ADD = 1
	EPOLL_CTL_DEL = 2
	EPOLL_CTL_MOD = 3
)

// Flags among the events of epoll_ctl.
const (
	EPOLLEXCLUSIVE = 1 << 28
	EPOLLWAKEUP    = 1 << 29
	EPOLLONESHOT   = 1 << 30
	EPOLLET        = 1 << 31

	epollPrivate     = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE
	epollExclusiveOK = POLLIN | POLLOUT | POLLERR | POLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE
	epollEventSize   = 12                           // bytes of struct epoll_event on x86-64: events, data
	epollMaxEvents   = (1<<31 - 1) / epollEventSize // EP_MAX_EVENTS
)

var (
	sinceExclusive    = abi.Since{abi.V4_5}  // EPOLLEXCLUSIVE
	sinceEpollFDFirst = abi.Since{abi.V6_15} // ep_check_params runs after the lookup of the descriptor
)

// eventpoll follows struct eventpoll: an epoll instance.
type eventpoll struct {
	items []*epitem // in the order in which they were added
	ready []*epitem // rdllist
}

// epitem follows struct epitem: a descriptor that an epoll instance watches. It holds no reference to the file.
type epitem struct {
	ep     *eventpoll
	file   *File
	fd     int32
	events uint32
	data   uint64
}

// waitQueue has the watches that wake up with an object, as its wait_queue_head.
type waitQueue []*epitem

// sysEpollCreate1 follows epoll_create1.
func (k *Kernel) sysEpollCreate1(t *Task, flags uint32) int64 {
	if e := k.check(epollCreateFlags, flags&^O_CLOEXEC == 0, uint64(flags), 0); e != 0 {
		return -int64(e)
	}
	fd, e := k.getUnusedFD(epollCreateFull, t)
	if e != 0 {
		return -int64(e)
	}
	const what = "epoll_create1"
	t.Files.set(fd, descriptor{file: &File{What: what, Mode: O_RDWR, count: 1, epoll: &eventpoll{}}, cloexec: flags != 0})
	k.note(Event{Kind: OtherOpened, Func: what, Task: t.Nr, FD: fd, Cloexec: flags != 0})
	return int64(fd)
}

// find follows ep_find.
func (ep *eventpoll) find(f *File, fd int32) *epitem {
	for _, i := range ep.items {
		if i.file == f && i.fd == fd {
			return i
		}
	}
	return nil
}

// sysEpollCtl follows epoll_ctl. The result is NotEmulated if the file that it watches is not emulated.
func (k *Kernel) sysEpollCtl(t *Task, epfd, op, fd int32, addr uint64) int64 {
	var event [epollEventSize]byte
	if op != EPOLL_CTL_DEL {
		if e := k.check(epollCtlFault, t.Mem.CopyFromUser(event[:], addr) == 0, addr, 0); e != 0 {
			return -int64(e)
		}
	}
	f, e := k.openFile(epollCtlBadFD, t, epfd)
	if e != 0 {
		return -int64(e)
	}
	target, e := k.openFile(epollCtlTarget, t, fd)
	if e != 0 {
		return -int64(e)
	}
	if !target.isEmulated() || !f.isEmulated() || target.epoll != nil && f.epoll != nil && f != target {
		return NotEmulated
	}
	if e := k.check(epollCtlCanPoll, k.canPoll(target), uint64(fd), 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(epollCtlKind, f != target && f.epoll != nil, uint64(epfd), 0); e != 0 {
		return -int64(e)
	}
	events := binary.LittleEndian.Uint32(event[:])
	i := epitem{f.epoll, target, fd, events | POLLERR | POLLHUP, binary.LittleEndian.Uint64(event[4:])}
	if op != EPOLL_CTL_DEL && sinceExclusive.In(k.Machine.Release) {
		ok := events&EPOLLEXCLUSIVE == 0 || op != EPOLL_CTL_MOD && (op != EPOLL_CTL_ADD || events&^epollExclusiveOK == 0)
		if e := k.check(epollExclusive, ok, uint64(events), 0); e != 0 {
			return -int64(e)
		}
	}
	return -int64(k.doEpollCtl(t, op, &i))
}

// doEpollCtl follows do_epoll_ctl from its search for the item on.
func (k *Kernel) doEpollCtl(t *Task, op int32, i *epitem) abi.Errno {
	old := i.ep.find(i.file, i.fd)
	found := func() abi.Errno { return k.check(epollFound, old != nil, uint64(i.fd), 0) }
	switch op {
	case EPOLL_CTL_ADD:
		if e := k.check(epollAddExists, old == nil, uint64(i.fd), 0); e != 0 {
			return e
		}
		i.ep.items = append(i.ep.items, i)
		i.file.watches = append(i.file.watches, i)
		if q := i.file.waitQueue(); q != nil {
			*q = append(*q, i)
		}
	case EPOLL_CTL_DEL:
		if e := found(); e != 0 {
			return e
		}
		old.remove()
		k.noteFile(i.file, Event{Kind: Unwatched, Func: "ep_remove", Task: t.Nr, FD: int(i.fd)})
		return 0
	case EPOLL_CTL_MOD:
		if e := found(); e != 0 {
			return e
		}
		if e := k.check(epollModExclusive, old.events&EPOLLEXCLUSIVE == 0, uint64(i.fd), 0); e != 0 {
			return e
		}
		old.events, old.data = i.events, i.data
		i = old
	default:
		return k.check(epollCtlOp, false, uint64(uint32(op)), 0)
	}
	k.noteFile(i.file, Event{Kind: Watched, Func: "do_epoll_ctl", Task: t.Nr, FD: int(i.fd), A: uint64(i.events)})
	if k.vfsPoll(i.file)&i.events != 0 {
		i.makeReady()
	}
	return 0
}

// waitQueue returns the queue on which the file's poll waits, or nil.
func (f *File) waitQueue() *waitQueue {
	if f.Map != nil {
		if rb, ok := f.Map.data.(*bpfRingbuf); ok {
			return &rb.waitq
		}
	}
	if e, ok := f.Object.(*PerfEvent); ok {
		return &e.waiters
	}
	return nil
}

// makeReady adds the item to the ready list of its instance.
func (i *epitem) makeReady() {
	if !slices.Contains(i.ep.ready, i) {
		i.ep.ready = append(i.ep.ready, i)
	}
}

// without returns items without i.
func without(items []*epitem, i *epitem) []*epitem {
	if at := slices.Index(items, i); at >= 0 {
		return slices.Delete(items, at, at+1)
	}
	return items
}

// remove follows ep_remove.
func (i *epitem) remove() {
	i.ep.items, i.ep.ready, i.file.watches = without(i.ep.items, i), without(i.ep.ready, i), without(i.file.watches, i)
	if q := i.file.waitQueue(); q != nil {
		*q = without(*q, i)
	}
}

// eventpollRelease follows eventpoll_release and ep_eventpoll_release, when the last descriptor of f is closed.
func (f *File) eventpollRelease() {
	for len(f.watches) > 0 {
		f.watches[0].remove()
	}
	for f.epoll != nil && len(f.epoll.items) > 0 {
		f.epoll.items[0].remove()
	}
}

// wakeUpAll follows wake_up_all and ep_poll_callback: the watches on the queue become ready.
func (k *Kernel) wakeUpAll(q waitQueue) {
	for _, i := range q {
		if i.events&^epollPrivate != 0 {
			i.makeReady()
			k.noteFile(i.file, Event{Kind: WokenUp, Func: "ep_poll_callback", FD: int(i.fd)})
		}
	}
}

// poll follows ep_eventpoll_poll.
func (ep *eventpoll) poll(k *Kernel) uint32 {
	for _, i := range ep.ready {
		if k.vfsPoll(i.file)&i.events != 0 {
			return POLLIN | POLLRDNORM
		}
	}
	return 0
}

// sysEpollWait follows epoll_wait. timeout is in milliseconds. As with poll, a call without an event returns at once, or is
// NotEmulated if it would never return.
func (k *Kernel) sysEpollWait(t *Task, epfd int32, addr uint64, most, timeout int32) int64 {
	params := func() abi.Errno {
		if e := k.check(epollWaitMax, most > 0 && most <= epollMaxEvents, uint64(uint32(most)), epollMaxEvents); e != 0 {
			return e
		}
		n := uint64(most) * epollEventSize
		return k.check(epollWaitRange, accessOK(addr, n), addr, n)
	}
	fdFirst := sinceEpollFDFirst.In(k.Machine.Release)
	if !fdFirst {
		if e := params(); e != 0 {
			return -int64(e)
		}
	}
	f, e := k.openFile(epollWaitBadFD, t, epfd)
	if e == 0 && fdFirst {
		e = params()
	}
	if e != 0 {
		return -int64(e)
	}
	if f.epoll == nil && !f.hasObject() {
		return NotEmulated
	}
	if e := k.check(epollWaitKind, f.epoll != nil, uint64(uint32(epfd)), 0); e != 0 {
		return -int64(e)
	}
	n, e := k.epSendEvents(t, f.epoll, addr, int(most))
	switch {
	case e != 0:
		return -int64(e)
	case n == 0 && timeout < 0:
		return NotEmulated
	}
	return int64(n)
}

// epSendEvents follows ep_send_events. It writes the events of the items that are ready and returns their number. Items that
// are no longer ready leave the list. Level-triggered ones go back to its end.
func (k *Kernel) epSendEvents(t *Task, ep *eventpoll, addr uint64, most int) (n int, e abi.Errno) {
	list := ep.ready
	ep.ready = nil
	var back []*epitem
	for len(list) > 0 && n < most {
		i := list[0]
		revents := k.vfsPoll(i.file) & i.events
		k.noteFile(i.file, Event{Kind: Polled, Func: "ep_send_events", Task: t.Nr, FD: int(i.fd), A: uint64(revents), B: uint64(i.events)})
		if list = list[1:]; revents == 0 {
			continue
		}
		var event [epollEventSize]byte
		binary.LittleEndian.PutUint32(event[:], revents)
		binary.LittleEndian.PutUint64(event[4:], i.data)
		at := addr + uint64(n)*epollEventSize
		if e = k.check(epollWaitFault, t.Mem.CopyToUser(at, event[:]) == 0, at, 0); e != 0 {
			list = append([]*epitem{i}, list...)
			break
		}
		n++
		switch {
		case i.events&EPOLLONESHOT != 0:
			i.events &= epollPrivate
		case i.events&EPOLLET == 0:
			back = append(back, i)
		}
	}
	ep.ready = append(list[:len(list):len(list)], back...)
	if n > 0 {
		e = 0 // the fault is reported by the next call
	}
	return n, e
}
