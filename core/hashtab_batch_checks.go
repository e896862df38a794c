package core

import "bpfplay/core/abi"

var (
	htabBatchFlags = batchFlagsCheck("htabBatchFlags", "__htab_map_lookup_and_delete_batch")
	htabBatchPast  = &Check{
		Name:     "htabBatchPast",
		Func:     "__htab_map_lookup_and_delete_batch",
		Must:     "batch < htab->n_buckets",
		Errno:    abi.ENOENT,
		Why:      "in_batch names bucket {a}, but the hash has {b} buckets: the walk is at its end. For a hash, in_batch and out_batch hold a bucket number.",
		Operands: []Operand{{"batch", abi.KindU64}, {"htab->n_buckets", abi.KindU64}},
		Reads:    []*abi.Field{&abi.InBatch},
	}
	htabBatchSpace = &Check{
		Name:     "htabBatchSpace",
		Func:     "__htab_map_lookup_and_delete_batch",
		Must:     "bucket_cnt <= max_count - total",
		Errno:    abi.ENOSPC,
		Why:      "The next bucket has {a} elements, but count is {b}. A batch never splits a bucket: retry with a larger count.",
		Operands: []Operand{{"bucket_cnt", abi.KindU32}, {"max_count", abi.KindU32}},
		Reads:    []*abi.Field{&abi.BatchCount},
	}
	htabBatchEnd = &Check{
		Name:     "htabBatchEnd",
		Func:     "__htab_map_lookup_and_delete_batch",
		Must:     "batch < htab->n_buckets after this batch",
		Errno:    abi.ENOENT,
		Why:      "That was the last bucket: a walk over a hash ends with ENOENT. The elements before it were still copied; count has their number, {a}.",
		Operands: []Operand{{"count", abi.KindU32}},
	}
)
