package core

import "bpfplay/core/abi"

var (
	pathFault = row(Check{
		Name:   "pathFault",
		Func:   "getname",
		Must:   "the path can be read up to its NUL",
		Errno:  abi.EFAULT,
		Why:    "pathname is {a}. {b} bytes of the path could be read, and then the memory ends before a NUL came.",
		A:      Operand{"pathname", abi.KindPointer},
		B:      Operand{"bytes read", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathTooLong = row(Check{
		Name:   "pathTooLong",
		Func:   "getname",
		Must:   "the path, with its NUL, has at most PATH_MAX bytes",
		Errno:  abi.ENAMETOOLONG,
		Why:    "There is no NUL within {b} bytes from {a} on: a path is not that long.",
		A:      Operand{"pathname", abi.KindPointer},
		B:      Operand{"PATH_MAX", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathEmpty = row(Check{
		Name:   "pathEmpty",
		Func:   "getname",
		Must:   "the path is not empty",
		Errno:  abi.ENOENT,
		Why:    "The path at {a} begins with its NUL: it is empty, and nothing has an empty name.",
		A:      Operand{"pathname", abi.KindPointer},
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathDirFD = row(Check{
		Name:   "pathDirFD",
		Func:   "path_init",
		Must:   "path_fd is open",
		Errno:  abi.EBADF,
		Why:    "The path is to begin at the folder behind descriptor {a}, but that is not open.",
		A:      Operand{"path_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.ObjPathFD},
	})
	pathDirFile = row(Check{
		Name:   "pathDirFile",
		Func:   "path_init",
		Must:   "path_fd leads to a folder",
		Errno:  abi.ENOTDIR,
		Why:    "The path is to begin at the folder behind descriptor {a}, but that is no folder.",
		A:      Operand{"path_fd", abi.KindFD},
		Fields: []*abi.Field{&abi.ObjPathFD},
	})
	pathSearch = row(Check{
		Name:   "pathSearch",
		Func:   "may_lookup",
		Must:   "every folder on the way may be searched",
		Errno:  abi.EACCES,
		Why:    "User {a} may not search a folder on the way (its x bit).",
		A:      Operand{"uid", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathMissing = row(Check{
		Name:   "pathMissing",
		Func:   "link_path_walk",
		Must:   "every name of the path is there",
		Errno:  abi.ENOENT,
		Why:    "The path leads nowhere: one of its names is not there.",
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathNotDir = row(Check{
		Name:   "pathNotDir",
		Func:   "link_path_walk",
		Must:   "every name but the last is a folder",
		Errno:  abi.ENOTDIR,
		Why:    "The path goes on behind a name that is no folder.",
		Fields: []*abi.Field{&abi.Pathname},
	})
	bpfLookupDot = row(Check{
		Name:   "bpfLookupDot",
		Func:   "bpf_lookup",
		Must:   "there is no '.' in the name",
		Errno:  abi.EPERM,
		Why:    "Names with a dot are reserved in the bpf file system: the kernel keeps them for itself.",
		Fields: []*abi.Field{&abi.Pathname},
	})
	pathNameTooLong = row(Check{
		Name:   "pathNameTooLong",
		Func:   "simple_lookup",
		Must:   "a name has at most NAME_MAX bytes",
		Errno:  abi.ENAMETOOLONG,
		Why:    "A name in the path has {a} bytes; the longest has {b}.",
		A:      Operand{"bytes", abi.KindU32},
		B:      Operand{"NAME_MAX", abi.KindU32},
		Fields: []*abi.Field{&abi.Pathname},
	})
)
