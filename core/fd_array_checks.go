package core

import "bpfplay/core/abi"

var (
	fdArrayValue = row(Check{
		Name:   "fdArrayValue",
		Func:   "fd_array_map_alloc_check",
		Must:   "value_size == sizeof(u32)",
		Errno:  abi.EINVAL,
		Why:    "value_size is {a}: user space puts descriptors into such an array, 4 bytes each.",
		A:      Operand{"value_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
	fdArrayProgFlags = row(Check{
		Name:   "fdArrayProgFlags",
		Func:   "fd_array_map_alloc_check",
		Must:   "neither BPF_F_RDONLY_PROG nor BPF_F_WRONLY_PROG",
		Errno:  abi.EINVAL,
		Why:    "map_flags are {a}, but programs neither read nor write the elements of such an array.",
		A:      Operand{"map_flags", abi.KindMapFlags},
		Fields: []*abi.Field{&abi.MapFlagsField},
	})
	fdArrayMissing    = emptyRow("fdArrayMissing", "fd_array_map_lookup_elem", abi.ENOENT)
	fdArrayUnreadable = elemRow("fdArrayUnreadable", "bpf_fd_array_map_lookup_elem", "map->ops->map_fd_sys_lookup_elem", abi.ENOTSUPP,
		"User space cannot read elements of {a}: there is no number that would name them. The answer is 524, ENOTSUPP, for which C libraries have no name.", Operand{"map_type", abi.KindMapType}, Operand{})
	fdArrayFlags = elemRow("fdArrayFlags", "bpf_fd_array_map_update_elem", "map_flags == BPF_ANY", abi.EINVAL,
		"Such an array takes no flags but BPF_ANY, and these are {a}.", opFlags, Operand{})
	fdArrayIndex       = indexRow("fdArrayIndex", "bpf_fd_array_map_update_elem", abi.E2BIG)
	fdArrayDeleteIndex = indexRow("fdArrayDeleteIndex", "fd_array_map_delete_elem", abi.E2BIG)
	fdArrayDeleteEmpty = emptyRow("fdArrayDeleteEmpty", "fd_array_map_delete_elem", abi.ENOENT)

	progNotOpen   = openRow("progNotOpen", "bpf_prog_get", "a program")
	progNoProg    = kindRow("progNoProg", "bpf_prog_get", "a program", abi.EINVAL)
	perfNotOpen   = openRow("perfNotOpen", "perf_event_get", "a perf event")
	perfNoEvent   = kindRow("perfNoEvent", "perf_event_get", "a perf event", abi.EBADF)
	cgroupNotOpen = openRow("cgroupNotOpen", "cgroup_get_from_fd", "a control group")
	cgroupNoGroup = kindRow("cgroupNoGroup", "css_tryget_online_from_dir", "a control group", abi.EBADF)
)
