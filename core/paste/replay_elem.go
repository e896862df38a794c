package paste

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// objectMaps are the types whose elements are objects that are not emulated: what the text shows to succeed is taken so.
var objectMaps = map[abi.MapType]bool{
	abi.BPF_MAP_TYPE_PROG_ARRAY: true, abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY: true, abi.BPF_MAP_TYPE_CGROUP_ARRAY: true,
	abi.BPF_MAP_TYPE_SOCKMAP: true, abi.BPF_MAP_TYPE_SOCKHASH: true, abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY: true,
	abi.BPF_MAP_TYPE_XSKMAP: true, abi.BPF_MAP_TYPE_STACK_TRACE: true, abi.BPF_MAP_TYPE_SK_STORAGE: true,
	abi.BPF_MAP_TYPE_INODE_STORAGE: true, abi.BPF_MAP_TYPE_TASK_STORAGE: true, abi.BPF_MAP_TYPE_CGRP_STORAGE: true,
	abi.BPF_MAP_TYPE_CGROUP_STORAGE: true, abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: true,
}

// isObject says whether a call is about an element that is no plain bytes, and is taken as traced.
func (s *step) isObject() bool { return s.known && s.said >= 0 && s.m != nil && objectMaps[s.m.Type] }

// percpuMaps are the types of which user space copies a value for every processor.
var percpuMaps = map[abi.MapType]bool{
	abi.BPF_MAP_TYPE_PERCPU_HASH: true, abi.BPF_MAP_TYPE_PERCPU_ARRAY: true, abi.BPF_MAP_TYPE_LRU_PERCPU_HASH: true,
	abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: true,
}

// valueSize is how many bytes of memory a value takes.
func (s *step) valueSize() uint64 {
	switch size := uint64(s.m.ValueSize); {
	case percpuMaps[s.m.Type]:
		return (size + 7) &^ 7 * uint64(s.machine.CPUs)
	case mapsOfMaps[s.m.Type] || objectMaps[s.m.Type]:
		return max(size, 4)
	default:
		return size
	}
}

func (s *step) prepareLookup() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	switch s.m.Type {
	case abi.BPF_MAP_TYPE_BLOOM_FILTER:
		s.asked()
		return true
	case abi.BPF_MAP_TYPE_QUEUE, abi.BPF_MAP_TYPE_STACK:
		s.notEmpty()
	}
	if s.refused(abi.ENOENT) {
		s.key(wantAbsent)
	} else {
		s.key(wantPresent)
	}
	s.room(&abi.ElemValueOut, s.valueSize())
	return true
}

// notEmpty puts something into a queue or stack that the text shows not to be empty.
func (s *step) notEmpty() {
	if s.known && s.said >= 0 && s.k.Count(s.m) == 0 {
		s.inferElement(nil)
	}
}

// asked fills in the value that a bloom filter is asked for.
func (s *step) asked() {
	if s.isShown(abi.ElemValue.Value(s.attr)) || s.refused(abi.EFAULT) {
		return
	}
	value := make([]byte, s.m.ValueSize)
	copy(value, s.memo.value)
	if s.refused(abi.ENOENT) && len(value) > 0 {
		value[len(value)-1] ^= 0x80
	}
	s.fill(&abi.ElemValue, value)
}

// prepareUpdate fills in a key that makes the answer true, and a value. A successful update from the same address as one
// before is taken for a loop over keys.
func (s *step) prepareUpdate() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	flags := abi.UpdateFlags.Value(s.attr)
	switch {
	case s.refused(abi.E2BIG):
		s.fillUp()
		s.key(wantAbsent)
	case s.refused(abi.EEXIST), flags == abi.BPF_EXIST && s.fine():
		s.key(wantPresent)
	case s.refused(abi.ENOENT):
		s.key(wantAbsent)
	default:
		s.key(wantNew)
	}
	s.value()
	return true
}

// fillUpLimit is how many elements are put into a map, at most, that the text shows to be full.
const fillUpLimit = 64

// fillUp puts elements into a map until it is full, where few are missing.
func (s *step) fillUp() {
	most := uint64(s.m.MaxEntries)
	if n := s.k.Count(s.m); indexed[s.m.Type] || evicts[s.m.Type] || n >= most || most-n > fillUpLimit {
		return
	}
	for n := s.k.Count(s.m); n < most; n++ {
		s.inferElement(s.unused())
	}
}

// value fills in the value of an update.
func (s *step) value() {
	at := abi.ElemValue.Value(s.attr)
	switch {
	case s.isShown(at):
	case mapsOfMaps[s.m.Type] && !s.refused(abi.EFAULT):
		s.fill(&abi.ElemValue, u32(uint32(s.innerFD())))
	case (s.m.Type == abi.BPF_MAP_TYPE_DEVMAP || s.m.Type == abi.BPF_MAP_TYPE_DEVMAP_HASH) && s.fine():
		s.fill(&abi.ElemValue, abi.Grow(u32(loopback), int(s.m.ValueSize)))
	case s.m.Type == abi.BPF_MAP_TYPE_CPUMAP && s.fine():
		s.fill(&abi.ElemValue, abi.Grow(u32(cpuQueue), int(s.m.ValueSize)))
	default:
		s.room(&abi.ElemValue, s.valueSize())
	}
	if value, ok := s.bytesAt(at, int(min(s.valueSize(), fillLimit))); ok {
		s.memo.value = value
	}
}

const (
	loopback = 1   // the one network device that there is
	cpuQueue = 192 // a size of a queue that programs take
)

func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// innerFD is a descriptor that gives the answer when it is put into a map of maps.
func (s *step) innerFD() int64 {
	if s.refused(abi.EBADF) {
		return -1
	}
	files := s.k.Task(s.task).Files
	for fd := files.Highest(); fd >= 0; fd-- {
		f := files.File(fd)
		if f == nil || f.Map == nil || f.Map == s.m {
			continue
		}
		if s.memo.inner == nil || sameShape(f.Map, s.memo.inner) != s.refused(abi.EINVAL) {
			return int64(fd)
		}
	}
	return -1
}

func sameShape(a, b *core.Map) bool {
	return a.Type == b.Type && a.KeySize == b.KeySize && a.ValueSize == b.ValueSize && a.Flags == b.Flags && (a.MaxEntries == b.MaxEntries || a.Type == abi.BPF_MAP_TYPE_HASH)
}

func (s *step) prepareDelete() bool {
	if s.mapAt(&abi.ElemMapFD) == nil || s.isObject() {
		return !s.isObject()
	}
	if s.refused(abi.ENOENT) {
		s.key(wantAbsent)
	} else {
		s.key(wantPresent)
	}
	return true
}

// bytesAt is what will lie at an address when the call is made.
func (s *step) bytesAt(addr uint64, n int) ([]byte, bool) {
	b, ok := s.read(addr, n)
	for _, w := range s.writes {
		if addr >= w.Addr && addr+uint64(n) <= w.Addr+uint64(len(w.Bytes)) {
			copy(b, w.Bytes[addr-w.Addr:])
			ok = true
		}
	}
	return b, ok
}

// afterUpdate remembers a key that the map did not have.
func (s *step) afterUpdate(int64) {
	if s.m == nil || !s.fresh {
		return
	}
	if key, ok := s.read(abi.ElemKey.Value(s.attr), int(s.m.KeySize)); ok {
		s.memo.keys = append(s.memo.keys, string(key))
	}
}
