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
	sizeofBpfMap   = sizes{{0, 256}, {abi.R(6, 9, 0), 232}, {abi.R(6, 12, 0), 248}, {abi.R(6, 18, 0), 288}, {abi.R(7, 3, 0), 280}} // from 6.4 on
	sizeofBpfArray = sizes{{0, 96}, {abi.R(4, 6, 0), 104}, {abi.R(4, 14, 0), 120}, {abi.R(4, 15, 0), 256}, {abi.R(5, 5, 0), 320},
		{abi.R(6, 9, 0), 248}, {abi.R(6, 12, 0), 264}, {abi.R(6, 18, 0), 304}, {abi.R(7, 3, 0), 296}}
	sizeofBpfHtab      = sizes{{0, 128}, {abi.R(4, 10, 0), 384}, {abi.R(5, 10, 0), 640}, {abi.R(6, 1, 0), 832}, {abi.R(6, 9, 0), 896}}
	sizeofBpfRhtab     = sizes{{0, 536}, {abi.R(7, 3, 0), 528}}
	sizeofRhtabElem    = uint64(8)
	sizeofHtabElem     = sizes{{0, 40}, {abi.R(4, 10, 0), 48}}
	sizeofBucket       = sizes{{0, 8}, {abi.R(4, 6, 0), 16}}
	sizeofLpmTrie      = sizes{{0, 120}, {abi.R(4, 15, 0), 256}, {abi.R(5, 5, 0), 320}, {abi.R(6, 9, 0), 272}, {abi.R(6, 12, 0), 288}, {abi.R(6, 13, 0), 408}}
	sizeofLpmTrieNode  = sizes{{0, 40}, {abi.R(6, 13, 0), 24}}
	sizeofQueueStack   = sizes{{0, 256}, {abi.R(5, 5, 0), 320}, {abi.R(6, 9, 0), 248}, {abi.R(6, 12, 0), 264}, {abi.R(6, 18, 0), 304}, {abi.R(7, 3, 0), 296}}
	sizeofStackMap     = sizes{{0, 128}, {abi.R(4, 15, 0), 256}, {abi.R(5, 5, 0), 320}, {abi.R(6, 9, 0), 272}, {abi.R(6, 12, 0), 288}, {abi.R(6, 15, 0), 272}, {abi.R(6, 18, 0), 312}, {abi.R(7, 3, 0), 320}}
	sizeofStackBucket  = sizes{{0, 24}, {abi.R(4, 17, 0), 16}}
	sizeofBloomFilter  = sizes{{0, 320}, {abi.R(6, 9, 0), 248}, {abi.R(6, 12, 0), 264}, {abi.R(6, 18, 0), 304}, {abi.R(7, 3, 0), 296}}
	sizeofLocalStorage = sizes{{0, 448}, {abi.R(6, 9, 0), 432}, {abi.R(6, 18, 0), 440}, {abi.R(7, 2, 0), 304}, {abi.R(7, 3, 0), 296}}
	sizeofPointer      = uint64(8)
)
