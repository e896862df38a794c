package core

import "bpfplay/core/abi"

var (
	cloneThread = elemCheck("cloneThread", "copy_process", "!(flags & CLONE_THREAD) || (flags & CLONE_SIGHAND)", abi.EINVAL,
		"flags is {a}: CLONE_THREAD requires CLONE_SIGHAND.", Operand{"flags", abi.KindPointer})
	cloneSighand = elemCheck("cloneSighand", "copy_process", "!(flags & CLONE_SIGHAND) || (flags & CLONE_VM)", abi.EINVAL,
		"flags is {a}: CLONE_SIGHAND requires CLONE_VM.", Operand{"flags", abi.KindPointer})
	cloneNewuser = elemCheck("cloneNewuser", "copy_process", "!(flags & CLONE_THREAD) || !(flags & CLONE_NEWUSER)", abi.EINVAL,
		"flags is {a}: a thread cannot be in another user namespace than its process.", Operand{"flags", abi.KindPointer})
	unshareThreads = elemCheck("unshareThreads", "check_unshare_flags", "thread_group_empty(current) && current_is_single_threaded()", abi.EINVAL,
		"Only a process with one thread, whose memory is not shared, can enter another user namespace.")
	sendBadFD = badFDCheck("sendBadFD", "scm_fp_copy")
	recvFull  = noFreeFDCheck("recvFull", "scm_detach_fds", " recvmsg succeeds with MSG_CTRUNC, and the file in the message is released.")
)
