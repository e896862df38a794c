package core

import "bpfplay/core/abi"

var mapIncMax = row(Check{
	Name:  "mapIncMax",
	Func:  "bpf_map_inc",
	Must:  "refcnt < BPF_MAX_REFCNT",
	Errno: abi.EBUSY,
	Why:   "The map has {a} references already. They are counted in an int, so this kernel stops at {b} rather than let the count overflow.",
	A:     Operand{"refcnt", abi.KindU64},
	B:     Operand{"BPF_MAX_REFCNT", abi.KindU64},
})
