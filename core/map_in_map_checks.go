package core

import "bpfplay/core/abi"

var (
	metaBadFD = metaRow("metaBadFD", "inner_map_fd is open", abi.EBADF, "inner_map_fd has to be a map that shows what the inner maps will be like, and descriptor {a} is not open. 0 does not mean none: it is descriptor 0.", opFD)
	metaNoMap = metaRow("metaNoMap", "inner_map_fd leads to a map", abi.EINVAL, "inner_map_fd has to be a map that shows what the inner maps will be like, and descriptor {a} is no map. 0 does not mean none: it is descriptor 0.", opFD)

	metaNested    = metaRow("metaNested", "the inner map holds no maps itself", abi.EINVAL, "The inner map is of type {a}: maps nest one level deep, no deeper.", Operand{"map_type", abi.KindMapType})
	metaExclusive = metaRow("metaExclusive", "the inner map is for all programs", abi.ENOTSUPP, "The inner map was made with excl_prog_hash, for one program only.", Operand{})

	metaNotSupported = metaRow("metaNotSupported", "the inner map's type has map_meta_equal", abi.ENOTSUPP, "A map of type {a} cannot be an inner map. (524 is ENOTSUPP, a number that was not meant to leave the kernel.)", Operand{"map_type", abi.KindMapType})

	innerBadFD     = openRow("innerBadFD", "bpf_map_fd_get_ptr", "a map")
	innerNoMap     = kindRow("innerNoMap", "bpf_map_fd_get_ptr", "a map", abi.EINVAL)
	innerExclusive = elemRow("innerExclusive", "bpf_map_fd_get_ptr", "the map is for all programs", abi.ENOTSUPP, "The map of descriptor {a} was made with excl_prog_hash, for one program only.", opFD, Operand{})
	innerDiffers   = elemRow("innerDiffers", "bpf_map_fd_get_ptr", "the map is like the one that inner_map_fd showed", abi.EINVAL,
		"The map of descriptor {a} is not like the one that the outer map was made with, of type {b}: type, key_size, value_size and map_flags must be the same, for arrays max_entries too unless they have BPF_F_INNER_MAP, and before 5.10 for all.", opFD, Operand{"map_type", abi.KindMapType})

	arrayOfMapsNoLookup    = ofMapsNoLookup("arrayOfMapsNoLookup", "bpf_fd_array_map_lookup_elem")
	arrayOfMapsLookupIndex = indexRow("arrayOfMapsLookupIndex", "array_map_lookup_elem", abi.ENOENT)
	arrayOfMapsEmpty       = emptyRow("arrayOfMapsEmpty", "bpf_fd_array_map_lookup_elem", abi.ENOENT)
	htabOfMapsNoLookup     = ofMapsNoLookup("htabOfMapsNoLookup", "bpf_fd_htab_map_lookup_elem")

	fdHtabValue = row(Check{
		Name:   "fdHtabValue",
		Func:   "fd_htab_map_alloc_check",
		Must:   "value_size == sizeof(u32)",
		Errno:  abi.EINVAL,
		Why:    "value_size is {a}: user space puts descriptors into such a hash, 4 bytes each.",
		A:      Operand{"value_size", abi.KindU32},
		Fields: []*abi.Field{&abi.ValueSize},
	})
)

func metaRow(name string, must string, errno abi.Errno, why string, a Operand) *Check {
	return row(Check{
		Name:   name,
		Func:   "bpf_map_meta_alloc",
		Must:   must,
		Errno:  errno,
		Why:    why,
		A:      a,
		Fields: []*abi.Field{&abi.InnerMapFD},
	})
}

func ofMapsNoLookup(name string, in string) *Check {
	return elemRow(name, in, "map->ops->map_fd_sys_lookup_elem", abi.ENOTSUPP,
		"User space cannot read elements of {a} in this kernel: maps have ids since 4.13 only. (524 is ENOTSUPP, a number that was not meant to leave the kernel.)", Operand{"map_type", abi.KindMapType}, Operand{})
}
