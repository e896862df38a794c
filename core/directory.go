package core

// Follows openat for directories of bpf file systems.

// directory is an open directory of a bpf file system.
type directory struct {
	at    *inode
	super *superBlock // nil if only a trace shows the file system
}

// String implements [Object].
func (d *directory) String() string {
	if path := d.at.path(); path != "" {
		return "directory " + path
	}
	return "directory of a bpf mount"
}

// release implements [Object].
func (d *directory) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "dcache_dir_close"})
	if d.super != nil {
		k.putSuper(d.super)
	}
}

// directory returns the directory that f is, or that a detached mount has as its root; nil for other files.
func (f *File) directory() *inode {
	switch o := f.Object.(type) {
	case *directory:
		return o.at
	case *detachedMount:
		return o.super.root
	}
	return nil
}

// IsFSContext reports whether f is what fsopen opened.
func IsFSContext(f *File) bool {
	_, ok := f.Object.(*fsContext)
	return ok
}

// IsDetachedMount reports whether f is what fsmount opened.
func IsDetachedMount(f *File) bool {
	_, ok := f.Object.(*detachedMount)
	return ok
}

// FindsDirectory reports whether openat(dirfd, path) finds a directory of a bpf file system. Nothing is checked.
func (k *Kernel) FindsDirectory(t *Task, dirfd int32, path string) bool {
	return k.findDirectory(t, dirfd, path) != nil
}

func (k *Kernel) findDirectory(t *Task, dirfd int32, path string) *inode {
	if path == "" || !sinceBpffs.In(k.Machine.Release) {
		return nil
	}
	tracer := k.tracer
	k.tracer = nil
	f, e := k.pathAt(t, dirfd, path)
	k.tracer = tracer
	if e != 0 || !f.bpf || f.kids == nil {
		return nil
	}
	return f
}

// sysOpenat follows openat of a directory of a bpf file system. The result is NotEmulated for other files.
func (k *Kernel) sysOpenat(t *Task, dirfd int32, path string, flags uint32) int64 {
	dir := k.findDirectory(t, dirfd, path)
	if dir == nil || flags&(O_WRONLY|O_RDWR|OpenOther) != 0 {
		return NotEmulated
	}
	if e := k.check(listPermission, k.permission(t, dir, mayRead), uint64(t.Cred.UID), 0); e != 0 {
		return refusal(e)
	}
	d := &directory{dir, dir.super()}
	ret := k.openFD("openat", openFull, t, File{Object: d, Mode: O_RDONLY, flags: O_LARGEFILE | int(flags)&^O_CLOEXEC}, flags&O_CLOEXEC != 0)
	if ret >= 0 && d.super != nil {
		d.super.refs++
	}
	return ret
}

// OpenOther are flags with which openat does something else: O_CREAT, O_TRUNC and O_PATH.
const OpenOther = 0o100 | 0o1000 | oPath
