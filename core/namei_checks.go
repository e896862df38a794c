package core

import "bpfplay/core/abi"

var (
	pathFault = fieldCheck("pathFault", "getname", "pathname can be read up to its NUL", abi.EFAULT, &abi.Pathname,
		"pathname is {a}. Only {b} bytes can be read there, and none of them is a NUL.", Operand{"bytes read", abi.KindU32})
	pathTooLong = fieldCheck("pathTooLong", "getname", "strlen(pathname) < PATH_MAX", abi.ENAMETOOLONG, &abi.Pathname,
		"The {b} bytes at {a} contain no NUL: the path is too long.", Operand{"PATH_MAX", abi.KindU32})
	pathEmpty = fieldCheck("pathEmpty", "getname", "pathname is not empty", abi.ENOENT, &abi.Pathname,
		"The path at {a} is empty.")
	pathDirFD = fieldCheck("pathDirFD", "path_init", "path_fd is open", abi.EBADF, &abi.ObjPathFD,
		"path_fd must be the starting directory of the path, but descriptor {a} is not open.")
	pathDirFile = fieldCheck("pathDirFile", "path_init", "path_fd refers to a directory", abi.ENOTDIR, &abi.ObjPathFD,
		"path_fd must be the starting directory of the path, but descriptor {a} does not refer to a directory.")
	pathSearch = &Check{
		Name:     "pathSearch",
		Func:     "may_lookup",
		Must:     "the task may search every directory of the path",
		Errno:    abi.EACCES,
		Why:      "User {a} may not search a directory of the path: its x bit is not set.",
		Operands: []Operand{{"uid", abi.KindU32}},
		Reads:    []*abi.Field{&abi.Pathname},
	}
	pathMissing = pathCheck("pathMissing", "link_path_walk", "every component of the path exists", abi.ENOENT,
		"A component of the path does not exist.")
	pathNotDir = pathCheck("pathNotDir", "link_path_walk", "every component but the last is a directory", abi.ENOTDIR,
		"A component of the path is not a directory, but is followed by another component or a slash.")
	bpfLookupDot    = pathCheck("bpfLookupDot", "bpf_lookup", noDotMust, abi.EPERM, noDotWhy)
	pathNameTooLong = &Check{
		Name:     "pathNameTooLong",
		Func:     "simple_lookup",
		Must:     "name.len <= NAME_MAX",
		Errno:    abi.ENAMETOOLONG,
		Why:      "A name in the path has {a} bytes, but at most {b} are allowed.",
		Operands: []Operand{{"name.len", abi.KindU32}, {"NAME_MAX", abi.KindU32}},
		Reads:    []*abi.Field{&abi.Pathname},
	}
)
