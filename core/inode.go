package core

import "bpfplay/core/abi"

// Follows kernel/bpf/inode.c: the bpf file system, in which maps and programs are pinned.

var (
	sinceDotAtLookup = abi.Since{abi.V4_6}                  // the lookup of a name with a dot fails
	sinceProbeFirst  = abi.Since{abi.V5_6}                  // pinning checks the descriptor before the path
	sinceProbeLinks  = abi.Since{abi.V5_7}                  // links can be pinned too, and every bad descriptor fails with EINVAL
	sinceLinkMode    = abi.Since{abi.V5_12, abi.V5_10 + 28} // opening a pinned link takes no flags
	sinceInodeAtOnce = abi.Since{abi.V6_18, abi.V6_17 + 6, abi.V6_12 + 56, abi.V6_6 + 115, abi.V6_1 + 158}
)

// pinned is the object of a pin: a map, a program or a link, with its program.
type pinned struct {
	m    *Map
	prog *Prog
	link *Link
}

// bpfAnyPut follows bpf_any_put. It drops a reference of user space.
func (k *Kernel) bpfAnyPut(o pinned) {
	switch {
	case o.m != nil:
		k.bpfMapPutWithUref(o.m)
	case o.link != nil:
		k.bpfLinkPutDeferred(o.link)
	default:
		k.bpfProgPut(o.prog)
	}
}

// bpfAnyGet follows bpf_any_get. It takes a reference of user space.
func (k *Kernel) bpfAnyGet(o pinned) abi.Errno {
	if o.m != nil {
		return k.bpfMapIncWithUref(o.m)
	}
	if o.link != nil {
		o.link.refcnt++
		return 0
	}
	return k.bpfProgInc(o.prog)
}

// bpfObjPin follows bpf_obj_pin. The new name holds a reference to the object.
func (k *Kernel) bpfObjPin(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if e := k.checkAttr(c, pinCheckAttr); e != 0 {
		return 0, e
	}
	if e := k.checkObjFlags(c, pinFlags, pinPathFlags, 0); e != 0 {
		return 0, e
	}
	if sinceProbeFirst.In(r) {
		o, e := k.bpfFDProbeObj(c)
		if e != 0 {
			return 0, e
		}
		path, e := k.getname(c.task, c.attr.U64(&abi.Pathname))
		if e == 0 {
			e = k.bpfObjDoPin(c, path, o)
		}
		return 0, k.keepPin(o, e)
	}
	path, e := k.getname(c.task, c.attr.U64(&abi.Pathname))
	if e != 0 {
		return 0, e
	}
	o, e := k.bpfFDProbeObj(c)
	if e != 0 {
		return 0, e
	}
	return 0, k.keepPin(o, k.bpfObjDoPin(c, path, o))
}

// keepPin drops the reference that was taken for the name if pinning failed.
func (k *Kernel) keepPin(o pinned, e abi.Errno) abi.Errno {
	if e != 0 {
		k.bpfAnyPut(o)
	}
	return e
}

// checkObjFlags checks file_flags against allowed and BPF_F_PATH_FD, and path_fd against the latter.
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

// dirFD returns the descriptor of the folder at which a relative path starts.
func dirFD(c *bpfCall) int32 {
	if c.attr.U32(&abi.ObjFlags)&abi.BPF_F_PATH_FD == 0 {
		return AT_FDCWD
	}
	return int32(c.attr.U32(&abi.ObjPathFD))
}

// bpfFDProbeObj follows bpf_fd_probe_obj. It returns a reference to the object of bpf_fd. The kernel tries each kind of
// object that can be pinned, so the error for other files is that of the last kind.
func (k *Kernel) bpfFDProbeObj(c *bpfCall) (o pinned, e abi.Errno) {
	fd := c.attr.U32(&abi.ObjFD)
	f := c.task.Files.File(int(int32(fd)))
	none, noObject := pinBadFD, pinNoObject
	if sinceProbeLinks.In(k.Machine.Release) {
		none, noObject = pinBadFDInvalid, pinNoObjectLink
	}
	if e := k.check(none, f != nil, uint64(fd), 0); e != 0 {
		return o, e
	}
	o = pinned{m: f.Map, prog: f.Prog}
	if l, ok := f.Object.(*Link); ok && sinceLinks.In(k.Machine.Release) {
		o.link = l
	}
	held := (o.m != nil || o.prog != nil || o.link != nil) && k.bpfAnyGet(o) == 0
	return o, k.check(noObject, held, uint64(fd), 0)
}

