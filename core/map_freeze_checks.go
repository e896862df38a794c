package core

import "bpfplay/core/abi"

var (
	freezeCheckAttr    = attrTailCheck("freezeCheckAttr", "map_freeze", "BPF_MAP_FREEZE")
	freezeNotSupported = &Check{
		Name:     "freezeNotSupported",
		Func:     "map_freeze",
		Must:     "map_type != BPF_MAP_TYPE_STRUCT_OPS",
		Errno:    abi.ENOTSUPP,
		Why:      "Maps of type {a} cannot be frozen: the kernel itself writes to them. " + enotsuppNote,
		Operands: []Operand{{"map_type", abi.KindMapType}},
	}
	freezeSpecial = &Check{
		Name:  "freezeSpecial",
		Func:  "map_freeze",
		Must:  "!map->record",
		Errno: abi.ENOTSUPP,
		Why:   "The value has a special member such as bpf_timer or bpf_spin_lock (the latter since 6.2), so the map cannot be frozen. " + enotsuppNote,
	}
	freezeNotWritable = &Check{
		Name:     "freezeNotWritable",
		Func:     "map_freeze",
		Must:     "map_get_sys_perms(map, f) & FMODE_CAN_WRITE",
		Errno:    abi.EPERM,
		Why:      "Freezing requires a descriptor that can write to the map: this one is read-only, or the map is already frozen.",
		Operands: []Operand{{"mode", abi.KindU32}, {"frozen", abi.KindU32}},
	}
	freezeMapped = &Check{
		Name:     "freezeMapped",
		Func:     "map_freeze",
		Must:     "!bpf_map_write_active(map)",
		Errno:    abi.EBUSY,
		Why:      "The map has {a} writable mappings, through which user space could change it after the freezing. Call munmap first.",
		Operands: []Operand{{"map->writecnt", abi.KindU32}},
	}
	freezeAgain = &Check{
		Name:  "freezeAgain",
		Func:  "map_freeze",
		Must:  "!map->frozen",
		Errno: abi.EBUSY,
		Why:   "The map is already frozen. A map cannot be unfrozen.",
	}
	freezeNotBpfCapable = &Check{
		Name:     "freezeNotBpfCapable",
		Func:     "map_freeze",
		Must:     "bpf_capable()",
		Errno:    abi.EPERM,
		Why:      "In this kernel, freezing requires CAP_BPF or CAP_SYS_ADMIN, even for a map of one's own. Since 6.5 a writable descriptor is enough. The capabilities of the task: {a}.",
		Operands: []Operand{{"capabilities", abi.KindCaps}},
	}
	freezeNotCapable = adminCheck("freezeNotCapable", "map_freeze", "In this kernel, freezing requires CAP_SYS_ADMIN, even for a map of one's own.")
)
