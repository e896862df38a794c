package core

import "bpfplay/core/abi"

var (
	pidfdFlags = elemCheck("pidfdFlags", "pidfd_open", "(flags & ~allowed) == 0", abi.EINVAL,
		"flags is {a}, but only {b} are defined.", Operand{"flags", abi.KindU32}, Operand{"allowed", abi.KindU32})
	pidfdFull  = noFreeFDCheck("pidfdFull", "pidfd_open", "")
	socketFull = noFreeFDCheck("socketFull", "socket", "")
)
