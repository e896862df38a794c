//go:build linux && amd64

package core

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"bpfplay/core/abi"
)

// Numbers of system calls and constants that package syscall does not have.
const (
	sysMemfdCreate     = 319
	sysCloseRange      = 436
	mapFixedNoreplace  = 0x100000
	linuxCapability3   = 0x20080522
	liveArena          = ArenaPages * PAGE_SIZE
	liveRestoredNofile = 1024
)

// liveHost is the host's kernel as seen by one thread, which shares only memory with the rest of the process. The thread
// has a separate descriptor table, mount namespace and network namespace. So descriptors get the same numbers as in the
// core, /sys/fs/bpf is empty, and only one network device exists. The process's descriptors stay open, because Go's
// scheduler needs them.
type liveHost struct {
	taken []int32 // descriptors of the process above the first three
	free  int32   // no descriptor was open from here on
	view  []byte  // the program's own mapping of the arena, writable throughout
	arena uintptr
	limit [2]uint64 // previous RLIMIT_NOFILE of the process, soft and hard
	stray uintptr   // value of the fifth argument, see takeCommonAttrs
	lines []string  // lines that fdinfo read

	// The kernel gets the addresses of these fields, so they must not move.
	attr abi.Attr
	info [8]byte // bpf_map_info up to its id
	path []byte
}

// onHost runs f on a separate thread, which ends with f. The error names the operation that the host does not permit.
func onHost(f func(*liveHost)) error {
	if r, w, err := os.Pipe(); err == nil { // makes Go open its poller's descriptors now
		r.Close()
		w.Close()
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked, so that the thread ends with f
		h, err := newLiveHost()
		if err == nil {
			f(h)
			err = h.end()
		}
		done <- err
	}()
	return <-done
}

func newLiveHost() (*liveHost, error) {
	h := &liveHost{}
	var cpu0 [16]uint64
	cpu0[0] = 1
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"separate descriptors, mounts and network", func() error {
			return syscall.Unshare(syscall.CLONE_FILES | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET)
		}},
		{"private mounts", func() error { return syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "") }},
		{"a bpf file system", func() error { return syscall.Mount("bpf", "/sys/fs/bpf", "bpf", 0, "") }},
		{"the folder /", func() error { return syscall.Chdir("/") }},
		{"processor 0", func() error {
			return call(syscall.SYS_SCHED_SETAFFINITY, 0, unsafe.Sizeof(cpu0), uintptr(unsafe.Pointer(&cpu0)))
		}},
		{"descriptors", h.findTaken},
		{"memory", h.mapArena},
		{"limits", func() error { return prlimit(nil, &h.limit) }},
	} {
		if err := step.do(); err != nil {
			return nil, fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return h, h.setNofile(liveRestoredNofile)
}

// liveDescriptors is the number of descriptors that are searched for open ones.
const liveDescriptors = 100

func (h *liveHost) findTaken() error {
	h.free = stdFiles
	for fd := int32(stdFiles); fd < liveDescriptors; fd++ {
		if call(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0) == nil {
			h.taken, h.free = append(h.taken, fd), fd+1
		}
	}
	return h.closeAll()
}

// closeAll closes all descriptors except those that the process had open.
func (h *liveHost) closeAll() error {
	for fd := int32(stdFiles); fd < h.free; fd++ {
		if !slices.Contains(h.taken, fd) {
			syscall.Close(int(fd))
		}
	}
	return call(sysCloseRange, uintptr(h.free), 1<<31, 0)
}

// mapArena maps the arena at the core's address, and again at the program's writable view.
func (h *liveHost) mapArena() error {
	name := [...]byte{'a', 0}
	fd, _, e := syscall.RawSyscall(sysMemfdCreate, uintptr(unsafe.Pointer(&name)), 0, 0)
	if e != 0 {
		return e
	}
	defer syscall.Close(int(fd))
	if err := syscall.Ftruncate(int(fd), liveArena); err != nil {
		return err
	}
	var err error
	if h.view, err = syscall.Mmap(int(fd), 0, liveArena, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED); err != nil {
		return err
	}
	h.arena, _, e = syscall.RawSyscall6(syscall.SYS_MMAP, ArenaStart, liveArena, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_SHARED|mapFixedNoreplace, fd, 0)
	if e != 0 {
		return e
	}
	return call(syscall.SYS_MPROTECT, ArenaReadOnly, PAGE_SIZE, syscall.PROT_READ)
}

// end unmaps the memory; everything else ends with the thread.
func (h *liveHost) end() error {
	return errors.Join(h.setNofile(h.limit[0]), syscall.Munmap(h.view), call(syscall.SYS_MUNMAP, h.arena, liveArena, 0))
}

// call makes a system call and returns only its error.
//
//go:uintptrescapes
func call(nr, a, b, c uintptr) error {
	if _, _, e := syscall.RawSyscall(nr, a, b, c); e != 0 {
		return e
	}
	return nil
}

func (h *liveHost) setNofile(n uint64) error { return prlimit(&[2]uint64{n, h.limit[1]}, nil) }

// prlimit sets or reads RLIMIT_NOFILE of the process.
func prlimit(set, was *[2]uint64) error {
	_, _, e := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, 0, syscall.RLIMIT_NOFILE, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(was)), 0, 0)
	if e != 0 {
		return e
	}
	return nil
}

