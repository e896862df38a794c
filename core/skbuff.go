package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Packets of programs that get struct __sk_buff. Follows struct sk_buff, and bpf_convert_ctx_access in net/core/filter.c.

// Sizes of a packet's memory.
const (
	ETH_HLEN            = 14
	NET_SKB_PAD         = 64  // bytes before the packet
	skbTailroom         = 320 // SKB_DATA_ALIGN(sizeof(struct skb_shared_info))
	maxSkbFrags         = 17  // MAX_SKB_FRAGS
	XDP_PACKET_HEADROOM = 256
)

// skBuff follows struct sk_buff: a packet and its properties.
type skBuff struct {
	mem    []byte // with room before the packet
	data   int    // start of the packet in mem
	linear int    // end of the part that programs access directly
	end    int    // end of the packet
	mac    int    // mac_header
	net    int    // network_header
	addr   uint64 // of mem

	// md is struct __sk_buff as the program sees it, except for len and the pointers to the packet.
	md       [sizeofSkBuffMd]byte
	complete bool   // ip_summed == CHECKSUM_COMPLETE
	csum     uint32 // checksum of the packet after the Ethernet header, if complete
}

// Offsets in struct __sk_buff.
const (
	skbLen          = 0
	skbPktType      = 4
	skbMark         = 8
	skbQueueMapping = 12
	skbProtocol     = 16
	skbPriority     = 32
	skbIngress      = 36
	skbIfindex      = 40
	skbTcIndex      = 44
	skbCb           = 48
	skbHash         = 68
	skbTcClassid    = 72
	skbData         = 76
	skbDataEnd      = 80
	skbNapiID       = 84
	skbDataMeta     = 140
	skbTstamp       = 152
	skbWireLen      = 160
	skbGsoSegs      = 164
	skbSk           = 168
	skbGsoSize      = 176
	skbHwtstamp     = 184
	sizeofSkBuffMd  = 192
)

// sizeofSkBuff is the size of struct __sk_buff by release, newest first.
var sizeofSkBuff = [...]struct {
	since abi.Release
	size  int
}{{abi.V5_16, sizeofSkBuffMd}, {abi.V5_7, 184}, {abi.Seed, 176}}

// skbMdSize returns the size of struct __sk_buff in a release.
func skbMdSize(r abi.Release) int {
	i := 0
	for sizeofSkBuff[i].since > r {
		i++
	}
	return sizeofSkBuff[i].size
}

func (s *skBuff) get(off int) uint32    { return binary.LittleEndian.Uint32(s.md[off:]) }
func (s *skBuff) set(off int, v uint32) { binary.LittleEndian.PutUint32(s.md[off:], v) }

// len returns the bytes of the packet.
func (s *skBuff) len() int { return s.end - s.data }

// bytes returns n bytes of the packet at offset off, or nil if they are not all in it.
func (s *skBuff) bytes(off uint64, n int) []byte {
	at, end := uint64(s.data)+off, uint64(s.data)+off+uint64(n)
	if end > uint64(s.end) {
		return nil
	}
	return s.mem[at:end]
}

// makeWritable follows bpf_try_make_writable: it makes the first n bytes linear. It reports whether the packet has them.
func (s *skBuff) makeWritable(n uint32) bool {
	if uint64(n) > uint64(s.len()) {
		return false
	}
	s.linear = max(s.linear, s.data+int(n))
	return true
}

// Bytes implements [interp.Memory].
func (s *skBuff) Bytes(off uint64, n int) []byte { return nil }

// Load implements [interp.Fields].
func (s *skBuff) Load(off uint64, n int) (uint64, bool) {
	switch {
	case off < skbPktType:
		s.set(skbLen, uint32(s.len()))
	case off == skbData || off == skbDataMeta:
		return s.addr + uint64(s.data), n == 4
	case off == skbDataEnd:
		return s.addr + uint64(s.linear), n == 4
	case off == skbSk:
		return 0, false
	}
	if off+uint64(n) > sizeofSkBuffMd {
		return 0, false
	}
	v := uint64(0)
	for i := n - 1; i >= 0; i-- {
		v = v<<8 | uint64(s.md[off+uint64(i)])
	}
	return v, true
}

