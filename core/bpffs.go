package core

import (
	"maps"
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// Follows mkdir, rmdir, rename, link, symlink and getdents in fs/namei.c and fs/libfs.c, and bpf_dir_iops in
// kernel/bpf/inode.c. Only directories of the bpf file system are emulated.

// umask is the umask of every task.
const umask = 0o022

var (
	sinceBpffs       = abi.Since{abi.V4_4}
	sinceBpffsRename = abi.Since{abi.V4_5}  // bpf_dir_iops has rename and link
	sinceBpffsLinks  = abi.Since{abi.V4_10} // bpf_dir_iops has symlink
)

// refusal returns the result of a call.
func refusal(e abi.Errno) int64 { return -int64(e) }

// newName is newNameAt for the system calls that name a path alone.
func (k *Kernel) newName(t *Task, path string, dir bool) (w walked, e abi.Errno) {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return w, e
	}
	return k.newNameAt(t, AT_FDCWD, path, dir)
}

// newNameAt follows filename_create for a new name below the folder dirfd. dir reports whether it may end in a slash, as the
// name of a directory.
func (k *Kernel) newNameAt(t *Task, dirfd int32, path string, dir bool) (w walked, e abi.Errno) {
	if w, e = k.parentAt(t, dirfd, path); e != 0 {
		return w, e
	}
	if e := k.check(createIsName, w.isName(), 0, 0); e != 0 {
		return w, e
	}
	there, e := k.lookupName(w.dir, w.last)
	if e != 0 {
		return w, e
	}
	if e := k.check(createExists, there == nil, 0, 0); e != 0 {
		return w, e
	}
	return w, k.check(createSlash, dir || !w.slash, 0, 0)
}

// foreign reports whether changes of a directory are not emulated: it is outside of a bpf file system, the release has none,
// or the file system is that of a user namespace, in which they depend on the mapping of user ids.
func (k *Kernel) foreign(dir *inode) bool {
	s := dir.super()
	return !dir.bpf || !sinceBpffs.In(k.Machine.Release) || s != nil && s.userNS != nil
}

// sameMount reports whether two directories or files are in the same file system.
func sameMount(a, b *inode) bool { return a.bpf == b.bpf && a.super() == b.super() }

// mayCreate follows may_create.
func (k *Kernel) mayCreate(t *Task, dir *inode) abi.Errno {
	return k.check(createPermission, k.permission(t, dir, mayWrite|mayExec), uint64(t.Cred.UID), 0)
}

// mayDelete follows may_delete. asDir reports whether the call removes a directory.
func (k *Kernel) mayDelete(t *Task, dir, f *inode, asDir bool) abi.Errno {
	if e := k.mayCreate(t, dir); e != 0 {
		return e
	}
	mine := dir.mode&S_ISVTX == 0 || t.Cred.UID == f.uid || t.Cred.UID == dir.uid || t.Cred.Caps.Has(abi.CAP_FOWNER)
	if e := k.check(unlinkSticky, mine, uint64(t.Cred.UID), uint64(f.uid)); e != 0 {
		return e
	}
	if asDir {
		return k.check(rmdirNotDir, f.kids != nil, 0, 0)
	}
	return k.check(unlinkDir, f.kids == nil, 0, 0)
}

// sysMkdir follows mkdir and bpf_mkdir.
func (k *Kernel) sysMkdir(t *Task, path string, mode uint32) int64 {
	w, e := k.newName(t, path, true)
	switch {
	case e != 0:
		return refusal(e)
	case k.foreign(w.dir), hasDot(w.last):
		return NotEmulated
	}
	if e := k.mayCreate(t, w.dir); e != 0 {
		return refusal(e)
	}
	perm := uint16(mode) & (S_ISVTX | 0o777) &^ umask
	w.dir.kids[w.last] = &inode{mode: perm, uid: t.Cred.UID, bpf: true, parent: w.dir, kids: map[string]*inode{}}
	k.note(Event{Kind: FolderMade, Func: "bpf_mkdir", A: 1})
	return 0
}

