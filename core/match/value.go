package match

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// valueSize returns the size of a value in user memory.
func (s *step) valueSize() uint64 {
	switch size := uint64(s.m.ValueSize); {
	case s.m.Type.PerCPU():
		return (size + 7) &^ 7 * uint64(s.machine.CPUs)
	case s.m.Type.Holds() == abi.HoldsMaps || holdsObjects(s.m.Type):
		return max(size, 4)
	default:
		return size
	}
}

// asked fills in the value looked up in a bloom filter.
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

// value fills in the value of an update.
func (s *step) value() {
	at := abi.ElemValue.Value(s.attr)
	switch {
	case s.isShown(at):
	case s.refused(abi.EPERM) || s.badFD() && !holdsFDs(s.m.Type): // the kernel did not read the value
	case s.m.Type.Holds() == abi.HoldsMaps && !s.refused(abi.EFAULT), s.fine():
		if object, ok := s.object(); ok {
			s.fill(&abi.ElemValue, abi.Grow(u32(object), int(s.m.ValueSize)))
			break
		}
		s.input(&abi.ElemValue, s.valueSize())
	default:
		s.input(&abi.ElemValue, s.valueSize())
	}
	if value, ok := s.bytesAt(at, int(min(s.valueSize(), fillLimit))); ok {
		s.memo.value = value
	}
}

// holdsFDs reports whether a value of a map of type t is a descriptor.
func holdsFDs(t abi.MapType) bool { return t.Holds() == abi.HoldsMaps || holdsObjects(t) }

// object returns a value for an element of a map of maps, events, devices or CPUs.
func (s *step) object() (v uint32, ok bool) {
	switch s.m.Type.Holds() {
	case abi.HoldsMaps:
		return uint32(s.innerFD()), true
	case abi.HoldsPerfEvents:
		fd := s.perfFD()
		return uint32(fd), fd >= 0
	case abi.HoldsDevices:
		return loopback, true
	case abi.HoldsCPUs:
		return cpuQueue, true
	}
	return 0, false
}

const (
	loopback = 1   // ifindex of the only network device
	cpuQueue = 192 // a common queue size
)

func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

// innerFD returns a descriptor that leads to the traced result when stored in a map of maps.
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
	return a.Type == b.Type && a.KeySize == b.KeySize && a.ValueSize == b.ValueSize && a.Flags == b.Flags &&
		(a.MaxEntries == b.MaxEntries || a.Type.Keys() != abi.KeyIndex || b.Flags&abi.BPF_F_INNER_MAP != 0)
}
