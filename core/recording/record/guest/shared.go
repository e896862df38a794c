//go:build linux && amd64

package main

import (
	"syscall"
	"unsafe"

	"bpfplay/core"
)

// tasks is how many processes a scenario can have.
const tasks = 16

// Descriptors that the controller and its workers keep above those that scenarios use.
const (
	sharedFD   = 900 // memory of all workers
	replyFD    = 901 // workers write replies here
	requestFDs = 902 // worker N reads requests from this plus N
	endFDs     = requestFDs + tasks
)

// Each worker has its scenario's pages in the shared memory, and one page for text.
const (
	arenaBytes = core.ArenaPages * core.PAGE_SIZE
	noteBytes  = core.PAGE_SIZE
	taskBytes  = arenaBytes + noteBytes
)

// request asks a worker for one call. A path is in the worker's text page.
type request struct {
	op   uint64 // a core.Op
	args core.Args
}

// reply is the result of a call, or -errno, and the bytes of text in the worker's page. The first reply of a new program has
// the process number instead.
type reply struct{ ret, extra int64 }

func (r *request) bytes() []byte { return unsafe.Slice((*byte)(unsafe.Pointer(r)), unsafe.Sizeof(*r)) }
func (r *reply) bytes() []byte   { return unsafe.Slice((*byte)(unsafe.Pointer(r)), unsafe.Sizeof(*r)) }

// shareMemory makes the memory of all workers and maps it.
func shareMemory() ([]byte, error) {
	name := []byte("tasks\x00")
	fd, _, e := syscall.RawSyscall(sysMemfdCreate, uintptr(unsafe.Pointer(&name[0])), 0, 0)
	if e != 0 {
		return nil, e
	}
	if err := syscall.Ftruncate(int(fd), tasks*taskBytes); err != nil {
		return nil, err
	}
	if err := syscall.Dup3(int(fd), sharedFD, 0); err != nil {
		return nil, err
	}
	syscall.Close(int(fd))
	return syscall.Mmap(sharedFD, 0, tasks*taskBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
}

// mapTask maps a worker's memory where scenarios expect it, and its text page anywhere.
func mapTask(nr int) (note []byte, err error) {
	at := uintptr(nr * taskBytes)
	_, _, e := syscall.RawSyscall6(syscall.SYS_MMAP, core.ArenaStart, arenaBytes, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_SHARED|syscall.MAP_FIXED, sharedFD, at)
	if e != 0 {
		return nil, e
	}
	if ret := call(syscall.SYS_MPROTECT, core.ArenaReadOnly, core.PAGE_SIZE, syscall.PROT_READ); ret != 0 {
		return nil, syscall.Errno(-ret)
	}
	return syscall.Mmap(sharedFD, int64(at)+arenaBytes, noteBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
}
