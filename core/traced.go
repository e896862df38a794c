package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Calls that only pasted traces make: other system calls, with their traced results, and the state in which the trace
// begins.

// Values of the opens argument of a traced call.
const (
	TracedNothing   = iota
	TracedFD        // the result is a descriptor
	TracedCloexecFD // the result is a close-on-exec descriptor
)

// Traced records that another system call, what, returned ret. If ret is a descriptor (TracedFD, TracedCloexecFD), it
// then refers to a file that is not a map. If it was open, it is closed first. A descriptor at or above RLIMIT_NOFILE is
// ignored. A descriptor of BPF_BTF_LOAD or BPF_BTF_GET_FD_BY_ID is taken to be the BTF of any map.
func (k *Kernel) Traced(t *Task, ret int32, opens uint64, what string) int64 {
	k.note(Event{Kind: Traced, Func: what, Task: t.Nr, A: uint64(int64(ret))})
	if opens != TracedNothing && ret >= 0 && uint64(ret) < t.Limits.Nofile {
		if t.Files.File(int(ret)) != nil {
			k.closeFD(what, t, int(ret))
		}
		if ev := k.perfTraced(what); ev != nil {
			k.fdInstall("perf_event_open", t, int(ret), File{Object: ev, Mode: O_RDWR}, opens == TracedCloexecFD)
			return k.endCall(int64(ret))
		}
		if l := k.linkTraced(t, what); l != nil {
			k.fdInstall("bpf_link_settle", t, int(ret), File{Object: l, Mode: O_RDONLY}, opens == TracedCloexecFD)
			return k.endCall(int64(ret))
		}
		k.openOther(t, int(ret), what, opens == TracedCloexecFD)
	}
	return k.endCall(int64(ret))
}

// openOther installs a file that is not a map at fd.
func (k *Kernel) openOther(t *Task, fd int, what string, cloexec bool) {
	k.installOther(t, fd, &File{What: what, Mode: O_RDWR}, cloexec)
}

// installOther installs a file without an object at fd.
func (k *Kernel) installOther(t *Task, fd int, f *File, cloexec bool) {
	f.count++
	t.Files.set(fd, descriptor{file: f, cloexec: cloexec})
	k.note(Event{Kind: OtherOpened, Func: f.What, Task: t.Nr, FD: fd, Cloexec: cloexec})
}

// unseen opens all free descriptors below a limit for one file that is not a map, and returns their count.
func (k *Kernel) unseen(t *Task, below uint64) int64 {
	opened, f := int64(0), &File{What: UnseenFile, Mode: O_RDWR}
	for below = min(below, t.Limits.Nofile); ; opened++ {
		fd := t.Files.lowest(0, below)
		if fd < 0 {
			return k.endCall(opened)
		}
		k.installOther(t, fd, f, false)
	}
}

// UnseenFile is the What of a file that a trace uses but does not show being opened.
const UnseenFile = "unseen"

// The kinds of objects with ids, as operand B of NextIDSet.
const (
	ofMaps = iota
	ofProgs
	ofBTF
)

// setNextID sets the id at which the search for the next id of a kind begins.
func (k *Kernel) setNextID(kind int, id uint32) int64 {
	*[...]*uint32{&k.mapIDs.next, &k.progIDs.next, &k.btfIDs.next}[kind] = id
	k.note(Event{Kind: NextIDSet, Func: "idr_set_cursor", A: uint64(id), B: uint64(kind)})
	return k.endCall(0)
}

// isBtf reports whether a traced call made a BTF object. Its contents are unknown, so it is taken to describe any map.
func (f *File) isBtf() bool {
	return f.What == abi.BPF_BTF_LOAD.String() || f.What == abi.BPF_BTF_GET_FD_BY_ID.String()
}

// MakeFolder makes a folder of the bpf file system that t sees at a path, and its missing parents. It returns 0.
func (k *Kernel) MakeFolder(t *Task, path string) int64 {
	made := uint64(0)
	dir := k.root
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' }) {
		kid := dir.kids[name]
		if name == "." || name == ".." || dir.proc {
			break
		}
		if kid == nil {
			kid = &inode{mode: 0o755, bpf: true, parent: dir, kids: map[string]*inode{}}
			dir.kids[name] = kid
			made++
		}
		if kid.kids == nil {
			break
		}
		dir = t.mounted(kid)
	}
	if made > 0 {
		k.note(Event{Kind: FolderMade, Func: "bpf_mkdir", A: made})
	}
	return k.endCall(0)
}
