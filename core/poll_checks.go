package core

import "bpfplay/core/abi"

var (
	pollCount = elemCheck("pollCount", "do_sys_poll", "nfds <= RLIMIT_NOFILE", abi.EINVAL,
		"nfds is {a}, but at most {b} descriptors can be open.", Operand{"nfds", abi.KindU32}, Operand{"RLIMIT_NOFILE", abi.KindU64})
	pollFault = elemCheck("pollFault", "do_sys_poll", "fds can be read", abi.EFAULT,
		"The array of struct pollfd at {a} cannot be read: the memory ends after {b} bytes.", Operand{"fds", abi.KindPointer}, Operand{"bytes", abi.KindU32})
	pollPutFault = elemCheck("pollPutFault", "do_sys_poll", "revents can be written", abi.EFAULT,
		"revents at {a} cannot be written: the memory is read-only.", Operand{"revents", abi.KindPointer})

	epollCreateFlags = elemCheck("epollCreateFlags", "do_epoll_create", "(flags & ~EPOLL_CLOEXEC) == 0", abi.EINVAL,
		"flags is {a}, but epoll_create1 takes only EPOLL_CLOEXEC (524288).", Operand{"flags", abi.KindU32})
	epollCreateFull = noFreeFDCheck("epollCreateFull", "do_epoll_create", "")

	epollCtlFault = elemCheck("epollCtlFault", "epoll_ctl", "op == EPOLL_CTL_DEL || event can be read", abi.EFAULT,
		"The struct epoll_event at {a} cannot be read. It has 12 bytes: 4 of events and 8 of data.", Operand{"event", abi.KindPointer})
	epollCtlBadFD   = badFDCheck("epollCtlBadFD", "do_epoll_ctl")
	epollCtlTarget  = badFDCheck("epollCtlTarget", "do_epoll_ctl")
	epollCtlCanPoll = elemCheck("epollCtlCanPoll", "do_epoll_ctl", "file_can_poll(tf.file)", abi.EPERM,
		"The file of descriptor {a} cannot be polled: it has no poll operation. Maps have one since 5.8; programs and BTF objects have none.", opFD)
	epollCtlKind = elemCheck("epollCtlKind", "do_epoll_ctl", "f.file != tf.file && is_file_epoll(f.file)", abi.EINVAL,
		"Descriptor {a} must be of an epoll instance, and that must not watch itself.", opFD)
	epollExclusive = elemCheck("epollExclusive", "do_epoll_ctl", "!(events & EPOLLEXCLUSIVE) || op == EPOLL_CTL_ADD && !(events & ~EPOLLEXCLUSIVE_OK_BITS)", abi.EINVAL,
		"EPOLLEXCLUSIVE can only be added, not modified, and goes only with EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLWAKEUP and EPOLLET. events is {a}.", Operand{"events", abi.KindPointer})
	epollAddExists = elemCheck("epollAddExists", "do_epoll_ctl", "op != EPOLL_CTL_ADD || !ep_find(ep, tf.file, fd)", abi.EEXIST,
		"The epoll instance already watches descriptor {a}. EPOLL_CTL_MOD changes the events.", opFD)
	epollFound = elemCheck("epollFound", "do_epoll_ctl", "ep_find(ep, tf.file, fd)", abi.ENOENT,
		"The epoll instance does not watch descriptor {a}.", opFD)
	epollModExclusive = elemCheck("epollModExclusive", "do_epoll_ctl", "!(epi->event.events & EPOLLEXCLUSIVE)", abi.EINVAL,
		"Descriptor {a} is watched with EPOLLEXCLUSIVE, and that cannot be modified.", opFD)
	epollCtlOp = elemCheck("epollCtlOp", "do_epoll_ctl", "op is EPOLL_CTL_ADD, EPOLL_CTL_DEL or EPOLL_CTL_MOD", abi.EINVAL,
		"op is {a}, but must be 1 EPOLL_CTL_ADD, 2 EPOLL_CTL_DEL or 3 EPOLL_CTL_MOD.", Operand{"op", abi.KindU32})

	epollWaitMax = elemCheck("epollWaitMax", "do_epoll_wait", "maxevents > 0 && maxevents <= EP_MAX_EVENTS", abi.EINVAL,
		"maxevents is {a}, but must be at least 1 and at most {b}.", Operand{"maxevents", abi.KindFD}, Operand{"EP_MAX_EVENTS", abi.KindU32})
	epollWaitRange = elemCheck("epollWaitRange", "do_epoll_wait", "access_ok(events, maxevents * sizeof(struct epoll_event))", abi.EFAULT,
		"The {b} bytes at {a} are not all user addresses.", Operand{"events", abi.KindPointer}, Operand{"bytes", abi.KindU64})
	epollWaitBadFD = badFDCheck("epollWaitBadFD", "do_epoll_wait")
	epollWaitKind  = elemCheck("epollWaitKind", "do_epoll_wait", "is_file_epoll(f.file)", abi.EINVAL,
		"Descriptor {a} is not of an epoll instance.", opFD)
	epollWaitFault = elemCheck("epollWaitFault", "ep_send_events", "events can be written", abi.EFAULT,
		"The event cannot be written to {a}. It stays ready.", Operand{"events", abi.KindPointer})
)
