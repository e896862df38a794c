package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Follows __rhtab_map_lookup_and_delete_batch in kernel/bpf/hashtab.c. out_batch is the next key.

var rhtabBatch = &batchOps{lookup: rhtabMapLookupBatch, lookupAndDelete: rhtabMapLookupAndDeleteBatch,
	update: genericMapUpdateBatch, remove: genericMapDeleteBatch}

func rhtabMapLookupBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno { return k.rhtabBatch(c, m, false) }

func rhtabMapLookupAndDeleteBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	return k.rhtabBatch(c, m, true)
}

func (k *Kernel) rhtabBatch(c *bpfCall, m *Map, remove bool) abi.Errno {
	count := c.attr.U32(&abi.BatchCount)
	if e := k.checkElemFlags(c, m, 0); e != 0 {
		return e
	}
	flags := c.attr.U64(&abi.BatchFlags)
	if e := k.check(rhtabBatchFlags, flags == 0, flags, 0); e != 0 || count == 0 {
		return e
	}
	if e := k.putCount(c, 0); e != 0 {
		return e
	}
	keySize, size := int(m.KeySize), int(m.ValueSize)
	buffer := int(count) * max(keySize, size)
	if e := k.check(elemValueMemory, buffer <= k.valueLimit, uint64(buffer), uint64(k.valueLimit)); e != 0 {
		return e
	}
	at, e := k.rhtabBatchBegin(c, m)
	if e != 0 {
		return e
	}
	h, b := m.data.(*bpfHtab), &k.batch
	b.key, b.value = b.key[:0], b.value[:0]
	n := uint32(0)
	for ; at != h.end() && n < count; n++ {
		b.key = append(b.key, h.key(h.at(at))...)
		b.value = append(b.value, h.value(h.at(at))...)
		at = h.after(at)
	}
	more := at != h.end()
	if more {
		b.prev = append(b.prev[:0], h.key(h.at(at))...)
	}
	if remove {
		for key := range slices.Chunk(b.key, keySize) {
			m.ops.delete(k, c, m, key)
		}
	}
	end := k.check(rhtabBatchEnd, more, uint64(n), 0)
	if n == 0 {
		return end
	}
	if e := k.copyOut(batchKeysFault, c, c.attr.U64(&abi.BatchKeys), b.key); e != 0 {
		return e
	}
	if e := k.copyOut(batchValuesFault, c, c.attr.U64(&abi.BatchVals), b.value); e != 0 {
		return e
	}
	if e := k.putCount(c, n); e != 0 {
		return e
	}
	if more {
		return k.copyOut(batchOutFault, c, c.attr.U64(&abi.OutBatch), b.prev)
	}
	return end
}

// rhtabBatchBegin returns the slot of the first element of a batch, or the end if the map is empty.
func (k *Kernel) rhtabBatchBegin(c *bpfCall, m *Map) (int, abi.Errno) {
	h, in := m.data.(*bpfHtab), c.attr.U64(&abi.InBatch)
	if in == 0 {
		return h.from(0), 0
	}
	key, e := k.takeBatch(c, &k.batch.key, in, int(m.KeySize), batchInFault)
	if e != 0 {
		return 0, e
	}
	at := h.slotOf(jhash(key, h.seed), key)
	return at, k.check(rhtabBatchLost, h.at(at) != 0, 0, 0)
}
