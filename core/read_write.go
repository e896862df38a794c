package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows read, write, pread64 and pwrite64 in fs/read_write.c, and bpf_dummy_read and bpf_dummy_write in
// kernel/bpf/syscall.c. No descriptor of an object can be read or written; the release and the file decide the error.

// sysReadWrite follows read and write. The result is NotEmulated for a file that is not emulated.
func (k *Kernel) sysReadWrite(t *Task, fd int32, addr, count uint64, refused int) int64 {
	f, e := k.openFile(ioBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	if !f.isEmulated() || isPerf(f) {
		return NotEmulated
	}
	if e := k.check(ioMode, f.Mode != refused, uint64(f.Mode), 0); e != 0 {
		return -int64(e)
	}
	_, isToken := f.Object.(*Token)
	dummy := f.hasObject() && f.BTF == nil && !isToken && abi.SinceFileModes.In(k.Machine.Release)
	if e := k.check(ioNone, dummy, 0, 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(ioRange, accessOK(addr, count), addr, count); e != 0 {
		return -int64(e)
	}
	return -int64(k.check(ioDummy, false, 0, 0))
}

// sysPread follows pread64 and pwrite64.
func (k *Kernel) sysPread(t *Task, fd int32, pos uint64) int64 {
	if e := k.check(preadOffset, pos <= math.MaxInt64, pos, 0); e != 0 {
		return -int64(e)
	}
	f, e := k.openFile(ioBadFD, t, fd)
	if e != 0 {
		return -int64(e)
	}
	if !f.isEmulated() {
		return NotEmulated
	}
	return -int64(k.check(preadStream, false, uint64(uint32(fd)), 0))
}
