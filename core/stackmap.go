package core

import (
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/stackmap.c. Only programs add stack traces, so these maps stay empty.

var stackTraceMapOps = MapOps{
	name:            "stack_trace_map_ops",
	needs:           abi.CAP_BPF,
	mapAlloc:        stackMapAlloc,
	mapCheckBTF:     noBTF,
	mapFree:         stackMapFree,
	freeWaits:       arrayFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          bpfStackmapExtract,
	update:          stackMapUpdateElem,
	delete:          stackMapDeleteElem,
	getNextKey:      stackMapGetNextKey,
	lookupAndDelete: stackMapLookupAndDeleteElem,
	memUsage:        stackMapMemUsage,
	inside:          noInside("Programs add the stack traces. The map is empty, because programs are not emulated."),
}

var (
	sinceStackNext = abi.Since{abi.V4_16} // map_get_next_key
	sinceStackTake = abi.Since{abi.V6_18} // map_lookup_and_delete_elem

	// The cost counts one stack trace per entry instead of one per bucket.
	sinceStackEntries = abi.Since{abi.V5_19, abi.V4_14 + 283, abi.V4_19 + 247, abi.V5_4 + 198, abi.V5_10 + 121, abi.V5_15 + 46, abi.V5_17 + 14, abi.V5_18 + 3}
	// max_entries above 1 << 31 has a check instead of failing the one on the cost.
	sinceStackBuckets = abi.Since{abi.V6_9, abi.V4_19 + 311, abi.V5_4 + 273, abi.V5_10 + 214, abi.V5_15 + 153, abi.V6_1 + 83, abi.V6_6 + 23, abi.V6_8 + 2}
)

// perfEventMaxStack is the default of sysctl kernel.perf_event_max_stack.
const perfEventMaxStack = 127

// The bytes of one frame: an address, or a build id with an offset.
const (
	stackFrame   = 8
	stackBuildID = 32
)

// bpfStackMap follows struct bpf_stack_map.
type bpfStackMap struct {
	nBuckets uint64
	usage    uint64
}

// stackMapAlloc follows stack_map_alloc.
func stackMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	a, r, flags := &c.attr, k.Machine.Release, c.flags()
	if e := k.needs(c, stackCapable); e != 0 {
		return nil, e
	}
	value := a.U32(&abi.ValueSize)
	const allowed = abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_STACK_BUILD_ID
	if e := stackShape.check(k, c, a.U32(&abi.MaxEntries) != 0, a.U32(&abi.KeySize) == 4, value >= stackFrame && value%stackFrame == 0, allowed); e != 0 {
		return nil, e
	}
	frame := uint32(stackFrame)
	if flags&abi.BPF_F_STACK_BUILD_ID != 0 {
		frame = stackBuildID
	}
	if e := k.check(stackDepth, value%frame == 0 && value/frame <= perfEventMaxStack, uint64(value), uint64(frame)); e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	s := &bpfStackMap{nBuckets: 1 << bits.Len32(m.MaxEntries-1)}
	if sinceStackBuckets.In(r) {
		if e := k.check(stackBuckets, s.nBuckets < 1<<32, s.nBuckets, 0); e != 0 {
			return nil, e
		}
	}
	header := s.nBuckets*sizeofPointer + sizeofStackMap.in(r)
	elem := sizeofStackBucket.in(r) + uint64(value)
	elems := uint64(m.MaxEntries) * elem
	if !sinceStackEntries.In(r) {
		elems = s.nBuckets * elem
	}
	s.usage = header + elems
	if e := k.charge(c, m, s.usage, stackCost); e != 0 {
		return nil, e
	}
	if e := k.check(stackBucketMemory, k.bpfMapAreaAlloc(m, header), header, k.freeMemory()); e != 0 {
		return nil, e
	}
	if e := k.check(stackElemMemory, k.bpfMapAreaAlloc(m, elems), elems, k.freeMemory()); e != 0 {
		return nil, e
	}
	m.data = s
	return m, 0
}

func stackMapFree(_ *Kernel, m *Map) { m.data = nil }

// bpfStackmapExtract follows bpf_stackmap_extract.
func bpfStackmapExtract(k *Kernel, _ *bpfCall, m *Map, key, _ []byte, _ uint64) abi.Errno {
	id, n := uint64(KeyIndex(key)), m.data.(*bpfStackMap).nBuckets
	if e := k.check(stackLookupRange, id < n, id, n); e != 0 {
		return e
	}
	return k.check(stackLookupEmpty, false, id, 0)
}

func stackMapUpdateElem(k *Kernel, _ *bpfCall, _ *Map, _, _ []byte, _ uint64) abi.Errno {
	return k.check(stackUpdate, false, 0, 0)
}

func stackMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, key []byte) abi.Errno {
	id, n := uint64(KeyIndex(key)), m.data.(*bpfStackMap).nBuckets
	if e := k.check(stackDeleteRange, id < n, id, n); e != 0 {
		return e
	}
	return k.check(stackDeleteEmpty, false, id, 0)
}

func stackMapGetNextKey(k *Kernel, _ *Map, _, _ []byte) abi.Errno {
	if e := k.check(stackNoNext, sinceStackNext.In(k.Machine.Release), 0, 0); e != 0 {
		return e
	}
	return k.check(stackNextEmpty, false, 0, 0)
}

func stackMapLookupAndDeleteElem(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno {
	if e := k.check(takeNotSupported, sinceStackTake.In(k.Machine.Release), uint64(m.Type), 0); e != 0 {
		return e
	}
	return bpfStackmapExtract(k, c, m, key, out, flags)
}

func stackMapMemUsage(_ *Kernel, m *Map) uint64 { return m.data.(*bpfStackMap).usage }
