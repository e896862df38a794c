package core

import "bpfplay/core/abi"

// checkAttrOf is the row of a command's CHECK_ATTR.
func checkAttrOf(name string, in, cmd string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  "nothing is set behind the last field that " + cmd + " has",
		Errno: abi.EINVAL,
		Why:   cmd + " knows its attr up to byte {a}; byte {b} behind that is set, so a field is filled in that this kernel does not have for it.",
		A:     Operand{"last field ends at", abi.KindU32},
		B:     Operand{"looked up to", abi.KindU32},
		Scan:  true,
	})
}

// needsAdmin is the row of a command that asks for CAP_SYS_ADMIN and for nothing less.
func needsAdmin(name string, in, why string) *Check {
	return row(Check{
		Name:  name,
		Func:  in,
		Must:  "capable(CAP_SYS_ADMIN)",
		Errno: abi.EPERM,
		Why:   why,
		A:     Operand{"capabilities", abi.KindCaps},
	})
}

// noFreeFDFor is the row of a command that makes a file and finds no number for it.
func noFreeFDFor(name string, why string) *Check {
	return row(Check{
		Name:  name,
		Func:  "anon_inode_getfd",
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   why,
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
}

// bothModes is the row of a command that is told to make a file that can neither be read nor written.
func bothModes(name string, f *abi.Field) *Check {
	return row(Check{
		Name:   name,
		Func:   "bpf_get_file_flag",
		Must:   "!(flags & BPF_F_RDONLY) || !(flags & BPF_F_WRONLY)",
		Errno:  abi.EINVAL,
		Why:    "{a} asks for a file that may only be read and only be written at once. Leave both out for one that may be both.",
		A:      Operand{f.Name, abi.KindFileFlags},
		Fields: []*abi.Field{f},
	})
}

var (
	getNextIDCheckAttr = checkAttrOf("getNextIDCheckAttr", "bpf_obj_get_next_id", "BPF_MAP_GET_NEXT_ID")
	getNextIDStart     = row(Check{
		Name:   "getNextIDStart",
		Func:   "bpf_obj_get_next_id",
		Must:   "start_id < INT_MAX",
		Errno:  abi.EINVAL,
		Why:    "Ids are positive as an int: none can come after {a}.",
		A:      Operand{"start_id", abi.KindU32},
		B:      Operand{"INT_MAX", abi.KindU32},
		Fields: []*abi.Field{&abi.StartID},
	})
	getNextIDCapable = needsAdmin("getNextIDCapable", "bpf_obj_get_next_id",
		"Only CAP_SYS_ADMIN may walk over all maps of the system: with an id anybody else's map could be opened. The caller has {a}.")
	getNextIDNone = row(Check{
		Name:   "getNextIDNone",
		Func:   "bpf_obj_get_next_id",
		Must:   "a map has an id above start_id",
		Errno:  abi.ENOENT,
		Why:    "No map has an id above {a}: this is how a walk over all ids ends.",
		A:      Operand{"start_id", abi.KindU32},
		Fields: []*abi.Field{&abi.StartID},
	})
	getNextIDFault = row(Check{
		Name:   "getNextIDFault",
		Func:   "put_user",
		Must:   "next_id can be written to the attr",
		Errno:  abi.EFAULT,
		Why:    "The next id is {b}, but it cannot be written to the attr, at {a}: the memory there is not mapped or read-only.",
		A:      Operand{"&uattr->next_id", abi.KindPointer},
		B:      Operand{"next_id", abi.KindU32},
		Fields: []*abi.Field{&abi.NextID},
	})

	getFDByIDCheckAttr = checkAttrOf("getFDByIDCheckAttr", "bpf_map_get_fd_by_id", "BPF_MAP_GET_FD_BY_ID")
	getFDByIDFlags     = row(Check{
		Name:   "getFDByIDFlags",
		Func:   "bpf_map_get_fd_by_id",
		Must:   "(open_flags & ~BPF_OBJ_FLAG_MASK) == 0",
		Errno:  abi.EINVAL,
		Why:    "A map may be opened with BPF_F_RDONLY or BPF_F_WRONLY and nothing else; open_flags is {a}.",
		A:      Operand{"open_flags", abi.KindFileFlags},
		Fields: []*abi.Field{&abi.OpenFlags},
	})
	getFDByIDCapable = needsAdmin("getFDByIDCapable", "bpf_map_get_fd_by_id",
		"Only CAP_SYS_ADMIN may open a map by its id, whoever made it. The caller has {a}. Who has no such right gets a map from a pin, or over a socket from who holds it.")
	getFDByIDMode = bothModes("getFDByIDMode", &abi.OpenFlags)
	getFDByIDNone = row(Check{
		Name:   "getFDByIDNone",
		Func:   "idr_find",
		Must:   "a map has that id",
		Errno:  abi.ENOENT,
		Why:    "No map has the id {a}: there never was one, or its last reference is gone. An id goes with the last reference, before the map is freed.",
		A:      Operand{"map_id", abi.KindU32},
		Fields: []*abi.Field{&abi.MapID},
	})
	getFDByIDGetfd = noFreeFDFor("getFDByIDGetfd", "The map is there, but every descriptor below the limit of {a} is taken.")
)
