package core

import "bpfplay/core/abi"

// Follows bpf_map_do_batch and the generic_map_*_batch functions of kernel/bpf/syscall.c.

var (
	sinceBatchZero        = abi.Since{abi.V6_8, abi.V5_10 + 209, abi.V5_15 + 148, abi.V6_1 + 75, abi.V6_6 + 14}                                  // count is set to 0 before updates and deletions too
	sinceBatchSkips       = abi.Since{abi.V6_14, abi.V5_10 + 235, abi.V5_15 + 179, abi.V6_1 + 130, abi.V6_6 + 80, abi.V6_12 + 17, abi.V6_13 + 5} // a key without a value is skipped
	sinceBatchPercpuArray = abi.Since{abi.V5_13}                                                                                                 // batches of per-CPU arrays
	sinceBatchTries       = abi.Since{abi.V5_13}                                                                                                 // batches of tries
	sinceBatchMapsOfMaps  = abi.Since{abi.V5_19}                                                                                                 // batches of maps of maps
)

// batchOp is a batch command of a map type.
type batchOp func(k *Kernel, c *bpfCall, m *Map) abi.Errno

// batchOps are the batch commands of a map type; nil means unsupported.
type batchOps struct {
	since                                   abi.Since
	lookup, lookupAndDelete, update, remove batchOp
}

// The batch commands of the types that use the generic functions.
var (
	arrayBatch       = &batchOps{since: abi.SinceBatch, lookup: genericMapLookupBatch, update: genericMapUpdateBatch}
	percpuArrayBatch = &batchOps{since: sinceBatchPercpuArray, lookup: genericMapLookupBatch, update: genericMapUpdateBatch}
	arrayOfMapsBatch = &batchOps{since: sinceBatchMapsOfMaps, lookup: genericMapLookupBatch, update: genericMapUpdateBatch}
	trieBatch        = &batchOps{since: sinceBatchTries, lookup: genericMapLookupBatch, update: genericMapUpdateBatch, remove: genericMapDeleteBatch}
)

// batchCommand describes the access of a batch command to a map.
type batchCommand struct {
	reads, writes bool
	op            func(*batchOps) batchOp
}

var (
	lookupBatch          = batchCommand{true, false, func(o *batchOps) batchOp { return o.lookup }}
	lookupAndDeleteBatch = batchCommand{true, true, func(o *batchOps) batchOp { return o.lookupAndDelete }}
	updateBatch          = batchCommand{false, true, func(o *batchOps) batchOp { return o.update }}
	deleteBatch          = batchCommand{false, true, func(o *batchOps) batchOp { return o.remove }}
)

func (k *Kernel) mapLookupBatch(c *bpfCall) (int64, abi.Errno) {
	return 0, k.bpfMapDoBatch(c, &lookupBatch)
}

func (k *Kernel) mapLookupAndDeleteBatch(c *bpfCall) (int64, abi.Errno) {
	return 0, k.bpfMapDoBatch(c, &lookupAndDeleteBatch)
}

func (k *Kernel) mapUpdateBatch(c *bpfCall) (int64, abi.Errno) {
	return 0, k.bpfMapDoBatch(c, &updateBatch)
}

func (k *Kernel) mapDeleteBatch(c *bpfCall) (int64, abi.Errno) {
	return 0, k.bpfMapDoBatch(c, &deleteBatch)
}

// bpfMapDoBatch follows bpf_map_do_batch: it runs the checks that all batch commands share, then the operation of the type.
func (k *Kernel) bpfMapDoBatch(c *bpfCall, cmd *batchCommand) abi.Errno {
	if e := k.checkAttr(c, batchCheckAttr); e != 0 {
		return e
	}
	f, e := k.bpfMapGet(c.task, c.attr.U32(&abi.BatchMapFD))
	if e != 0 {
		return e
	}
	if cmd.reads {
		if e := k.check(batchNotReadable, f.canRead(), uint64(f.Mode), 0); e != 0 {
			return e
		}
	}
	if cmd.writes {
		if e := k.check(batchNotWritable, f.canWrite(), uint64(f.Mode), uint64(bit(f.Map.frozen))); e != 0 {
			return e
		}
	}
	var op batchOp
	if o := f.Map.ops.batch; o != nil && o.since.In(k.Machine.Release) {
		op = cmd.op(o)
	}
	if e := k.check(batchNotSupported, op != nil, uint64(f.Map.Type), 0); e != 0 {
		return e
	}
	return op(k, c, f.Map)
}

// checkElemFlags checks elem_flags. perCPU are the per-CPU flags that the command takes.
func (k *Kernel) checkElemFlags(c *bpfCall, m *Map, perCPU uint64) abi.Errno {
	flags := c.attr.U64(&abi.BatchElem)
	if perCPU != 0 && abi.SinceCPUFlags.In(k.Machine.Release) {
		return k.bpfMapCheckOpFlags(m, flags, abi.BPF_F_LOCK|perCPU)
	}
	if e := k.check(batchElemFlags, flags&^abi.BPF_F_LOCK == 0, flags, 0); e != 0 {
		return e
	}
	return k.check(batchNoLock, flags&abi.BPF_F_LOCK == 0 || m.hasLock(), flags, 0)
}

