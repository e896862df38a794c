package core

import "bpfplay/core/abi"

var (
	htabBatchFlags = row(Check{
		Name:   "htabBatchFlags",
		Func:   "__htab_map_lookup_and_delete_batch",
		Must:   "batch.flags == 0",
		Errno:  abi.EINVAL,
		Why:    "No flag for a whole batch is known yet; flags is {a}.",
		A:      Operand{"flags", abi.KindU64},
		Fields: []*abi.Field{&abi.BatchFlags},
	})
	htabBatchPast = row(Check{
		Name:   "htabBatchPast",
		Func:   "__htab_map_lookup_and_delete_batch",
		Must:   "batch < htab->n_buckets",
		Errno:  abi.ENOENT,
		Why:    "in_batch says to go on at bucket {a}, and the hash has {b}: the walk is at its end. (For a hash, in_batch and out_batch hold the number of a bucket.)",
		A:      Operand{"bucket", abi.KindU64},
		B:      Operand{"n_buckets", abi.KindU64},
		Fields: []*abi.Field{&abi.InBatch},
	})
	htabBatchSpace = row(Check{
		Name:   "htabBatchSpace",
		Func:   "__htab_map_lookup_and_delete_batch",
		Must:   "the bucket has no more elements than count leaves room for",
		Errno:  abi.ENOSPC,
		Why:    "A batch never parts a bucket. The next one has {a} elements, and count is {b}: ask again with room for more.",
		A:      Operand{"elements in the bucket", abi.KindU32},
		B:      Operand{"count", abi.KindU32},
		Fields: []*abi.Field{&abi.BatchCount},
	})
	htabBatchEnd = row(Check{
		Name:  "htabBatchEnd",
		Func:  "__htab_map_lookup_and_delete_batch",
		Must:  "there are buckets left",
		Errno: abi.ENOENT,
		Why:   "That was the last bucket: this is how a walk over a hash ends. The {a} elements that count tells of were copied out all the same.",
		A:     Operand{"done", abi.KindU32},
	})
)
