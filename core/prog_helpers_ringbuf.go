package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Follows the helper functions of kernel/bpf/ringbuf.c.

// Flags of helper functions of ring buffers.
const (
	BPF_RB_NO_WAKEUP    = 1
	BPF_RB_FORCE_WAKEUP = 2
)

// What bpf_ringbuf_query returns.
const (
	BPF_RB_AVAIL_DATA = iota
	BPF_RB_RING_SIZE
	BPF_RB_CONS_POS
	BPF_RB_PROD_POS
	BPF_RB_OVERWRITE_POS // since 6.19
)

// sinceRingOverwrite is the first release with BPF_F_RB_OVERWRITE.
var sinceRingOverwrite = abi.Since{abi.V6_19}

// ringArg returns the ring buffer that is the first argument. Without one, the run stops.
func ringArg(m *interp.Machine, a *[5]uint64) (*Map, *bpfRingbuf) {
	mp := mapArg(m, a[0])
	if mp == nil {
		return nil, nil
	}
	rb, _ := mp.data.(*bpfRingbuf)
	if rb == nil {
		m.Fail("map is not a ring buffer", a[0])
	}
	return mp, rb
}

// bpfRingbufReserve follows bpf_ringbuf_reserve.
func bpfRingbufReserve(m *interp.Machine, a *[5]uint64) uint64 {
	mp, rb := ringArg(m, a)
	if rb == nil || a[2] != 0 {
		return 0
	}
	off, ok := rb.reserve(runOf(m).k.Machine.Release, a[1])
	if !ok {
		return 0
	}
	return mp.values + off
}

// bpfRingbufSubmit follows bpf_ringbuf_submit.
func bpfRingbufSubmit(m *interp.Machine, a *[5]uint64) uint64 { return ringCommit(m, a, false) }

// bpfRingbufDiscard follows bpf_ringbuf_discard.
func bpfRingbufDiscard(m *interp.Machine, a *[5]uint64) uint64 { return ringCommit(m, a, true) }

func ringCommit(m *interp.Machine, a *[5]uint64, discard bool) uint64 {
	rb, _ := m.Space.At(a[0]).(*bpfRingbuf)
	if rb == nil {
		return m.Fail("argument is not a record", a[0])
	}
	if rb.commit(uint64(uint32(a[0])), a[1], discard) {
		runOf(m).k.wakeUpAll(rb.waitq)
	}
	return 0
}

// bpfRingbufOutput follows bpf_ringbuf_output.
func bpfRingbufOutput(m *interp.Machine, a *[5]uint64) uint64 {
	_, rb := ringArg(m, a)
	if rb == nil {
		return 0
	}
	size, flags := a[2], a[3]
	if flags&^(BPF_RB_NO_WAKEUP|BPF_RB_FORCE_WAKEUP) != 0 {
		return refuse(m, ringbufOutputFlags, flags, 0)
	}
	off, ok := rb.reserve(runOf(m).k.Machine.Release, size)
	if !ok {
		return refuse(m, ringbufOutputFull, size, rb.size)
	}
	copy(rb.Bytes(off, int(size)), m.Memory(a[1], int(size)))
	if rb.commit(off, flags, false) {
		runOf(m).k.wakeUpAll(rb.waitq)
	}
	return 0
}

// bpfRingbufQuery follows bpf_ringbuf_query.
func bpfRingbufQuery(m *interp.Machine, a *[5]uint64) uint64 {
	_, rb := ringArg(m, a)
	if rb == nil {
		return 0
	}
	switch a[1] {
	case BPF_RB_AVAIL_DATA:
		return rb.avail()
	case BPF_RB_RING_SIZE:
		return rb.size
	case BPF_RB_CONS_POS:
		return rb.consumer()
	case BPF_RB_PROD_POS:
		return rb.producer()
	case BPF_RB_OVERWRITE_POS:
		if sinceRingOverwrite.In(runOf(m).k.Machine.Release) {
			return rb.overwrite
		}
	}
	return 0
}
