package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows kernel/bpf/map_in_map.c, for maps whose elements are maps.

var (
	sinceMetaOps   = abi.Since{abi.V5_10} // map_meta_equal of each type
	sinceNoExclMap = abi.Since{abi.V7_0}  // a map with excl_prog_hash cannot be an inner map
	sinceMapLookup = abi.Since{abi.V4_13} // user space can read the id of an inner map
)

// innerMaps are the maps in an outer map, and their template.
type innerMaps struct {
	meta   *Map // the template
	outer  int  // the number of the outer map
	chunks [][]*Map
	held   uint32 // number of inner maps
}

// innerChunk is the number of elements that are allocated together.
const innerChunk = 512

func (in *innerMaps) at(i uint32) *Map {
	if c := i / innerChunk; int(c) < len(in.chunks) && in.chunks[c] != nil {
		return in.chunks[c][i%innerChunk]
	}
	return nil
}

// swap sets element i to m, which may be nil, and returns the old map.
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

// bpfMapMetaAlloc follows bpf_map_meta_alloc: it returns the template of the inner maps, from inner_map_fd.
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
	if !sinceMapRules.In(k.Machine.Release) {
		if e := k.check(metaLock, !m.hasLock(), 0, 0); e != 0 {
			return nil, e
		}
	}
	meta := &Map{Type: m.Type, KeySize: m.KeySize, ValueSize: m.ValueSize, MaxEntries: m.MaxEntries, Flags: m.Flags, ops: m.ops}
	k.metaBTF(meta, m)
	return meta, 0
}

// bpfMapMetaEqual follows bpf_map_meta_equal: the properties that the verifier relies on.
func bpfMapMetaEqual(_ *Kernel, meta, m *Map) bool {
	return meta.Type == m.Type && meta.KeySize == m.KeySize && meta.ValueSize == m.ValueSize && meta.Flags == m.Flags &&
		meta.record.Equal(m.record)
}

// metaEqual calls map_meta_equal of the type. Before 5.10, all types have the same condition.
func (k *Kernel) metaEqual(meta, m *Map) bool {
	if sinceMetaOps.In(k.Machine.Release) {
		return meta.ops.mapMetaEqual(k, meta, m)
	}
	return bpfMapMetaEqual(k, meta, m) && meta.MaxEntries == m.MaxEntries
}

// bpfMapFDGetPtr follows bpf_map_fd_get_ptr: it takes a reference to the map whose descriptor is the value.
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

// putMapID writes the id of an inner map, the value that user space reads.
func putMapID(out []byte, m *Map) { binary.LittleEndian.PutUint32(out, m.ID) }
