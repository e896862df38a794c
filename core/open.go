package core

import "strings"

// Follows openat for the files that programs are attached to: directories of cgroup v2, and the network namespace.

// sysOpen opens the cgroup or namespace at a path. The result is NotEmulated for other files.
func (k *Kernel) sysOpen(t *Task, path string, flags uint32) int64 {
	o := k.openable(path)
	if o == nil {
		return k.sysOpenat(t, AT_FDCWD, path, flags)
	}
	if flags&(O_WRONLY|O_RDWR) != 0 {
		return NotEmulated
	}
	return k.openPath(t, nil, o, flags)
}

// openable returns the object at a path, or nil.
func (k *Kernel) openable(path string) Object {
	switch {
	case isNetnsPath(path):
		return k.netns
	case Opens(path):
		return k.cgroupAt(path)
	}
	return nil
}

func isNetnsPath(path string) bool {
	return strings.HasPrefix(path, "/proc/") && strings.HasSuffix(path, "/ns/net")
}

// Opens reports whether [Kernel.Open] emulates the file at a path.
func Opens(path string) bool {
	_, ok := belowCgroupRoot(path)
	return ok || isNetnsPath(path)
}
