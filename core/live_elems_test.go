//go:build linux && amd64

package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// liveShape holds the sizes and flags for maps of a type.
type liveShape struct {
	typ                    abi.MapType
	keys, values, maximums []uint32
	flags                  []uint32
}

var (
	fourBytes   = []uint32{4}
	nothing     = []uint32{0}
	hashKeys    = []uint32{1, 2, 3, 4, 4, 4, 8, 8, 12, 16, 20, 64}
	someValues  = []uint32{1, 3, 4, 8, 8, 12, 16, 20, 64, 200, 1000}
	fewEntries  = []uint32{1, 2, 3, 4, 5, 7, 8, 16, 33}
	manyEntries = []uint32{1, 2, 3, 4, 5, 8, 16, 33, 64, 100, 128, 256, 300, 1000}
	zeroSeed    = []uint32{abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_PREALLOC,
		abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_PREALLOC, abi.BPF_F_ZERO_SEED | abi.BPF_F_RDONLY, abi.BPF_F_ZERO_SEED | abi.BPF_F_WRONLY_PROG, 0}
	lruFlags = []uint32{abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED | abi.BPF_F_NO_COMMON_LRU, 0, abi.BPF_F_NO_COMMON_LRU}
	noFlags  = []uint32{0, 0, 0, 0, 0, abi.BPF_F_RDONLY, abi.BPF_F_WRONLY, abi.BPF_F_RDONLY_PROG}
	rings    = []uint32{4096, 4096, 8192, 1 << 16, 4095}
)

// liveShapes are mostly valid.
var liveShapes = []liveShape{
	{abi.BPF_MAP_TYPE_HASH, hashKeys, someValues, manyEntries, zeroSeed},
	{abi.BPF_MAP_TYPE_ARRAY, fourBytes, someValues, manyEntries, append(noFlags, abi.BPF_F_MMAPABLE, abi.BPF_F_INNER_MAP)},
	{abi.BPF_MAP_TYPE_PROG_ARRAY, fourBytes, fourBytes, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY, fourBytes, fourBytes, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_PERCPU_HASH, hashKeys, someValues, manyEntries, zeroSeed},
	{abi.BPF_MAP_TYPE_PERCPU_ARRAY, fourBytes, someValues, manyEntries, noFlags},
	{abi.BPF_MAP_TYPE_STACK_TRACE, fourBytes, []uint32{8, 16, 80, 127 * 8}, fewEntries, []uint32{0, 0, abi.BPF_F_STACK_BUILD_ID}},
	{abi.BPF_MAP_TYPE_CGROUP_ARRAY, fourBytes, fourBytes, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_LRU_HASH, hashKeys, someValues, manyEntries, lruFlags},
	{abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, hashKeys, someValues, manyEntries, lruFlags},
	{abi.BPF_MAP_TYPE_LPM_TRIE, []uint32{5, 6, 8, 8, 8, 12, 20, 260}, someValues, manyEntries, []uint32{abi.BPF_F_NO_PREALLOC}},
	{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS, fourBytes, fourBytes, fewEntries, noFlags},
	{abi.BPF_MAP_TYPE_HASH_OF_MAPS, hashKeys, fourBytes, fewEntries, zeroSeed},
	{abi.BPF_MAP_TYPE_DEVMAP, fourBytes, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_SOCKMAP, fourBytes, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_CPUMAP, fourBytes, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_XSKMAP, fourBytes, fourBytes, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_SOCKHASH, hashKeys, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_CGROUP_STORAGE, []uint32{8, 16}, someValues, nothing, nothing},
	{abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, fourBytes, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, []uint32{8, 16}, someValues, nothing, nothing},
	{abi.BPF_MAP_TYPE_QUEUE, nothing, someValues, manyEntries, noFlags},
	{abi.BPF_MAP_TYPE_STACK, nothing, someValues, manyEntries, noFlags},
	{abi.BPF_MAP_TYPE_SK_STORAGE, fourBytes, someValues, nothing, []uint32{abi.BPF_F_NO_PREALLOC}},
	{abi.BPF_MAP_TYPE_DEVMAP_HASH, fourBytes, []uint32{4, 8}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_STRUCT_OPS, fourBytes, someValues, []uint32{1}, nothing},
	{abi.BPF_MAP_TYPE_RINGBUF, nothing, nothing, rings, nothing},
	{abi.BPF_MAP_TYPE_INODE_STORAGE, fourBytes, someValues, nothing, []uint32{abi.BPF_F_NO_PREALLOC}},
	{abi.BPF_MAP_TYPE_TASK_STORAGE, fourBytes, someValues, nothing, []uint32{abi.BPF_F_NO_PREALLOC}},
	{abi.BPF_MAP_TYPE_BLOOM_FILTER, nothing, someValues, manyEntries, []uint32{abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED, abi.BPF_F_ZERO_SEED, 0}},
	{abi.BPF_MAP_TYPE_USER_RINGBUF, nothing, nothing, rings, nothing},
	{abi.BPF_MAP_TYPE_CGRP_STORAGE, fourBytes, someValues, nothing, []uint32{abi.BPF_F_NO_PREALLOC}},
	{abi.BPF_MAP_TYPE_ARENA, nothing, nothing, fewEntries, []uint32{abi.BPF_F_MMAPABLE}},
	{abi.BPF_MAP_TYPE_INSN_ARRAY, fourBytes, []uint32{16}, fewEntries, nothing},
	{abi.BPF_MAP_TYPE_RHASH, hashKeys, someValues, manyEntries, []uint32{abi.BPF_F_NO_PREALLOC}},
}

