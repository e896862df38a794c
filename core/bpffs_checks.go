package core

import "bpfplay/core/abi"

var (
	bpffsOperation = pathCheck("bpffsOperation", "vfs_rename", "dir->i_op has the operation", abi.EPERM,
		"The bpf file system of this release lacks the operation: rename and link came with 4.5, symlink with 4.10.")
	rmdirNotDir = pathCheck("rmdirNotDir", "may_delete", "the path leads to a directory", abi.ENOTDIR,
		"rmdir removes directories, and a directory is renamed only over another one.")
	rmdirEmpty = pathCheck("rmdirEmpty", "simple_empty", "the directory is empty", abi.ENOTEMPTY,
		"The directory still has names in it. Remove them first.")
	mountPointBusy = pathCheck("mountPointBusy", "is_local_mountpoint", "!is_local_mountpoint(dentry)", abi.EBUSY,
		"A file system is mounted on the directory. Unmount it first.")
	rmdirSelf = pathCheck("rmdirSelf", "do_rmdir", "the path does not end with '.'", abi.EINVAL,
		"The path ends with '.', which cannot be removed.")
	rmdirParent = pathCheck("rmdirParent", "do_rmdir", "the path does not end with '..'", abi.ENOTEMPTY,
		"The path ends with '..', a directory that is not empty.")
	renameName = pathCheck("renameName", "do_renameat2", "both paths end with names", abi.EBUSY,
		"A path ends with '.' or '..', which cannot be renamed.")
	renameInside = pathCheck("renameInside", "do_renameat2", "the directory does not contain its new parent", abi.EINVAL,
		"A directory cannot be moved into itself.")
	linkSameMount = pathCheck("linkSameMount", "do_linkat", "old_path.mnt == new_path.mnt", abi.EXDEV,
		"Both names must be in the same file system.")
	linkNotDir = pathCheck("linkNotDir", "vfs_link", "!S_ISDIR(inode->i_mode)", abi.EPERM,
		"A directory cannot have a second name. A symbolic link works.")
	listDir = pathCheck("listDir", "do_open", "the path leads to a directory", abi.ENOTDIR,
		"The path does not lead to a directory.")
	listPermission = pathCheck("listPermission", "may_open", "the task may read the directory", abi.EACCES,
		"The task may not read the directory.")
	pathLoop = pathCheck("pathLoop", "pick_link", "total_link_count <= MAXSYMLINKS", abi.ELOOP,
		"The path follows more than 40 symbolic links, so they form a loop.")
)
