package core

import "bpfplay/core/abi"

// Object is the object of a file that is no map, program or BTF object: a link, a cgroup, a network namespace, a perf
// event, a task or a socket.
type Object interface {
	// String names the object in views and sentences, such as "link 2".
	String() string
	// release follows the release of the file operations: the last descriptor of f is closed.
	release(k *Kernel, f *File)
}

// kept is the part of an object that a file keeps alive and that has nothing to release.
type kept struct{}

func (kept) release(*Kernel, *File) {}

// objectOf returns the object of a descriptor as a T. other is the check that fails if its file is something else.
func objectOf[T Object](k *Kernel, t *Task, fd uint32, notOpen, other *Check) (o T, e abi.Errno) {
	f := t.Files.File(int(int32(fd)))
	if e := k.check(notOpen, f != nil, uint64(fd), 0); e != 0 {
		return o, e
	}
	o, ok := f.Object.(T)
	return o, k.check(other, ok, uint64(fd), 0)
}
