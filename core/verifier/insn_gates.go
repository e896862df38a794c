package verifier

import "bpfplay/core/abi"

// Release gates of instructions.
var (
	sinceFuncAddr    = abi.From(abi.R(5, 13, 0))                  // BPF_PSEUDO_FUNC
	sinceAtomics     = abi.From(abi.R(5, 12, 0))                  // BPF_ATOMIC besides addition
	sinceKfunc       = abi.From(abi.R(5, 13, 0))                  // BPF_PSEUDO_KFUNC_CALL
	sinceFDArray     = abi.From(abi.R(5, 14, 0))                  // BPF_PSEUDO_MAP_IDX and BPF_PSEUDO_MAP_IDX_VALUE
	sinceGotol       = abi.From(abi.R(6, 6, 0), abi.R(6, 1, 192)) // JMP32 JA
	sinceV4          = abi.From(abi.R(6, 6, 0))                   // movsx, ldsx, bswap, signed division
	sinceAddrSpace   = abi.From(abi.R(6, 9, 0))                   // address space casts of arenas
	sinceMayGoto     = abi.From(abi.R(6, 9, 0))                   // JCOND
	sinceMayGotoZero = abi.From(abi.R(6, 14, 0))                  // with a distance of 0
	sinceAcqRel      = abi.From(abi.R(6, 15, 0))                  // load-acquire, store-release
	sinceIndirect    = abi.From(abi.R(6, 19, 0))                  // JA with a register
	sinceFieldsFirst = abi.From(abi.R(7, 1, 0))                   // the fields of every instruction are checked before the paths
)
