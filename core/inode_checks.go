package core

import "bpfplay/core/abi"

// objRow is a row about the descriptor that is to be pinned.
func objRow(name string, in, must string, e abi.Errno, why string) *Check {
	return row(Check{Name: name, Func: in, Must: must, Errno: e, Why: why, A: Operand{"bpf_fd", abi.KindFD}, Fields: []*abi.Field{&abi.ObjFD}})
}

// fileFlagsRow is a row about file_flags.
func fileFlagsRow(name string, in, must, why string) *Check {
	return row(Check{Name: name, Func: in, Must: must, Errno: abi.EINVAL, Why: why, A: Operand{"file_flags", abi.KindFileFlags}, Fields: []*abi.Field{&abi.ObjFlags}})
}

// pathRow is a row about the name that a path ends in.
func pathRow(name string, in, must string, e abi.Errno, why string) *Check {
	return row(Check{Name: name, Func: in, Must: must, Errno: e, Why: why, Fields: []*abi.Field{&abi.Pathname}})
}

var (
	pinCheckAttr = checkAttrOf("pinCheckAttr", "bpf_obj_pin", "BPF_OBJ_PIN")
	pinFlags     = fileFlagsRow("pinFlags", "bpf_obj_pin", "file_flags == 0",
		"Pinning takes no flags; file_flags is {a}.")
	pinPathFlags = fileFlagsRow("pinPathFlags", "bpf_obj_pin", "(file_flags & ~BPF_F_PATH_FD) == 0",
		"Pinning takes no flag but BPF_F_PATH_FD; file_flags is {a}.")
	pathFDFlag = row(Check{
		Name:   "pathFDFlag",
		Func:   "bpf_obj_pin",
		Must:   "(file_flags & BPF_F_PATH_FD) || path_fd == 0",
		Errno:  abi.EINVAL,
		Why:    "path_fd is {a}, but without BPF_F_PATH_FD in file_flags it means nothing and has to be 0.",
		A:      Operand{"path_fd", abi.KindFD},
		B:      Operand{"file_flags", abi.KindFileFlags},
		Fields: []*abi.Field{&abi.ObjPathFD, &abi.ObjFlags},
	})
	pinBadFD = objRow("pinBadFD", "bpf_prog_get", "bpf_fd is open", abi.EBADF,
		"Descriptor {a} is not open, so there is nothing to pin.")
	pinNoObject = objRow("pinNoObject", "bpf_prog_get", "bpf_fd leads to a map or a program", abi.EINVAL,
		"Descriptor {a} is open, but leads neither to a map nor to a program: nothing else can be pinned.")
	pinBadFDInvalid = objRow("pinBadFDInvalid", "bpf_fd_probe_obj", "bpf_fd is open", abi.EINVAL,
		"Descriptor {a} is not open. The kernel tries it as a map, as a program and as a link, and where none fits it says EINVAL, even of a closed one.")
	pinNoObjectLink = objRow("pinNoObjectLink", "bpf_fd_probe_obj", "bpf_fd leads to a map, a program or a link", abi.EINVAL,
		"Descriptor {a} is open, but leads to no map, no program and no link: nothing else can be pinned.")
	createIsName = pathRow("createIsName", "filename_create", "the path ends in a name", abi.EEXIST,
		"The path ends in a folder itself, not in a name that something could be made under.")
	createExists = pathRow("createExists", "filename_create", "the name is not taken", abi.EEXIST,
		"Something has this name already. A pin never replaces another: unlink the old one first.")
	createSlash = pathRow("createSlash", "filename_create", "the path does not end in a slash", abi.ENOENT,
		"A path that ends in a slash names a folder, and a pin is none.")
	pinNotBpffs = pathRow("pinNotBpffs", "bpf_obj_do_pin", "the folder lies in a bpf file system", abi.EPERM,
		"Objects can be pinned only in a bpf file system, which is mounted at /sys/fs/bpf. The folder of this path lies in another.")
	createPermission = row(Check{
		Name:   "createPermission",
		Func:   "may_create",
		Must:   "the folder may be written",
		Errno:  abi.EACCES,
		Why:    "User {a} may not change the folder.",
		A:      Operand{"uid", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname},
	})
	bpfMkobjDot = pathRow("bpfMkobjDot", "bpf_mkobj_ops", "there is no '.' in the name", abi.EPERM,
		"Names with a dot are reserved in the bpf file system: the kernel keeps them for itself.")

	getCheckAttr = checkAttrOf("getCheckAttr", "bpf_obj_get", "BPF_OBJ_GET")
	getNoFD      = row(Check{
		Name:   "getNoFD",
		Func:   "bpf_obj_get",
		Must:   "bpf_fd == 0",
		Errno:  abi.EINVAL,
		Why:    "bpf_fd is for pinning only: here it has to be 0, and it is {a}.",
		A:      Operand{"bpf_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.ObjFD},
	})
	getFlags = fileFlagsRow("getFlags", "bpf_obj_get", "(file_flags & ~BPF_OBJ_FLAG_MASK) == 0",
		"A map may be opened with BPF_F_RDONLY or BPF_F_WRONLY and nothing else; file_flags is {a}.")
	getPathFlags = fileFlagsRow("getPathFlags", "bpf_obj_get", "(file_flags & ~(BPF_OBJ_FLAG_MASK | BPF_F_PATH_FD)) == 0",
		"A map may be opened with BPF_F_RDONLY or BPF_F_WRONLY, and with BPF_F_PATH_FD; file_flags is {a}.")
	getMode       = bothModes("getMode", &abi.ObjFlags)
	getPermission = row(Check{
		Name:   "getPermission",
		Func:   "inode_permission",
		Must:   "the caller may open it so",
		Errno:  abi.EACCES,
		Why:    "The pin belongs to user {b}, and its mode lets nobody else in; the caller is user {a}. Unless BPF_F_RDONLY is given, it is opened for writing too.",
		A:      Operand{"uid", abi.KindU32},
		B:      Operand{"owner", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname, &abi.ObjFlags},
	})
	getNoObject = pathRow("getNoObject", "bpf_inode_type", "a bpf object is pinned there", abi.EACCES,
		"The path leads to a file or folder that is no pinned object.")
	getGetfd = noFreeFDFor("getGetfd", "The map is there, but every descriptor below the limit of {a} is taken.")

	unlinkDir = row(Check{
		Name:  "unlinkDir",
		Func:  "do_unlinkat",
		Must:  "the path leads to a file",
		Errno: abi.EISDIR,
		Why:   "unlink takes the names of files away, not those of folders.",
	})
	unlinkSticky = row(Check{
		Name:  "unlinkSticky",
		Func:  "may_delete",
		Must:  "in a sticky folder: the caller owns the file or the folder",
		Errno: abi.EPERM,
		Why:   "The folder is sticky: only its owner and the owner of the name may take the name away. The caller is user {a}, the name belongs to user {b}.",
		A:     Operand{"uid", abi.KindU32},
		B:     Operand{"owner", abi.KindU32},
	})
)
