package core

import "bpfplay/core/abi"

var (
	cloneThread = elemCheck("cloneThread", "copy_process", "!(flags & CLONE_THREAD) || (flags & CLONE_SIGHAND)", abi.EINVAL,
		"flags is {a}: CLONE_THREAD requires CLONE_SIGHAND.", Operand{"flags", abi.KindPointer})
	cloneSighand = elemCheck("cloneSighand", "copy_process", "!(flags & CLONE_SIGHAND) || (flags & CLONE_VM)", abi.EINVAL,
		"flags is {a}: CLONE_SIGHAND requires CLONE_VM.", Operand{"flags", abi.KindPointer})
	sendBadFD = badFDCheck("sendBadFD", "scm_fp_copy")
	recvFull  = noFreeFDCheck("recvFull", "scm_detach_fds", " recvmsg succeeds with MSG_CTRUNC, and the file in the message is released.")
)
