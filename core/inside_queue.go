package core

import "bpfplay/core/english"

// Inside of queues and stacks.

func queueInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	ring := m.data.(*bpfQueueStack)
	in.ring(ring, q, InsideQueue, func(i uint64) uint32 { return uint32((uint64(ring.tail) + i) % ring.size) })
}

func stackInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	ring := m.data.(*bpfQueueStack)
	in.ring(ring, q, InsideStack, func(i uint64) uint32 { return uint32((uint64(ring.head) + ring.size - 1 - i) % ring.size) })
}

// ring adds the elements of a queue or stack in the order of pops. slot returns the slot of the i-th.
func (in *Inside) ring(r *bpfQueueStack, q InsideQuery, form InsideForm, slot func(i uint64) uint32) {
	in.Form, in.Count, in.Size, in.Head, in.Tail = form, uint64(r.held()), r.size, uint64(r.head), uint64(r.tail)
	in.Sentence = english.Count(in.Count, "element") + " in a ring of " + english.Count(in.Size, "slot") + ". One slot is always empty, which distinguishes a full ring from an empty one."
	from, to := in.slots(q, in.Count)
	for i := from; i < to; i++ {
		at := slot(i)
		value := make([]byte, r.rows.stride)
		r.rows.take(at, value)
		e := element(at, nil, value)
		e.Place = int(i) + 1
		in.Elements = append(in.Elements, e)
	}
}
