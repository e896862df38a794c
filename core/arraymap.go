package core

import (
	"math"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/arraymap.c: BPF_MAP_TYPE_ARRAY, and the allocation of the other arrays.

var arrayMapOps = MapOps{
	name:          "array_map_ops",
	mapAllocCheck: arrayMapAllocCheck,
	mapAlloc:      arrayMapAlloc,
	mapCheckBTF:   arrayBTF,
	mapFree:       arrayMapFree,
	freeWaits:     arrayFreeWaits,
	mapMetaEqual:  arrayMapMetaEqual,
	lookup:        arrayMapLookupElem,
	update:        arrayMapUpdateElem,
	delete:        arrayMapDeleteElem,
	getNextKey:    nextIndex,
	memUsage:      arrayMapMemUsage,
	batch:         arrayBatch,
	mmap:          arrayMapMmap,
	mapGetHash:    arrayMapGetHash,
	inside:        arrayInside,
	prog:          &arrayProgOps,
}

var (
	sinceArrayFlags   = abi.Since{abi.V4_6}                                                                                                  // array types take map_flags
	sinceArrayValues  = abi.Since{abi.V4_4}                                                                                                  // value_size must be less than KMALLOC_MAX_SIZE
	sinceArrayWhole   = abi.Since{abi.V4_10}                                                                                                 // at most KMALLOC_MAX_SIZE
	sinceArrayLarge   = abi.Since{abi.V6_0}                                                                                                  // at most INT_MAX
	sinceArrayNospec  = abi.Since{abi.V4_15, abi.V4_14 + 14, abi.V4_9 + 77}                                                                  // max_entries is rounded up unless bpf_bypass_spec_v1
	sinceArrayCost    = abi.Since{abi.V4_15}                                                                                                 // the limit is checked before the allocation
	sincePercpuUnit   = abi.Since{abi.V4_6}                                                                                                  // per-CPU values are limited to PCPU_MIN_UNIT_SIZE
	sinceNoPercpuUnit = abi.Since{abi.V4_14}                                                                                                 // the per-CPU limit is removed
	sincePercpuCheck  = abi.Since{abi.V6_12, abi.V5_4 + 285, abi.V5_10 + 227, abi.V5_15 + 168, abi.V6_1 + 113, abi.V6_6 + 57, abi.V6_11 + 4} // the per-CPU limit is back, in array_map_alloc_check
)

// bpfArray follows struct bpf_array.
type bpfArray struct {
	rows    slab
	usage   uint64              // array_map_mem_usage
	area    uint64              // bytes that user space can map
	progs   progSlots           // of a PROG_ARRAY
	events  map[uint32]perfSlot // of a PERF_EVENT_ARRAY, by index
	cgroups map[uint32]*Cgroup  // of a CGROUP_ARRAY, by index
}

// arrayFlags are the map flags that the array types support.
const arrayFlags = abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG |
	abi.BPF_F_MMAPABLE | abi.BPF_F_PRESERVE_ELEMS | abi.BPF_F_INNER_MAP

// accessFlagsOK follows bpf_map_flags_access_ok.
func accessFlagsOK(flags uint32) bool {
	const both = abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	return flags&both != both
}

// arrayMapAllocCheck follows array_map_alloc_check.
func arrayMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a, r := &c.attr, k.Machine.Release
	entries, key, value, flags := a.U32(&abi.MaxEntries), a.U32(&abi.KeySize), a.U32(&abi.ValueSize), c.flags()
	allowed := uint32(0)
	if sinceArrayFlags.In(r) {
		allowed = arrayFlags
	}
	if e := arrayShape.check(k, c, entries != 0, key == 4, value != 0, allowed); e != 0 {
		return e
	}
	if e := k.check(arrayAccess, accessFlagsOK(flags), uint64(flags), 0); e != 0 {
		return e
	}
	percpu := c.ops.percpu
	if e := k.check(arrayPercpuNuma, !percpu || flags&abi.BPF_F_NUMA_NODE == 0, uint64(flags), 0); e != 0 {
		return e
	}
	typ := c.typ.typ
	if e := k.check(arrayMmapable, typ == abi.BPF_MAP_TYPE_ARRAY || flags&(abi.BPF_F_MMAPABLE|abi.BPF_F_INNER_MAP) == 0, uint64(flags), uint64(typ)); e != 0 {
		return e
	}
	if e := k.check(arrayPreserve, typ == abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY || flags&abi.BPF_F_PRESERVE_ELEMS == 0, uint64(flags), uint64(typ)); e != 0 {
		return e
	}
	if limit := arrayValueLimit(r); limit != 0 {
		if e := k.check(arrayValueLarge, uint64(value) <= limit, uint64(value), limit); e != 0 {
			return e
		}
	}
	switch {
	case !percpu:
	case sincePercpuCheck.In(r):
		return k.check(arrayPercpuLarge, roundUp8(int(value)) <= PCPU_MIN_UNIT_SIZE, uint64(value), PCPU_MIN_UNIT_SIZE)
	case sincePercpuUnit.In(r) && !sinceNoPercpuUnit.In(r):
		return k.check(arrayPercpuUnit, roundUp8(int(value)) <= PCPU_MIN_UNIT_SIZE, uint64(value), PCPU_MIN_UNIT_SIZE)
	}
	return 0
}

