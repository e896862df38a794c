package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/map_in_map.c: what the maps have in common whose elements are maps.

var (
	sinceMetaOps   = abi.From(abi.R(5, 10, 0)) // each type says by itself what an inner map must be like
	sinceNoExclMap = abi.From(abi.R(7, 0, 0))  // a map for one program only cannot be an inner map
	sinceMapLookup = abi.From(abi.R(4, 13, 0)) // user space can read the id of an inner map
)

// innerMaps are the maps in an outer map: what they must be like, and where each is.
type innerMaps struct {
	meta   *Map // as the map was that the outer map was made with
	outer  int  // the number of the outer map
	chunks [][]*Map
	held   uint32 // maps in it
}

// innerChunk is how many places come into being with the first map that is put into one of them.
const innerChunk = 512

func (in *innerMaps) at(i uint32) *Map {
	if c := i / innerChunk; int(c) < len(in.chunks) && in.chunks[c] != nil {
		return in.chunks[c][i%innerChunk]
	}
	return nil
}

// swap puts a map, or nil, into a place, and gives what was there.
func (in *innerMaps) swap(i uint32, m *Map) *Map {
	old := in.at(i)
	if old == nil && m == nil {
		return nil
	}
	c := int(i / innerChunk)
	for len(in.chunks) <= c {
		in.chunks = append(in.chunks, nil)
	}
	if in.chunks[c] == nil {
		in.chunks[c] = make([]*Map, innerChunk)
	}
	in.chunks[c][i%innerChunk] = m
	if old != nil {
		in.held--
		old.leaveOuter(in.outer)
	}
	if m != nil {
		in.held++
		m.enterOuter(in.outer)
	}
	return old
}

func (m *Map) enterOuter(nr int) {
	if m.outers == nil {
		m.outers = map[int]int{}
	}
	m.outers[nr]++
}

func (m *Map) leaveOuter(nr int) {
	if m.outers[nr]--; m.outers[nr] <= 0 {
		delete(m.outers, nr)
	}
}

// bpfMapMetaAlloc follows bpf_map_meta_alloc: the map that inner_map_fd leads to shows what inner maps will be like.
func bpfMapMetaAlloc(k *Kernel, c *bpfCall) (*Map, abi.Errno) {
	fd := c.attr.U32(&abi.InnerMapFD)
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(metaBadFD, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	if e := k.check(metaNoMap, f.Map != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	m := f.Map
	if e := k.check(metaNested, !m.ops.ofMaps, uint64(m.Type), 0); e != 0 {
		return nil, e
	}
	if sinceNoExclMap.In(k.Machine.Release) {
		if e := k.check(metaExclusive, m.exclusive == nil, 0, 0); e != 0 {
			return nil, e
		}
	}
	if e := k.check(metaNotSupported, m.ops.mapMetaEqual != nil, uint64(m.Type), 0); e != 0 {
		return nil, e
	}
	return &Map{Type: m.Type, KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries, Flags: m.Flags, ops: m.ops}, 0
}

// bpfMapMetaEqual follows bpf_map_meta_equal: what a program was promised of an inner map.
func bpfMapMetaEqual(_ *Kernel, meta, m *Map) bool {
	return meta.Type == m.Type && meta.KeySize == m.KeySize && meta.ValueSize == m.ValueSize && meta.Flags == m.Flags
}

// metaEqual asks the type of an inner map, or, as it was, holds all types to the same.
func (k *Kernel) metaEqual(meta, m *Map) bool {
	if sinceMetaOps.In(k.Machine.Release) {
		return meta.ops.mapMetaEqual(k, meta, m)
	}
	return bpfMapMetaEqual(k, meta, m) && meta.MaxEntries == m.MaxEntries
}

// bpfMapFDGetPtr follows bpf_map_fd_get_ptr: the map whose descriptor is the value takes a further reference.
func (k *Kernel) bpfMapFDGetPtr(c *bpfCall, meta *Map, value []byte) (*Map, abi.Errno) {
	fd, f := c.valueFD(value)
	if e := k.check(innerBadFD, f != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	if e := k.check(innerNoMap, f.Map != nil, uint64(fd), 0); e != 0 {
		return nil, e
	}
	if sinceNoExclMap.In(k.Machine.Release) {
		if e := k.check(innerExclusive, f.Map.exclusive == nil, uint64(fd), 0); e != 0 {
			return nil, e
		}
	}
	if e := k.check(innerDiffers, k.metaEqual(meta, f.Map), uint64(fd), uint64(meta.Type)); e != 0 {
		return nil, e
	}
	return f.Map, k.bpfMapInc(f.Map)
}

// putMapID writes the id of an inner map, which is what user space gets to see of it.
func putMapID(out []byte, m *Map) { binary.LittleEndian.PutUint32(out, m.ID) }
