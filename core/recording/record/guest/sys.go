//go:build linux && amd64

package main

import (
	"syscall"
	"time"
	"unsafe"
)

// System calls and constants that package syscall does not have.
const (
	sysBpf         = 321
	sysMemfdCreate = 319
	sysMembarrier  = 324

	membarrierGlobal = 1
	rlimitMemlock    = 8
	capsetVersion3   = 0x20080522
	cloneParent      = 0x8000
	dumpable         = 1
	tcsbrk           = 0x5409
	tcDrain          = 1
	rlimInfinity     = 1<<64 - 1
)

// result returns the result of a system call, or minus the error number.
func result(ret, _ uintptr, e syscall.Errno) int64 {
	if e != 0 {
		return -int64(e)
	}
	return int64(ret)
}

// call makes a system call with up to three arguments.
//
//go:uintptrescapes
func call(nr, a, b, c uintptr) int64 { return result(syscall.RawSyscall(nr, a, b, c)) }

// rawFile is a descriptor that is read and written without the Go scheduler, which would open more descriptors.
type rawFile int

// Write writes all of b.
func (f rawFile) Write(b []byte) (int, error) {
	for done := 0; done < len(b); {
		n, err := syscall.Write(int(f), b[done:])
		if err != nil && err != syscall.EINTR {
			return done, err
		}
		done += max(n, 0)
	}
	return len(b), nil
}

// readFull fills b and reports whether it could.
func (f rawFile) readFull(b []byte) bool {
	for done := 0; done < len(b); {
		n, err := syscall.Read(int(f), b[done:])
		if err != nil && err != syscall.EINTR || err == nil && n == 0 {
			return false
		}
		done += max(n, 0)
	}
	return true
}

// makeRaw turns off output processing of a serial port, which would write "\r\n" for a newline.
func (f rawFile) makeRaw() error {
	var t syscall.Termios
	if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(f), syscall.TCGETS, uintptr(unsafe.Pointer(&t))); e != 0 {
		return e
	}
	t.Oflag &^= syscall.OPOST
	if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(f), syscall.TCSETS, uintptr(unsafe.Pointer(&t))); e != 0 {
		return e
	}
	return nil
}

// drain waits until a serial port has sent everything.
func (f rawFile) drain() error {
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(f), tcsbrk, tcDrain); e != 0 {
		return e
	}
	return nil
}

// wait waits until f can be read, at most for limit, and reports whether it can.
func (f rawFile) wait(limit time.Duration) bool {
	poll := struct {
		fd              int32
		events, revents int16
	}{int32(f), 1, 0}
	for {
		n, _, e := syscall.Syscall(syscall.SYS_POLL, uintptr(unsafe.Pointer(&poll)), 1, uintptr(limit.Milliseconds()))
		if e != syscall.EINTR {
			return e == 0 && n == 1
		}
	}
}

// settle waits for RCU grace periods and for the work queue, which frees what earlier calls released.
func settle() {
	for range 3 {
		call(sysMembarrier, membarrierGlobal, 0, 0)
		time.Sleep(5 * time.Millisecond)
	}
}

// setLimit sets both limits of a resource.
func setLimit(resource int, n uint64) int64 {
	limit := [2]uint64{n, n}
	return result(syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, uintptr(resource), uintptr(unsafe.Pointer(&limit)), 0, 0, 0))
}

// capSets are the effective, permitted and inheritable capabilities of a thread.
type capSets [3]uint64

type capHeader struct {
	version uint32
	pid     int32
}

// capData is what capget and capset copy: the low halves of the three sets, then the high ones.
type capData [2][3]uint32

// capset sets the capabilities of this thread.
func capset(s capSets) int64 {
	head, data := capHeader{version: capsetVersion3}, capData{}
	for i, set := range s {
		data[0][i], data[1][i] = uint32(set), uint32(set>>32)
	}
	return result(syscall.RawSyscall(syscall.SYS_CAPSET, uintptr(unsafe.Pointer(&head)), uintptr(unsafe.Pointer(&data)), 0))
}

// capget returns the capabilities of this thread.
func capget() (s capSets) {
	head, data := capHeader{version: capsetVersion3}, capData{}
	syscall.RawSyscall(syscall.SYS_CAPGET, uintptr(unsafe.Pointer(&head)), uintptr(unsafe.Pointer(&data)), 0)
	for i := range s {
		s[i] = uint64(data[0][i]) | uint64(data[1][i])<<32
	}
	return s
}

// forkExec starts a program in a child of this thread that shares its parent, and returns the process number. The
// child runs nothing between clone and execve that could need another thread of the Go runtime.
//
//go:nosplit
//go:norace
func forkExec(path *byte, argv, envv **byte) (uintptr, syscall.Errno) {
	pid, _, e := syscall.RawSyscall6(syscall.SYS_CLONE, cloneParent|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if e != 0 || pid != 0 {
		return pid, e
	}
	syscall.RawSyscall(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(argv)), uintptr(unsafe.Pointer(envv)))
	for {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 1, 0, 0)
	}
}
