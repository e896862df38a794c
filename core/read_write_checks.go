package core

import "bpfplay/core/abi"

var (
	ioBadFD = badFDCheck("ioBadFD", "fdget")
	ioMode  = elemCheck("ioMode", "vfs_read", "the mode of the file allows the access", abi.EBADF,
		"The descriptor was opened for the other direction. Its mode is {a}: 0 is read-only, 1 write-only. BTF objects are read-only.", Operand{"mode", abi.KindU32})
	ioNone = elemCheck("ioNone", "vfs_read", "file->f_mode & FMODE_CAN_READ", abi.EINVAL,
		"The file has no operation to read or write. Maps and programs have one since 4.15, but it only fails.")
	ioRange = elemCheck("ioRange", "vfs_read", "access_ok(buf, count)", abi.EFAULT,
		"The {b} bytes at {a} are not all user addresses.", Operand{"buf", abi.KindPointer}, Operand{"count", abi.KindU64})
	ioDummy = elemCheck("ioDummy", "bpf_dummy_read", "never", abi.EINVAL,
		"Maps, programs and links cannot be read or written as files. The operation exists only so that a descriptor can be read-only or write-only.")
	preadOffset = elemCheck("preadOffset", "ksys_pread64", "pos >= 0", abi.EINVAL,
		"The offset is negative.", Operand{"pos", abi.KindU64})
	preadStream = elemCheck("preadStream", "ksys_pread64", "file->f_mode & FMODE_PREAD", abi.ESPIPE,
		"The file of descriptor {a} has no offsets: anonymous inodes cannot be read at one.", opFD)
)
