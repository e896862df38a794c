package export

import (
	"fmt"

	"bpfplay/core"
)

// cloneShown are the flags of clone that an exported program passes on. It never shares its memory.
const cloneShown = core.CLONE_FILES | core.CLONE_NEWNS | core.CLONE_NEWUSER

// Descriptors of the Unix sockets through which tasks send descriptors: task n receives at socketAt+2n, and the others send at
// the number after it. They are above those that a history uses.
const socketAt = 902

// message is a message with a descriptor, as strace prints it.
const message = "{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"\\0\", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%d]}], msg_controllen=24, msg_flags=%s}"

func straceSend(m *moment) []string {
	a := &m.call.Args
	line := fmt.Sprintf("sendmsg(%d, "+message+", 0)", socketAt+1+2*a[1], fd(a[0]), "0")
	if m.ret < 0 {
		return m.line("%s", line)
	}
	return []string{line + " = 1"}
}

func straceRecv(m *moment) []string {
	flags := "0"
	if m.call.Args[0]&core.MSG_CMSG_CLOEXEC != 0 {
		flags = "MSG_CMSG_CLOEXEC"
	}
	if m.ret < 0 { // the descriptor is lost
		return []string{fmt.Sprintf("recvmsg(%d, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"\\0\", iov_len=1}], msg_iovlen=1, msg_controllen=0, msg_flags=MSG_CTRUNC}, %s) = 1", socketAt+2*m.call.Task, flags)}
	}
	return []string{fmt.Sprintf("recvmsg(%d, "+message+", %s) = 1", socketAt+2*m.call.Task, m.ret, flags, flags)}
}
