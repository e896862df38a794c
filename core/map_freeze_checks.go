package core

import "bpfplay/core/abi"

var (
	freezeCheckAttr    = checkAttrOf("freezeCheckAttr", "map_freeze", "BPF_MAP_FREEZE")
	freezeNotSupported = row(Check{
		Name:  "freezeNotSupported",
		Func:  "map_freeze",
		Must:  "the type of the map can be frozen",
		Errno: abi.ENOTSUPP,
		Why:   "The kernel itself goes on writing to maps of type {a}, so they cannot be frozen.",
		A:     Operand{"map_type", abi.KindMapType},
	})
	freezeNotWritable = row(Check{
		Name:  "freezeNotWritable",
		Func:  "map_freeze",
		Must:  "map_get_sys_perms(map, f) & FMODE_CAN_WRITE",
		Errno: abi.EPERM,
		Why:   "Only who may write to the map may freeze it: the descriptor is read-only, or the map is frozen already and nobody may write to it any more.",
		A:     Operand{"open mode", abi.KindU32},
		B:     Operand{"frozen", abi.KindU32},
	})
	freezeAgain = row(Check{
		Name:  "freezeAgain",
		Func:  "map_freeze",
		Must:  "!map->frozen",
		Errno: abi.EBUSY,
		Why:   "The map is frozen already, and that is for ever.",
	})
	freezeNotBpfCapable = row(Check{
		Name:  "freezeNotBpfCapable",
		Func:  "map_freeze",
		Must:  "bpf_capable()",
		Errno: abi.EPERM,
		Why:   "In this kernel freezing takes CAP_BPF or CAP_SYS_ADMIN, also for one's own map; since 6.5 a writable descriptor is enough. The caller has {a}.",
		A:     Operand{"capabilities", abi.KindCaps},
	})
	freezeNotCapable = needsAdmin("freezeNotCapable", "map_freeze",
		"In this kernel freezing takes CAP_SYS_ADMIN, also for one's own map. The caller has {a}.")
)
