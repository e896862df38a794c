package core

import "bpfplay/core/abi"

var (
	rhtabBatchFlags = batchFlagsCheck("rhtabBatchFlags", "__rhtab_map_lookup_and_delete_batch")
	rhtabBatchLost  = &Check{
		Name:  "rhtabBatchLost",
		Func:  "__rhtab_map_lookup_and_delete_batch",
		Must:  "the key in in_batch exists",
		Errno: abi.EAGAIN,
		Why:   "The walk continues at the key in in_batch, but that key was deleted in the meantime. Start again with NULL.",
		Reads: []*abi.Field{&abi.InBatch},
	}
	rhtabBatchEnd = &Check{
		Name:     "rhtabBatchEnd",
		Func:     "__rhtab_map_lookup_and_delete_batch",
		Must:     "another element follows",
		Errno:    abi.ENOENT,
		Why:      "That was the last element: a walk over a hash ends with ENOENT. The elements before it were still copied; count has their number, {a}.",
		Operands: []Operand{{"count", abi.KindU32}},
	}
)
