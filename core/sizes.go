package core

import "bpfplay/core/abi"

// sizes has the size in bytes of a kernel struct on x86-64, each from a release on. The first applies to earlier releases
// too. They come from the BTF of distribution kernels or from the memlock of recorded kernels, for 4.15 to 5.9 from the
// source. Up to 6.3 they are visible only if they change the number of pages that a map takes.
type sizes []struct {
	since abi.Release
	bytes uint64
}

func (s sizes) in(r abi.Release) uint64 {
	n := s[0].bytes
	for _, row := range s[1:] {
		if r >= row.since {
			n = row.bytes
		}
	}
	return n
}

var (
	sizeofBpfMap   = sizes{{0, 256}, {abi.V6_9, 232}, {abi.V6_12, 248}, {abi.V6_18, 288}, {abi.V7_3, 280}} // from 6.4 on
	sizeofBpfArray = sizes{{0, 96}, {abi.V4_6, 104}, {abi.V4_14, 120}, {abi.V4_15, 256}, {abi.V5_5, 320},
		{abi.V6_9, 248}, {abi.V6_12, 264}, {abi.V6_18, 304}, {abi.V7_3, 296}}
	sizeofBpfHtab      = sizes{{0, 128}, {abi.V4_10, 384}, {abi.V5_10, 640}, {abi.V6_1, 832}, {abi.V6_9, 896}}
	sizeofBpfRhtab     = sizes{{0, 536}, {abi.V7_3, 528}}
	sizeofRhtabElem    = uint64(8)
	sizeofHtabElem     = sizes{{0, 40}, {abi.V4_10, 48}}
	sizeofBucket       = sizes{{0, 8}, {abi.V4_6, 16}}
	sizeofLpmTrie      = sizes{{0, 120}, {abi.V4_15, 256}, {abi.V5_5, 320}, {abi.V6_9, 272}, {abi.V6_12, 288}, {abi.V6_13, 408}}
	sizeofLpmTrieNode  = sizes{{0, 40}, {abi.V6_13, 24}}
	sizeofQueueStack   = sizes{{0, 256}, {abi.V5_5, 320}, {abi.V6_9, 248}, {abi.V6_12, 264}, {abi.V6_18, 304}, {abi.V7_3, 296}}
	sizeofStackMap     = sizes{{0, 128}, {abi.V4_15, 256}, {abi.V5_5, 320}, {abi.V6_9, 272}, {abi.V6_12, 288}, {abi.V6_15, 272}, {abi.V6_18, 312}, {abi.V7_3, 320}}
	sizeofStackBucket  = sizes{{0, 24}, {abi.V4_17, 16}}
	sizeofBloomFilter  = sizes{{0, 320}, {abi.V6_9, 248}, {abi.V6_12, 264}, {abi.V6_18, 304}, {abi.V7_3, 296}}
	sizeofLocalStorage = sizes{{0, 448}, {abi.V6_9, 432}, {abi.V6_18, 440}, {abi.V7_2, 304}, {abi.V7_3, 296}}
	sizeofPointer      = uint64(8)
)
