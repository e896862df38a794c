package core

import (
	"maps"
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// Follows struct super_block and struct mnt_namespace, as far as they concern bpf file systems.

// superBlock is one bpf file system. It exists as long as it has a mount, or a context.
type superBlock struct {
	root     *inode
	userNS   *userNS // of the task that opened its context
	delegate delegation
	path     string // of its mount point, the same in all namespaces; "" if it is not mounted
	refs     int    // mounts and contexts
}

// mount follows struct mount: a place of a file system in one namespace. It exists as long as it is attached, or a file was
// opened through it.
type mount struct {
	super *superBlock
	refs  int // its place, and files
}

// delegation is the permissions of the tokens of a bpf file system, one bit for each number: commands, types of maps, types
// of programs, and attach types.
type delegation [4]uint64

// mountNS follows struct mnt_namespace.
type mountNS struct {
	owner  *userNS
	mounts map[*inode]*mount // by the directory that each covers
}

// super returns the bpf file system of f; nil if it is in none, or in a directory that only a trace shows.
func (f *inode) super() *superBlock {
	for f.rootOf == nil && f.parent != f {
		f = f.parent
	}
	return f.rootOf
}

// mounted returns the root of the file system that is mounted on a directory, or the directory itself.
func (t *Task) mounted(f *inode) *inode {
	for {
		m := t.mounts.mounts[f]
		if m == nil {
			return f
		}
		f = m.super.root
	}
}

// mountOf returns the mount through which openat(dirfd, path) of t finds f; nil for the file system that is mounted at boot.
func (t *Task) mountOf(dirfd int32, path string, f *inode) *mount {
	s := f.super()
	if base := t.Files.File(int(dirfd)); path[0] != '/' && base != nil && base.mount != nil && base.mount.super == s {
		return base.mount
	}
	for _, m := range t.mounts.mounts {
		if m.super == s {
			return m
		}
	}
	return nil
}

// mayMount follows may_mount.
func (k *Kernel) mayMount(t *Task) abi.Errno {
	return k.check(mountCapable, t.nsCapable(t.mounts.owner, abi.CAP_SYS_ADMIN), uint64(t.Cred.Caps), 0)
}

// copyMountNS follows copy_mnt_ns: t gets its own copy of the mounts.
func (k *Kernel) copyMountNS(t *Task) {
	old := t.mounts
	t.mounts = &mountNS{owner: t.Cred.userNS}
	for at, m := range old.mounts {
		t.mounts.add(m.super.newMount(), at)
	}
	k.leaveMountNS(old)
}

// leaveMountNS follows put_mnt_ns: the last task of a namespace ends its mounts.
func (k *Kernel) leaveMountNS(ns *mountNS) {
	for _, t := range k.tasks {
		if t != nil && t.alive && t.mounts == ns {
			return
		}
	}
	for _, s := range k.supers {
		for at, m := range ns.mounts {
			if m.super == s {
				k.detach(ns, at)
			}
		}
	}
}

// newMount returns a mount with one reference.
func (s *superBlock) newMount() *mount {
	s.refs++
	return &mount{s, 1}
}

// putMount follows mntput.
func (k *Kernel) putMount(m *mount) {
	if m.refs--; m.refs == 0 {
		k.putSuper(m.super)
	}
}

// newSuper makes a bpf file system, with one reference.
func (k *Kernel) newSuper(ns *userNS, uid uint32, mode uint16, d delegation) *superBlock {
	root := &inode{mode: S_ISVTX | mode, uid: uid, bpf: true, kids: map[string]*inode{}}
	s := &superBlock{root: root, userNS: ns, delegate: d, refs: 1}
	root.parent, root.rootOf = root, s
	k.supers = append(k.supers, s)
	k.populateBpffs(root, uid)
	return s
}

// putSuper follows deactivate_super: the last reference drops the pins.
func (k *Kernel) putSuper(s *superBlock) {
	if s.refs--; s.refs > 0 {
		return
	}
	k.dropNames(s.root)
	k.supers = slices.DeleteFunc(slices.Clone(k.supers), func(o *superBlock) bool { return o == s })
}

// dropNames drops every name below a directory.
func (k *Kernel) dropNames(dir *inode) {
	for _, name := range slices.Sorted(maps.Keys(dir.kids)) {
		kid := dir.kids[name]
		if kid.kids != nil {
			k.dropNames(kid)
		}
		k.dropName(kid, dir, name)
	}
	dir.kids = map[string]*inode{}
}

// add gives a mount its place in a namespace. The place takes over a reference.
func (ns *mountNS) add(m *mount, at *inode) {
	if ns.mounts == nil {
		ns.mounts = map[*inode]*mount{}
	}
	ns.mounts[at] = m
}

// attach mounts a bpf file system on a directory.
func (k *Kernel) attach(t *Task, m *mount, at *inode) {
	t.mounts.add(m, at)
	m.super.path, m.super.root.parent = at.path(), at.parent
}

// detach ends the mount on a directory.
func (k *Kernel) detach(ns *mountNS, at *inode) {
	m := ns.mounts[at]
	delete(ns.mounts, at)
	if !k.isMounted(m.super) {
		m.super.path = ""
	}
	k.putMount(m)
}

// isMounted reports whether a namespace of a living task has a file system mounted.
func (k *Kernel) isMounted(s *superBlock) bool {
	var searched *mountNS
	for _, t := range k.tasks {
		if t == nil || !t.alive || t.mounts == searched {
			continue
		}
		searched = t.mounts
		for _, m := range searched.mounts {
			if m.super == s {
				return true
			}
		}
	}
	return false
}

// detachMounts follows detach_mounts: a directory that is removed takes its mounts in other namespaces along.
func (k *Kernel) detachMounts(at *inode) {
	for _, t := range k.tasks {
		if t != nil && t.alive && t.mounts.mounts[at] != nil {
			k.detach(t.mounts, at)
		}
	}
}

// sysMount follows mount of a bpf file system on a directory. The result is NotEmulated in releases without contexts.
func (k *Kernel) sysMount(t *Task, path, options string) int64 {
	if !sinceFsopen.In(k.Machine.Release) {
		return NotEmulated
	}
	at, e := k.mountPoint(t, path)
	if e == 0 {
		e = k.mayMount(t)
	}
	if e != 0 {
		return refusal(e)
	}
	fc := k.newFSContext(t)
	for option := range strings.SplitSeq(options, ",") {
		key, value, _ := strings.Cut(option, "=")
		if e := k.parseParam(t, fc, key, value); e != 0 {
			return k.result(e)
		}
	}
	if e := k.getTree(t, fc); e != 0 {
		return refusal(e)
	}
	k.attach(t, fc.super.newMount(), at)
	k.putSuper(fc.super)
	return 0
}

// mountPoint returns the directory at a path, which must exist.
func (k *Kernel) mountPoint(t *Task, path string) (*inode, abi.Errno) {
	if e := k.check(pathEmpty, path != "", 0, 0); e != 0 {
		return nil, e
	}
	return k.pathAt(t, AT_FDCWD, path)
}

// sysUmount follows umount2 without flags. The file system that is mounted at boot stays.
func (k *Kernel) sysUmount(t *Task, path string) int64 {
	at, e := k.mountPoint(t, path)
	if e == 0 {
		e = k.mayMount(t)
	}
	if e != 0 {
		return refusal(e)
	}
	if k.isBootRoot(at) {
		return NotEmulated
	}
	for on, m := range t.mounts.mounts {
		if m.super.root != at {
			continue
		}
		uses := m.refs - 1 + t.mounts.within(m.super)
		if e := k.check(umountBusy, uses == 0, uint64(uses), 0); e != 0 {
			return refusal(e)
		}
		k.detach(t.mounts, on)
		return 0
	}
	return refusal(k.check(umountNone, false, 0, 0))
}

// within returns the number of mounts on directories of a file system.
func (ns *mountNS) within(s *superBlock) (n int) {
	for at := range ns.mounts {
		if at.super() == s {
			n++
		}
	}
	return n
}

// isBootRoot reports whether f is the root of the bpf file system that is mounted at boot.
func (k *Kernel) isBootRoot(f *inode) bool { return f == k.supers[0].root }

// result returns the result of a call whose refusal may be undecided.
func (k *Kernel) result(e abi.Errno) int64 {
	if e == undecided {
		return NotEmulated
	}
	return refusal(e)
}
