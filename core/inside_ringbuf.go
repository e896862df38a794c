package core

import (
	"encoding/binary"
	"fmt"

	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// RingRecord is the header of a record of a ring buffer.
type RingRecord struct {
	Pos     uint64 `json:"pos"`     // position of the header: bytes since the map was created
	Len     uint32 `json:"len"`     // bytes of data, without both bits
	Busy    bool   `json:"busy"`    // BPF_RINGBUF_BUSY_BIT: not committed yet
	Discard bool   `json:"discard"` // BPF_RINGBUF_DISCARD_BIT: the consumer skips it
}

// recordsWalked is the maximum number of records that an Inside counts.
const recordsWalked = 1 << 16

// ringbufInside adds the records between the positions of the consumer and the producer. Tail and Head are these positions.
func ringbufInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	rb := m.data.(*bpfRingbuf)
	in.Form, in.Holds, in.Size, in.Tail, in.Head = InsideRing, abi.HoldsRecords, rb.size, rb.consumer(), rb.producer()
	from := rb.consumer()
	if rb.overwriteMode {
		from = max(from, rb.overwrite)
	}
	records := rb.records(from, rb.producer())
	in.Count = uint64(len(records))
	in.Sentence = fmt.Sprintf("%s, and %d of %d bytes in use. The consumer is at position %d, the producer at position %d.",
		english.Count(in.Count, "record"), min(in.Head-in.Tail, rb.size), rb.size, in.Tail, in.Head)
	if in.Head-in.Tail > rb.size {
		in.Sentence = fmt.Sprintf("The consumer is at position %d, the producer at position %d: they do not enclose records of a ring of %d bytes.", in.Tail, in.Head, rb.size)
	}
	first, end := in.slots(q, in.Count)
	for i := first; i < end; i++ {
		r := records[i]
		e := element(uint32(i), nil, rb.peek(r.Pos, BPF_RINGBUF_HDR_SZ, min(int(r.Len), int(rb.size))))
		e.Place, e.Record = int(i)+1, &r
		in.Elements = append(in.Elements, e)
	}
}

// records returns the records between two positions, as far as the headers make sense.
func (rb *bpfRingbuf) records(from, to uint64) []RingRecord {
	var all []RingRecord
	for to-from <= rb.size && to-from >= BPF_RINGBUF_HDR_SZ && len(all) < recordsWalked {
		h := binary.LittleEndian.Uint32(rb.peek(from, 0, BPF_RINGBUF_HDR_SZ))
		n := h &^ (BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT)
		all = append(all, RingRecord{from, n, h&BPF_RINGBUF_BUSY_BIT != 0, h&BPF_RINGBUF_DISCARD_BIT != 0})
		if ringRecordLen(n) > to-from {
			break
		}
		from += ringRecordLen(n)
	}
	return all
}

// peek returns n bytes at an offset in the record at a position. Bytes that were never written are 0.
func (rb *bpfRingbuf) peek(pos, off uint64, n int) []byte {
	b := make([]byte, n)
	if at := pos&(rb.size-1) + off; at < uint64(len(rb.data)) {
		copy(b, rb.data[at:])
	}
	return b
}
