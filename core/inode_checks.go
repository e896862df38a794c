package core

import "bpfplay/core/abi"

// pathCheck is a check of a path or of the file that it leads to.
func pathCheck(name, fn, must string, errno abi.Errno, why string) *Check {
	return &Check{Name: name, Func: fn, Must: must, Errno: errno, Why: why, Reads: []*abi.Field{&abi.Pathname}}
}

var (
	pinCheckAttr = attrTailCheck("pinCheckAttr", "bpf_obj_pin", "BPF_OBJ_PIN")
	pinFlags     = fieldCheck("pinFlags", "bpf_obj_pin", "file_flags == 0", abi.EINVAL, &abi.ObjFlags,
		"file_flags is {a}, but BPF_OBJ_PIN takes no flags.")
	pinPathFlags = fieldCheck("pinPathFlags", "bpf_obj_pin", "(file_flags & ~BPF_F_PATH_FD) == 0", abi.EINVAL, &abi.ObjFlags,
		"file_flags is {a}, but BPF_OBJ_PIN takes only BPF_F_PATH_FD.")
	pathFDFlag = &Check{
		Name:     "pathFDFlag",
		Func:     "bpf_obj_pin",
		Must:     "(file_flags & BPF_F_PATH_FD) || path_fd == 0",
		Errno:    abi.EINVAL,
		Why:      "path_fd is {a}, but must be 0 without BPF_F_PATH_FD in file_flags.",
		Operands: []Operand{{"path_fd", abi.KindFD}, {"file_flags", abi.KindFileFlags}},
		Reads:    []*abi.Field{&abi.ObjPathFD, &abi.ObjFlags},
	}
	pinBadFD = fieldCheck("pinBadFD", "bpf_prog_get", "bpf_fd is open", abi.EBADF, &abi.ObjFD,
		"Descriptor {a} is not open, so it cannot be pinned.")
	pinNoObject = fieldCheck("pinNoObject", "bpf_prog_get", "bpf_fd refers to a map or a program", abi.EINVAL, &abi.ObjFD,
		"Descriptor {a} refers neither to a map nor to a program. Nothing else can be pinned.")
	pinBadFDInvalid = fieldCheck("pinBadFDInvalid", "bpf_fd_probe_obj", "bpf_fd is open", abi.EINVAL, &abi.ObjFD,
		"Descriptor {a} is not open. The kernel tries it as a map, a program and a link, and returns EINVAL if all fail, even if it is not open.")
	pinNoObjectLink = fieldCheck("pinNoObjectLink", "bpf_fd_probe_obj", "bpf_fd refers to a map, a program or a link", abi.EINVAL, &abi.ObjFD,
		"Descriptor {a} does not refer to a map, a program or a link. Nothing else can be pinned.")
	createIsName = pathCheck("createIsName", "filename_create", "the last component of the path is a name", abi.EEXIST,
		"The path ends with an existing directory, not with a new name.")
	createExists = pathCheck("createExists", "filename_create", "the name does not exist", abi.EEXIST,
		"The name already exists. A pin never replaces a file: unlink the old one first.")
	createSlash = pathCheck("createSlash", "filename_create", "the path does not end with a slash", abi.ENOENT,
		"A path that ends with a slash names a directory, but a pin is a file.")
	pinNotBpffs = pathCheck("pinNotBpffs", "bpf_obj_do_pin", "the directory is in a bpf file system", abi.EPERM,
		"Objects can be pinned only in a bpf file system. It is mounted at /sys/fs/bpf, but the directory of this path is outside of it.")
	createPermission = &Check{
		Name:     "createPermission",
		Func:     "may_create",
		Must:     "the task may write to the directory",
		Errno:    abi.EACCES,
		Why:      "User {a} may not write to the directory.",
		Operands: []Operand{{"uid", abi.KindU32}},
		Reads:    []*abi.Field{&abi.Pathname},
	}
	bpfMkobjDot = pathCheck("bpfMkobjDot", "bpf_mkobj_ops", noDotMust, abi.EPERM, noDotWhy)

	getCheckAttr = attrTailCheck("getCheckAttr", "bpf_obj_get", "BPF_OBJ_GET")
	getNoFD      = fieldCheck("getNoFD", "bpf_obj_get", "bpf_fd == 0", abi.EINVAL, &abi.ObjFD,
		"bpf_fd is {a}, but must be 0: only BPF_OBJ_PIN uses it.")
	getFlags = fieldCheck("getFlags", "bpf_obj_get", "(file_flags & ~BPF_OBJ_FLAG_MASK) == 0", abi.EINVAL, &abi.ObjFlags,
		"file_flags is {a}, but BPF_OBJ_GET takes only BPF_F_RDONLY or BPF_F_WRONLY.")
	getPathFlags = fieldCheck("getPathFlags", "bpf_obj_get", "(file_flags & ~(BPF_OBJ_FLAG_MASK | BPF_F_PATH_FD)) == 0", abi.EINVAL, &abi.ObjFlags,
		"file_flags is {a}, but BPF_OBJ_GET takes only BPF_F_RDONLY or BPF_F_WRONLY, and BPF_F_PATH_FD.")
	getMode       = fileModeCheck("getMode", "file_flags", &abi.ObjFlags)
	getPermission = &Check{
		Name:     "getPermission",
		Func:     "inode_permission",
		Must:     "the task may open the file in this mode",
		Errno:    abi.EACCES,
		Why:      "The pin belongs to user {b} and its mode denies access to others, but the task is user {a}. Without BPF_F_RDONLY, the pin is opened for writing too.",
		Operands: []Operand{{"uid", abi.KindU32}, {"owner", abi.KindU32}},
		Reads:    []*abi.Field{&abi.Pathname, &abi.ObjFlags},
	}
	getLinkMode = fieldCheck("getLinkMode", "bpf_obj_get_user", "f_flags == O_RDWR", abi.EINVAL, &abi.ObjFlags,
		"The path leads to a link, which is opened without BPF_F_RDONLY or BPF_F_WRONLY.")
	getNoObject = pathCheck("getNoObject", "bpf_inode_type", "the file is a pinned bpf object", abi.EACCES,
		"The path leads to a file or a directory that is not a pinned object.")
	getGetfd = noFreeFDCheck("getGetfd", "anon_inode_getfd", " The map exists, but cannot be opened.")

	unlinkDir = &Check{
		Name:  "unlinkDir",
		Func:  "do_unlinkat",
		Must:  "the path does not lead to a directory",
		Errno: abi.EISDIR,
		Why:   "unlink removes files, not directories.",
	}
	unlinkSticky = &Check{
		Name:     "unlinkSticky",
		Func:     "may_delete",
		Must:     "the directory is not sticky, or the task owns the file or the directory",
		Errno:    abi.EPERM,
		Why:      "The directory is sticky: only its owner and the owner of the file may remove the file. The file belongs to user {b}, but the task is user {a}.",
		Operands: []Operand{{"uid", abi.KindU32}, {"owner", abi.KindU32}},
	}
)

const (
	noDotMust = "the name contains no '.'"
	noDotWhy  = "The bpf file system reserves names with a dot for the kernel."
)
