package verifier

import "bpfplay/core/abi"

// noRetval are the attach types of cgroup programs that neither read nor set the return value: INET_INGRESS, INET_EGRESS,
// SOCK_OPS, RECVMSG, GETPEERNAME and GETSOCKNAME of each family.
var noRetval = []uint32{0, 1, 3, 19, 20, 29, 30, 31, 32, 51, 52, 53}

const (
	funcGetRetval = 186
	funcSetRetval = 187

	maxErrno = 4095
)

// sinceRetvalRange is the oldest release known to keep the return value of a hook between -MAX_ERRNO and 0.
var sinceRetvalRange = abi.Since{abi.V7_2 + 13}

// retvalIsErrno reports whether the return value that the program reads and sets is 0 or an error number. That of
// getsockopt may also be positive.
func (v *env) retvalIsErrno() bool {
	return v.in(sinceRetvalRange) && !attachGetsockopt.has(v.prog.ExpectedAttach)
}

// checkRetval refuses a return value that the hook must not have.
func (v *env) checkRetval() {
	if !v.retvalIsErrno() {
		return
	}
	v.markPrecise(1)
	if r := &v.regs()[1]; r.s32min < -maxErrno || r.s32max > 0 {
		v.refuse(retvalRange, rangeText(r), -maxErrno, 0)
	}
}
