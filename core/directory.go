package core

// Follows openat for directories of bpf file systems.

// directory is an open directory of a bpf file system.
type directory struct{ at *inode }

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
}

// directory returns the directory that f is, or that a detached mount has as its root; nil for other files.
func (f *File) directory() *inode {
	switch o := f.Object.(type) {
	case *directory:
		return o.at
	case *detachedMount:
		return f.mount.super.root
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

// FindsInBpffs reports whether openat(dirfd, path) finds a directory or an iterator of a bpf file system. Nothing is checked.
func (k *Kernel) FindsInBpffs(t *Task, dirfd int32, path string) bool {
	return k.findInBpffs(t, dirfd, path) != nil
}

func (k *Kernel) findInBpffs(t *Task, dirfd int32, path string) *inode {
	if path == "" || !sinceBpffs.In(k.Machine.Release) {
		return nil
	}
	tracer := k.tracer
	k.tracer = nil
	f, e := k.pathAt(t, dirfd, path)
	k.tracer = tracer
	if e != 0 || !f.bpf || f.kids == nil && !f.isIterator() {
		return nil
	}
	return f
}

// sysOpenat follows openat of a directory or an iterator of a bpf file system. The result is NotEmulated for other files.
func (k *Kernel) sysOpenat(t *Task, dirfd int32, path string, flags uint32) int64 {
	f := k.findInBpffs(t, dirfd, path)
	switch {
	case f == nil || flags&OpenOther != 0:
		return NotEmulated
	case f.isIterator():
		return k.openIterator(t, t.mountOf(dirfd, path, f), f, flags)
	case flags&(O_WRONLY|O_RDWR) != 0:
		return NotEmulated
	}
	if e := k.check(listPermission, k.permission(t, f, mayRead), uint64(t.Cred.UID), 0); e != 0 {
		return refusal(e)
	}
	return k.openPath(t, t.mountOf(dirfd, path, f), &directory{f}, flags)
}

// openPath installs a new file for an object that a path led to, through mount m or none.
func (k *Kernel) openPath(t *Task, m *mount, o Object, flags uint32) int64 {
	mode := int(flags & (O_WRONLY | O_RDWR))
	f := File{Object: o, Mode: mode, flags: O_LARGEFILE | int(flags)&^(O_CLOEXEC|mode), mount: m}
	return k.openFD("openat", openFull, t, f, flags&O_CLOEXEC != 0)
}

// OpenOther are flags with which openat does something else: O_CREAT, O_TRUNC and O_PATH.
const OpenOther = 0o100 | 0o1000 | oPath
