package core

import "bpfplay/core/abi"

// Follows kernel/bpf/inode.c: the bpf file system, in which a name holds a map.

var (
	sinceDotAtLookup = abi.From(abi.R(4, 6, 0)) // a dot in a name is refused as the name is looked up
	sinceProbeFirst  = abi.From(abi.R(5, 6, 0)) // pinning looks at the descriptor before the path
	sinceProbeLinks  = abi.From(abi.R(5, 7, 0)) // links can be pinned too: EINVAL for every descriptor that does not fit
	sinceInodeAtOnce = abi.From(abi.R(6, 18, 0), abi.R(6, 17, 6), abi.R(6, 12, 56), abi.R(6, 6, 115), abi.R(6, 1, 158))
)

// bpfObjPin follows bpf_obj_pin: a map gets a name that holds it.
func (k *Kernel) bpfObjPin(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if e := k.checkAttr(c, pinCheckAttr); e != 0 {
		return 0, e
	}
	if e := k.checkObjFlags(c, pinFlags, pinPathFlags, 0); e != 0 {
		return 0, e
	}
	if sinceProbeFirst.In(r) {
		m, e := k.bpfFDProbeObj(c)
		if e != 0 {
			return 0, e
		}
		path, e := k.getname(c.task, c.attr.U64(&abi.Pathname))
		if e == 0 {
			e = k.bpfObjDoPin(c, path, m)
		}
		return 0, k.keepPin(m, e)
	}
	path, e := k.getname(c.task, c.attr.U64(&abi.Pathname))
	if e != 0 {
		return 0, e
	}
	m, e := k.bpfFDProbeObj(c)
	if e != 0 {
		return 0, e
	}
	return 0, k.keepPin(m, k.bpfObjDoPin(c, path, m))
}

// keepPin gives the reference back that the name would have had.
func (k *Kernel) keepPin(m *Map, e abi.Errno) abi.Errno {
	if e != 0 {
		k.bpfMapPutWithUref(m)
	}
	return e
}

// checkObjFlags looks at file_flags: those that are allowed beside BPF_F_PATH_FD, and what path_fd needs.
func (k *Kernel) checkObjFlags(c *bpfCall, known, knownWithPath *Check, allowed uint32) abi.Errno {
	r, flags := k.Machine.Release, c.attr.U32(&abi.ObjFlags)
	switch {
	case abi.SincePathFD.In(r):
		if e := k.check(knownWithPath, flags&^(allowed|abi.BPF_F_PATH_FD) == 0, uint64(flags), 0); e != 0 {
			return e
		}
		fd := c.attr.U32(&abi.ObjPathFD)
		return k.check(pathFDFlag, flags&abi.BPF_F_PATH_FD != 0 || fd == 0, uint64(fd), uint64(flags))
	case abi.SinceFileModes.In(r):
		return k.check(known, flags&^allowed == 0, uint64(flags), 0)
	}
	return 0
}

// dirFD is the folder that a relative path starts from.
func dirFD(c *bpfCall) int32 {
	if c.attr.U32(&abi.ObjFlags)&abi.BPF_F_PATH_FD == 0 {
		return AT_FDCWD
	}
	return int32(c.attr.U32(&abi.ObjPathFD))
}