// arrayValueLimit returns the largest value_size of an array, or 0 for no limit.
func arrayValueLimit(r abi.Release) uint64 {
	switch {
	case sinceArrayLarge.In(r):
		return math.MaxInt32
	case sinceArrayWhole.In(r):
		return KMALLOC_MAX_SIZE
	case sinceArrayValues.In(r):
		return KMALLOC_MAX_SIZE - 1
	}
	return 0
}

// checkFirst runs mapAllocCheck in releases without map_alloc_check, where map_alloc runs its checks.
func (k *Kernel) checkFirst(c *bpfCall) abi.Errno {
	if sinceAllocChk.In(k.Machine.Release) || c.ops.mapAllocCheck == nil {
		return 0
	}
	return c.ops.mapAllocCheck(k, c)
}

// arrayMapAlloc follows array_map_alloc.
func arrayMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	if e := k.checkFirst(c); e != 0 {
		return nil, e
	}
	r := k.Machine.Release
	m := k.newMap(&c.attr)
	stride := uint64((m.ValueSize + 7) &^ 7) // 0 if that overflows 32 bits
	entries := uint64(m.MaxEntries)
	if sinceArrayNospec.In(r) && !k.bpfBypassSpecV1(c.task) {
		entries = 1 << bits.Len64(entries-1)
		if e := k.check(arrayNospec, entries <= math.MaxUint32, uint64(m.MaxEntries), entries); e != 0 {
			return nil, e
		}
	}
	header := sizeofBpfArray.in(r)
	size, percpu := header+entries*stride, c.ops.percpu
	perCPU := uint64(m.MaxEntries) * stride * uint64(k.Machine.CPUs)
	switch {
	case percpu:
		size = header + entries*sizeofPointer
	case m.Flags&abi.BPF_F_MMAPABLE != 0:
		size = pagesOf(header)*PAGE_SIZE + pagesOf(entries*stride)*PAGE_SIZE
	}
	cost := size
	if percpu {
		cost += perCPU
	}
	if e := k.arrayCharge(c, m, cost, stride); e != 0 {
		return nil, e
	}
	if e := k.check(arrayMemory, k.bpfMapAreaAlloc(m, size), size, k.freeMemory()); e != 0 {
		return nil, e
	}
	if percpu {
		if e := k.check(arrayPercpuMemory, k.allocPercpu(m, stride, uint64(m.MaxEntries)), perCPU, k.freeMemory()); e != 0 {
			return nil, e
		}
	}
	rows, area := uint64(m.MaxEntries), uint64(0)
	if m.Flags&abi.BPF_F_MMAPABLE != 0 { // the rest of the last page can be mapped too
		area = pagesOf(rows*stride) * PAGE_SIZE
		rows = (area + stride - 1) / stride
	}
	m.data = &bpfArray{rows: newSlab(k.bpfMapStride(m, percpu), rows), usage: cost, area: area}
	return m, 0
}

