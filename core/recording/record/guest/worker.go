//go:build linux && amd64

package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"bpfplay/core"
)

const (
	self      = "/proc/self/exe"
	workerArg = "worker"
	noCaps    = "-"
)

// firstHidden is the lowest descriptor that is not the scenario's.
const firstHidden = sharedFD

// worker is one process of a scenario.
type worker struct {
	nr    int
	stray uint32 // the fifth argument of the next bpf call, which takes three
	note  []byte
}

// strayRegister is the fifth argument of every bpf call of a program but its first, which has 0. Releases with
// BPF_COMMON_ATTRS read it.
const strayRegister = 1<<32 - 1

// descriptor is an open descriptor below firstHidden.
type descriptor struct {
	fd      int
	cloexec bool
}

// inheritance is the state that a worker passes to the program it executes, as arguments.
type inheritance struct {
	nr    int
	stray uint32
	caps  string // the capabilities to keep, or noCaps for those that execve gave
	open  []descriptor
}

// argv returns the arguments of the new program.
func (h *inheritance) argv() []string {
	var open []string
	for _, d := range h.open {
		text := strconv.Itoa(d.fd)
		if d.cloexec {
			text += "c"
		}
		open = append(open, text)
	}
	return []string{"guest", workerArg, strconv.Itoa(h.nr), strconv.FormatUint(uint64(h.stray), 10), h.caps, strings.Join(open, ",")}
}

// work is the program of a worker. args are those that argv returned, after workerArg.
func work(args []string) {
	nr, _ := strconv.Atoi(args[0])
	stray, _ := strconv.ParseUint(args[1], 10, 32)
	w := &worker{nr: nr, stray: uint32(stray)}
	restoreDescriptors(args[3])
	var caps capSets
	if n, _ := fmt.Sscanf(args[2], "%x,%x,%x", &caps[0], &caps[1], &caps[2]); n == len(caps) {
		capset(caps)
	}
	call(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, dumpable, 0)
	var err error
	if w.note, err = mapTask(nr); err != nil {
		os.Exit(1)
	}
	w.reply(0, int64(os.Getpid()))
	w.serve()
}

// restoreDescriptors closes the descriptors of the Go runtime, and marks the others close-on-exec again.
func restoreDescriptors(list string) {
	open := map[int]bool{}
	for _, text := range strings.Split(list, ",") {
		number, cloexec := strings.CutSuffix(text, "c")
		if fd, err := strconv.Atoi(number); err == nil {
			open[fd] = true
			if cloexec {
				call(syscall.SYS_FCNTL, uintptr(fd), syscall.F_SETFD, syscall.FD_CLOEXEC)
			}
		}
	}
	for fd := range firstHidden {
		if !open[fd] {
			call(syscall.SYS_CLOSE, uintptr(fd), 0, 0)
		}
	}
}

// openDescriptors returns the open descriptors that are the scenario's.
func openDescriptors() (open []descriptor) {
	for fd := range firstHidden {
		if flags := call(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0); flags >= 0 {
			open = append(open, descriptor{fd, flags&syscall.FD_CLOEXEC != 0})
		}
	}
	return open
}

// serve makes the calls that the controller asks for until it closes the pipe.
func (w *worker) serve() {
	var r request
	for rawFile(requestFDs + w.nr).readFull(r.bytes()) {
		if ret, text, replied := calls[core.Op(r.op)](w, r.args); !replied {
			w.reply(ret, text)
		}
	}
	os.Exit(0)
}

func (w *worker) reply(ret, extra int64) {
	r := reply{ret, extra}
	if _, err := rawFile(replyFD).Write(r.bytes()); err != nil {
		os.Exit(1)
	}
}

// calls makes the calls. Each returns the result and the bytes of text; replied is true if another worker replies.
var calls = map[core.Op]func(w *worker, a core.Args) (ret, text int64, replied bool){
	core.OpBpf:     (*worker).bpf,
	core.OpClose:   plain(syscall.SYS_CLOSE),
	core.OpDup:     plain(syscall.SYS_DUP),
	core.OpDup3:    plain(syscall.SYS_DUP3),
	core.OpFcntl:   plain(syscall.SYS_FCNTL),
	core.OpFork:    (*worker).fork,
	core.OpExec:    (*worker).exec,
	core.OpExit:    func(*worker, core.Args) (int64, int64, bool) { os.Exit(0); return 0, 0, true },
	core.OpRlimit:  limit(syscall.RLIMIT_NOFILE),
	core.OpMemlock: limit(rlimitMemlock),
	core.OpUID:     (*worker).setUID,
	core.OpCaps:    (*worker).setCaps,
	core.OpFdinfo:  (*worker).fdinfo,
	core.OpUnlink:  (*worker).unlink,
	core.OpOpen:    (*worker).open,
	core.OpIoctl:   plain(syscall.SYS_IOCTL),

	core.OpPerfEventOpen: func(_ *worker, a core.Args) (int64, int64, bool) {
		return result(syscall.RawSyscall6(syscall.SYS_PERF_EVENT_OPEN, uintptr(a[0]), uintptr(a[1]), uintptr(a[2]), uintptr(a[3]), uintptr(a[4]), 0)), 0, false
	},
}

