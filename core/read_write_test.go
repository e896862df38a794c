package core_test

import (
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestReadAndWriteReturnWhatLinuxReturns has the results of Linux 6.18 for files of each kind, and those of 4.14.
func TestReadAndWriteReturnWhatLinuxReturns(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	both, rdonly, wronly := k.array(0), k.array(abi.BPF_F_RDONLY), k.array(abi.BPF_F_WRONLY)
	prog := k.loadProg("r0 = 0\nexit")
	epfd := uint64(k.do(epoll(core.OpEpollCreate1, 0)))
	const buf, kernel = core.ArenaStart, 1<<64 - 1
	for _, c := range []struct {
		name string
		op   core.Op
		args []uint64
		want int64
	}{
		{"read", core.OpRead, []uint64{both, buf, 10}, -22},
		{"read nothing", core.OpRead, []uint64{both, buf, 0}, -22},
		{"read to NULL", core.OpRead, []uint64{both, 0, 10}, -22},
		{"read to the kernel", core.OpRead, []uint64{both, kernel, 10}, -14},
		{"read too much", core.OpRead, []uint64{both, buf, 1<<64 - 1}, -14},
		{"read a closed descriptor", core.OpRead, []uint64{99, buf, 10}, -9},
		{"write", core.OpWrite, []uint64{both, buf, 10}, -22},
		{"write from the kernel", core.OpWrite, []uint64{both, kernel, 10}, -14},
		{"read a read-only map", core.OpRead, []uint64{rdonly, buf, 10}, -22},
		{"write a read-only map", core.OpWrite, []uint64{rdonly, kernel, 10}, -9},
		{"read a write-only map", core.OpRead, []uint64{wronly, kernel, 10}, -9},
		{"write a write-only map", core.OpWrite, []uint64{wronly, buf, 10}, -22},
		{"read a program", core.OpRead, []uint64{prog, kernel, 10}, -14},
		{"write a program", core.OpWrite, []uint64{prog, buf, 10}, -22},
		{"read an epoll instance", core.OpRead, []uint64{epfd, kernel, 8}, -22},
		{"read the terminal", core.OpRead, []uint64{0, buf, 8}, core.NotEmulated},
		{"pread", core.OpPread64, []uint64{both, buf, 10, 0}, -29},
		{"pread at -1", core.OpPread64, []uint64{99, buf, 10, 1<<64 - 1}, -22},
		{"pread a closed descriptor", core.OpPread64, []uint64{99, buf, 10, 0}, -9},
		{"pwrite a read-only map", core.OpPwrite64, []uint64{rdonly, buf, 10, 0}, -29},
	} {
		if got := k.do(epoll(c.op, c.args...)); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
	old := newMmapKernel(t, abi.R(4, 14, 0))
	old.want(epoll(core.OpRead, old.array(0), kernel, 10), -22)
}
