package core

import "bpfplay/core/abi"

var (
	fdArrayValue = fieldCheck("fdArrayValue", "fd_array_map_alloc_check", "value_size == sizeof(u32)", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but the value that user space writes is a descriptor of 4 bytes.")
	fdArrayProgFlags = fieldCheck("fdArrayProgFlags", "fd_array_map_alloc_check", "!(map_flags & (BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG))", abi.EINVAL, &abi.MapFlagsField,
		"map_flags is {a}, but programs neither read nor write the elements of this type.")

	fdArrayMissing    = emptyCheck("fdArrayMissing", "fd_array_map_lookup_elem", abi.ENOENT)
	fdArrayUnreadable = elemCheck("fdArrayUnreadable", "bpf_fd_array_map_lookup_elem", "map->ops->map_fd_sys_lookup_elem", abi.ENOTSUPP,
		"User space cannot read the elements of a {a}: they have no id. "+enotsuppNote, Operand{"map_type", abi.KindMapType})
	fdArrayFlags = elemCheck("fdArrayFlags", "bpf_fd_array_map_update_elem", "flags == BPF_ANY", abi.EINVAL,
		"flags is {a}, but an update of this map takes only BPF_ANY.", opFlags)
	fdArrayIndex       = indexCheck("fdArrayIndex", "bpf_fd_array_map_update_elem", abi.E2BIG)
	fdArrayDeleteIndex = indexCheck("fdArrayDeleteIndex", "fd_array_map_delete_elem", abi.E2BIG)
	fdArrayDeleteEmpty = emptyCheck("fdArrayDeleteEmpty", "fd_array_map_delete_elem", abi.ENOENT)

	progNotOpen      = openFDCheck("progNotOpen", "bpf_prog_get", "a program")
	progNoProg       = kindFDCheck("progNoProg", "bpf_prog_get", "a program", abi.EINVAL)
	progIncompatible = elemCheck("progIncompatible", "prog_fd_array_get_ptr", "bpf_prog_map_compatible(map, prog)", abi.EINVAL,
		"The program is of type {a}, but the array takes only programs like the first one that used it or was put into it, of type {b}.", opProgType, Operand{"owner", abi.KindProgType})
	perfNotOpen   = openFDCheck("perfNotOpen", "perf_event_get", "a perf event")
	perfNoEvent   = kindFDCheck("perfNoEvent", "perf_event_get", "a perf event", abi.EBADF)
	cgroupNotOpen = openFDCheck("cgroupNotOpen", "cgroup_get_from_fd", "a cgroup")
	cgroupNoGroup = kindFDCheck("cgroupNoGroup", "css_tryget_online_from_dir", "a cgroup", abi.EBADF)
)
