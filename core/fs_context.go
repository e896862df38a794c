package core

import "bpfplay/core/abi"

// Follows fsopen, fsconfig, fsmount and move_mount in fs/fsopen.c and fs/namespace.c, for bpf file systems.

// sinceFsopen is the first release whose contexts were tried. fsopen is older.
var sinceFsopen = abi.Since{abi.V5_10}

// fsContext follows struct fs_context of a bpf file system.
type fsContext struct {
	userNS   *userNS // of the task that opened it
	uid      uint32
	mode     uint16
	delegate delegation
	source   bool        // the option source was set
	failed   bool        // FSCONFIG_CMD_CREATE failed
	super    *superBlock // of FSCONFIG_CMD_CREATE; nil before
	mounted  bool        // fsmount took it
}

// String implements [Object].
func (c *fsContext) String() string { return "bpf file system context" }

// release implements [Object]. It follows fscontext_release.
func (c *fsContext) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "fscontext_release"})
	if c.super != nil {
		k.putSuper(c.super)
	}
}

// detachedMount is a mount that fsmount made. Its descriptor is opened with O_PATH.
type detachedMount struct {
	attached bool // move_mount attached it
}

// String implements [Object].
func (m *detachedMount) String() string { return "bpf mount" }

// release implements [Object].
func (m *detachedMount) release(k *Kernel, f *File) {
	k.noteFile(f, Event{Kind: Released, Func: "dissolve_on_fput"})
}

// Flags of files of mounts, and of fsopen and fsmount.
const (
	oPath      = 0o10000000
	fsCloexec  = 1
	fsmountNew = 2 // FSMOUNT_NAMESPACE, since 7.1
)

// newFSContext follows bpf_init_fs_context.
func (k *Kernel) newFSContext(t *Task) *fsContext {
	return &fsContext{userNS: t.Cred.userNS, uid: t.Cred.UID, mode: 0o777}
}

// sysFsopen follows fsopen("bpf", flags).
func (k *Kernel) sysFsopen(t *Task, flags uint32) int64 {
	if !sinceFsopen.In(k.Machine.Release) {
		return NotEmulated
	}
	if e := k.mayMount(t); e != 0 {
		return refusal(e)
	}
	if e := k.check(fsopenFlags, flags&^fsCloexec == 0, uint64(flags), fsCloexec); e != 0 {
		return refusal(e)
	}
	return k.openFD("fsopen", fsopenFull, t, File{Object: k.newFSContext(t), Mode: O_RDWR}, flags&fsCloexec != 0)
}

// fsContextOf returns the context of a descriptor.
func (k *Kernel) fsContextOf(t *Task, fd int32) (*fsContext, abi.Errno) {
	return objectOf[*fsContext](k, t, uint32(fd), fsBadFD, fsNoContext)
}

// sysFsconfig follows fsconfig(fd, FSCONFIG_SET_STRING, key, value, 0).
func (k *Kernel) sysFsconfig(t *Task, fd int32, key, value string) int64 {
	fc, e := k.fsContextOf(t, fd)
	if e != 0 {
		return refusal(e)
	}
	if fc.mounted { // it reconfigures the file system
		return NotEmulated
	}
	if e := k.check(fsPhase, fc.super == nil && !fc.failed, 0, 0); e != 0 {
		return refusal(e)
	}
	return k.result(k.parseParam(t, fc, key, value))
}

// sysFscreate follows fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0).
func (k *Kernel) sysFscreate(t *Task, fd int32) int64 {
	fc, e := k.fsContextOf(t, fd)
	if e == 0 {
		e = k.check(fsPhase, fc.super == nil && !fc.failed, 0, 0)
	}
	if e == 0 {
		e = k.getTree(t, fc)
	}
	return refusal(e)
}

// getTree follows vfs_cmd_create and bpf_fill_super.
func (k *Kernel) getTree(t *Task, fc *fsContext) abi.Errno {
	ns := fc.userNS
	if !abi.SinceTokens.In(k.Machine.Release) {
		ns = nil
	}
	if e := k.check(createCapable, t.nsCapable(ns, abi.CAP_SYS_ADMIN), uint64(t.Cred.Caps), 0); e != 0 {
		return e
	}
	fc.failed = true
	if e := k.check(createUserNS, fc.userNS == nil || abi.SinceTokens.In(k.Machine.Release), 0, 0); e != 0 {
		return e
	}
	if e := k.check(createAdmin, fc.userNS == nil || t.nsCapable(nil, abi.CAP_SYS_ADMIN), uint64(t.Cred.Caps), 0); e != 0 {
		return e
	}
	fc.failed, fc.super = false, k.newSuper(fc.userNS, fc.uid, fc.mode, fc.delegate)
	return 0
}

// sysFsmount follows fsmount(fd, flags, 0).
func (k *Kernel) sysFsmount(t *Task, fd int32, flags uint32) int64 {
	if e := k.mayMount(t); e != 0 {
		return refusal(e)
	}
	if flags&fsmountNew != 0 && k.Machine.Release >= abi.V6_18 {
		return NotEmulated
	}
	if e := k.check(fsopenFlags, flags&^fsCloexec == 0, uint64(flags), fsCloexec); e != 0 {
		return refusal(e)
	}
	fc, e := k.fsContextOf(t, fd)
	if e == 0 {
		e = k.check(fsmountNone, fc.super != nil, 0, 0)
	}
	if e == 0 {
		e = k.check(fsPhase, !fc.mounted, 0, 0)
	}
	if e != 0 {
		return refusal(e)
	}
	m := fc.super.newMount()
	f := File{Object: &detachedMount{}, Mode: O_RDONLY, flags: oPath, mount: m}
	ret := k.openFD("fsmount", fsopenFull, t, f, flags&fsCloexec != 0)
	fc.mounted = ret >= 0
	k.putMount(m)
	return ret
}

// sysMoveMount follows move_mount(fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH). The result is NotEmulated for a mount
// that is attached, and for other directories.
func (k *Kernel) sysMoveMount(t *Task, fd int32, path string) int64 {
	if e := k.mayMount(t); e != 0 {
		return refusal(e)
	}
	f, e := k.openFile(moveBadFD, t, fd)
	if e != 0 {
		return refusal(e)
	}
	m, ok := f.Object.(*detachedMount)
	if !ok || m.attached {
		return NotEmulated
	}
	at, e := k.mountPoint(t, path)
	if e == 0 {
		e = k.check(movePlace, at.kids != nil, 0, 0)
	}
	if e != 0 {
		return refusal(e)
	}
	m.attached = true
	f.mount.refs++
	k.attach(t, f.mount, at)
	return 0
}
