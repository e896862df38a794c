package core

// Open modes of a file, as fcntl(F_GETFL) gives them.
const (
	O_RDONLY = 0
	O_WRONLY = 1
	O_RDWR   = 2
)

// File follows struct file: what descriptors lead to. Dup and fork share it; the map behind it is held once.
type File struct {
	Nr    int    // counted from 1 in the order of their making; 0 for the one that stands for a terminal
	Map   *Map   // nil for a file that is no map
	What  string // of a file that is no map and no terminal: the call that opened it
	Mode  int    // O_RDWR, O_RDONLY or O_WRONLY
	count int    // descriptors that lead here
}

// Count is how many descriptors lead to the file.
func (f *File) Count() int { return f.count }

// getFile follows get_file: one more descriptor leads to f.
func (k *Kernel) getFile(in string, f *File) {
	f.count++
	if f.Map != nil {
		k.note(Event{Kind: FileShared, Func: in, File: f.Nr, Map: f.Map.Nr, A: uint64(f.count - 1), B: uint64(f.count)})
	}
}

// fput follows fput: with the last descriptor the file is released, and with it its hold on the map.
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

// closeFD frees a number that is open and lets its file go.
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

// anonInodeGetfd follows anon_inode_getfd("bpf-map", …): a file for m under the lowest free number of t.
// The number is -1 where no descriptor below the limit is free.
func (k *Kernel) anonInodeGetfd(t *Task, m *Map, mode int) int {
	fd := t.Files.lowest(0, t.Limits.Nofile)
	if fd < 0 {
		return -1
	}
	k.files++
	f := &File{Nr: k.files, Map: m, Mode: mode, count: 1}
	t.Files.set(fd, descriptor{file: f, cloexec: true})
	k.note(Event{Kind: FDInstalled, Func: "anon_inode_getfd", Task: t.Nr, FD: fd, File: f.Nr, Map: m.Nr, Cloexec: true})
	return fd
}
