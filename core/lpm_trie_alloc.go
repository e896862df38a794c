package core

import (
	"math"

	"bpfplay/core/abi"
)

// Follows trie_alloc in kernel/bpf/lpm_trie.c.

// Bytes of data in a key, after the prefix length.
const (
	LPM_DATA_SIZE_MAX = 256
	LPM_DATA_SIZE_MIN = 1
)

func trieAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	a, r, flags := &c.attr, k.Machine.Release, c.flags()
	if e := k.needs(c, trieCapable); e != 0 {
		return nil, e
	}
	if e := k.check(triePrealloc, flags&abi.BPF_F_NO_PREALLOC != 0, uint64(flags), 0); e != 0 {
		return nil, e
	}
	node := sizeofLpmTrieNode.in(r)
	key, value := uint64(a.U32(&abi.KeySize)), uint64(a.U32(&abi.ValueSize))
	keyOK := key >= lpmDataOffset+LPM_DATA_SIZE_MIN && key <= lpmDataOffset+LPM_DATA_SIZE_MAX
	valueOK := value >= 1 && value <= KMALLOC_MAX_SIZE-LPM_DATA_SIZE_MAX-node
	const allowed = abi.BPF_F_NO_PREALLOC | abi.BPF_F_NUMA_NODE | abi.BPF_F_RDONLY | abi.BPF_F_WRONLY | abi.BPF_F_RDONLY_PROG | abi.BPF_F_WRONLY_PROG
	if e := trieShape.check(k, c, a.U32(&abi.MaxEntries) != 0, keyOK, valueOK, allowed); e != 0 {
		return nil, e
	}
	if e := k.check(trieAccess, accessFlagsOK(flags), uint64(flags), 0); e != 0 {
		return nil, e
	}
	m := k.newMap(a)
	data := key - lpmDataOffset
	nodeBytes := node + data + value
	header := sizeofLpmTrie.in(r)
	if e := k.charge(c, m, header+uint64(m.MaxEntries)*nodeBytes, trieCost); e != 0 {
		return nil, e
	}
	if e := k.check(trieMemory, k.bpfMapAreaAlloc(m, header), header, k.freeMemory()); e != 0 {
		return nil, e
	}
	rest := max(int(data)-lpmHeadSize, 0)
	m.data = &lpmTrie{
		nodes:     newLPMNodes(),
		rows:      newSlab(rest+int(value), math.MaxUint32),
		restSize:  rest,
		dataSize:  int(data),
		maxPrefix: uint32(data) * 8,
		nodeBytes: nodeBytes,
	}
	return m, 0
}
