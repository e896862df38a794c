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
var sinceConsoleFile = abi.From(abi.R(5, 9, 0))

// File follows struct file: an open file. Descriptors share it after dup and fork. It holds one reference to its map.
type File struct {
	Nr    int    // counted from 1 in order of creation; 0 for the terminal
	Map   *Map   // nil if the file is not a map
	What  string // the call that opened a file that is not a map; "" for the terminal
	Mode  int    // O_RDWR, O_RDONLY or O_WRONLY
	flags int    // the other bits of f_flags
	count int    // descriptors that refer to it
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

// Count returns the number of descriptors that refer to the file.
func (f *File) Count() int { return f.count }

// getFile follows get_file: one more descriptor refers to f.
func (k *Kernel) getFile(in string, f *File) {
	f.count++
	if f.Map != nil {
		k.note(Event{Kind: FileShared, Func: in, File: f.Nr, Map: f.Map.Nr, A: uint64(f.count - 1), B: uint64(f.count)})
	}
}

// fput follows fput: the last descriptor releases the file and drops its reference to the map.
func (k *Kernel) fput(in string, f *File) {
	f.count--
	if f.Map == nil {
		return
	}
	k.note(Event{Kind: FileDropped, Func: in, File: f.Nr, Map: f.Map.Nr, A: uint64(f.count + 1), B: uint64(f.count)})
	if f.count == 0 {
		k.bpfMapRelease(f)
	}
}

// closeFD frees an open number and drops its reference to the file.
func (k *Kernel) closeFD(in string, t *Task, fd int) {
	f := t.Files.File(fd)
	t.Files.set(fd, descriptor{})
	e := Event{Kind: FDCleared, Func: in, Task: t.Nr, FD: fd, File: f.Nr}
	if f.Map != nil {
		e.Map = f.Map.Nr
	}
	k.note(e)
	k.fput(in, f)
}

// anonInodeGetfd follows anon_inode_getfd("bpf-map", …): it installs a new file for m at the lowest free descriptor of t.
// full is the check that fails if none is free.
func (k *Kernel) anonInodeGetfd(full *Check, t *Task, m *Map, mode int) (fd int, e abi.Errno) {
	fd = t.Files.lowest(0, t.Limits.Nofile)
	if e := k.check(full, fd >= 0, t.Limits.Nofile, 0); e != 0 {
		return 0, e
	}
	k.files++
	f := &File{Nr: k.files, Map: m, Mode: mode, count: 1}
	t.Files.set(fd, descriptor{file: f, cloexec: true})
	k.note(Event{Kind: FDInstalled, Func: "anon_inode_getfd", Task: t.Nr, FD: fd, File: f.Nr, Map: m.Nr, Cloexec: true})
	return fd, 0
}
