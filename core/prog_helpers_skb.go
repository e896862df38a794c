package core

import (
	"encoding/binary"
	"math"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Follows the helper functions of net/core/filter.c on struct sk_buff.

// Flags of helper functions on packets.
const (
	BPF_F_RECOMPUTE_CSUM  = 1 << 0
	BPF_F_INVALIDATE_HASH = 1 << 1
	BPF_F_HDR_FIELD_MASK  = 0xf
	BPF_F_PSEUDO_HDR      = 1 << 4
	BPF_F_MARK_MANGLED_0  = 1 << 5
	BPF_F_MARK_ENFORCE    = 1 << 6
	BPF_F_IPV6            = 1 << 7
	csumMangled0          = 0xffff
	mostCsumOffset        = 0xffff
	mostPacketOffset      = math.MaxInt32
	mostCsumDiff          = 512 // MAX_BPF_STACK
)

// sinceCsumFold is the first release in which bpf_csum_diff returns 16 bits, for any number of bytes.
var sinceCsumFold = abi.Since{abi.V6_13}

// sinceCsumIPv6 is the first release with BPF_F_IPV6.
var sinceCsumIPv6 = abi.Since{abi.V6_16, abi.V5_10 + 239, abi.V5_15 + 186, abi.V6_1 + 142, abi.V6_6 + 94, abi.V6_12 + 34, abi.V6_15 + 3}

// skbArg returns the packet whose context is the first argument. Without one, the run stops.
func skbArg(m *interp.Machine, a *[5]uint64) *skBuff {
	if s := runOf(m).skb; s != nil {
		return s
	}
	m.Fail("program has no socket buffer", a[0])
	return nil
}

// bpfSkbLoadBytes follows bpf_skb_load_bytes. If the packet is too short, the destination is zeroed.
func bpfSkbLoadBytes(m *interp.Machine, a *[5]uint64) uint64 {
	s := skbArg(m, a)
	if s == nil {
		return 0
	}
	n := int(uint32(a[3]))
	to := m.Memory(a[2], n)
	if to == nil {
		return 0
	}
	off := uint64(uint32(a[1]))
	from := s.bytes(off, n)
	if off > mostPacketOffset || from == nil {
		clear(to)
		return refuse(m, skbLoadRange, off, uint64(n))
	}
	copy(to, from)
	return 0
}

// bpfSkbStoreBytes follows bpf_skb_store_bytes.
func bpfSkbStoreBytes(m *interp.Machine, a *[5]uint64) uint64 {
	s := skbArg(m, a)
	if s == nil {
		return 0
	}
	off, n, flags := uint32(a[1]), uint32(a[3]), a[4]
	switch {
	case flags&^(BPF_F_RECOMPUTE_CSUM|BPF_F_INVALIDATE_HASH) != 0:
		return refuse(m, skbStoreFlags, flags, 0)
	case off > mostPacketOffset || !s.makeWritable(off+n):
		return refuse(m, skbStoreRange, uint64(off), uint64(n))
	}
	from, to := m.Memory(a[2], int(n)), s.bytes(uint64(off), int(n))
	if flags&BPF_F_RECOMPUTE_CSUM != 0 && s.complete {
		s.csum = csumSub(s.csum, csumBlock(csumPartial(to, 0), int(off)))
		s.csum = csumAdd(s.csum, csumBlock(csumPartial(from, 0), int(off)))
	}
	copy(to, from)
	if flags&BPF_F_INVALIDATE_HASH != 0 {
		s.set(skbHash, 0)
	}
	return 0
}

// bpfSkbPullData follows bpf_skb_pull_data: it makes the first bytes of the packet directly accessible.
func bpfSkbPullData(m *interp.Machine, a *[5]uint64) uint64 {
	s := skbArg(m, a)
	if s == nil {
		return 0
	}
	n := uint32(a[1])
	if n == 0 {
		n = uint32(s.linear - s.data)
	}
	if !s.makeWritable(n) {
		return refuse(m, skbPullRange, uint64(n), uint64(s.len()))
	}
	return 0
}

// csumField returns the checksum field at an offset for the replace functions, or the error.
func csumField(m *interp.Machine, s *skBuff, offset uint64) ([]byte, abi.Errno) {
	off := uint32(offset)
	ok := off <= mostCsumOffset && off&1 == 0 && s.makeWritable(off+2)
	if e := runOf(m).k.check(csumRange, ok, uint64(off), uint64(s.len())); e != 0 {
		return nil, e
	}
	return s.bytes(uint64(off), 2), 0
}

// bpfL3CsumReplace follows bpf_l3_csum_replace.
func bpfL3CsumReplace(m *interp.Machine, a *[5]uint64) uint64 {
	s := skbArg(m, a)
	if s == nil {
		return 0
	}
	if a[4]&^BPF_F_HDR_FIELD_MASK != 0 {
		return refuse(m, csumFlags, a[4], BPF_F_HDR_FIELD_MASK)
	}
	field, e := csumField(m, s, a[1])
	if e != 0 {
		return minus(e)
	}
	switch from, to := a[2], a[3]; {
	case a[4] == 0 && from == 0:
		csumReplaceByDiff(field, uint32(to))
	case a[4] == 2:
		csumReplace2(field, uint16(from), uint16(to))
	case a[4] == 4:
		csumReplace4(field, uint32(from), uint32(to))
	default:
		return refuse(m, csumSize, a[4], a[2])
	}
	return 0
}

// bpfL4CsumReplace follows bpf_l4_csum_replace.
func bpfL4CsumReplace(m *interp.Machine, a *[5]uint64) uint64 {
	s := skbArg(m, a)
	if s == nil {
		return 0
	}
	flags, allowed := a[4], uint64(BPF_F_MARK_MANGLED_0|BPF_F_MARK_ENFORCE|BPF_F_PSEUDO_HDR|BPF_F_HDR_FIELD_MASK)
	if sinceCsumIPv6.In(runOf(m).k.Machine.Release) {
		allowed |= BPF_F_IPV6
	}
	if flags&^allowed != 0 {
		return refuse(m, csumFlags, flags, allowed)
	}
	field, e := csumField(m, s, a[1])
	if e != 0 {
		return minus(e)
	}
	mangled := flags&BPF_F_MARK_MANGLED_0 != 0
	isZero := func() bool { return field[0]|field[1] == 0 }
	if mangled && flags&BPF_F_MARK_ENFORCE == 0 && isZero() {
		return 0
	}
	from, to, pseudo := uint32(a[2]), uint32(a[3]), flags&BPF_F_PSEUDO_HDR != 0 && s.complete
	switch size := flags & BPF_F_HDR_FIELD_MASK; {
	case size == 0 && a[2] == 0:
		csumReplaceByDiff(field, to)
		if pseudo && flags&BPF_F_IPV6 == 0 {
			s.csum = ^csumSub(to, s.csum)
		}
	case size == 2 || size == 4:
		if size == 2 {
			from, to = uint32(uint16(from)), uint32(uint16(to))
		}
		csumReplace4(field, from, to)
		if pseudo {
			s.csum = csumAdd(csumSub(s.csum, from), to)
		}
	default:
		return refuse(m, csumSize, flags, a[2])
	}
	if mangled && isZero() {
		binary.LittleEndian.PutUint16(field, csumMangled0)
	}
	return 0
}

// bpfCsumDiff follows bpf_csum_diff: it returns the change of a checksum if the first bytes are replaced by the second.
func bpfCsumDiff(m *interp.Machine, a *[5]uint64) uint64 {
	fromSize, toSize, seed := uint32(a[1]), uint32(a[3]), uint32(a[4])
	fold := sinceCsumFold.In(runOf(m).k.Machine.Release)
	if !fold && ((fromSize|toSize)&3 != 0 || fromSize+toSize > mostCsumDiff) {
		return refuse(m, csumDiffSize, uint64(fromSize), uint64(toSize))
	}
	from, to := m.Memory(a[0], int(fromSize)), m.Memory(a[2], int(toSize))
	if !fold {
		inverse := make([]byte, len(from), len(from)+len(to))
		for i, b := range from {
			inverse[i] = ^b
		}
		return uint64(csumPartial(append(inverse, to...), seed))
	}
	sum := seed
	switch {
	case fromSize != 0 && toSize != 0:
		sum = csumSub(csumPartial(to, sum), csumPartial(from, 0))
	case toSize != 0:
		sum = csumPartial(to, sum)
	case fromSize != 0:
		sum = ^csumPartial(from, ^sum)
	}
	return uint64(csumFrom32to16(sum))
}
