package core

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"bpfplay/core/abi"
)

// TestInsideOfARing reserves, submits, discards and consumes records at random, many times around the ring.
func TestInsideOfARing(t *testing.T) {
	type record struct {
		at      uint64 // offset of the data
		data    []byte
		busy    bool
		discard bool
	}
	rng := rand.New(rand.NewPCG(5, 6))
	rb := &bpfRingbuf{size: PAGE_SIZE}
	m := &Map{data: rb}
	var model []record
	consumed, wrapped := uint64(0), false
	for range 20_000 {
		switch n := uint64(rng.IntN(700)); rng.IntN(3) {
		case 0:
			if at, ok := rb.reserve(abi.R(6, 12, 0), n); ok {
				r := record{at: at, data: make([]byte, n), busy: true}
				for i := range r.data {
					r.data[i] = byte(rng.Uint32())
				}
				copy(rb.Bytes(at, int(n)), r.data)
				wrapped = wrapped || at+n > rb.size
				model = append(model, r)
			}
		case 1:
			if i := rng.IntN(len(model) + 1); i < len(model) && model[i].busy {
				model[i].busy, model[i].discard = false, n%3 == 0
				rb.commit(model[i].at, 0, model[i].discard)
			}
		case 2:
			if len(model) > 0 && !model[0].busy {
				consumed += ringRecordLen(uint32(len(model[0].data)))
				binary.LittleEndian.PutUint64(rb.consumerPage[:], consumed)
				model = model[1:]
			}
		}
		in := &Inside{}
		ringbufInside(nil, m, InsideQuery{Limit: 100}, in)
		if len(in.Elements) != len(model) || in.Tail != consumed {
			t.Fatalf("%d records from %d, want %d from %d", len(in.Elements), in.Tail, len(model), consumed)
		}
		for i, e := range in.Elements {
			r := model[i]
			got, _ := hex.DecodeString(e.Value)
			if e.Record.Busy != r.busy || e.Record.Discard != r.discard || int(e.Record.Len) != len(r.data) || !bytes.Equal(got, r.data) {
				t.Fatalf("record %d is %+v with % x, want %+v", i, e.Record, got, r)
			}
		}
	}
	if !wrapped {
		t.Error("no record reached beyond the end of the ring")
	}
}

// TestInsideOfAnImpossibleRing sets a consumer that user space has moved beyond the producer.
func TestInsideOfAnImpossibleRing(t *testing.T) {
	rb := &bpfRingbuf{size: PAGE_SIZE}
	binary.LittleEndian.PutUint64(rb.consumerPage[:], 1<<40)
	in := &Inside{}
	ringbufInside(nil, &Map{data: rb}, InsideQuery{Limit: 100}, in)
	if len(in.Elements) != 0 {
		t.Errorf("%d records", len(in.Elements))
	}
}