// putCount writes the number of processed elements to the attr.
func (k *Kernel) putCount(c *bpfCall, done uint32) abi.Errno {
	return k.putU32(c, batchCountFault, c.uattr+uint64(abi.BatchCount.Offset), done)
}

// genericMapUpdateBatch updates elements one by one until one is refused.
func genericMapUpdateBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	flags, count := c.attr.U64(&abi.BatchElem), c.attr.U32(&abi.BatchCount)
	if e := k.checkElemFlags(c, m, abi.BPF_F_CPU|abi.BPF_F_ALL_CPUS); e != 0 || count == 0 {
		return e
	}
	size := k.bpfMapValueSize(m, flags)
	if e := k.startWriting(c, size); e != 0 {
		return e
	}
	keys := k.batchKeys(c, m, count)
	values := k.batchRows(c, c.attr.U64(&abi.BatchVals), size, count, &k.batch.value, batchValueFault)
	done, e := uint32(0), abi.Errno(0)
	for ; done < count; done++ {
		key, value := keys.at(done), values.at(done)
		if key == nil {
			if key, e = keys.copyIn(k, c, done); e != 0 {
				break
			}
		}
		if value == nil {
			if value, e = values.copyIn(k, c, done); e != 0 {
				break
			}
		}
		if e = m.ops.update(k, c, m, key, value, flags); e != 0 {
			break
		}
	}
	return k.endWriting(c, done, e)
}

// genericMapDeleteBatch deletes elements one by one until one is refused.
func genericMapDeleteBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	count := c.attr.U32(&abi.BatchCount)
	if e := k.checkElemFlags(c, m, 0); e != 0 || count == 0 {
		return e
	}
	if e := k.startWriting(c, 0); e != 0 {
		return e
	}
	keys := k.batchKeys(c, m, count)
	done, e := uint32(0), abi.Errno(0)
	for ; done < count; done++ {
		key := keys.at(done)
		if key == nil {
			if key, e = keys.copyIn(k, c, done); e != 0 {
				break
			}
		}
		if e = m.ops.delete(k, c, m, key); e != 0 {
			break
		}
	}
	return k.endWriting(c, done, e)
}

// startWriting is the start of an update or a deletion of at least one element.
func (k *Kernel) startWriting(c *bpfCall, valueSize int) abi.Errno {
	if sinceBatchZero.In(k.Machine.Release) {
		if e := k.putCount(c, 0); e != 0 {
			return e
		}
	}
	return k.check(elemValueMemory, valueSize <= k.valueLimit, uint64(valueSize), uint64(k.valueLimit))
}

// endWriting writes the count back. A fault of that takes precedence over e.
func (k *Kernel) endWriting(c *bpfCall, done uint32, e abi.Errno) abi.Errno {
	if fault := k.putCount(c, done); fault != 0 {
		return fault
	}
	return e
}

// genericMapLookupBatch copies elements out in the order of BPF_MAP_GET_NEXT_KEY. out_batch is the last key.
func genericMapLookupBatch(k *Kernel, c *bpfCall, m *Map) abi.Errno {
	flags, count := c.attr.U64(&abi.BatchElem), c.attr.U32(&abi.BatchCount)
	if e := k.checkElemFlags(c, m, abi.BPF_F_CPU); e != 0 || count == 0 {
		return e
	}
	if e := k.putCount(c, 0); e != 0 {
		return e
	}
	keySize, size := int(m.KeySize), k.bpfMapValueSize(m, flags)
	if e := k.check(elemValueMemory, keySize+size <= k.valueLimit, uint64(keySize+size), uint64(k.valueLimit)); e != 0 {
		return e
	}
	b := &k.batch
	var prev []byte // nil before the first key
	if in := c.attr.U64(&abi.InBatch); in != 0 {
		var e abi.Errno
		if prev, e = k.takeBatch(c, &b.prev, in, keySize, batchInFault); e != 0 {
			return e
		}
	}
	b.value = grown(b.value, size)
	keys, values := c.attr.U64(&abi.BatchKeys), c.attr.U64(&abi.BatchVals)
	done, e := uint32(0), abi.Errno(0)
	for done < count {
		b.key = grown(b.key, keySize)
		if e = m.ops.getNextKey(k, m, prev, b.key); e != 0 {
			break
		}
		gone := m.ops.lookup(k, c, m, b.key, b.value, flags) != 0 // the key exists, so only the value can be missing
		if gone && !sinceBatchSkips.In(k.Machine.Release) {
			e = k.check(batchValueGone, false, uint64(done), 0)
			break
		}
		if !gone {
			if e := k.copyOut(batchKeysFault, c, userAt(keys, done, keySize), b.key); e != 0 {
				return e
			}
			if e := k.copyOut(batchValuesFault, c, userAt(values, done, size), b.value); e != 0 {
				return e
			}
			done++
		}
		b.prev, b.key = b.key, b.prev
		prev = b.prev
	}
	if e := k.putCount(c, done); e != 0 {
		return e
	}
	if done > 0 {
		if e := k.copyOut(batchOutFault, c, c.attr.U64(&abi.OutBatch), prev); e != 0 {
			return e
		}
	}
	return e
}