// bpfFDProbeObj follows bpf_fd_probe_obj: a reference to the map behind bpf_fd. As anything but a map might be pinned
// too, the answer for what is none is that of the last kind tried.
func (k *Kernel) bpfFDProbeObj(c *bpfCall) (*Map, abi.Errno) {
	fd := c.attr.U32(&abi.ObjFD)
	f := c.task.Files.File(int(int32(fd)))
	none, noMap := pinBadFD, pinNoObject
	if sinceProbeLinks.In(k.Machine.Release) {
		none, noMap = pinBadFDInvalid, pinNoObjectLink
	}
	if e := k.check(none, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	held := f.Map != nil && k.bpfMapIncWithUref(f.Map) == 0
	return f.Map, k.check(noMap, held, uint64(fd), 0)
}

// bpfObjDoPin follows bpf_obj_do_pin: it makes the name.
func (k *Kernel) bpfObjDoPin(c *bpfCall, path string, m *Map) abi.Errno {
	w, e := k.parentAt(c.task, dirFD(c), path)
	if e != 0 {
		return e
	}
	if e := k.check(createIsName, w.isName(), 0, 0); e != 0 {
		return e
	}
	there, e := k.lookupName(w.dir, w.last)
	if e != 0 {
		return e
	}
	if e := k.check(createExists, there == nil, 0, 0); e != 0 {
		return e
	}
	if e := k.check(createSlash, !w.slash, 0, 0); e != 0 {
		return e
	}
	if e := k.check(pinNotBpffs, w.dir.bpf, 0, 0); e != 0 {
		return e
	}
	mayMake := k.permission(c.task, w.dir, mayWrite|mayExec)
	if e := k.check(createPermission, mayMake, uint64(c.task.Cred.UID), 0); e != 0 {
		return e
	}
	if !sinceDotAtLookup.In(k.Machine.Release) {
		if e := k.check(bpfMkobjDot, !hasDot(w.last), 0, 0); e != 0 {
			return e
		}
	}
	w.dir.kids[w.last] = &inode{mode: S_IRUSR | S_IWUSR, uid: c.task.Cred.UID, bpf: true, parent: w.dir, m: m}
	k.noteName(Pinned, "bpf_obj_do_pin", m, w.dir, w.last)
	return 0
}

func hasDot(name string) bool {
	for i := range len(name) {
		if name[i] == '.' {
			return true
		}
	}
	return false
}

// bpfObjGet follows bpf_obj_get: a new file for the map that is pinned under a name.
func (k *Kernel) bpfObjGet(c *bpfCall) (int64, abi.Errno) {
	if e := k.checkAttr(c, getCheckAttr); e != 0 {
		return 0, e
	}
	fd := c.attr.U32(&abi.ObjFD)
	if e := k.check(getNoFD, fd == 0, uint64(fd), 0); e != 0 {
		return 0, e
	}
	if e := k.checkObjFlags(c, getFlags, getPathFlags, objFlagMask); e != 0 {
		return 0, e
	}
	mode, want := O_RDWR, uint16(mayWrite)
	if abi.SinceFileModes.In(k.Machine.Release) {
		var e abi.Errno
		if mode, e = k.bpfGetFileFlag(uint64(c.attr.U32(&abi.ObjFlags)), getMode); e != 0 {
			return 0, e
		}
		want = accMode[mode]
	}
	path, e := k.getname(c.task, c.attr.U64(&abi.Pathname))
	if e != 0 {
		return 0, e
	}
	m, e := k.bpfObjDoGet(c, path, want)
	if e != 0 {
		return 0, e
	}
	n, e := k.anonInodeGetfd(getGetfd, c.task, m, mode)
	if e != 0 {
		k.bpfMapPutWithUref(m)
		return 0, e
	}
	return int64(n), 0
}

// accMode follows ACC_MODE: what a way to open a file needs to be allowed.
var accMode = [...]uint16{O_RDONLY: mayRead, O_WRONLY: mayWrite, O_RDWR: mayRead | mayWrite}

// bpfObjDoGet follows bpf_obj_do_get: a reference to what is pinned under a path.
func (k *Kernel) bpfObjDoGet(c *bpfCall, path string, want uint16) (*Map, abi.Errno) {
	f, e := k.pathAt(c.task, dirFD(c), path)
	if e != 0 {
		return nil, e
	}
	if e := k.check(getPermission, k.permission(c.task, f, want), uint64(c.task.Cred.UID), uint64(f.uid)); e != 0 {
		return nil, e
	}
	if e := k.check(getNoObject, f.m != nil, 0, 0); e != 0 {
		return nil, e
	}
	return f.m, k.bpfMapIncWithUref(f.m)
}

// sysUnlink takes a name away; with the name of a map goes what it held.
func (k *Kernel) sysUnlink(t *Task, path string) int64 {
	f, name, e := k.unlinkAt(t, path)
	if e != 0 {
		return -int64(e)
	}
	if f.m != nil {
		k.noteName(Unpinned, "do_unlinkat", f.m, f.parent, name)
		k.bpfDestroyInode(f.m)
	}
	return 0
}

// bpfDestroyInode follows bpf_destroy_inode, bpf_free_inode and bpf_evict_inode before them: what a name held is let
// go. For years that waited for a grace period, as somebody might be walking by; now the memory of the inode alone does.
func (k *Kernel) bpfDestroyInode(m *Map) {
	if r := k.Machine.Release; abi.SinceInodeGrace.In(r) && !sinceInodeAtOnce.In(r) {
		k.callRCU("bpf_free_inode", m, GraceRCU, (*Kernel).bpfMapPutWithUref)
		return
	}
	k.bpfMapPutWithUref(m)
}

func (k *Kernel) unlinkAt(t *Task, path string) (f *inode, name string, e abi.Errno) {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return nil, "", e
	}
	w, e := k.parentAt(t, AT_FDCWD, path)
	if e != 0 {
		return nil, "", e
	}
	if e := k.check(unlinkDir, w.isName(), 0, 0); e != 0 {
		return nil, "", e
	}
	f, e = k.lookupName(w.dir, w.last)
	if e != 0 {
		return nil, "", e
	}
	if e := k.check(pathMissing, f != nil, 0, 0); e != 0 {
		return nil, "", e
	}
	if e := k.check(pathNotDir, !w.slash || f.kids != nil, 0, 0); e != 0 {
		return nil, "", e
	}
	if e := k.check(createPermission, k.permission(t, w.dir, mayWrite|mayExec), uint64(t.Cred.UID), 0); e != 0 {
		return nil, "", e
	}
	mine := w.dir.mode&S_ISVTX == 0 || t.Cred.UID == f.uid || t.Cred.UID == w.dir.uid || t.Cred.Caps.Has(abi.CAP_FOWNER)
	if e := k.check(unlinkSticky, mine, uint64(t.Cred.UID), uint64(f.uid)); e != 0 {
		return nil, "", e
	}
	if e := k.check(unlinkDir, f.kids == nil, 0, 0); e != 0 {
		return nil, "", e
	}
	delete(w.dir.kids, w.last)
	return f, w.last, 0
}

// noteName records what happened to the name of a map in a folder.
func (k *Kernel) noteName(kind EventKind, in string, m *Map, dir *inode, name string) {
	if k.tracer != nil {
		path := dir.path() + "/" + name
		k.tracer.add(Event{Kind: kind, Func: in, Map: m.Nr, Path: &path})
	}
}

// path is where a folder is; "" for the root.
func (f *inode) path() string {
	if f.parent == nil || f.parent == f {
		return ""
	}
	for name, kid := range f.parent.kids {
		if kid == f {
			return f.parent.path() + "/" + name
		}
	}
	return ""
}
