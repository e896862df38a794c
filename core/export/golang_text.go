package export

// goHead is the text before the calls of a Go program.
var goHead = []piece{
	{"", `
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"unsafe"

	"golang.org/x/sys/unix"
)

var (
	out    = 1 // descriptor for printing
	differ = 0 // number of results that differ from bpfplay
)

// report prints the result of a call and whether it matches the result in bpfplay.
func report(call int, got int, expected ...int) {
	line := fmt.Sprintf("%d: %d, bpfplay returned %d\n", call, got, append(expected, got)[0])
	if len(expected) > 0 && expected[0] != got {
		differ++
		line = line[:len(line)-1] + ": DIFFERENT\n"
	}
	unix.Write(out, []byte(line))
`},
	{partExpect, `
	compare()
`},
	{"", `
}

func check(what string, err error) {
	if err != nil {
		unix.Write(out, []byte(what+": "+err.Error()+"\n"))
		os.Exit(2)
	}
}

// call returns the result of a system call, or its negated error number.
func call(nr uintptr, args ...uint64) int {
	var a [6]uintptr
	for i, v := range args {
		a[i] = uintptr(v)
	}
	r, _, errno := unix.RawSyscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
	if errno != 0 {
		return -int(errno)
	}
	return int(r)
}

func at(addr uint64) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), addr) }
`},
	{partDirs, `

// code returns the result of a call on paths.
func code(err error) int {
	if errno, ok := err.(unix.Errno); ok {
		return -int(errno)
	}
	return 0
}
`},
	{partMounts, `

// descriptor returns the result of a call that opens a descriptor.
func descriptor(fd int, err error) int {
	if err != nil {
		return code(err)
	}
	return fd
}
`},
	{partList, `

func list(path string) int {
	names, err := os.ReadDir(path)
	for _, name := range names {
		unix.Write(out, []byte("    "+name.Name()+"\n"))
	}
	if e, ok := err.(*os.PathError); ok {
		return -int(e.Err.(unix.Errno))
	}
	return 0
}
`},
	{partBpf, `

// bpf repeats a load while signals of the Go runtime interrupt the verifier.
func bpf(cmd int, attr, size uint64) (ret int) {
	for try := 0; try < 10; try++ {
		ret = call(unix.SYS_BPF, uint64(cmd), attr, size)
		if cmd != 5 || ret != -int(unix.EAGAIN) { // BPF_PROG_LOAD
			break
		}
	}
	return ret
}
`},
	{partInsns, `

// insn is struct bpf_insn. regs holds dst_reg in its low and src_reg in its high half.
type insn struct {
	code, regs uint8
	off        int16
	imm        int32
}

func putInsns(addr uint64, insns []insn) { copy(unsafe.Slice((*insn)(at(addr)), len(insns)), insns) }
`},
	{partExpect, `

// content is memory that the next call must write.
type content struct {
	name  string
	addr  uint64
	bytes string
}

var contents []content

func expect(name string, addr uint64, bytes string) { contents = append(contents, content{name, addr, bytes}) }

// compare prints memory that a call wrote and compares it with that in bpfplay.
func compare() {
	for _, c := range contents {
		got := unsafe.String((*byte)(at(c.addr)), len(c.bytes))
		line := fmt.Sprintf("    %s: % x\n", c.name, got)
		if got != c.bytes {
			differ++
			line = fmt.Sprintf("    %s: % x, in bpfplay % x: DIFFERENT\n", c.name, got, c.bytes)
		}
		unix.Write(out, []byte(line))
	}
	contents = nil
}
`},
	{partUnlink, `

func unlink(path string) int {
	p, err := unix.BytePtrFromString(path)
	check(path, err)
	r, _, errno := unix.RawSyscall(unix.SYS_UNLINKAT, ^uintptr(99), uintptr(unsafe.Pointer(p)), 0) // AT_FDCWD
	if errno != 0 {
		return -int(errno)
	}
	return int(r)
}
`},
	{"", `

const private = unix.MAP_PRIVATE | unix.MAP_ANONYMOUS

// memory maps eight pages, the last one read-only.
func memory() {
	_, err := unix.MmapPtr(-1, 0, at(0x10000000), 8*4096, unix.PROT_READ|unix.PROT_WRITE, private|unix.MAP_FIXED)
	check("memory at 0x10000000", err)
	check("read-only page at 0x10007000", unix.Mprotect(unsafe.Slice((*byte)(at(0x10007000)), 4096), unix.PROT_READ))
}
`},
	{partPages, `

func page(addr uint64) {
	_, err := unix.MmapPtr(-1, 0, at(addr), 4096, unix.PROT_READ|unix.PROT_WRITE, private|unix.MAP_FIXED_NOREPLACE)
	check("page already in use by this program", err)
}

func drop(addr uint64) { call(unix.SYS_MUNMAP, addr, 4096) }
`},
	{partLock, `

func protect(addr uint64, how int) {
	check("mprotect", unix.Mprotect(unsafe.Slice((*byte)(at(addr)), 4096), how))
}
`},
	{partZero, `

func zero(addr uint64, n int) { clear(unsafe.Slice((*byte)(at(addr)), n)) }
`},
	{partPut, `

func put32(addr uint64, v uint32) { *(*uint32)(at(addr)) = v }

func put64(addr uint64, v uint64) { *(*uint64)(at(addr)) = v }
`},
	{partBytes, `

func put(addr uint64, data string) { copy(unsafe.Slice((*byte)(at(addr)), len(data)), data) }
`},
	{partSleep, `

// sleep lets the kernel free maps. time.Sleep would make the runtime open descriptors.
func sleep() { unix.Nanosleep(&unix.Timespec{Nsec: 1e8}, nil) }
`},
	{partIDs, `

// first is the difference between map IDs on this kernel and in bpfplay.
var first uint32

// findIDs sets first. Map IDs are sequential, so the ID of a temporary map reveals the next one.
func findIDs(next uint32) int {
	create, info := [4]uint32{2, 4, 4, 1}, [20]uint32{} // an array; struct bpf_map_info
	fd, _, errno := unix.Syscall(unix.SYS_BPF, 0, uintptr(unsafe.Pointer(&create)), 16)
	if errno != 0 {
		check("temporary map for the next ID", errno)
	}
	ask := struct {
		fd, len uint32
		info    uintptr
	}{uint32(fd), 80, uintptr(unsafe.Pointer(&info))}
	if _, _, errno = unix.Syscall(unix.SYS_BPF, 15, uintptr(unsafe.Pointer(&ask)), 16); errno != 0 {
		check("ID of the temporary map", errno)
	}
	unix.Close(int(fd))
	first = info[1] + 1 - next
	runtime.KeepAlive(&info)
	sleep()
	return 0
}

func realID(addr uint64) { *(*uint32)(at(addr)) += first }
`},
	{partCreds, `

var caps uint64

// become changes only the effective set of this thread. The permitted set stays, so that capabilities can be raised again.
func become(effective uint64) {
	head := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	check("capget", unix.Capget(&head, &data[0]))
	for i := range data {
		data[i].Effective = data[i].Permitted & uint32(effective>>(32*i))
	}
	check("capset", unix.Capset(&head, &data[0]))
}

func setCaps(keep uint64) int {
	caps = keep
	become(caps)
	return 0
}

func setUID(to uint64) int {
	become(^uint64(0))
	check("keepcaps", unix.Prctl(unix.PR_SET_KEEPCAPS, 1, 0, 0, 0))
	if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, uintptr(to), uintptr(to), uintptr(to)); errno != 0 {
		check("setresuid", errno)
	}
	check("dumpable", unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0))
	if to != 0 {
		caps = 0
	}
	return setCaps(caps)
}
`},
	{partNofile, `

func setNofile(limit uint64) int {
	var l unix.Rlimit
	check("RLIMIT_NOFILE", unix.Getrlimit(unix.RLIMIT_NOFILE, &l))
	l.Cur, l.Max = limit, max(limit, l.Max)
	check("RLIMIT_NOFILE", unix.Setrlimit(unix.RLIMIT_NOFILE, &l))
	return 0
}
`},
	{partLocked, `

func setMemlock(limit uint64) int {
	var l unix.Rlimit
	check("RLIMIT_MEMLOCK", unix.Getrlimit(unix.RLIMIT_MEMLOCK, &l))
	l.Cur, l.Max = limit, max(limit, l.Max)
	if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &l); err != nil {
		unix.Write(out, []byte("RLIMIT_MEMLOCK, which bpf(2) ignores since Linux 5.11: "+err.Error()+"\n"))
	}
	return 0
}
`},
	{partPins, `

// mountBpf mounts an empty bpf file system, writable by all users, in a private mount namespace.
func mountBpf() {
	check("unshare", unix.Unshare(unix.CLONE_NEWNS))
	check("mount /", unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	check("mount /sys/fs/bpf", unix.Mount("bpf", "/sys/fs/bpf", "bpf", 0, "mode=0777"))
}
`},
	{partOpened, `

// opened replaces a call that opened something other than a map at fd.
func opened(fd int, flags uint64) int {
	call(unix.SYS_DUP3, uint64(out), uint64(fd), flags)
	return fd
}
`},
	{partUnseen, `

// unseen fills all free descriptors below a limit, for files that were opened outside the trace.
func unseen(below uint64) int {
	n := 0
	for fd := range below {
		if call(unix.SYS_FCNTL, fd, unix.F_GETFD) < 0 && call(unix.SYS_DUP3, uint64(out), fd, 0) == int(fd) {
			n++
		}
	}
	return n
}
`},
	{partOpen, `

func openTarget(flags int, path string) int {
	unix.Mkdir(path, 0o755) // a cgroup may be new
	fd, err := unix.Open(path, flags, 0)
	if err != nil {
		return -int(err.(unix.Errno))
	}
	return fd
}
`},
	{partPidfd, `

func pidfd(task, flags uint64) int { // only the task itself
	return call(unix.SYS_PIDFD_OPEN, uint64(unix.Getpid()), flags)
}
`},
	{partFolder, `

func folder(path string) int {
	for i := range path {
		if i > 0 && path[i] == '/' {
			unix.Mkdir(path[:i], 0o755)
		}
	}
	unix.Mkdir(path, 0o755)
	return 0
}
`},
	{partFdinfo, `

func fdinfo(fd int) int {
	f, err := unix.Open(fmt.Sprintf("/proc/thread-self/fdinfo/%d", fd), unix.O_RDONLY, 0)
	if err != nil {
		return -int(err.(unix.Errno))
	}
	text := make([]byte, 4096)
	n, _ := unix.Read(f, text)
	unix.Write(out, text[:max(n, 0)])
	unix.Close(f)
	return 0
}
`},
	{partFresh, `

// fresh has the effects of execve without ending this program: new memory, close-on-exec descriptors closed.
func fresh() int {
	for fd := range uint64(900) {
		if call(unix.SYS_FCNTL, fd, unix.F_GETFD) == unix.FD_CLOEXEC {
			call(unix.SYS_CLOSE, fd)
		}
	}
	memory()
	return 0
}
`},
	{partLeave, `

// leave closes all descriptors, as exit does.
func leave(nr int) {
	for fd := range uint64(900) {
		call(unix.SYS_CLOSE, fd)
	}
	report(nr, 0, 0)
	os.Exit(min(differ, 1))
}
`},
	{"", `

func begin() {
	runtime.LockOSThread()
	debug.SetGCPercent(-1) // the timers of the collector would make the runtime open descriptors
	out = call(unix.SYS_FCNTL, 1, unix.F_DUPFD_CLOEXEC, 900)
	for fd := range uint64(897) {
		call(unix.SYS_CLOSE, fd+3) // the runtime keeps a cgroup file open
	}
	memory()
`},
	{partPins, `
	mountBpf()
`},
	{partIDs, `
	findIDs({ids})
`},
	{partLocked, `
	setMemlock({unsigned memlock})
`},
	{partNofile, `
	setNofile({nofiles})
	setNofile({nofile})
`},
	{partCreds, `
	caps = {caps}
	setUID({uid})
	setCaps({caps})
`},
	{"", `
}

func main() {
	begin()
`},
}

// goFoot is the text after the calls of a Go program.
var goFoot = []piece{
	{"", `

	os.Exit(min(differ, 1))
}
`},
}
