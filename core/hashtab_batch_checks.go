package core

import "bpfplay/core/abi"

var (
	htabBatchFlags = batchFlagsCheck("htabBatchFlags", "__htab_map_lookup_and_delete_batch")
	htabBatchPast  = newCheck(Check{
		Name:   "htabBatchPast",
		Func:   "__htab_map_lookup_and_delete_batch",
		Must:   "batch < htab->n_buckets",
		Errno:  abi.ENOENT,
		Why:    "in_batch names bucket {a}, but the hash has {b} buckets: the walk is at its end. For a hash, in_batch and out_batch hold a bucket number.",
		A:      Operand{"batch", abi.KindU64},
		B:      Operand{"htab->n_buckets", abi.KindU64},
		Fields: []*abi.Field{&abi.InBatch},
	})
	htabBatchSpace = newCheck(Check{
		Name:   "htabBatchSpace",
		Func:   "__htab_map_lookup_and_delete_batch",
		Must:   "bucket_cnt <= max_count - total",
		Errno:  abi.ENOSPC,
		Why:    "The next bucket has {a} elements, but count is {b}. A batch never splits a bucket: retry with a larger count.",
		A:      Operand{"bucket_cnt", abi.KindU32},
		B:      Operand{"max_count", abi.KindU32},
		Fields: []*abi.Field{&abi.BatchCount},
	})
	htabBatchEnd = newCheck(Check{
		Name:  "htabBatchEnd",
		Func:  "__htab_map_lookup_and_delete_batch",
		Must:  "batch < htab->n_buckets after this batch",
		Errno: abi.ENOENT,
		Why:   "That was the last bucket: a walk over a hash ends with ENOENT. The elements before it were still copied; count has their number, {a}.",
		A:     Operand{"count", abi.KindU32},
	})
)
