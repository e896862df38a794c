package core

import (
	"encoding/binary"
	"math"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows htab_map_alloc_check, htab_map_alloc and htab_map_mem_usage in kernel/bpf/hashtab.c, for all hashes.

var (
	sinceHeapKeys = abi.Since{abi.V5_11} // keys may be larger than the stack of a program
	sinceResSpin  = abi.Since{abi.V6_15} // res_spin_lock without map_locked counters
)

// htabFlags are the map flags that all hashes take.
const htabFlags = abi.BPF_F_NO_PREALLOC | abi.BPF_F_NO_COMMON_LRU | abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY |
	abi.BPF_F_ZERO_SEED | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG

// htabMapAllocCheck follows htab_map_alloc_check.
func htabMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a, r, flags, caps := &c.attr, k.Machine.Release, c.flags(), c.task.Cred.Caps
	lru, percpu := c.ops.lru, c.ops.percpu
	if lru {
		if e := k.needs(c, htabLRUCapable); e != 0 {
			return e
		}
	}
	if abi.SinceZeroSeed.In(r) {
		if e := k.check(htabZeroSeed, flags&abi.BPF_F_ZERO_SEED == 0 || caps.Has(abi.CAP_SYS_ADMIN), uint64(flags), uint64(caps)); e != 0 {
			return e
		}
	}
	known := htabFlags & k.mapFlags
	if e := k.check(htabFlagsKnown, flags&^known == 0, uint64(flags), uint64(known)); e != 0 {
		return e
	}
	if e := k.check(htabAccess, accessFlagsOK(flags), uint64(flags), 0); e != 0 {
		return e
	}
	if e := k.check(htabCommonLRU, lru || flags&abi.BPF_F_NO_COMMON_LRU == 0, uint64(flags), 0); e != 0 {
		return e
	}
	if e := k.check(htabLRUPrealloc, !lru || flags&abi.BPF_F_NO_PREALLOC == 0, uint64(flags), 0); e != 0 {
		return e
	}
	if e := k.check(htabNuma, flags&abi.BPF_F_NUMA_NODE == 0 || !percpu && flags&abi.BPF_F_NO_COMMON_LRU == 0, uint64(flags), 0); e != 0 {
		return e
	}
	entries, key, value := a.U32(&abi.MaxEntries), a.U32(&abi.KeySize), a.U32(&abi.ValueSize)
	if e := k.check(htabEntries, entries != 0, uint64(entries), 0); e != 0 {
		return e
	}
	if e := k.check(htabKey, key != 0, uint64(key), 0); e != 0 {
		return e
	}
	if e := k.check(htabValue, value != 0, uint64(value), 0); e != 0 {
		return e
	}
	return k.htabCheckSizes(uint64(key), uint64(value), percpu)
}

// htabCheckSizes checks that an element can be allocated, and that a program can pass its key on the stack.
func (k *Kernel) htabCheckSizes(key, value uint64, percpu bool) abi.Errno {
	r := k.Machine.Release
	elem := sizeofHtabElem.in(r)
	if sinceHeapKeys.In(r) {
		if e := k.check(htabElemLarge, key+value < KMALLOC_MAX_SIZE-elem, key+value, KMALLOC_MAX_SIZE-elem); e != 0 {
			return e
		}
	} else {
		if e := k.check(htabKeyLarge, key <= MAX_BPF_STACK, key, MAX_BPF_STACK); e != 0 {
			return e
		}
		if limit := KMALLOC_MAX_SIZE - MAX_BPF_STACK - elem; abi.SinceMemlock.In(r) {
			if e := k.check(htabValueLarge, value < limit, value, limit); e != 0 {
				return e
			}
		}
	}
	if percpu && (sincePercpuCheck.In(r) || !sinceNoPercpuUnit.In(r)) {
		return k.check(htabPercpuLarge, roundUp8(int(value)) <= PCPU_MIN_UNIT_SIZE, value, PCPU_MIN_UNIT_SIZE)
	}
	return 0
}

// MAX_BPF_STACK is the size of a program's stack in bytes.
const MAX_BPF_STACK = 512

// hashSeed returns the hash seed of a map.
func (k *Kernel) hashSeed(m *Map) uint32 {
	if m.Flags&abi.BPF_F_ZERO_SEED != 0 || !sinceHashSeed.In(k.Machine.Release) {
		return 0
	}
	var nr [4]byte
	binary.LittleEndian.PutUint32(nr[:], uint32(m.Nr))
	return jhash(nr[:], k.Machine.Seed)
}

// htabValueStride returns the bytes of a value that an element stores. Inner maps are stored separately.
func (k *Kernel) htabValueStride(m *Map, ops *MapOps) int {
	switch {
	case ops.percpu:
		return roundUp8(int(m.ValueSize)) * k.Machine.CPUs
	case ops.ofMaps:
		return 0
	}
	return int(m.ValueSize)
}