// mainShapes are the indices in liveShapes of maps whose elements may have any bytes.
var mainShapes = []int{0, 0, 1, 4, 5, 8, 8, 9, 10, 21, 22, 29}

// liveMaps is how many maps a history has open before it closes some.
const liveMaps = 10

// create draws a map, or closes one if many are open.
func (g *liveCalls) create() Call {
	if len(g.maps()) >= liveMaps {
		return g.close()
	}
	s := liveShapes[g.IntN(len(liveShapes))]
	if g.clean || g.chance(75) {
		s = liveShapes[pick(g, g.focus...)-1]
	}
	var attr abi.Attr
	attr.PutU32(&abi.MapTypeField, uint32(s.typ))
	attr.PutU32(&abi.KeySize, pick(g, s.keys...))
	attr.PutU32(&abi.ValueSize, pick(g, s.values...))
	attr.PutU32(&abi.MaxEntries, pick(g, s.maximums...))
	flags := pick(g, s.flags...)
	if g.clean {
		flags &^= abi.BPF_F_RDONLY | abi.BPF_F_WRONLY
	}
	attr.PutU32(&abi.MapFlagsField, flags)
	size := abi.MapFlagsField.End()
	if g.k.mapTypeOf(s.typ) != nil && g.k.mapTypeOf(s.typ).ops.ofMaps {
		fd, _ := g.fd()
		attr.PutU32(&abi.InnerMapFD, fd)
		size = abi.InnerMapFD.End()
	}
	if s.typ == abi.BPF_MAP_TYPE_BLOOM_FILTER && g.chance(60) {
		abi.MapExtra.Put(attr[:], uint64(g.IntN(17)))
		size = abi.MapExtra.End()
	}
	if g.chance(10) {
		copy(attr[abi.MapName.Offset:], pick(g, "m", "my_map.1", "fifteen_chars_x"))
		size = max(size, abi.MapName.End())
	}
	if g.chance(3) {
		f := pick(g, &abi.NumaNode, &abi.MapIfindex, &abi.BtfFD, &abi.BtfKeyTypeID, &abi.BtfValueTypeID, &abi.BtfVmlinuxValueID, &abi.ExclProgHashSize)
		f.Put(attr[:], uint64(pick(g, 1, 2, 32, 1<<32-1)))
		size = max(size, f.End())
	}
	return g.bpf(abi.BPF_MAP_CREATE, attr, size)
}

// key draws a key of a map from few values, so that keys recur.
func (g *liveCalls) key(m *Map) []byte {
	key := make([]byte, min(m.KeySize, 4096))
	switch {
	case m.Type == abi.BPF_MAP_TYPE_LPM_TRIE:
		bits := (len(key) - 4) * 8
		putU32s(key, uint32(g.IntN(bits+2)))
		for i := 4; i < len(key); i++ {
			key[i] = pick[byte](g, 0, 0, 0x80, 0xff, 0xc0, 10, byte(g.Uint32()))
		}
	case m.ops != nil && len(key) == 4 && m.Type != abi.BPF_MAP_TYPE_HASH && m.Type != abi.BPF_MAP_TYPE_LRU_HASH:
		putU32s(key, uint32(g.IntN(int(min(m.MaxEntries, 2000))+2)))
	default:
		n := g.IntN(int(min(m.MaxEntries, 1<<15))*3/2 + 2)
		for i := range key {
			key[i] = byte(n)
			n >>= 8
		}
	}
	return key
}

// liveObjects are values with a meaning: a descriptor, the index of a device, the length of a queue.
var liveObjects = []uint32{0, 1, 1, 1, 2, 3, 4, 5, 77, 1000, 1 << 14, 1<<14 + 1, 1<<31 - 1, 1<<32 - 1}

