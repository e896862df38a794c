package core

import "bpfplay/core/abi"

var (
	mapCreateCheckAttr = row(Check{
		Func:  "map_create",
		Must:  "every byte is zero from where the last field ends",
		Errno: abi.EINVAL,
		Why:   "BPF_MAP_CREATE knows its attr up to byte {a}; byte {b} behind that is set, so a field is filled in that this kernel does not have.",
		A:     Operand{"the last field ends", abi.KindU32},
		B:     Operand{"zero up to", abi.KindU32},
		Scan:  true,
	})
	findMapType = row(Check{
		Func:   "find_and_alloc_map",
		Must:   "map_type is on the list of types registered",
		Errno:  abi.EINVAL,
		Why:    "The kernel finds map types on a list that bpf_register_map_type fills at boot. It holds {b} of them, and none is of type {a}.",
		A:      Operand{"map_type", abi.KindU32},
		B:      Operand{"types registered", abi.KindU32},
		Fields: []*abi.Field{&abi.MapTypeField},
	})
	mapCreateGetfd = row(Check{
		Func:  "anon_inode_getfd",
		Must:  "a descriptor below RLIMIT_NOFILE is free",
		Errno: abi.EMFILE,
		Why:   "The map was made, but every descriptor below the limit of {a} is taken. No file ever held the map, so it is freed on the spot.",
		A:     Operand{"RLIMIT_NOFILE", abi.KindU64},
	})
)

// mapAllocRefuses are the answers that a registered type's map_alloc may be told to give.
var mapAllocRefuses = map[abi.Errno]*Check{
	abi.EPERM:  allocRefuses(abi.EPERM, "The map_alloc of type {a} refuses: the caller may not have such a map."),
	abi.ENOMEM: allocRefuses(abi.ENOMEM, "The map_alloc of type {a} found no memory for the map."),
	abi.EINVAL: allocRefuses(abi.EINVAL, "The map_alloc of type {a} does not like the sizes it was given."),
}

func allocRefuses(e abi.Errno, why string) *Check {
	return row(Check{
		Func:   "map_alloc",
		Must:   "the type's map_alloc makes a map",
		Errno:  e,
		Why:    why,
		A:      Operand{"map_type", abi.KindU32},
		Fields: []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries},
	})
}
