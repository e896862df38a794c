package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows read, write, pread64 and pwrite64 in fs/read_write.c, and bpf_dummy_read and bpf_dummy_write in
// kernel/bpf/syscall.c. Of the objects only iterators can be read, and none can be written; the release and the file decide the
// error.

// maxRW is MAX_RW_COUNT: the most bytes that one call reads or writes.
const maxRW = math.MaxInt32 &^ (PAGE_SIZE - 1)

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
	seq, _ := f.Object.(*seqFile)
	reads := seq != nil && refused == O_WRONLY
	dummy := f.hasObject() && f.BTF == nil && !isToken && seq == nil && abi.SinceFileModes.In(k.Machine.Release)
	if e := k.check(ioNone, reads || dummy, 0, 0); e != 0 {
		return -int64(e)
	}
	if e := k.check(ioRange, accessOK(addr, count), addr, count); e != 0 {
		return -int64(e)
	}
	if reads {
		return seq.read(k, t, addr, min(count, maxRW))
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
	if seq, ok := f.Object.(*seqFile); !f.isEmulated() || ok && seq.offsets {
		return NotEmulated
	}
	return -int64(k.check(preadStream, false, uint64(uint32(fd)), 0))
}
