package verifier

import (
	"encoding/binary"
	"math"

	"bpfplay/core/abi"
)

// regionFits logs and returns false if the access at off is outside (__check_mem_access).
func (v *env) regionFits(n uint8, r *reg, off int64, size int, mem int64, zeroOK bool) bool {
	off = int64(int32(off))
	if off >= 0 && (size > 0 || size == 0 && zeroOK) && off+int64(size) <= mem {
		return true
	}
	switch r.typ {
	case ptrToMapKey:
		v.logf("invalid access to map key, key_size=%d off=%d size=%d\n", mem, off, size)
	case ptrToMapValue:
		v.logf("invalid access to map value, value_size=%d off=%d size=%d\n", mem, off, size)
	case ptrToPacket, ptrToPacketMeta, ptrToPacketEnd:
		v.logf("invalid access to packet, off=%d size=%d, R%d(id=%d,off=%d,r=%d)\n", off, size, n, r.id, off, mem)
	default:
		v.logf("invalid access to memory, mem_size=%d off=%d size=%d\n", mem, off, size)
	}
	return false
}

// checkRegion refuses an access that may lie outside of memory of mem bytes (check_mem_region_access).
func (v *env) checkRegion(n uint8, r *reg, off int64, size int, mem int64, zeroOK bool) {
	if v.follows() && !v.in(sinceScratchedLog) {
		v.printFrame(v.cur, v.cur.cur(), true)
	}
	if lo := off + r.smin; r.smin < 0 && (r.smin == math.MinInt64 || lo != int64(int32(lo)) || lo < 0) {
		v.reportRegion(n, r, off, size, mem, "the minimal bound for a memory access is a negative value: %s", sumText(r.smin, off))
		v.refuse(regionNegative, n)
	}
	if !v.regionFits(n, r, r.smin+off, size, mem, zeroOK) {
		v.reportRegion(n, r, off, size, mem, "the minimal bound for a memory access is %s and is outside of the object of size %d", sumText(r.smin, off), mem)
		v.refuse(regionMin, n)
	}
	if r.umax >= maxVarOff {
		v.reportRegion(n, r, off, size, mem, "the maximal bound for a memory access is %d and exceeds maximum allowed offset of %d", r.umax, maxVarOff)
		v.refuse(regionUnbounded, n)
	}
	if !v.regionFits(n, r, int64(r.umax)+off, size, mem, zeroOK) {
		v.reportRegion(n, r, off, size, mem, "the maximal bound for a memory access is %d: start %d + access_size %d, beyond object_size %d",
			int64(r.umax)+off+int64(size), int64(r.umax)+off, size, mem)
		v.refuse(regionMax, n)
	}
}

// checkMapCaps refuses an access that the map's flags forbid to programs.
func (v *env) checkMapCaps(r *reg, off int64, size int, write bool) {
	m := r.m
	if write && m.Flags&mapRdonlyProg != 0 {
		v.refuse(mapWriteForbidden, m.ValueSize, off, size)
	}
	if !write && m.Flags&mapWronlyProg != 0 {
		v.refuse(mapReadForbidden, m.ValueSize, off, size)
	}
}

const (
	mapRdonlyProg = 1 << 7 // BPF_F_RDONLY_PROG
	mapWronlyProg = 1 << 8 // BPF_F_WRONLY_PROG
)

// checkValue refuses an access outside of a map's value, or to a lock or timer in it (check_map_access).
func (v *env) checkValue(n uint8, r *reg, off int64, size int, zeroOK bool) {
	v.checkRegion(n, r, off, size, int64(r.m.ValueSize), zeroOK)
	for _, f := range [2]struct {
		at, size int
		name     string
	}{{r.m.Lock, 4, "bpf_spin_lock"}, {r.m.Timer, 16, "bpf_timer"}} {
		if f.at >= 0 && r.smin+off < int64(f.at+f.size) && int64(f.at) < int64(r.umax)+off+int64(size) {
			v.refuse(fieldAccess, f.name)
		}
	}
}

// constantMap reports whether the values of m cannot change any more.
func (v *env) constantMap(m *Map) bool {
	return m.Flags&mapRdonlyProg != 0 && m.Frozen && m.Value != nil && m.Type == abi.BPF_MAP_TYPE_ARRAY
}

func (v *env) readValue(m *Map, off, size int, sx bool) uint64 {
	if m.MaxEntries != 1 {
		v.refuse(constantEntries)
	}
	var b [8]byte
	copy(b[:], m.Value(off, size))
	x := binary.LittleEndian.Uint64(b[:])
	if shift := 64 - 8*size; sx && shift > 0 {
		x = uint64(int64(x<<shift) >> shift)
	}
	return x
}
