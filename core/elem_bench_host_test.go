//go:build linux && amd64

package core

import (
	"syscall"
	"testing"
	"unsafe"

	"bpfplay/core/abi"
)

// newHostBench returns the host's kernel, or nil if it does not permit creating maps; then it logs the reason.
func newHostBench(tb testing.TB) *bench {
	mem, err := syscall.Mmap(-1, 0, ArenaPages*PAGE_SIZE, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		tb.Fatal(err)
	}
	b := &bench{mem: mem, addr: uint64(uintptr(unsafe.Pointer(&mem[0])))}
	b.bpf = func(cmd abi.Cmd, attr uint64, size uint32) int64 {
		ret, _, errno := syscall.RawSyscall(sysBpf, uintptr(cmd), uintptr(attr), uintptr(size))
		if errno != 0 {
			return -int64(errno)
		}
		return int64(ret)
	}
	b.shut = func(fd int32) int64 {
		if err := syscall.Close(int(fd)); err != nil {
			return -1
		}
		return 0
	}
	b.put32(abi.MapTypeField.Offset, uint32(abi.BPF_MAP_TYPE_HASH))
	b.put32(abi.KeySize.Offset, 4)
	b.put32(abi.ValueSize.Offset, 8)
	b.put32(abi.MaxEntries.Offset, 1)
	fd := b.bpf(abi.BPF_MAP_CREATE, b.addr, uint32(abi.MapFlagsField.End()))
	if fd < 0 {
		tb.Logf("no times of the host's kernel: it does not permit creating maps (%v)", syscall.Errno(-fd))
		return nil
	}
	b.fd = uint32(fd)
	b.close()
	return b
}

// close closes the map of the host's kernel.
func (b *bench) close() { syscall.Close(int(b.fd)) }

// sysBpf is the number of bpf(2) on x86-64.
const sysBpf = 321
