package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/queue_stack_maps.c: both types are a ring of max_entries + 1 slots. Elements have no keys: an update
// pushes, a lookup peeks, a lookup-and-delete pops.

var queueMapOps = MapOps{
	name:            "queue_map_ops",
	needs:           abi.CAP_BPF,
	pops:            true,
	mapAllocCheck:   queueStackMapAllocCheck,
	mapAlloc:        queueStackMapAlloc,
	mapFree:         queueStackMapFree,
	freeWaits:       queueFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          queueMapPeekElem,
	update:          queueStackMapPushElem,
	delete:          queueStackMapDeleteElem,
	getNextKey:      queueStackMapGetNextKey,
	lookupAndDelete: queueMapPopElem,
	memUsage:        queueStackMapMemUsage,
	inside:          queueInside,
}

var stackMapOps = MapOps{
	name:            "stack_map_ops",
	needs:           abi.CAP_BPF,
	pops:            true,
	mapAllocCheck:   queueStackMapAllocCheck,
	mapAlloc:        queueStackMapAlloc,
	mapFree:         queueStackMapFree,
	freeWaits:       queueFreeWaits,
	mapMetaEqual:    bpfMapMetaEqual,
	lookup:          stackMapPeekElem,
	update:          queueStackMapPushElem,
	delete:          queueStackMapDeleteElem,
	getNextKey:      queueStackMapGetNextKey,
	lookupAndDelete: stackMapPopElem,
	memUsage:        queueStackMapMemUsage,
	inside:          stackInside,
}

// sinceQueueBytes is the first release in which the size of all elements must fit in 32 bits.
var sinceQueueBytes = abi.Since{abi.V7_3, abi.V6_12 + 117}

// bpfQueueStack follows struct bpf_queue_stack.
type bpfQueueStack struct {
	rows       slab
	head, tail uint32 // the slot of the next element, and of the oldest one
	size       uint64 // slots of the ring
	usage      uint64
}

func queueStackMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	a, r, flags := &c.attr, k.Machine.Release, c.flags()
	if e := k.needs(c, queueCapable); e != 0 {
		return e
	}
	entries, value := a.U32(&abi.MaxEntries), a.U32(&abi.ValueSize)
	const allowed = abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := queueShape.check(k, c, entries != 0, a.U32(&abi.KeySize) == 0, value != 0, allowed); e != 0 {
		return e
	}
	if e := k.check(queueAccess, accessFlagsOK(flags), uint64(flags), 0); e != 0 {
		return e
	}
	if e := k.check(queueValueLarge, value <= KMALLOC_MAX_SIZE, uint64(value), KMALLOC_MAX_SIZE); e != 0 {
		return e
	}
	if sinceQueueBytes.In(r) {
		return k.check(queueBytes, entries < math.MaxUint32/value, uint64(entries), uint64(value))
	}
	return 0
}

func queueStackMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	m := k.newMap(&c.attr)
	size := uint64(m.MaxEntries) + 1
	bytes := sizeofQueueStack.in(k.Machine.Release) + size*uint64(m.ValueSize)
	if e := k.charge(c, m, bytes, queueCost); e != 0 {
		return nil, e
	}
	if e := k.check(queueMemory, k.bpfMapAreaAlloc(m, bytes), bytes, k.freeMemory()); e != 0 {
		return nil, e
	}
	m.data = &bpfQueueStack{rows: newSlab(int(m.ValueSize), size), size: size, usage: bytes}
	return m, 0
}

func queueStackMapFree(_ *Kernel, m *Map) { m.data = nil }

// next returns the slot after i in the ring.
func (q *bpfQueueStack) next(i uint32) uint32 {
	if uint64(i)+1 >= q.size {
		return 0
	}
	return i + 1
}

// newest returns the slot of the last pushed element.
func (q *bpfQueueStack) newest() uint32 {
	if q.head == 0 {
		return uint32(q.size - 1)
	}
	return q.head - 1
}

// held returns the number of elements.
func (q *bpfQueueStack) held() uint32 {
	return uint32((uint64(q.head) + q.size - uint64(q.tail)) % q.size)
}

func queueMapPeekElem(k *Kernel, _ *bpfCall, m *Map, _, out []byte, _ uint64) abi.Errno {
	q := m.data.(*bpfQueueStack)
	if e := k.check(queueEmpty, q.head != q.tail, 0, 0); e != 0 {
		return e
	}
	q.rows.take(q.tail, out)
	return 0
}

func queueMapPopElem(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno {
	if e := queueMapPeekElem(k, c, m, key, out, flags); e != 0 {
		return e
	}
	q := m.data.(*bpfQueueStack)
	was := q.tail
	q.tail = q.next(q.tail)
	k.noteElem(ElemRemoved, "queue_map_pop_elem", m, was, q.held())
	return 0
}

func stackMapPeekElem(k *Kernel, _ *bpfCall, m *Map, _, out []byte, _ uint64) abi.Errno {
	q := m.data.(*bpfQueueStack)
	if e := k.check(stackEmpty, q.head != q.tail, 0, 0); e != 0 {
		return e
	}
	q.rows.take(q.newest(), out)
	return 0
}

func stackMapPopElem(k *Kernel, c *bpfCall, m *Map, key, out []byte, flags uint64) abi.Errno {
	if e := stackMapPeekElem(k, c, m, key, out, flags); e != 0 {
		return e
	}
	q := m.data.(*bpfQueueStack)
	q.head = q.newest()
	k.noteElem(ElemRemoved, "stack_map_pop_elem", m, q.head, q.held())
	return 0
}

func queueStackMapPushElem(k *Kernel, _ *bpfCall, m *Map, _, value []byte, flags uint64) abi.Errno {
	q := m.data.(*bpfQueueStack)
	if e := k.check(queuePushFlags, flags&abi.BPF_NOEXIST == 0 && flags <= abi.BPF_EXIST, flags, 0); e != 0 {
		return e
	}
	if full := q.next(q.head) == q.tail; full {
		if e := k.check(queueFull, flags&abi.BPF_EXIST != 0, uint64(m.MaxEntries), 0); e != 0 {
			return e
		}
		was := q.tail
		q.tail = q.next(q.tail)
		k.noteElem(ElemEvicted, "queue_stack_map_push_elem", m, was, q.held())
	}
	at := q.head
	copy(q.rows.make(at), value)
	q.head = q.next(at)
	k.noteElem(ElemMade, "queue_stack_map_push_elem", m, at, q.held())
	return 0
}

func queueStackMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, _ []byte) abi.Errno {
	return k.check(queueDelete, false, 0, 0)
}

func queueStackMapGetNextKey(k *Kernel, m *Map, _, _ []byte) abi.Errno {
	return k.check(queueNextKey, false, 0, 0)
}

func queueStackMapMemUsage(_ *Kernel, m *Map) uint64 { return m.data.(*bpfQueueStack).usage }