// bpfObjDoPin follows bpf_obj_do_pin. It makes the name.
func (k *Kernel) bpfObjDoPin(c *bpfCall, path string, o pinned) abi.Errno {
	w, e := k.newNameAt(c.task, dirFD(c), path, false)
	if e != 0 {
		return e
	}
	if e := k.check(pinNotBpffs, w.dir.bpf, 0, 0); e != 0 {
		return e
	}
	if s := w.dir.super(); s != nil && s.userNS != nil {
		return undecided // depends on the mapping of user ids
	}
	if e := k.mayCreate(c.task, w.dir); e != 0 {
		return e
	}
	if !sinceDotAtLookup.In(k.Machine.Release) {
		if e := k.check(bpfMkobjDot, !hasDot(w.last), 0, 0); e != 0 {
			return e
		}
	}
	w.dir.kids[w.last] = &inode{mode: S_IRUSR | S_IWUSR, uid: c.task.Cred.UID, bpf: true, parent: w.dir, pinned: o}
	k.noteName(Pinned, "bpf_obj_do_pin", o, w.dir, w.last)
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

// bpfObjGet follows bpf_obj_get. It opens a new file for a pinned object.
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
	o, e := k.bpfObjDoGet(c, path, want)
	if e != 0 {
		return 0, e
	}
	file := File{Map: o.m, Prog: o.prog, Mode: mode}
	if o.link != nil {
		if e := k.check(getLinkMode, mode == O_RDWR || !sinceLinkMode.In(k.Machine.Release), uint64(mode), 0); e != 0 {
			k.bpfAnyPut(o)
			return 0, e
		}
		file = File{Object: o.link, Mode: O_RDONLY}
	}
	n, e := k.anonInodeGetfd(getGetfd, c.task, file)
	if e != 0 {
		k.bpfAnyPut(o)
		return 0, e
	}
	return int64(n), 0
}

// accMode follows ACC_MODE. It has the permissions that each access mode needs.
var accMode = [...]uint16{O_RDONLY: mayRead, O_WRONLY: mayWrite, O_RDWR: mayRead | mayWrite}

// bpfObjDoGet follows bpf_obj_do_get. It returns a reference to the object pinned at path.
func (k *Kernel) bpfObjDoGet(c *bpfCall, path string, want uint16) (o pinned, e abi.Errno) {
	f, e := k.pathAt(c.task, dirFD(c), path)
	if e != 0 {
		return o, e
	}
	if e := k.check(getPermission, k.permission(c.task, f, want), uint64(c.task.Cred.UID), uint64(f.uid)); e != 0 {
		return o, e
	}
	if e := k.check(getNoObject, f.isPin(), 0, 0); e != 0 {
		return o, e
	}
	return f.pinned, k.bpfAnyGet(f.pinned)
}

// sysUnlink follows unlink. It removes a name, and drops the reference of a pin.
func (k *Kernel) sysUnlink(t *Task, path string) int64 {
	w, f, e := k.unlinkAt(t, path)
	if e != 0 {
		return -int64(e)
	}
	k.dropName(f, w.dir, w.last)
	return 0
}

// bpfDestroyInode follows bpf_destroy_inode, bpf_free_inode and the older bpf_evict_inode. It drops the reference of a
// pin. Some releases first wait for a grace period, because a path walk may still use the inode. In later ones only the
// memory of the inode waits.
func (k *Kernel) bpfDestroyInode(o pinned) {
	if r := k.Machine.Release; abi.SinceInodeGrace.In(r) && !sinceInodeAtOnce.In(r) {
		k.callRCU("bpf_free_inode", workItem{m: o.m, prog: o.prog, link: o.link, kind: putPin}, GraceRCU)
		return
	}
	k.bpfAnyPut(o)
}

// unlinkAt follows do_unlinkat up to the removal of the name.
func (k *Kernel) unlinkAt(t *Task, path string) (w walked, f *inode, e abi.Errno) {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return w, nil, e
	}
	if w, e = k.parentAt(t, AT_FDCWD, path); e != 0 {
		return w, nil, e
	}
	if e := k.check(unlinkDir, w.isName(), 0, 0); e != 0 {
		return w, nil, e
	}
	if f, e = k.lookupName(w.dir, w.last); e != 0 {
		return w, nil, e
	}
	if e := k.check(pathMissing, f != nil, 0, 0); e != 0 {
		return w, nil, e
	}
	if e := k.check(pathNotDir, !w.slash || f.kids != nil, 0, 0); e != 0 {
		return w, nil, e
	}
	if e := k.mayDelete(t, w.dir, f, false); e != 0 {
		return w, nil, e
	}
	delete(w.dir.kids, w.last)
	return w, f, 0
}

// noteName records that an object was pinned or unpinned.
func (k *Kernel) noteName(kind EventKind, in string, o pinned, dir *inode, name string) {
	if k.tracer != nil {
		path := dir.path() + "/" + name
		e := Event{Kind: kind, Func: in, Path: &path}
		switch {
		case o.m != nil:
			e.Map = o.m.Nr
		case o.link != nil:
			e.Object = o.link
		default:
			e.Prog = o.prog.Nr
		}
		k.tracer.add(e)
	}
}

// isPin reports whether f is a pinned object.
func (f *inode) isPin() bool { return f.m != nil || f.prog != nil || f.link != nil }

// path returns the path of a folder, or "" for the root.
func (f *inode) path() string {
	if f.rootOf != nil {
		return f.rootOf.path
	}
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
