package core

import "bpfplay/core/abi"

// Open modes of a file, as fcntl(F_GETFL) returns them.
const (
	O_RDONLY = 0
	O_WRONLY = 1
	O_RDWR   = 2
)

// O_LARGEFILE is the flag that open(2) adds to every file on a 64-bit kernel. Files that the kernel opens lack it.
const O_LARGEFILE = 0o100000

// sinceConsoleFile is when the kernel began to open the first task's console with filp_open, without open(2).
var sinceConsoleFile = abi.Since{abi.V5_9}

// File follows struct file: an open file. Descriptors share it after dup and fork. It holds one reference to its object:
// a map, a program or a BTF object.
type File struct {
	Nr     int        // counted from 1 in order of creation; 0 for a file without an object
	Map    *Map       // nil if the file is not a map
	Prog   *Prog      // nil if the file is not a program
	BTF    *BTFObject // nil if the file is not a BTF object
	Object Object     // nil if the file is none of the others
	What   string     // the call that opened a file without an object; "" for the terminal
	Mode   int        // O_RDWR, O_RDONLY or O_WRONLY
	flags  int        // the other bits of f_flags
	count  int        // descriptors and mappings that refer to it
	mount  *mount     // through which it was opened; nil for other files than those of bpf mounts

	epoll   *eventpoll // nil if the file is not an epoll instance
	watches []*epitem  // of the epoll instances that watch the file
}

// newConsole returns the file of descriptors 0, 1 and 2 of the first task, as console_on_rootfs opens it.
func newConsole(r abi.Release) *File {
	f := &File{Mode: O_RDWR, count: stdFiles}
	if !sinceConsoleFile.In(r) {
		f.flags = O_LARGEFILE
	}
	return f
}

// statusFlags returns f_flags: the open mode and the other flags.
func (f *File) statusFlags() int { return f.Mode | f.flags }

// Count returns the number of descriptors and mappings that refer to the file.
func (f *File) Count() int { return f.count }

// hasObject reports whether the file is a map, a program, a BTF object or another object.
func (f *File) hasObject() bool {
	return f.Map != nil || f.Prog != nil || f.BTF != nil || f.Object != nil
}

// noteFile records an event of a file, with the file and its object.
func (k *Kernel) noteFile(f *File, e Event) {
	if k.tracer == nil {
		return
	}
	e.File, e.Object = f.Nr, f.Object
	switch {
	case f.Map != nil:
		e.Map = f.Map.Nr
	case f.Prog != nil:
		e.Prog = f.Prog.Nr
	case f.BTF != nil:
		e.BTF = f.BTF.Nr
	}
	k.tracer.add(e)
}

// getFile follows get_file: one more descriptor refers to f.
func (k *Kernel) getFile(in string, f *File) {
	f.count++
	if f.hasObject() {
		k.noteFile(f, Event{Kind: FileShared, Func: in, A: uint64(f.count - 1), B: uint64(f.count)})
	}
}

// fput follows fput: the last descriptor releases the file and drops its reference to the object.
func (k *Kernel) fput(in string, f *File) {
	f.count--
	if f.count == 0 {
		f.eventpollRelease()
	}
	if !f.hasObject() {
		return
	}
	k.noteFile(f, Event{Kind: FileDropped, Func: in, A: uint64(f.count + 1), B: uint64(f.count)})
	if f.count > 0 {
		return
	}
	switch {
	case f.Map != nil:
		k.bpfMapRelease(f)
	case f.Prog != nil:
		k.noteFile(f, Event{Kind: Released, Func: "bpf_prog_release"})
		k.bpfProgPut(f.Prog)
	case f.Object != nil:
		f.Object.release(k, f)
	default:
		k.noteFile(f, Event{Kind: Released, Func: "btf_release"})
		k.btfPut(f.BTF)
	}
	if f.mount != nil {
		k.putMount(f.mount)
	}
}

// closeFD frees an open number and drops its reference to the file.
func (k *Kernel) closeFD(in string, t *Task, fd int) {
	f := t.Files.File(fd)
	t.Files.set(fd, descriptor{})
	k.noteFile(f, Event{Kind: FDCleared, Func: in, Task: t.Nr, FD: fd})
	k.fput(in, f)
}

// getUnusedFD follows get_unused_fd_flags: it returns the lowest free descriptor of t. full is the check that fails if none
// is free.
func (k *Kernel) getUnusedFD(full *Check, t *Task) (fd int, e abi.Errno) {
	fd = t.Files.lowest(0, t.Limits.Nofile)
	return fd, k.check(full, fd >= 0, t.Limits.Nofile, 0)
}

// fdInstall follows fd_install: descriptor fd of t refers to f, a new file.
func (k *Kernel) fdInstall(in string, t *Task, fd int, f File, cloexec bool) {
	k.files++
	f.Nr, f.count = k.files, 1
	if f.mount != nil {
		f.mount.refs++
	}
	t.Files.set(fd, descriptor{&f, cloexec})
	k.noteFile(&f, Event{Kind: FDInstalled, Func: in, Task: t.Nr, FD: fd, Cloexec: cloexec})
}

// anonInodeGetfd follows anon_inode_getfd("bpf-map", …) and the like: it installs f, a new file, at the lowest free
// descriptor of t.
func (k *Kernel) anonInodeGetfd(full *Check, t *Task, f File) (fd int, e abi.Errno) {
	if fd, e = k.getUnusedFD(full, t); e != 0 {
		return 0, e
	}
	k.fdInstall("anon_inode_getfd", t, fd, f, true)
	return fd, 0
}

// openFD is anonInodeGetfd for the other system calls, whose flags choose close-on-exec. It returns their result.
func (k *Kernel) openFD(in string, full *Check, t *Task, f File, cloexec bool) int64 {
	fd, e := k.getUnusedFD(full, t)
	if e != 0 {
		return -int64(e)
	}
	k.fdInstall(in, t, fd, f, cloexec)
	return int64(fd)
}
