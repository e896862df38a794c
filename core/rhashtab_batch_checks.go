package core

import "bpfplay/core/abi"

var (
	rhtabBatchFlags = row(Check{
		Name:   "rhtabBatchFlags",
		Func:   "__rhtab_map_lookup_and_delete_batch",
		Must:   "batch.flags == 0",
		Errno:  abi.EINVAL,
		Why:    "No flag for a whole batch is known yet; flags is {a}.",
		A:      Operand{"flags", abi.KindU64},
		Fields: []*abi.Field{&abi.BatchFlags},
	})
	rhtabBatchLost = row(Check{
		Name:   "rhtabBatchLost",
		Func:   "__rhtab_map_lookup_and_delete_batch",
		Must:   "the key in in_batch is still in the map",
		Errno:  abi.EAGAIN,
		Why:    "The walk was to go on at the key in in_batch, and that has been removed meanwhile: the place is lost. Begin again with NULL.",
		Fields: []*abi.Field{&abi.InBatch},
	})
	rhtabBatchEnd = row(Check{
		Name:  "rhtabBatchEnd",
		Func:  "__rhtab_map_lookup_and_delete_batch",
		Must:  "there are elements left",
		Errno: abi.ENOENT,
		Why:   "That was the last element: this is how a walk over a hash ends. The {a} elements that count tells of were copied out all the same.",
		A:     Operand{"done", abi.KindU32},
	})
)
