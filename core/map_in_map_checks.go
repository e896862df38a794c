package core

import "bpfplay/core/abi"

var (
	metaBadFD = metaCheck("metaBadFD", "inner_map_fd is open", abi.EBADF,
		"Descriptor {a} is not open. "+innerMapNote, opFD)
	metaNoMap = metaCheck("metaNoMap", "inner_map_fd refers to a map", abi.EINVAL,
		"Descriptor {a} does not refer to a map. "+innerMapNote, opFD)
	metaNested = metaCheck("metaNested", "!inner_map->inner_map_meta", abi.EINVAL,
		"The inner map has type {a}, but an inner map cannot hold maps itself: maps nest one level deep.", Operand{"map_type", abi.KindMapType})
	metaExclusive = metaCheck("metaExclusive", "!inner_map->excl_prog_sha", abi.ENOTSUPP,
		"The inner map was created with excl_prog_hash, for one program only. "+enotsuppNote)
	metaNotSupported = metaCheck("metaNotSupported", "inner_map->ops->map_meta_equal", abi.ENOTSUPP,
		"A map of type {a} cannot be an inner map. "+enotsuppNote, Operand{"map_type", abi.KindMapType})

	metaLock = metaCheck("metaLock", "!map_value_has_spin_lock(inner_map)", abi.ENOTSUPP,
		"The value of the inner map has a bpf_spin_lock, which inner maps may have only since 6.2. "+enotsuppNote)

	innerBadFD     = openFDCheck("innerBadFD", "bpf_map_fd_get_ptr", "a map")
	innerNoMap     = kindFDCheck("innerNoMap", "bpf_map_fd_get_ptr", "a map", abi.EINVAL)
	innerExclusive = elemCheck("innerExclusive", "bpf_map_fd_get_ptr", "!inner_map->excl_prog_sha", abi.ENOTSUPP,
		"The map of descriptor {a} was created with excl_prog_hash, for one program only. "+enotsuppNote, opFD)
	innerDiffers = elemCheck("innerDiffers", "bpf_map_fd_get_ptr", "map_meta_equal(map->inner_map_meta, inner_map)", abi.EINVAL,
		"The map of descriptor {a} does not match the inner map template of type {b}: type, key_size, value_size and map_flags must be equal. max_entries must be equal too, for arrays without BPF_F_INNER_MAP, and before 5.10 for all types.",
		opFD, Operand{"map_type", abi.KindMapType})

	arrayOfMapsNoLookup    = innerLookupCheck("arrayOfMapsNoLookup", "bpf_fd_array_map_lookup_elem")
	arrayOfMapsLookupIndex = indexCheck("arrayOfMapsLookupIndex", "array_map_lookup_elem", abi.ENOENT)
	arrayOfMapsEmpty       = emptyCheck("arrayOfMapsEmpty", "bpf_fd_array_map_lookup_elem", abi.ENOENT)
	htabOfMapsNoLookup     = innerLookupCheck("htabOfMapsNoLookup", "bpf_fd_htab_map_lookup_elem")

	fdHtabValue = fieldCheck("fdHtabValue", "fd_htab_map_alloc_check", "value_size == sizeof(u32)", abi.EINVAL, &abi.ValueSize,
		"value_size is {a}, but the value that user space writes is a descriptor of 4 bytes.")
)

const innerMapNote = "inner_map_fd must be a map, the template of the inner maps. 0 does not mean none, but descriptor 0."

// metaCheck is a check of the template that inner_map_fd refers to.
func metaCheck(name, must string, errno abi.Errno, why string, compared ...Operand) *Check {
	return &Check{Name: name, Func: "bpf_map_meta_alloc", Must: must, Errno: errno, Why: why,
		Operands: compared, Reads: []*abi.Field{&abi.InnerMapFD}}
}

func innerLookupCheck(name, fn string) *Check {
	return elemCheck(name, fn, "map->ops->map_fd_sys_lookup_elem", abi.ENOTSUPP,
		"In this kernel, user space cannot read the elements of a {a}: maps have ids only since 4.13. "+enotsuppNote, Operand{"map_type", abi.KindMapType})
}