func plain(nr uintptr) func(*worker, core.Args) (int64, int64, bool) {
	return func(_ *worker, a core.Args) (int64, int64, bool) {
		return call(nr, uintptr(a[0]), uintptr(a[1]), uintptr(a[2])), 0, false
	}
}

func limit(resource int) func(*worker, core.Args) (int64, int64, bool) {
	return func(_ *worker, a core.Args) (int64, int64, bool) { return setLimit(resource, a[0]), 0, false }
}

func (w *worker) bpf(a core.Args) (int64, int64, bool) {
	ret := result(syscall.RawSyscall6(sysBpf, uintptr(uint32(a[0])), uintptr(a[1]), uintptr(uint32(a[2])), 0, uintptr(w.stray), 0))
	w.stray = strayRegister
	return ret, 0, false
}

func (w *worker) setUID(a core.Args) (int64, int64, bool) {
	ret := call(syscall.SYS_SETRESUID, uintptr(a[0]), uintptr(a[0]), uintptr(a[0]))
	call(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, dumpable, 0) // else /proc/self is root's
	return ret, 0, false
}

func (w *worker) setCaps(a core.Args) (int64, int64, bool) {
	return capset(capSets{a[0], a[0], a[0]}), 0, false
}

func (w *worker) unlink(core.Args) (int64, int64, bool) {
	return call(syscall.SYS_UNLINK, uintptr(unsafe.Pointer(&w.note[0])), 0, 0), 0, false
}

// open opens the path in the text page. Cgroups that do not exist are made; the reply has their number.
func (w *worker) open(a core.Args) (ret, made int64, replied bool) {
	if path := w.note[:slices.Index(w.note, 0)]; isCgroup(string(path)) {
		for at := len(cgroupRoot) + 1; at <= len(path); at++ {
			if at < len(path) && path[at] != '/' {
				continue
			}
			end := w.note[at]
			w.note[at] = 0
			if call(syscall.SYS_MKDIR, uintptr(unsafe.Pointer(&w.note[0])), 0o755, 0) == 0 {
				made++
			}
			w.note[at] = end
		}
	}
	return call(syscall.SYS_OPEN, uintptr(unsafe.Pointer(&w.note[0])), uintptr(a[0]), 0), made, false
}

// fdinfo reads /proc/self/fdinfo of a descriptor into the text page.
func (w *worker) fdinfo(a core.Args) (int64, int64, bool) {
	path := append([]byte("/proc/self/fdinfo/"+strconv.Itoa(int(int32(a[0])))), 0)
	fd := call(syscall.SYS_OPEN, uintptr(unsafe.Pointer(&path[0])), syscall.O_RDONLY, 0)
	if fd < 0 {
		return fd, 0, false
	}
	n := call(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&w.note[0])), noteBytes)
	call(syscall.SYS_CLOSE, uintptr(fd), 0, 0)
	return min(n, 0), max(n, 0), false
}

// exec executes the program anew. The new program replies.
func (w *worker) exec(core.Args) (int64, int64, bool) {
	h := inheritance{nr: w.nr, caps: noCaps}
	for _, d := range openDescriptors() {
		if !d.cloexec {
			h.open = append(h.open, d)
		}
	}
	path, argv, envv := program(&h)
	ret := result(syscall.RawSyscall(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&envv[0]))))
	return ret, 0, false
}

// fork starts worker a[0] with the descriptors and the rights of this one. The new worker replies.
func (w *worker) fork(a core.Args) (int64, int64, bool) {
	caps := capget()
	h := inheritance{int(a[0]), w.stray, fmt.Sprintf("%x,%x,%x", caps[0], caps[1], caps[2]), openDescriptors()}
	path, argv, envv := program(&h)
	h.markCloexec(0)
	_, e := forkExec(path, &argv[0], &envv[0])
	h.markCloexec(syscall.FD_CLOEXEC)
	return -int64(e), 0, e == 0
}

// markCloexec sets the flags of the descriptors that are marked close-on-exec.
func (h *inheritance) markCloexec(flags uintptr) {
	for _, d := range h.open {
		if d.cloexec {
			call(syscall.SYS_FCNTL, uintptr(d.fd), syscall.F_SETFD, flags)
		}
	}
}

// program returns what execve takes.
func program(h *inheritance) (path *byte, argv, envv []*byte) {
	return pointers([]string{self})[0], pointers(h.argv()), pointers(workerEnv)
}

// workerEnv turns garbage collection off, which would need the other threads of a worker.
var workerEnv = []string{"GOGC=off", "GOMAXPROCS=1"}

// pointers returns an argument vector: the addresses of the strings, each ended by a NUL, and nil.
func pointers(list []string) []*byte {
	var p []*byte
	for _, s := range list {
		b := append([]byte(s), 0)
		p = append(p, &b[0])
	}
	return append(p, nil)
}
