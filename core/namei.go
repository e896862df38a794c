package core

import (
	"strings"

	"bpfplay/core/abi"
)

// Follows path lookup in fs/namei.c, for a small tree of folders.

// inode is one folder or file.
type inode struct {
	mode   uint16 // permission bits
	uid    uint32
	bpf    bool // in the bpf file system
	proc   bool // in /proc, in which no new name can be made
	parent *inode
	kids   map[string]*inode // nil for a file
	pinned                   // the pinned object, or none
	target string            // of a symbolic link
	links  int               // names besides the first
	rootOf *superBlock       // of the root of a bpf file system; nil for other files
}

// Permission bits.
const (
	S_ISVTX = 0o1000
	S_IRUSR = 0o400
	S_IWUSR = 0o200

	mayRead  = 4
	mayWrite = 2
	mayExec  = 1
)

const (
	// PATH_MAX is the maximum length of a path, including its NUL.
	PATH_MAX = 4096
	// NAME_MAX is the maximum length of a name.
	NAME_MAX = 255
	// AT_FDCWD means the current directory of a task.
	AT_FDCWD = -100
)

// bootTree has the files and folders after boot: those of an initial RAM disk, and bpf mounted with mode 1777.
var bootTree = []struct {
	path      string
	dir       bool
	mode      uint16
	bpf, proc bool
}{
	{path: "dev", dir: true, mode: 0o755},
	{path: "proc", dir: true, mode: 0o555, proc: true},
	{path: "sys", dir: true, mode: 0o555},
	{path: "sys/fs", dir: true, mode: 0o755},
	{path: "sys/fs/bpf", dir: true, mode: S_ISVTX | 0o777, bpf: true},
	{path: "init", mode: 0o755},
}

// newRoot returns the root of a new bootTree.
func newRoot() *inode {
	root := &inode{mode: 0o755, kids: map[string]*inode{}}
	root.parent = root
	for _, f := range bootTree {
		dir := root
		names := strings.Split(f.path, "/")
		for _, name := range names[:len(names)-1] {
			dir = dir.kids[name]
		}
		kid := &inode{mode: f.mode, bpf: f.bpf, proc: f.proc, parent: dir}
		if f.dir {
			kid.kids = map[string]*inode{}
		}
		dir.kids[names[len(names)-1]] = kid
	}
	return root
}

// getname follows getname. It copies a path in, up to its NUL.
func (k *Kernel) getname(t *Task, addr uint64) (string, abi.Errno) {
	var path []byte
	b := k.scratch[:1]
	for len(path) < PATH_MAX {
		left := 1
		if accessOK(addr, 1) {
			left = t.Mem.CopyFromUser(b, addr+uint64(len(path)))
		}
		if e := k.checkQuietly(pathFault, left == 0, addr, uint64(len(path))); e != 0 {
			return "", e
		}
		if b[0] == 0 {
			break
		}
		path = append(path, b[0])
	}
	if e := k.check(pathTooLong, len(path) < PATH_MAX, addr, PATH_MAX); e != 0 {
		return "", e
	}
	return string(path), k.check(pathEmpty, len(path) > 0, addr, 0)
}

// checkQuietly is check for repeated tests. It records only a failure.
func (k *Kernel) checkQuietly(c *Check, ok bool, a, b uint64) abi.Errno {
	if ok {
		return 0
	}
	return k.check(c, false, a, b)
}

// walked is the result of a walk along a path: the folder of its last name, and that name.
type walked struct {
	dir   *inode
	last  string // "", "." or ".." if the path does not end in a name
	slash bool   // a slash follows the last name, which must be a folder
}

// isName reports whether a path ends in a name that a new file can have.
func (w walked) isName() bool { return w.last != "" && w.last != "." && w.last != ".." }

// parentAt follows filename_parentat. It walks along a path up to its last name.
func (k *Kernel) parentAt(t *Task, dirfd int32, path string) (walked, abi.Errno) {
	if path[0] != '/' && dirfd != AT_FDCWD {
		f := t.Files.File(int(dirfd))
		if e := k.check(pathDirFD, f != nil, uint64(uint32(dirfd)), 0); e != 0 {
			return walked{dir: k.root}, e
		}
		dir := f.directory()
		if e := k.check(pathDirFile, dir != nil, uint64(uint32(dirfd)), 0); e != 0 {
			return walked{dir: k.root}, e
		}
		return k.walk(t, dir, path, new(int))
	}
	return k.walk(t, k.root, path, new(int))
}

// walk follows link_path_walk. It walks from dir along a path up to its last name. links counts the symbolic links.
func (k *Kernel) walk(t *Task, dir *inode, path string, links *int) (walked, abi.Errno) {
	w := walked{dir: dir}
	names := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	w.slash = strings.HasSuffix(path, "/")
	for i, name := range names {
		if e := k.check(pathSearch, k.permission(t, w.dir, mayExec), uint64(t.Cred.UID), uint64(w.dir.mode)); e != 0 {
			return w, e
		}
		if i == len(names)-1 {
			w.last = name
			break
		}
		next, e := k.lookupName(w.dir, name)
		if e != 0 {
			return w, e
		}
		if e := k.check(pathMissing, next != nil, uint64(i+1), 0); e != 0 {
			return w, e
		}
		if next, e = k.follow(t, w.dir, t.mounted(next), links); e != 0 {
			return w, e
		}
		if e := k.check(pathNotDir, next.kids != nil, uint64(i+1), 0); e != 0 {
			return w, e
		}
		w.dir = next
	}
	return w, 0
}

// pathAt follows kern_path and user_path_at. It returns the inode of a path.
func (k *Kernel) pathAt(t *Task, dirfd int32, path string) (*inode, abi.Errno) {
	w, e := k.parentAt(t, dirfd, path)
	if e != 0 {
		return nil, e
	}
	f, e := k.lookupName(w.dir, w.last)
	if e != 0 {
		return nil, e
	}
	if e := k.check(pathMissing, f != nil, 0, 0); e != 0 {
		return nil, e
	}
	if f, e = k.follow(t, w.dir, t.mounted(f), new(int)); e != 0 {
		return nil, e
	}
	return f, k.check(pathNotDir, !w.slash || f.kids != nil, 0, 0)
}

// lookupName returns the inode of a name in a folder, or nil.
func (k *Kernel) lookupName(dir *inode, name string) (*inode, abi.Errno) {
	switch name {
	case "", ".":
		return dir, 0
	case "..":
		return dir.parent, 0
	}
	if dir.bpf && sinceDotAtLookup.In(k.Machine.Release) {
		if e := k.check(bpfLookupDot, dir.kids[name] != nil || !strings.Contains(name, "."), 0, 0); e != 0 {
			return nil, e
		}
	}
	if e := k.check(pathNameTooLong, len(name) <= NAME_MAX, uint64(len(name)), NAME_MAX); e != 0 {
		return nil, e
	}
	kid := dir.kids[name]
	return kid, k.checkQuietly(pathMissing, kid != nil || !dir.proc, 0, 0)
}

// permission follows inode_permission. It reports whether a task has access want to a file or folder.
func (k *Kernel) permission(t *Task, f *inode, want uint16) bool {
	bits := f.mode & 7
	if t.Cred.UID == f.uid {
		bits = f.mode >> 6 & 7
	}
	caps := t.Cred.Caps
	switch {
	case bits&want == want:
		return true
	case want&mayWrite == 0 && (f.kids != nil || want == mayRead) && caps.Has(abi.CAP_DAC_READ_SEARCH):
		return true
	}
	return caps.Has(abi.CAP_DAC_OVERRIDE)
}