// noQueueMapping is NO_QUEUE_MAPPING: programs cannot set this queue or a higher one.
const noQueueMapping = 1<<16 - 1

// Store implements [interp.Fields].
func (s *skBuff) Store(off uint64, n int, v uint64) bool {
	switch {
	case off+uint64(n) > sizeofSkBuffMd:
		return false
	case off == skbQueueMapping && v >= noQueueMapping:
		return true
	case off == skbQueueMapping || off == skbTcIndex || off == skbTcClassid:
		v = uint64(uint16(v)) // fields of two bytes in the kernel
	}
	for i := range n {
		s.md[off+uint64(i)] = byte(v >> (8 * i))
	}
	return true
}

// Offsets of the legacy loads that are not in the packet's data.
const (
	SKF_NET_OFF = -0x100000 // from the network header
	SKF_LL_OFF  = -0x200000 // from the Ethernet header
)

// packet follows bpf_skb_load_helper: it returns n bytes for a legacy load, or nil.
func (s *skBuff) packet(_ *interp.Machine, off int32, n int) []byte {
	at := s.data + int(off)
	end := s.end
	switch {
	case off >= 0:
	case off >= SKF_NET_OFF:
		at, end = s.net+int(off)-SKF_NET_OFF, s.linear
	case off >= SKF_LL_OFF:
		at, end = s.mac+int(off)-SKF_LL_OFF, s.linear
	default:
		return nil
	}
	if at < 0 || at+n > end {
		return nil
	}
	return s.mem[at : at+n]
}

// Values of skb->pkt_type.
const (
	PACKET_HOST      = 0
	PACKET_MULTICAST = 2
	PACKET_OTHERHOST = 3
)

// Values of an Ethernet type.
const (
	ETH_P_802_3     = 1
	ETH_P_802_2     = 4
	ETH_P_802_3_MIN = 0x600
	ETH_P_IP        = 0x800
	ETH_P_IPV6      = 0x86dd
)

// ethTypeTrans follows eth_type_trans on the loopback device, whose address is zero: it removes the Ethernet header and
// sets pkt_type and protocol. It returns the Ethernet type.
func (s *skBuff) ethTypeTrans() uint16 {
	header := s.mem[s.data : s.data+ETH_HLEN]
	s.mac = s.data
	s.data += ETH_HLEN
	s.net = s.data
	switch {
	case [6]byte(header) == [6]byte{}:
		s.set(skbPktType, PACKET_HOST)
	case header[0]&1 != 0:
		s.set(skbPktType, PACKET_MULTICAST)
	default:
		s.set(skbPktType, PACKET_OTHERHOST)
	}
	proto := binary.BigEndian.Uint16(header[12:])
	if proto < ETH_P_802_3_MIN {
		proto = ETH_P_802_2
		if sap := s.bytes(0, 2); sap != nil && sap[0]&sap[1] == 0xff {
			proto = ETH_P_802_3
		}
	}
	s.md[skbProtocol], s.md[skbProtocol+1] = byte(proto>>8), byte(proto)
	return proto
}

// newSkBuff returns a packet of headroom bytes, the linear bytes and the rest, with its address in programs.
func (k *Kernel) newSkBuff(packet []byte, linear int) *skBuff {
	s := &skBuff{mem: make([]byte, NET_SKB_PAD+len(packet)+skbTailroom), data: NET_SKB_PAD, linear: NET_SKB_PAD + linear, end: NET_SKB_PAD + len(packet)}
	copy(s.mem[s.data:], packet)
	s.addr = k.runs.space.AddBytes(s.mem)
	return s
}
