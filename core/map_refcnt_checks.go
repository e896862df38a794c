package core

import "bpfplay/core/abi"

var mapIncMax = &Check{
	Name:     "mapIncMax",
	Func:     "bpf_map_inc",
	Must:     "refcnt < BPF_MAX_REFCNT",
	Errno:    abi.EBUSY,
	Why:      "The map already has {a} references. refcnt is an int, so this kernel allows at most {b} instead of letting it overflow.",
	Operands: []Operand{{"refcnt", abi.KindU64}, {"BPF_MAX_REFCNT", abi.KindU64}},
}
