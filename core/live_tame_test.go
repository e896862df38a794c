//go:build linux && amd64

package core

import (
	"slices"

	"bpfplay/core/abi"
)

// badAddresses are not mapped in the program.
var badAddresses = []uint64{0, 1, 8, liveEnd, liveEnd + 0x1000, TASK_SIZE, 1 << 63, 0xffff888000000000, 1<<64 - 1}

// mutate changes one field of a command, or one byte.
func (g *liveCalls) mutate(attr *abi.Attr, row *abi.Command) {
	if row == nil || len(row.Fields) == 0 || g.chance(15) {
		attr[g.IntN(g.k.attrSize)] = byte(g.Uint32())
		return
	}
	f := pick(g, row.Fields...)
	v := uint64(pick(g, 0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 24, 31, 32, 64, 100, 255, 256, 512, 1000, 4096))
	switch f.Kind {
	case abi.KindPointer, abi.KindPath:
		v = pick(g, append(badAddresses, liveKeys, liveValues, liveOut, ArenaReadOnly, liveEnd-4)...)
	case abi.KindMapType:
		v = uint64(g.IntN(len(abi.MapTypes) + 3))
	case abi.KindFD:
		v = uint64(pick[uint32](g, 0, 1, 3, 4, 5, 6, 50, 1<<31, 1<<32-1, 1<<32-100))
	case abi.KindMapFlags, abi.KindFileFlags, abi.KindElemFlags:
		v = f.Value(attr[:]) ^ 1<<g.IntN(min(8*f.Kind.Size(), 34))
	case abi.KindName:
		copy(attr[f.Offset:f.End()], pick(g, "name", "a.b", "bad-name", "sixteen_chars_xx", "_", "x y", "\x01"))
		return
	case abi.KindCount, abi.KindU32, abi.KindU64, abi.KindID, abi.KindIfindex:
		if g.chance(20) {
			v = pick[uint64](g, 1<<15, 1<<16, 1<<18, 1<<20, 1<<22, 1<<22+1, 1<<31-1, 1<<31, 1<<32-1)
		}
	}
	f.Put(attr[:], v)
}

// tame changes a call that would reach memory of the test's own process, take much of the host's memory or open a map
// of another program.
func (g *liveCalls) tame(attr *abi.Attr, row *abi.Command, cmd abi.Cmd) {
	for _, f := range row.Fields {
		if f.Kind == abi.KindPointer || f.Kind == abi.KindPath {
			if !harmless(f.Value(attr[:])) {
				f.Put(attr[:], liveEnd)
			}
		}
	}
	switch cmd {
	case abi.BPF_MAP_CREATE:
		g.tameSizes(attr)
		typ := g.k.mapTypeOf(abi.MapType(attr.U32(&abi.MapTypeField)))
		g.late = g.late || typ != nil && typ.ops.ofMaps
	case abi.BPF_MAP_GET_FD_BY_ID:
		if !g.idDetermined(attr.U32(&abi.MapID)) {
			attr.PutU32(&abi.MapID, 1<<30)
		}
	case abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: // the deleted elements must not depend on a random seed
		if f := g.t.Files.File(int(int32(attr.U32(&abi.BatchMapFD)))); f != nil && f.Map != nil && drawn(f.Map) {
			attr.PutU32(&abi.BatchMapFD, 1<<30)
		}
	}
}

// harmless reports whether an address is in the arena, or is certainly not mapped in the process.
func harmless(addr uint64) bool {
	return addr < PAGE_SIZE || addr >= ArenaStart && addr < liveEnd+0x10000 || addr >= TASK_SIZE || slices.Contains(badAddresses, addr)
}

// cutsPointer reports whether the end of an attr cuts a pointer so that the rest is not harmless.
func (g *liveCalls) cutsPointer(attr []byte, row *abi.Command) bool {
	return slices.ContainsFunc(row.Fields, func(f *abi.Field) bool { return f.Kind.Size() == 8 && !harmless(f.Value(attr)) && len(attr) < f.End() })
}

// idDetermined reports whether an ID has a known result on the host. Other programs of the host have maps too, and can
// hold a reference to a map of the test after the test has closed it.
func (g *liveCalls) idDetermined(id uint32) bool {
	m := g.k.mapIDs.find(id)
	return id == 0 || id >= 1<<30 || m != nil && m.usercnt > 0
}

// tameSizes allows small maps, and maps larger than the machine's memory.
func (g *liveCalls) tameSizes(attr *abi.Attr) {
	key, value, n := uint64(attr.U32(&abi.KeySize)), uint64(attr.U32(&abi.ValueSize)), uint64(attr.U32(&abi.MaxEntries))
	const small = 4 << 20
	large := g.k.Machine.Memory << 20 / 4 * 5
	typ := abi.MapType(attr.U32(&abi.MapTypeField))
	if n > 1<<20 && (n != 1<<32-1 || typ == abi.BPF_MAP_TYPE_BLOOM_FILTER || (value+7)&^7*n < large || typ == abi.BPF_MAP_TYPE_PERCPU_ARRAY) {
		n = uint64(1 + g.IntN(8))
		attr.PutU32(&abi.MaxEntries, uint32(n))
	}
	if typ == abi.BPF_MAP_TYPE_CPUMAP && n > uint64(g.k.Machine.CPUs) && n <= NR_CPUS { // the host may be built for less
		attr.PutU32(&abi.MaxEntries, uint32(g.k.Machine.CPUs))
	}
	for _, bytes := range []uint64{((value + 7) &^ 7) * n, ((key+7)&^7 + (value+7)&^7 + 64) * n} {
		if bytes > small && bytes < large {
			attr.PutU32(&abi.ValueSize, 8)
			attr.PutU32(&abi.MaxEntries, uint32(min(n, 8)))
			if key > 1<<20 {
				attr.PutU32(&abi.KeySize, 4)
			}
		}
	}
}
