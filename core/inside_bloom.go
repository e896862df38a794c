package core

import (
	"encoding/hex"
	"fmt"

	"bpfplay/core/english"
)

// Inside of a bloom filter, bit by bit.
func bloomInside(_ *Kernel, m *Map, q InsideQuery, in *Inside) {
	b := m.data.(*bpfBloomFilter)
	in.Form, in.Count, in.Size = InsideBloom, b.set, uint64(b.mask)+1
	in.Sentence = fmt.Sprintf("%d of %s are set. Each value sets up to %d.", in.Count, english.Count(in.Size, "bit"), b.hashes)
	if f := found(q.Key, m.ValueSize); f != nil {
		f.There = true
		for i := range b.hashes {
			bit := b.bloomBit(q.Key, i)
			f.Bits = append(f.Bits, bit)
			f.There = f.There && bit.Set
		}
		in.Found, q.From = f, f.Bits[0].At
	}
	q.From /= 64
	from, to := in.slots(q, in.Size/64)
	in.From, in.Next, in.Prev, in.Last = in.From*64, in.Next*64, in.Prev*64, in.Last*64
	words := make([]byte, (to-from)*8)
	for i := from; i < to; i++ {
		b.bits.take(uint32(i), words[(i-from)*8:(i-from+1)*8])
	}
	in.Bits = hex.EncodeToString(words)
}

// bloomBit returns the bit of the i-th hash of a value.
func (b *bpfBloomFilter) bloomBit(value []byte, i uint32) BloomBit {
	word, at, mask := b.bit(value, i)
	row := b.bits.row(word)
	bit := uint64(word)*64 + uint64(at)*8
	for m := mask; m > 1; m >>= 1 {
		bit++
	}
	return BloomBit{At: bit, Set: row != nil && row[at]&mask != 0}
}
