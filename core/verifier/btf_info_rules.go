package verifier

import "bpfplay/core/abi"

var (
	progBTF = &Rule{
		Name:  "progBTF",
		Func:  "check_btf_info",
		Must:  "prog_btf_fd refers to BTF that is not the kernel's",
		Errno: abi.EBADF,
		Why:   "func_info and line_info refer to types of the BTF that prog_btf_fd must name.",
		Fix:   "Load BTF with BPF_BTF_LOAD and set prog_btf_fd, or leave out func_info and line_info.",
	}
	infoFault = &Rule{
		Name:  "infoFault",
		Func:  "check_btf_func",
		Must:  "the records can be read",
		Errno: abi.EFAULT,
		Why:   "A record of func_info or line_info cannot be read.",
	}
	funcInfoCount = &Rule{
		Name:  "funcInfoCount",
		Func:  "check_btf_func",
		Must:  "func_info_cnt == env->subprog_cnt",
		Errno: abi.EINVAL,
		Log:   "number of funcs in func_info doesn't match number of subprogs",
		Why:   "func_info must have one record for each function of the program.",
	}
	funcInfoRecSize = &Rule{
		Name:  "funcInfoRecSize",
		Func:  "check_btf_func",
		Must:  "func_info_rec_size is 8 to 252 and a multiple of 4",
		Errno: abi.EINVAL,
		Log:   "invalid func info rec size %d",
		Why:   "The size of a func_info record must be 8 to 252 bytes, and a multiple of 4.",
		Fix:   "Set func_info_rec_size to 8.",
	}
	funcInfoTail = &Rule{
		Name:  "funcInfoTail",
		Func:  "check_btf_func",
		Must:  "the bytes of a record that the kernel does not know are 0",
		Errno: abi.E2BIG,
		Log:   "nonzero tailing record in func info",
		Why:   "A func_info record is longer than this release knows, and the rest is not zero.",
		Open:  true,
	}
	funcInfoFirst = &Rule{
		Name:  "funcInfoFirst",
		Func:  "check_btf_func",
		Must:  "krecord[0].insn_off == 0",
		Errno: abi.EINVAL,
		Log:   "nonzero insn_off %d for the first func info record",
		Why:   "The first func_info record describes the main program, which begins at instruction 0.",
		Open:  true,
	}
	funcInfoOrder = &Rule{
		Name:  "funcInfoOrder",
		Func:  "check_btf_func",
		Must:  "krecord[i].insn_off > prev_offset",
		Errno: abi.EINVAL,
		Log:   "same or smaller insn offset (%d) than previous func info record (%d)",
		Why:   "func_info must be sorted by instruction.",
		Open:  true,
	}
	funcInfoLayout = &Rule{
		Name:  "funcInfoLayout",
		Func:  "check_btf_func",
		Must:  "env->subprog_info[i].start == krecord[i].insn_off",
		Errno: abi.EINVAL,
		Log:   "func_info BTF section doesn't match subprog layout in BPF program",
		Why:   "A func_info record names an instruction at which no function begins.",
	}
	funcInfoType = &Rule{
		Name:  "funcInfoType",
		Func:  "check_btf_func",
		Must:  "type && btf_type_is_func(type)",
		Errno: abi.EINVAL,
		Log:   "invalid type id %d in func info",
		Why:   "The type that a func_info record names is not a FUNC of the program's BTF.",
		Open:  true,
	}
	ldAbsNeedsInt = &Rule{
		Name:  "ldAbsNeedsInt",
		Func:  "check_btf_func",
		Must:  "scalar_return || !subprog->has_ld_abs",
		Errno: abi.EINVAL,
		Log:   "LD_ABS is only allowed in functions that return 'int'.",
		Why:   "A packet load past the end of the packet ends the function with 0. So the function must return an integer.",
	}
	tailCallNeedsInt = &Rule{
		Name:  "tailCallNeedsInt",
		Func:  "check_btf_func",
		Must:  "scalar_return || !subprog->has_tail_call",
		Errno: abi.EINVAL,
		Log:   "tail_call is only allowed in functions that return 'int'.",
		Why:   "The program that a tail call starts returns an integer to the caller of the function.",
	}
	lineInfoSize = &Rule{
		Name:  "lineInfoSize",
		Func:  "check_btf_line",
		Must:  "line_info_rec_size is 16 to 252 and a multiple of 4",
		Errno: abi.EINVAL,
		Why:   "The size of a line_info record must be 16 to 252 bytes and a multiple of 4, and all of them must fit 2 GiB.",
		Fix:   "Set line_info_rec_size to 16.",
	}
	lineInfoTail = &Rule{
		Name:  "lineInfoTail",
		Func:  "check_btf_line",
		Must:  "the bytes of a record that the kernel does not know are 0",
		Errno: abi.E2BIG,
		Log:   "nonzero tailing record in line_info",
		Why:   "A line_info record is longer than this release knows, and the rest is not zero.",
		Open:  true,
	}
	lineInfoOff = &Rule{
		Name:  "lineInfoOff",
		Func:  "check_btf_line",
		Must:  "prev_offset < insn_off && insn_off < prog->len",
		Errno: abi.EINVAL,
		Log:   "Invalid line_info[%d].insn_off:%d (prev_offset:%d prog->len:%d)",
		Why:   "line_info must be sorted by instruction, and name instructions of the program.",
	}
	lineInfoCode = &Rule{
		Name:  "lineInfoCode",
		Func:  "check_btf_line",
		Must:  "prog->insnsi[insn_off].code",
		Errno: abi.EINVAL,
		Log:   "Invalid insn code at line_info[%d].insn_off",
		Why:   "A line_info record names the second half of a 64-bit immediate load.",
	}
	lineInfoNames = &Rule{
		Name:  "lineInfoNames",
		Func:  "check_btf_line",
		Must:  "line_off and file_name_off are offsets of strings of the BTF",
		Errno: abi.EINVAL,
		Log:   "Invalid line_info[%d].line_off or .file_name_off",
		Why:   "A line_info record names a string past the end of the BTF's strings.",
	}
	lineInfoFunc = &Rule{
		Name:  "lineInfoFunc",
		Func:  "check_btf_line",
		Must:  "the first instruction of each function has a record",
		Errno: abi.EINVAL,
		Log:   "missing bpf_line_info for func#%d",
		Why:   "line_info needs a record for the first instruction of each function.",
	}
	lineInfoFuncs = &Rule{
		Name:  "lineInfoFuncs",
		Func:  "check_btf_line",
		Must:  "s == env->subprog_cnt",
		Errno: abi.EINVAL,
		Log:   "missing bpf_line_info for %d funcs starting from func#%d",
		Why:   "line_info needs a record for the first instruction of each function.",
	}
)