// sysSymlink follows symlink and bpf_symlink.
func (k *Kernel) sysSymlink(t *Task, target, path string) int64 {
	if e := k.check(pathEmpty, target != "", 0, 0); e != 0 {
		return refusal(e)
	}
	w, e := k.newName(t, path, false)
	switch {
	case e != 0:
		return refusal(e)
	case k.foreign(w.dir), hasDot(w.last):
		return NotEmulated
	}
	if e := k.mayCreate(t, w.dir); e != 0 {
		return refusal(e)
	}
	if e := k.check(bpffsOperation, sinceBpffsLinks.In(k.Machine.Release), 0, 0); e != 0 {
		return refusal(e)
	}
	w.dir.kids[w.last] = &inode{mode: 0o777, uid: t.Cred.UID, bpf: true, parent: w.dir, target: target}
	return 0
}

// lookupLast returns the inode of the last name of a path, which is not followed.
func (k *Kernel) lookupLast(t *Task, path string) (w walked, f *inode, e abi.Errno) {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return w, nil, e
	}
	if w, e = k.parentAt(t, AT_FDCWD, path); e != 0 {
		return w, nil, e
	}
	f, e = k.lookupName(w.dir, w.last)
	return w, f, e
}

// sysLink follows link and simple_link.
func (k *Kernel) sysLink(t *Task, old, path string) int64 {
	was, f, e := k.lookupLast(t, old)
	if e == 0 {
		e = k.check(pathMissing, f != nil, 0, 0)
	}
	if e == 0 {
		e = k.check(pathNotDir, !was.slash || f.kids != nil, 0, 0)
	}
	if e != 0 {
		return refusal(e)
	}
	w, e := k.newName(t, path, false)
	if e != 0 {
		return refusal(e)
	}
	if e := k.check(linkSameMount, sameMount(f, w.dir), 0, 0); e != 0 {
		return refusal(e)
	}
	if k.foreign(w.dir) || hasDot(w.last) || f.uid != t.Cred.UID && !t.Cred.Caps.Has(abi.CAP_FOWNER) {
		return NotEmulated
	}
	if e := k.mayCreate(t, w.dir); e != 0 {
		return refusal(e)
	}
	if e := k.check(bpffsOperation, sinceBpffsRename.In(k.Machine.Release), 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(linkNotDir, f.kids == nil, 0, 0); e != 0 {
		return refusal(e)
	}
	f.links++
	w.dir.kids[w.last] = f
	return 0
}

// sysRmdir follows rmdir and simple_rmdir.
func (k *Kernel) sysRmdir(t *Task, path string) int64 {
	w, f, e := k.lookupLast(t, path)
	switch {
	case e != 0:
		return refusal(e)
	case k.foreign(w.dir), w.last == "":
		return NotEmulated
	}
	if e := k.check(rmdirParent, w.last != "..", 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(rmdirSelf, w.last != ".", 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(pathMissing, f != nil, 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.mayDelete(t, w.dir, f, true); e != 0 {
		return refusal(e)
	}
	if e := k.check(mountPointBusy, t.mounts.mounts[f] == nil, 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(rmdirEmpty, len(f.kids) == 0, uint64(len(f.kids)), 0); e != 0 {
		return refusal(e)
	}
	delete(w.dir.kids, w.last)
	k.detachMounts(f)
	return 0
}

// sysRename follows rename and simple_rename.
func (k *Kernel) sysRename(t *Task, old, path string) int64 {
	for _, p := range [...]string{old, path} {
		if e := k.check(pathEmpty, p != "", 0, 0); e != 0 {
			return refusal(e)
		}
	}
	from, e := k.parentAt(t, AT_FDCWD, old)
	if e != 0 {
		return refusal(e)
	}
	to, e := k.parentAt(t, AT_FDCWD, path)
	if e == 0 {
		e = k.check(linkSameMount, sameMount(from.dir, to.dir), 0, 0)
	}
	switch {
	case e != 0:
		return refusal(e)
	case k.foreign(from.dir):
		return NotEmulated
	}
	if e := k.check(renameName, from.isName() && to.isName(), 0, 0); e != 0 {
		return refusal(e)
	}
	f, e := k.lookupName(from.dir, from.last)
	if e == 0 {
		e = k.check(pathMissing, f != nil, 0, 0)
	}
	if e != 0 {
		return refusal(e)
	}
	over, e := k.lookupName(to.dir, to.last)
	if e == 0 {
		e = k.renameChecks(t, from, to, f, over)
	}
	if e != 0 || f == over {
		return refusal(e)
	}
	delete(from.dir.kids, from.last)
	to.dir.kids[to.last], f.parent = f, to.dir
	if over != nil {
		k.dropName(over, to.dir, to.last)
		k.detachMounts(over)
	}
	return 0
}

// renameChecks follows do_renameat2 and vfs_rename after the lookups. over is the file that the new name has, or nil.
func (k *Kernel) renameChecks(t *Task, from, to walked, f, over *inode) abi.Errno {
	isDir := f.kids != nil
	if e := k.check(pathNotDir, isDir || !from.slash && !to.slash, 0, 0); e != 0 {
		return e
	}
	if e := k.check(renameInside, !f.contains(to.dir), 0, 0); e != 0 {
		return e
	}
	if e := k.check(rmdirEmpty, over == nil || !over.contains(from.dir), 0, 0); e != 0 {
		return e
	}
	if f == over {
		return 0
	}
	if e := k.mayDelete(t, from.dir, f, isDir); e != 0 {
		return e
	}
	if over == nil {
		if e := k.mayCreate(t, to.dir); e != 0 {
			return e
		}
	} else if e := k.mayDelete(t, to.dir, over, isDir); e != 0 {
		return e
	}
	if e := k.check(bpffsOperation, sinceBpffsRename.In(k.Machine.Release), 0, 0); e != 0 {
		return e
	}
	if isDir && from.dir != to.dir {
		if e := k.check(createPermission, k.permission(t, f, mayWrite), uint64(t.Cred.UID), 0); e != 0 {
			return e
		}
	}
	if e := k.check(mountPointBusy, t.mounts.mounts[f] == nil && t.mounts.mounts[over] == nil, 0, 0); e != 0 {
		return e
	}
	return k.check(rmdirEmpty, over == nil || len(over.kids) == 0, 0, 0)
}

// contains reports whether f is dir or a directory above it.
func (f *inode) contains(dir *inode) bool {
	for f.kids != nil {
		if dir == f {
			return true
		}
		if dir.parent == dir {
			return false
		}
		dir = dir.parent
	}
	return false
}

// dropName follows iput: the last name of a pin drops its reference.
func (k *Kernel) dropName(f, dir *inode, name string) {
	if f.isPin() {
		k.noteName(Unpinned, "do_unlinkat", f.pinned, dir, name)
	}
	if f.links > 0 {
		f.links--
	} else if f.isPin() {
		k.bpfDestroyInode(f.pinned)
	}
}

// sysList follows open and getdents64 of a directory. It prints the names in order of the alphabet. Linux has another order.
func (k *Kernel) sysList(t *Task, path string) int64 {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return refusal(e)
	}
	f, e := k.pathAt(t, AT_FDCWD, path)
	if e != 0 {
		return refusal(e)
	}
	if e := k.check(listDir, f.kids != nil, 0, 0); e != 0 {
		return refusal(e)
	}
	if e := k.check(listPermission, k.permission(t, f, mayRead), uint64(t.Cred.UID), 0); e != 0 {
		return refusal(e)
	}
	if k.foreign(f) {
		return NotEmulated
	}
	for _, name := range slices.Sorted(maps.Keys(f.kids)) {
		switch kid := f.kids[name]; {
		case kid.kids != nil:
			name += "/"
		case kid.target != "":
			name += " -> " + kid.target
		}
		k.text = append(k.text, name)
	}
	return 0
}

// maxLinks is MAXSYMLINKS: the most symbolic links that one path follows.
const maxLinks = 40

// follow follows a symbolic link, which a walk found in dir. Another inode is returned as it is.
func (k *Kernel) follow(t *Task, dir, f *inode, links *int) (*inode, abi.Errno) {
	for f.target != "" {
		*links++
		if e := k.check(pathLoop, *links <= maxLinks, maxLinks, 0); e != 0 {
			return nil, e
		}
		if strings.HasPrefix(f.target, "/") {
			dir = k.root
		}
		w, e := k.walk(t, dir, f.target, links)
		if e != 0 {
			return nil, e
		}
		next, e := k.lookupName(w.dir, w.last)
		if e == 0 {
			e = k.check(pathMissing, next != nil, 0, 0)
		}
		if e != 0 {
			return nil, e
		}
		dir, f = w.dir, t.mounted(next)
	}
	return f, 0
}
