package core

import (
	"encoding/binary"
	"math"

	"bpfplay/core/abi"
)

// The contents of a ring buffer. Follows kernel/bpf/ringbuf.c.

// bpfRingbuf follows struct bpf_ringbuf. The positions count bytes since the map was created.
type bpfRingbuf struct {
	size          uint64 // bytes of data, a power of two
	overwriteMode bool   // BPF_F_RB_OVERWRITE: new records replace the oldest ones
	pending       uint64 // pending_pos: the oldest record that is not committed
	overwrite     uint64 // overwrite_pos: after the last record that was replaced
	waitq         waitQueue

	// The pages that user space maps begin with consumer_pos and producer_pos.
	consumerPage, producerPage [PAGE_SIZE]byte

	// data grows with use. The kernel maps its pages twice, so that a record may reach beyond the end; here such a record
	// is copied to the start when it is committed.
	data []byte
}

// The header of a record: its length with two bits, and the number of its page.
const (
	BPF_RINGBUF_HDR_SZ      = 8
	BPF_RINGBUF_BUSY_BIT    = 1 << 31 // not committed yet
	BPF_RINGBUF_DISCARD_BIT = 1 << 30 // to be skipped by the consumer

	ringbufPosPages    = 2                  // RINGBUF_POS_PAGES
	ringbufMetaPages   = 3                  // pages before the data: the struct and both positions
	ringbufMaxRecordSz = math.MaxUint32 / 4 // RINGBUF_MAX_RECORD_SZ
)

// sinceRingPending is the first release in which a record that is not committed limits the producer.
var sinceRingPending = abi.Since{abi.V6_10, abi.V5_10 + 221, abi.V5_15 + 162, abi.V6_1 + 97, abi.V6_6 + 37, abi.V6_9 + 8}

// Bytes implements [interp.Memory]. Only the program that has reserved the record at the end reaches offsets beyond size.
func (rb *bpfRingbuf) Bytes(off uint64, n int) []byte {
	end := off + uint64(n)
	if end > 2*rb.size {
		return nil
	}
	rb.grow(end)
	return rb.data[off:end:end]
}

// consumer returns consumer_pos, which user space writes.
func (rb *bpfRingbuf) consumer() uint64 { return binary.LittleEndian.Uint64(rb.consumerPage[:]) }

// producer returns producer_pos.
func (rb *bpfRingbuf) producer() uint64 { return binary.LittleEndian.Uint64(rb.producerPage[:]) }

func (rb *bpfRingbuf) setProducer(pos uint64) { binary.LittleEndian.PutUint64(rb.producerPage[:], pos) }

// showPositions stores the other positions in the page of the producer, in releases that have them.
func (rb *bpfRingbuf) showPositions(r abi.Release) {
	if sinceRingPending.In(r) {
		binary.LittleEndian.PutUint64(rb.producerPage[8:], rb.pending)
	}
	if rb.overwriteMode {
		binary.LittleEndian.PutUint64(rb.producerPage[16:], rb.overwrite)
	}
}

// mapped implements [mappedMemory]: the pages of the consumer and the producer, then the data twice.
func (rb *bpfRingbuf) mapped(off uint64) []byte {
	switch {
	case off < PAGE_SIZE:
		return rb.consumerPage[off:]
	case off < 2*PAGE_SIZE:
		return rb.producerPage[off-PAGE_SIZE:]
	}
	off = (off - ringbufPosPages*PAGE_SIZE) & (rb.size - 1)
	end := min(off|(PAGE_SIZE-1)+1, rb.size)
	rb.grow(end)
	return rb.data[off:end:end]
}

// mappedSize returns the bytes that user space can map.
func (rb *bpfRingbuf) mappedSize() uint64 { return ringbufPosPages*PAGE_SIZE + 2*rb.size }

// grow makes the first n bytes of data available.
func (rb *bpfRingbuf) grow(n uint64) {
	if have := uint64(len(rb.data)); n > have {
		data := make([]byte, max(n, min(max(2*have, PAGE_SIZE), rb.size)))
		copy(data, rb.data)
		rb.data = data
	}
}

// header returns the header of the record at a position.
func (rb *bpfRingbuf) header(pos uint64) []byte {
	return rb.Bytes(pos&(rb.size-1), BPF_RINGBUF_HDR_SZ)
}

// ringRecordLen follows bpf_ringbuf_round_up_hdr_len: it returns the bytes of a record with its header.
func ringRecordLen(header uint32) uint64 {
	return uint64(header&^BPF_RINGBUF_DISCARD_BIT+BPF_RINGBUF_HDR_SZ+7) &^ 7
}

// reserve follows __bpf_ringbuf_reserve: it returns the offset of a new record's data in the first mapping. ok is false if
// no room is left.
func (rb *bpfRingbuf) reserve(r abi.Release, size uint64) (off uint64, ok bool) {
	if size > ringbufMaxRecordSz {
		return 0, false
	}
	length := (size + BPF_RINGBUF_HDR_SZ + 7) &^ 7
	if length > rb.size {
		return 0, false
	}
	for rb.producer() > rb.pending {
		h := binary.LittleEndian.Uint32(rb.header(rb.pending))
		if h&BPF_RINGBUF_BUSY_BIT != 0 {
			break
		}
		rb.pending += ringRecordLen(h)
	}
	end, mask := rb.producer()+length, rb.size-1
	defer rb.showPositions(r)
	if end-rb.pending > mask && sinceRingPending.In(r) || end-rb.consumer() > mask && !rb.overwriteMode {
		return 0, false
	}
	for rb.overwriteMode && end-rb.overwrite > mask {
		rb.overwrite += ringRecordLen(binary.LittleEndian.Uint32(rb.header(rb.overwrite)))
	}
	at := rb.producer() & mask
	if beyond := at + length; beyond > rb.size {
		rb.grow(beyond)
		copy(rb.data[rb.size:beyond], rb.data)
	}
	h := rb.header(at)
	binary.LittleEndian.PutUint32(h, uint32(size)|BPF_RINGBUF_BUSY_BIT)
	binary.LittleEndian.PutUint32(h[4:], uint32(ringbufMetaPages+at/PAGE_SIZE))
	rb.setProducer(end)
	return at + BPF_RINGBUF_HDR_SZ, true
}

// commit follows bpf_ringbuf_commit: it ends the record whose data is at offset off. It reports whether a waiting consumer
// is woken up.
func (rb *bpfRingbuf) commit(off, flags uint64, discard bool) (wakes bool) {
	at := (off - BPF_RINGBUF_HDR_SZ) & (rb.size - 1)
	h := rb.header(at)
	n := binary.LittleEndian.Uint32(h) ^ BPF_RINGBUF_BUSY_BIT
	if beyond := at + ringRecordLen(n); beyond > rb.size {
		copy(rb.data, rb.data[rb.size:beyond])
	}
	if discard {
		n |= BPF_RINGBUF_DISCARD_BIT
	}
	binary.LittleEndian.PutUint32(h, n)
	caughtUp := rb.consumer()&(rb.size-1) == at
	return flags&BPF_RB_FORCE_WAKEUP != 0 || caughtUp && flags&BPF_RB_NO_WAKEUP == 0
}

// avail follows ringbuf_avail_data_sz: it returns the bytes that the consumer has not read.
func (rb *bpfRingbuf) avail() uint64 {
	if rb.overwriteMode {
		return min(rb.producer()-rb.consumer(), rb.producer()-rb.overwrite)
	}
	return rb.producer() - rb.consumer()
}