// htabMapAlloc follows htab_map_alloc.
func htabMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.checkFirst(c); e != 0 {
		return nil, e
	}
	r, cpus := k.Machine.Release, uint32(k.Machine.CPUs)
	m := k.newMap(&c.attr)
	if m.Flags&abi.BPF_F_NO_COMMON_LRU != 0 {
		m.MaxEntries = roundToCPUs(m.MaxEntries, cpus)
	}
	log2 := bits.Len32(m.MaxEntries - 1)
	nBuckets := uint64(1) << log2
	bucket := sizeofBucket.in(r)
	tooMany := htabBuckets
	if !abi.SinceMemlock.In(r) {
		tooMany = htabBucketsMemory
	}
	if e := k.check(tooMany, nBuckets <= math.MaxUint32/bucket, nBuckets, bucket); e != 0 {
		return nil, e
	}
	h := &bpfHtab{seed: k.hashSeed(m), prealloc: sinceFullFirst.In(r) && m.Flags&abi.BPF_F_NO_PREALLOC == 0, swaps: sinceExtraSwap.In(r)}
	h.elemSize = k.htabElemSize(c.ops, m)
	if e := k.htabCharge(c, m, h, nBuckets*bucket); e != 0 {
		return nil, e
	}
	if e := k.htabAllocate(c, m, h, nBuckets*bucket); e != 0 {
		return nil, e
	}
	k.htabUsage(c.ops, m, h, nBuckets*bucket)
	h.buckets = newBuckets(uint8(log2), int(m.KeySize), k.htabValueStride(m, c.ops))
	if c.ops.lru {
		h.lru = k.newLRU(&h.buckets, m.MaxEntries, m.Flags&abi.BPF_F_NO_COMMON_LRU == 0)
		h.lru.evict = func(e uint32) { k.htabEvict(m, h, e) }
	}
	m.data = h
	return m, 0
}

// roundToCPUs rounds n to a multiple of cpus: up, or down if that overflows.
func roundToCPUs(n, cpus uint32) uint32 {
	if up := (n + cpus - 1) / cpus * cpus; up >= n {
		return up
	}
	return n / cpus * cpus
}

// htabElemSize returns the bytes that the kernel allocates for an element, without per-CPU values.
func (k *Kernel) htabElemSize(ops *MapOps, m *Map) uint64 {
	r := k.Machine.Release
	size := sizeofHtabElem.in(r) + uint64(roundUp8(int(m.KeySize)))
	switch {
	case ops.percpu:
		return size + sizeofPointer
	case !sinceFullFirst.In(r):
		return size + uint64(m.ValueSize)
	}
	return size + uint64(roundUp8(int(m.ValueSize)))
}

// htabCharge charges the cost of a hash.
func (k *Kernel) htabCharge(c *bpfCall, m *Map, h *bpfHtab, buckets uint64) abi.Errno {
	cost := buckets + h.elemSize*uint64(m.MaxEntries)
	if c.ops.percpu {
		cost += uint64(roundUp8(int(m.ValueSize))) * uint64(k.Machine.CPUs) * uint64(m.MaxEntries)
	} else if sinceExtraElem.In(k.Machine.Release) {
		cost += h.elemSize * uint64(k.Machine.CPUs)
	}
	return k.charge(c, m, cost, htabCost)
}

// htabAllocate allocates the buckets and, unless BPF_F_NO_PREALLOC is set, all elements.
func (k *Kernel) htabAllocate(c *bpfCall, m *Map, h *bpfHtab, buckets uint64) abi.Errno {
	r := k.Machine.Release
	if e := k.check(htabBucketMemory, k.bpfMapAreaAlloc(m, buckets), buckets, k.freeMemory()); e != 0 {
		return e
	}
	if sinceExtraElem.In(r) && !sinceExtraSwap.In(r) && !c.ops.percpu && !c.ops.lru { // per-CPU memory
		if e := k.check(htabExtraMemory, k.allocPercpu(m, h.elemSize, 1), h.elemSize, PCPU_MIN_UNIT_SIZE); e != 0 {
			return e
		}
	}
	if !h.prealloc {
		return 0
	}
	n := uint64(m.MaxEntries)
	if k.htabHasExtra(c.ops, h) && sinceExtraSwap.In(r) {
		n += uint64(k.Machine.CPUs)
	}
	if e := k.check(htabElemMemory, k.bpfMapAreaAlloc(m, n*h.elemSize), n*h.elemSize, k.freeMemory()); e != 0 {
		return e
	}
	if !c.ops.percpu {
		return 0
	}
	value := uint64(roundUp8(int(m.ValueSize)))
	return k.check(htabPercpuMemory, k.allocPercpu(m, value, n), value*n*uint64(k.Machine.CPUs), k.freeMemory())
}

// htabHasExtra reports whether a hash has spare elements: it is preallocated and replaces elements by new ones.
func (k *Kernel) htabHasExtra(ops *MapOps, h *bpfHtab) bool {
	return h.prealloc && !ops.percpu && !ops.lru && !(ops.ofMaps && sinceMapInPlace.In(k.Machine.Release))
}

// htabUsage computes htab_map_mem_usage: the bytes of the new map and of each further element.
func (k *Kernel) htabUsage(ops *MapOps, m *Map, h *bpfHtab, buckets uint64) {
	r, cpus := k.Machine.Release, uint64(k.Machine.CPUs)
	const llistNode, lockCounts = 8, 4 * 8
	h.usage = sizeofBpfHtab.in(r) + buckets
	if !sinceResSpin.In(r) {
		h.usage += lockCounts * cpus
	}
	values := uint64(0)
	if ops.percpu {
		values = uint64(roundUp8(int(m.ValueSize))) * cpus
	}
	if !h.prealloc {
		h.usageEach = h.elemSize + llistNode
		if ops.percpu {
			h.usageEach += llistNode + sizeofPointer + values
		}
		return
	}
	entries := uint64(m.MaxEntries)
	if k.htabHasExtra(ops, h) {
		entries += cpus
	}
	if !ops.percpu && !ops.lru {
		h.usage += sizeofPointer * cpus
	}
	h.usage += (h.elemSize + values) * entries
}

func htabMapMemUsage(_ *Kernel, m *Map) uint64 {
	h := m.data.(*bpfHtab)
	return h.usage + h.usageEach*uint64(h.count)
}
