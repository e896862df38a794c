package core

// The calls that mount bpf file systems, for programs that use this package as a library. See kernel_calls.go.

// Fsopen is fsopen("bpf", flags). The result is NotEmulated before 5.10.
func (k *Kernel) Fsopen(t *Task, flags uint32) int64 { return k.endCall(k.sysFsopen(t, flags)) }

// Fsconfig is fsconfig(fd, FSCONFIG_SET_STRING, key, value, 0).
func (k *Kernel) Fsconfig(t *Task, fd int32, key, value string) int64 {
	return k.endCall(k.sysFsconfig(t, fd, key, value))
}

// Fscreate is fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0).
func (k *Kernel) Fscreate(t *Task, fd int32) int64 { return k.endCall(k.sysFscreate(t, fd)) }

// Fsmount is fsmount(fd, flags, 0).
func (k *Kernel) Fsmount(t *Task, fd int32, flags uint32) int64 {
	return k.endCall(k.sysFsmount(t, fd, flags))
}

// MoveMount is move_mount(fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH) of a descriptor of Fsmount.
func (k *Kernel) MoveMount(t *Task, fd int32, path string) int64 {
	return k.endCall(k.sysMoveMount(t, fd, path))
}

// Mount is mount("bpf", path, "bpf", 0, options). The options are separated by commas.
func (k *Kernel) Mount(t *Task, path, options string) int64 {
	return k.endCall(k.sysMount(t, path, options))
}

// Umount is umount2(path, 0). The result is NotEmulated for the file system that is mounted at boot.
func (k *Kernel) Umount(t *Task, path string) int64 { return k.endCall(k.sysUmount(t, path)) }