// value draws a value for a map: one for each processor if the map is per-CPU.
func (g *liveCalls) value(m *Map) []byte {
	n := min(int(m.ValueSize), 1<<14)
	if m.ops != nil && m.ops.percpu {
		n = min((n+7)&^7*g.k.Machine.CPUs, 1<<14)
	}
	b := g.bytes(n)
	switch {
	case m.ops != nil && m.ops.ofMaps && g.chance(90):
		fd, _ := g.fd()
		putU32s(b, fd)
	case m.Type != abi.BPF_MAP_TYPE_BLOOM_FILTER && m.Type > abi.BPF_MAP_TYPE_PERCPU_ARRAY && n <= 8:
		putU32s(b, pick(g, liveObjects...), pick[uint32](g, 0, 1<<32-1, 3, 4))
	case m.Type == abi.BPF_MAP_TYPE_BLOOM_FILTER:
		clear(b)
		b[0] = byte(g.IntN(20))
	}
	return b
}

var liveElems = []abi.Cmd{abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_UPDATE_ELEM,
	abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_GET_NEXT_KEY, abi.BPF_MAP_GET_NEXT_KEY, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM}

// elem draws an element call. Those on maps of maps are few: each waits for a grace period.
func (g *liveCalls) elem() Call {
	fd, m := g.fd()
	for m.ops != nil && m.ops.ofMaps && g.chance(90) {
		fd, m = g.fd()
		if len(g.maps()) < 2 {
			break
		}
	}
	cmd := pick(g, liveElems...)
	var attr abi.Attr
	attr.PutU32(&abi.ElemMapFD, fd)
	key := g.pointer(liveKeys)
	if m.KeySize == 0 && g.chance(90) || cmd == abi.BPF_MAP_GET_NEXT_KEY && g.chance(30) {
		key = 0
	}
	g.write(key, g.key(m))
	abi.ElemKey.Put(attr[:], key)
	size := abi.ElemKey.End()
	switch cmd {
	case abi.BPF_MAP_UPDATE_ELEM:
		value := g.pointer(liveValues)
		g.write(value, g.value(m))
		abi.ElemValue.Put(attr[:], value)
		flags := pick[uint64](g, 0, 0, 0, 0, 0, 1, 1, 2, 2, uint64(g.IntN(64)))
		abi.UpdateFlags.Put(attr[:], flags)
		size = abi.UpdateFlags.End()
	case abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:
		value := g.pointer(liveOut)
		if m.Type == abi.BPF_MAP_TYPE_BLOOM_FILTER {
			g.write(value, g.value(m)) // a bloom filter reads the value
		}
		abi.ElemValueOut.Put(attr[:], value)
		size = abi.ElemValueOut.End()
		if g.chance(10) {
			abi.LookupFlags.Put(attr[:], uint64(g.IntN(40)))
			size = abi.LookupFlags.End()
		}
	case abi.BPF_MAP_GET_NEXT_KEY:
		abi.ElemNextKey.Put(attr[:], g.pointer(liveOut))
		size = abi.ElemNextKey.End()
	}
	return g.bpf(cmd, attr, size)
}

var liveBatches = []abi.Cmd{abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_LOOKUP_BATCH, abi.BPF_MAP_LOOKUP_BATCH,
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH, abi.BPF_MAP_DELETE_BATCH}

func (g *liveCalls) batchCall() Call {
	fd, m := g.fd()
	for m.ops != nil && (m.ops.ofMaps || m.ops.batch == nil) && len(g.maps()) > 1 && g.chance(85) {
		fd, m = g.fd()
	}
	cmd := pick(g, liveBatches...)
	var attr abi.Attr
	count := g.IntN(int(min(m.MaxEntries, 60)) + 3)
	keys, values := uint64(liveKeys), uint64(liveValues)
	if cmd == abi.BPF_MAP_LOOKUP_BATCH || cmd == abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH {
		keys, values = liveOut+0x1000, liveOut
		switch g.IntN(8) {
		case 0, 1, 2, 3: // continue after the last batch
			abi.InBatch.Put(attr[:], liveCursor)
		case 4:
			abi.InBatch.Put(attr[:], g.pointer(liveCursor))
			cursor := g.key(m)
			g.write(liveCursor, binary.LittleEndian.AppendUint32(cursor, g.Uint32()))
		}
		if g.chance(5) {
			count = pick(g, 0, 1000, 1<<20)
		}
	} else {
		var kb, vb []byte
		for range count {
			kb, vb = append(kb, g.key(m)...), append(vb, g.value(m)...)
		}
		g.write(keys, kb[:min(len(kb), liveValues-liveKeys)])
		g.write(values, vb[:min(len(vb), livePath-liveValues)])
	}
	abi.OutBatch.Put(attr[:], g.pointer(liveCursor))
	abi.BatchKeys.Put(attr[:], g.pointer(keys))
	abi.BatchVals.Put(attr[:], g.pointer(values))
	attr.PutU32(&abi.BatchCount, uint32(count))
	attr.PutU32(&abi.BatchMapFD, fd)
	if g.chance(10) {
		abi.BatchElem.Put(attr[:], uint64(g.IntN(16)))
	}
	if g.chance(2) {
		abi.BatchFlags.Put(attr[:], 1)
	}
	return g.bpf(cmd, attr, abi.BatchFlags.End())
}
