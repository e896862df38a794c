package core

import (
	"math"
	"math/bits"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/bloom_filter.c: an update sets a bit for each hash of the value; a lookup checks that all are set.

var bloomFilterMapOps = MapOps{
	name:          "bloom_filter_map_ops",
	needs:         abi.CAP_BPF,
	takesExtra:    true,
	valueIsAsked:  true,
	mapAllocCheck: bloomMapAllocCheck,
	mapAlloc:      bloomMapAlloc,
	mapCheckBTF:   bloomBTF,
	mapFree:       bloomMapFree,
	mapMetaEqual:  bpfMapMetaEqual,
	lookup:        bloomMapPeekElem,
	update:        bloomMapPushElem,
	delete:        bloomMapDeleteElem,
	getNextKey:    bloomMapGetNextKey,
	memUsage:      bloomMapMemUsage,
	inside:        bloomInside,
}

// bpfBloomFilter follows struct bpf_bloom_filter.
type bpfBloomFilter struct {
	bits   slab // the bitset, 8 bytes per row
	mask   uint32
	seed   uint32
	hashes uint32
	set    uint64 // number of set bits
	usage  uint64
}

// bloomHashes is the default number of hash functions.
const bloomHashes = 5

// sinceBloomLarge is the first release that limits value_size to the largest size that an update can copy.
var sinceBloomLarge = abi.Since{abi.V6_9, abi.V6_1 + 91, abi.V6_6 + 31, abi.V6_8 + 10}

func bloomMapAllocCheck(k *Kernel, c *bpfCall) abi.Errno {
	if !sinceBloomLarge.In(k.Machine.Release) {
		return 0
	}
	value := c.attr.U32(&abi.ValueSize)
	return k.check(bloomValueLarge, value <= KMALLOC_MAX_SIZE, uint64(value), KMALLOC_MAX_SIZE)
}

func bloomMapAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	a, r, flags := &c.attr, k.Machine.Release, c.flags()
	if e := k.needs(c, bloomCapable); e != 0 {
		return nil, e
	}
	const allowed = abi.BPF_F_NUMA_NODE | abi.BPF_F_ZERO_SEED | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := bloomShape.check(k, c, a.U32(&abi.MaxEntries) != 0, a.U32(&abi.KeySize) == 0, a.U32(&abi.ValueSize) != 0, allowed); e != 0 {
		return nil, e
	}
	if e := k.check(bloomAccess, accessFlagsOK(flags), uint64(flags), 0); e != 0 {
		return nil, e
	}
	extra := a.U64(&abi.MapExtra)
	if e := k.check(bloomExtra, extra&^0xf == 0, extra, 0); e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	b := &bpfBloomFilter{seed: k.hashSeed(m), hashes: uint32(extra)}
	if b.hashes == 0 {
		b.hashes = bloomHashes
	}
	b.mask = bloomMask(m.MaxEntries, b.hashes)
	b.bits = newSlab(8, (uint64(b.mask)+1)/64)
	b.usage = sizeofBloomFilter.in(r) + (uint64(b.mask)+1)/8
	if e := k.check(bloomMemory, k.bpfMapAreaAlloc(m, b.usage), b.usage, k.freeMemory()); e != 0 {
		return nil, e
	}
	m.data = b
	return m, 0
}

// bloomMask returns the number of bits minus one: about entries * hashes / ln 2, rounded up to a power of two.
func bloomMask(entries, hashes uint32) uint32 {
	n := uint64(entries) * uint64(hashes)
	if n > math.MaxUint32 {
		return math.MaxUint32
	}
	switch n = n / 5 * 7; {
	case n > 1<<31:
		return math.MaxUint32
	case n <= 64:
		return 64 - 1
	}
	return uint32(1<<bits.Len64(n-1) - 1)
}

func bloomMapFree(_ *Kernel, m *Map) { m.data = nil }

// bit returns the position of the bit for the i-th hash of a value.
func (b *bpfBloomFilter) bit(value []byte, i uint32) (word uint32, at uint32, mask byte) {
	h := jhash(value, b.seed+i) & b.mask
	return h / 64, h % 64 / 8, 1 << (h % 8)
}

func bloomMapPeekElem(k *Kernel, _ *bpfCall, m *Map, _, value []byte, _ uint64) abi.Errno {
	b := m.data.(*bpfBloomFilter)
	missing := b.hashes
	for i := range b.hashes {
		word, at, mask := b.bit(value, i)
		if row := b.bits.row(word); row == nil || row[at]&mask == 0 {
			missing = i
			break
		}
	}
	return k.check(bloomMissing, missing == b.hashes, uint64(missing), uint64(b.hashes))
}

func bloomMapPushElem(k *Kernel, _ *bpfCall, m *Map, _, value []byte, flags uint64) abi.Errno {
	if e := k.check(bloomFlags, flags == abi.BPF_ANY, flags, 0); e != 0 {
		return e
	}
	b := m.data.(*bpfBloomFilter)
	for i := range b.hashes {
		word, at, mask := b.bit(value, i)
		if row := b.bits.make(word); row[at]&mask == 0 {
			row[at] |= mask
			b.set++
		}
	}
	return 0
}

func bloomMapDeleteElem(k *Kernel, _ *bpfCall, m *Map, _ []byte) abi.Errno {
	return k.check(bloomDelete, false, 0, 0)
}

func bloomMapGetNextKey(k *Kernel, m *Map, _, _ []byte) abi.Errno {
	return k.check(bloomNextKey, false, 0, 0)
}

func bloomMapMemUsage(_ *Kernel, m *Map) uint64 { return m.data.(*bpfBloomFilter).usage }