// reset restores the state in which a task of the core starts.
func (h *liveHost) reset() error {
	h.stray = 0
	clear(h.view)
	return errors.Join(h.closeAll(), h.setNofile(liveRestoredNofile))
}

// setCaps drops all capabilities of the thread except these, permanently.
func (h *liveHost) setCaps(caps uint64) error {
	head := [2]uint32{linuxCapability3, 0}
	low, high := uint32(caps), uint32(caps>>32)
	data := [6]uint32{low, low, 0, high, high, 0}
	return call(syscall.SYS_CAPSET, uintptr(unsafe.Pointer(&head)), uintptr(unsafe.Pointer(&data)), 0)
}

func (h *liveHost) poke(w Write) { copy(h.view[w.Addr-ArenaStart:], w.Bytes) }

// bpf makes the system call and returns its result or −errno.
func (h *liveHost) bpf(cmd abi.Cmd, attr uint64, size uint32) int64 {
	ret, _, e := syscall.Syscall6(sysBpf, uintptr(uint32(cmd)), uintptr(attr), uintptr(size), 0, h.stray, 0)
	h.stray = strayRegister
	return result(ret, e)
}

func result(ret uintptr, e syscall.Errno) int64 {
	if e != 0 {
		return -int64(e)
	}
	return int64(ret)
}

// liveOps make the calls of a history of the live test.
var liveOps = map[Op]func(h *liveHost, c *Call) int64{
	OpBpf:   func(h *liveHost, c *Call) int64 { return h.bpf(c.Cmd(), c.Args[1], uint32(c.Args[2])) },
	OpClose: func(_ *liveHost, c *Call) int64 { return result3(syscall.SYS_CLOSE, c.Args) },
	OpDup:   func(_ *liveHost, c *Call) int64 { return result3(syscall.SYS_DUP, c.Args) },
	OpDup3:  func(_ *liveHost, c *Call) int64 { return result3(syscall.SYS_DUP3, c.Args) },
	OpFcntl: func(_ *liveHost, c *Call) int64 { return result3(syscall.SYS_FCNTL, c.Args) },
	OpUnlink: func(h *liveHost, c *Call) int64 {
		h.path = append([]byte(c.Path), 0)
		return result3(syscall.SYS_UNLINK, Args{uint64(uintptr(unsafe.Pointer(&h.path[0])))})
	},
	OpRlimit: func(h *liveHost, c *Call) int64 {
		var e syscall.Errno
		errors.As(h.setNofile(c.Args[0]), &e)
		return -int64(e)
	},
	OpCaps: func(h *liveHost, c *Call) int64 {
		var e syscall.Errno
		errors.As(h.setCaps(c.Args[0]), &e)
		return -int64(e)
	},
	OpFdinfo: func(h *liveHost, c *Call) int64 { return h.readFdinfo(int(int32(c.Args[0]))) },
}

func result3(nr uintptr, a Args) int64 {
	ret, _, e := syscall.Syscall(nr, uintptr(a[0]), uintptr(a[1]), uintptr(a[2]))
	return result(ret, e)
}

// do makes a call after its writes.
func (h *liveHost) do(c *Call) int64 {
	h.lines = nil
	return liveOps[c.Op](h, c)
}

// readFdinfo stores the lines of /proc/thread-self/fdinfo/fd except those that name a mount and an inode.
func (h *liveHost) readFdinfo(fd int) int64 {
	file, err := syscall.Open("/proc/thread-self/fdinfo/"+strconv.Itoa(fd), syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return -int64(err.(syscall.Errno))
	}
	defer syscall.Close(file)
	text := make([]byte, PAGE_SIZE)
	n, err := syscall.Read(file, text)
	if err != nil {
		return -int64(err.(syscall.Errno))
	}
	for _, line := range strings.Split(string(bytes.TrimSpace(text[:n])), "\n") {
		if !strings.HasPrefix(line, "mnt_id:") && !strings.HasPrefix(line, "ino:") {
			h.lines = append(h.lines, line)
		}
	}
	return 0
}

// idOf returns the ID of a descriptor's map, or 0 if the descriptor has none.
func (h *liveHost) idOf(fd int64) uint32 {
	clear(h.attr[:])
	h.attr.PutU32(&abi.InfoFD, uint32(fd))
	h.attr.PutU32(&abi.InfoLen, uint32(len(h.info)))
	abi.InfoPointer.Put(h.attr[:], uint64(uintptr(unsafe.Pointer(&h.info))))
	if result3(sysBpf, Args{uint64(abi.BPF_OBJ_GET_INFO_BY_FD), uint64(uintptr(unsafe.Pointer(&h.attr))), 16}) != 0 {
		return 0
	}
	return uint32(abi.InfoID.Value(h.info[:]))
}
