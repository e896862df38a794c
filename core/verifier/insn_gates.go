package verifier

import "bpfplay/core/abi"

// Release gates of instructions.
var (
	sinceFuncAddr    = abi.Since{abi.V5_13}                // BPF_PSEUDO_FUNC
	sinceAtomics     = abi.Since{abi.V5_12}                // BPF_ATOMIC besides addition
	sinceKfunc       = abi.Since{abi.V5_13}                // BPF_PSEUDO_KFUNC_CALL
	sinceFDArray     = abi.Since{abi.V5_14}                // BPF_PSEUDO_MAP_IDX and BPF_PSEUDO_MAP_IDX_VALUE
	sinceGotol       = abi.Since{abi.V6_6, abi.V6_1 + 192} // JMP32 JA
	sinceV4          = abi.Since{abi.V6_6}                 // movsx, ldsx, bswap, signed division
	sinceAddrSpace   = abi.Since{abi.V6_9}                 // address space casts of arenas
	sinceMayGoto     = abi.Since{abi.V6_9}                 // JCOND
	sinceMayGotoZero = abi.Since{abi.V6_14}                // with a distance of 0
	sinceAcqRel      = abi.Since{abi.V6_15}                // load-acquire, store-release
	sinceIndirect    = abi.Since{abi.V6_19}                // JA with a register
	sinceFieldsFirst = abi.Since{abi.V7_1}                 // the fields of every instruction are checked before the paths
)