// bpfMapStride returns the bytes of a value that an element stores.
func (k *Kernel) bpfMapStride(m *Map, percpu bool) int {
	if percpu {
		return roundUp8(int(m.ValueSize)) * k.Machine.CPUs
	}
	if m.Flags&abi.BPF_F_MMAPABLE != 0 { // user space sees the bytes between values
		return roundUp8(int(m.ValueSize))
	}
	return int(m.ValueSize)
}

// arrayCharge charges the cost of an array, as the release does.
func (k *Kernel) arrayCharge(c *bpfCall, m *Map, cost, stride uint64) abi.Errno {
	r := k.Machine.Release
	if abi.SinceMemlock.In(r) {
		return k.chargeFrom(c, m, cost, arrayCost, sinceArrayCost)
	}
	ok := stride != 0 && uint64(m.MaxEntries) <= (math.MaxUint32-sizeofBpfArray.in(r))/stride
	return k.check(arrayOverflow, ok, uint64(m.MaxEntries), stride)
}

func arrayMapFree(_ *Kernel, m *Map) { m.data = nil }

// arrayMapMetaEqual follows array_map_meta_equal: without BPF_F_INNER_MAP, max_entries must match too.
func arrayMapMetaEqual(k *Kernel, meta, m *Map) bool {
	return bpfMapMetaEqual(k, meta, m) && (meta.Flags&abi.BPF_F_INNER_MAP != 0 || meta.MaxEntries == m.MaxEntries)
}

func arrayMapLookupElem(k *Kernel, _ *bpfCall, m *Map, key, out []byte, _ uint64) abi.Errno {
	index := KeyIndex(key)
	if e := k.check(arrayLookupIndex, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return e
	}
	m.data.(*bpfArray).rows.take(index, out)
	m.initValue(out)
	return 0
}

func arrayMapUpdateElem(k *Kernel, _ *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	index, e := k.arrayUpdateElem(m, key, flags)
	if e != 0 {
		return e
	}
	if elem := m.data.(*bpfArray).rows.make(index); m.record == nil { // as copyValue does, without a call
		copyFew(elem, value)
	} else {
		m.copyValue(elem, value)
	}
	k.noteElem(ElemWritten, "array_map_update_elem", m, index, 0)
	return 0
}

// arrayUpdateElem runs the checks of array_map_update_elem and returns the index.
func (k *Kernel) arrayUpdateElem(m *Map, key []byte, flags uint64) (uint32, abi.Errno) {
	index, e := k.arrayUpdateIndex(arrayUpdate, m, key, flags)
	if e != 0 {
		return 0, e
	}
	return index, k.checkUpdateLock(arrayUpdateNoLock, m, flags)
}

// indexUpdate are the checks of an update in a map whose elements always exist.
type indexUpdate struct{ flags, index, exists *Check }

// arrayUpdateIndex runs the checks of an update and returns the index.
func (k *Kernel) arrayUpdateIndex(rows *indexUpdate, m *Map, key []byte, flags uint64) (uint32, abi.Errno) {
	flags = k.withoutLock(flags)
	if e := k.check(rows.flags, flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return 0, e
	}
	index := KeyIndex(key)
	if e := k.check(rows.index, index < m.MaxEntries, uint64(index), uint64(m.MaxEntries)); e != 0 {
		return 0, e
	}
	return index, k.check(rows.exists, flags != abi.BPF_NOEXIST, uint64(index), 0)
}

func arrayMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	return k.check(arrayDelete, false, uint64(KeyIndex(key)), 0)
}

func arrayMapMemUsage(_ *Kernel, m *Map) uint64 { return m.data.(*bpfArray).usage }

// arrayMapGetHash follows array_map_get_hash: it hashes all elements, each padded to a multiple of 8 bytes.
func arrayMapGetHash(m *Map) [sha256Size]byte {
	h, elem := newSHA256(), make([]byte, roundUp8(int(m.ValueSize)))
	for i := range m.MaxEntries {
		m.data.(*bpfArray).rows.take(i, elem[:min(len(elem), m.data.(*bpfArray).rows.stride)])
		h.write(elem)
	}
	return h.sum()
}
