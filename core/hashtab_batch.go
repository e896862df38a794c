package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows __htab_map_lookup_and_delete_batch in kernel/bpf/hashtab.c. A batch never splits a bucket: out_batch is the
// number of the next one.

// The batch commands of the hashes.
var (
	htabBatch       = hashBatch(abi.SinceBatch)
	htabOfMapsBatch = hashBatch(sinceBatchMapsOfMaps)
)

func hashBatch(since abi.Since) *batchOps {
	return &batchOps{since: since, lookup: htabMapLookupBatch, lookupAndDelete: htabMapLookupAndDeleteBatch,
		update: genericMapUpdateBatch, remove: genericMapDeleteBatch}
}

func htabMapLookupBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	return k.htabBatch(c, m, false)
}

func htabMapLookupAndDeleteBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	return k.htabBatch(c, m, true)
}

// htabBatch copies whole buckets out, and deletes their elements if remove is true.
func (k *Kernel) htabBatch(c *bpfCall, m *Map, remove bool) abi.Errno {
	flags, count := c.attr.U64(&abi.BatchElem), c.attr.U32(&abi.BatchCount)
	perCPU := uint64(0)
	if m.ops.percpu && !remove {
		perCPU = abi.BPF_F_CPU
	}
	if e := k.checkElemFlags(c, m, perCPU); e != 0 {
		return e
	}
	batchFlags := c.attr.U64(&abi.BatchFlags)
	if e := k.check(htabBatchFlags, batchFlags == 0, batchFlags, 0); e != 0 || count == 0 {
		return e
	}
	if e := k.putCount(c, 0); e != 0 {
		return e
	}
	bucket := uint32(0)
	if in := c.attr.U64(&abi.InBatch); in != 0 {
		at, e := k.takeBatch(c, &k.batch.key, in, 4, batchInFault)
		if e != 0 {
			return e
		}
		bucket = binary.LittleEndian.Uint32(at)
	}
	n := uint64(1) << m.data.(*bpfHtab).log2
	if e := k.check(htabBatchPast, uint64(bucket) < n, uint64(bucket), n); e != 0 {
		return e
	}
	w := htabWalk{c: c, m: m, h: m.data.(*bpfHtab), size: k.bpfMapValueSize(m, flags), flags: flags, remove: remove, bucket: uint64(bucket), count: count}
	e := k.htabCopy(&w)
	if w.faulted {
		return e
	}
	b := k.scratch[:4]
	binary.LittleEndian.PutUint32(b, uint32(w.bucket))
	if fault := k.copyOut(batchOutFault, c, c.attr.U64(&abi.OutBatch), b); fault != 0 {
		return fault
	}
	if fault := k.putCount(c, w.done); fault != 0 {
		return fault
	}
	return e
}

// htabWalk is a walk over the buckets of a hash.
type htabWalk struct {
	c           *bpfCall
	m           *Map
	h           *bpfHtab
	size        int // of a value
	flags       uint64
	remove      bool
	bucket      uint64 // the current one
	count, done uint32
	faulted     bool
}

// htabCopy copies elements out. It is the untraced twin of htabWalkBuckets, for a lookup whose values the map stores as
// user space reads them and whose buffers are contiguous. BenchmarkElements: without it, a lookup batch takes 2.9 to 3.4
// times as long. TestTracingChangesNothing compares both.
func (k *Kernel) htabCopy(w *htabWalk) abi.Errno {
	h, most := w.h, int(min(w.count, w.h.linked))
	keys := w.c.task.writable(w.c.attr.U64(&abi.BatchKeys), most*int(w.m.KeySize))
	values := w.c.task.writable(w.c.attr.U64(&abi.BatchVals), most*w.size)
	marks := h.lru != nil && !sinceNoMark.In(k.Machine.Release)
	if k.tracer != nil || w.remove || w.m.ops.percpu || w.m.ops.ofMaps || w.m.record != nil || marks || keys == nil || values == nil {
		return k.htabWalkBuckets(w)
	}
	for slot := h.from(uint32(w.bucket)); slot != h.end(); {
		bucket, n := h.bucketOf(h.slots[slot].hash), 1
		for h.in(slot+n, bucket) {
			n++
		}
		w.bucket = uint64(bucket)
		if uint32(n) > w.count-w.done {
			return k.check(htabBatchSpace, w.done > 0, uint64(n), uint64(w.count))
		}
		for _, s := range h.slots[slot : slot+n] {
			copyFew(keys, h.key(s.elem))
			keys = keys[w.m.KeySize:]
		}
		for _, s := range h.slots[slot : slot+n] {
			copyFew(values, h.value(s.elem))
			values = values[w.size:]
		}
		w.done += uint32(n)
		slot = h.after(slot + n - 1)
	}
	w.bucket = 1 << h.log2
	return k.check(htabBatchEnd, false, uint64(w.done), 0)
}

// htabWalkBuckets copies elements out bucket by bucket, and removes them if w says so.
func (k *Kernel) htabWalkBuckets(w *htabWalk) abi.Errno {
	for {
		first := w.h.from(uint32(w.bucket))
		if first == w.h.end() {
			w.bucket = 1 << w.h.log2
			return k.check(htabBatchEnd, false, uint64(w.done), 0)
		}
		w.bucket = uint64(w.h.bucketOf(w.h.slots[first].hash))
		n := k.htabBucket(w, first)
		if n > w.count-w.done {
			return k.check(htabBatchSpace, w.done > 0, uint64(n), uint64(w.count))
		}
		if e := k.htabPutBucket(w, n); e != 0 {
			w.faulted = true
			return e
		}
		w.done += n
		if w.bucket++; w.bucket == 1<<w.h.log2 {
			return k.check(htabBatchEnd, false, uint64(w.done), 0)
		}
	}
}

// htabBucket collects the keys of the bucket that begins at a slot. n is their number.
func (k *Kernel) htabBucket(w *htabWalk, first int) (n uint32) {
	k.batch.key = k.batch.key[:0]
	for slot := first; w.h.in(slot, uint32(w.bucket)); slot++ {
		k.batch.key = append(k.batch.key, w.h.key(w.h.at(slot))...)
		n++
	}
	return n
}

// htabPutBucket copies the n elements of a bucket out. Elements stay deleted even if the copy fails.
func (k *Kernel) htabPutBucket(w *htabWalk, n uint32) abi.Errno {
	keySize := int(w.m.KeySize)
	k.batch.value = grown(k.batch.value, int(n)*w.size)
	for i := range int(n) {
		w.m.ops.lookup(k, w.c, w.m, k.batch.key[i*keySize:(i+1)*keySize], k.batch.value[i*w.size:(i+1)*w.size], w.flags)
	}
	if w.remove {
		for i := int(n) - 1; i >= 0; i-- {
			w.m.ops.delete(k, w.c, w.m, k.batch.key[i*keySize:(i+1)*keySize])
		}
	}
	if e := k.copyOut(batchKeysFault, w.c, userAt(w.c.attr.U64(&abi.BatchKeys), w.done, keySize), k.batch.key); e != 0 {
		return e
	}
	return k.copyOut(batchValuesFault, w.c, userAt(w.c.attr.U64(&abi.BatchVals), w.done, w.size), k.batch.value)
}
