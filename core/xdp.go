package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// Packets of XDP programs. Follows struct xdp_buff and the helper functions of net/core/filter.c on it.

var (
	sinceXDPFrags   = abi.Since{abi.V5_18} // packets of several pages; struct xdp_frame has 40 bytes
	sinceXDPMetaMax = abi.Since{abi.V6_8}  // up to 255 bytes of metadata instead of 32
)

// xdpBuff follows struct xdp_buff. The offsets count from data_hard_start.
type xdpBuff struct {
	mem     []byte // one page
	meta    int    // data_meta
	data    int
	end     int      // data_end
	frags   [][]byte // further pages, which programs do not access directly
	addr    uint64   // of mem
	release abi.Release
}

// Offsets in struct xdp_md.
const (
	xdpData         = 0
	xdpDataEnd      = 4
	xdpDataMeta     = 8
	xdpIngress      = 12
	xdpRxQueue      = 16
	xdpEgress       = 20
	sizeofXdpMd     = 24
	loopbackIfindex = 1
)

// frameEnd returns the first offset that a packet may have: the kernel stores struct xdp_frame before it.
func (x *xdpBuff) frameEnd() int {
	if sinceXDPFrags.In(x.release) {
		return 40
	}
	return 32
}

// hardEnd follows xdp_data_hard_end: the last offset that a packet may have.
func (x *xdpBuff) hardEnd() int { return PAGE_SIZE - skbTailroom }

// fragBytes returns xdp_frags_size: the bytes of the packet in further pages.
func (x *xdpBuff) fragBytes() (n int) {
	for _, f := range x.frags {
		n += len(f)
	}
	return n
}

// xdpMetalenInvalid follows xdp_metalen_invalid.
func xdpMetalenInvalid(r abi.Release, n int) bool {
	limit := 32
	if sinceXDPMetaMax.In(r) {
		limit = 255
	}
	return n < 0 || n&3 != 0 || n > limit
}

// Bytes implements [interp.Memory].
func (x *xdpBuff) Bytes(uint64, int) []byte { return nil }

// Load implements [interp.Fields]. Packets arrive on queue 0 of the loopback device.
func (x *xdpBuff) Load(off uint64, n int) (uint64, bool) {
	switch off {
	case xdpData:
		return x.addr + uint64(x.data), n == 4
	case xdpDataEnd:
		return x.addr + uint64(x.end), n == 4
	case xdpDataMeta:
		return x.addr + uint64(x.meta), n == 4
	case xdpIngress:
		return loopbackIfindex, n == 4
	}
	return 0, off == xdpRxQueue && n == 4
}

// Store implements [interp.Fields].
func (x *xdpBuff) Store(off uint64, n int, v uint64) bool { return false }

// xdpArg returns the packet whose context is the first argument. Without one, the run stops.
func xdpArg(m *interp.Machine, a *[5]uint64) *xdpBuff {
	if x := runOf(m).xdp; x != nil {
		return x
	}
	m.Fail("program has no XDP packet", a[0])
	return nil
}

// bpfXdpAdjustHead follows bpf_xdp_adjust_head: it moves the start of the packet, and the metadata with it.
func bpfXdpAdjustHead(m *interp.Machine, a *[5]uint64) uint64 {
	x := xdpArg(m, a)
	if x == nil {
		return 0
	}
	delta := int(int32(a[1]))
	metalen := x.data - x.meta
	if to := x.data + delta; to < x.frameEnd()+metalen || to > x.end-ETH_HLEN {
		return refuse(m, xdpHeadRange, uint64(to), uint64(x.end))
	}
	copy(x.mem[x.meta+delta:x.data+delta], x.mem[x.meta:x.data])
	x.meta += delta
	x.data += delta
	return 0
}

// bpfXdpAdjustMeta follows bpf_xdp_adjust_meta: it moves the start of the metadata.
func bpfXdpAdjustMeta(m *interp.Machine, a *[5]uint64) uint64 {
	x := xdpArg(m, a)
	if x == nil {
		return 0
	}
	meta := x.meta + int(int32(a[1]))
	switch {
	case meta < x.frameEnd() || meta > x.data:
		return refuse(m, xdpMetaRange, uint64(meta), uint64(x.data))
	case xdpMetalenInvalid(x.release, x.data-meta):
		return refuse(m, xdpMetaLen, uint64(x.data-meta), 0)
	}
	x.meta = meta
	return 0
}

// bpfXdpAdjustTail follows bpf_xdp_adjust_tail: it moves the end of the packet. New bytes are zero.
func bpfXdpAdjustTail(m *interp.Machine, a *[5]uint64) uint64 {
	x := xdpArg(m, a)
	if x == nil {
		return 0
	}
	delta := int(int32(a[1]))
	if len(x.frags) > 0 {
		return minus(runOf(m).k.check(xdpTailRange, x.adjustFrags(delta), uint64(delta), uint64(x.fragBytes())))
	}
	end := x.end + delta
	if end > x.hardEnd() || end < x.data+ETH_HLEN {
		return refuse(m, xdpTailRange, uint64(delta), uint64(x.end-x.data))
	}
	if delta > 0 {
		clear(x.mem[x.end:end])
	}
	x.end = end
	return 0
}

// adjustFrags follows bpf_xdp_frags_increase_tail and bpf_xdp_frags_shrink_tail. It reports whether the packet can change
// its size so far.
func (x *xdpBuff) adjustFrags(delta int) bool {
	last := len(x.frags) - 1
	if delta >= 0 {
		if delta > PAGE_SIZE-len(x.frags[last]) {
			return false
		}
		x.frags[last] = append(x.frags[last], make([]byte, delta)...)
		return true
	}
	cut := -delta
	if cut > x.end-x.data+x.fragBytes()-ETH_HLEN {
		return false
	}
	for ; last >= 0 && cut > 0; last-- {
		n := min(cut, len(x.frags[last]))
		cut -= n
		if n < len(x.frags[last]) {
			x.frags[last] = x.frags[last][:len(x.frags[last])-n]
			return true
		}
		x.frags = x.frags[:last]
	}
	if len(x.frags) == 0 {
		x.end -= cut
	}
	return true
}

// xdpMd returns a field of the caller's struct xdp_md.
func xdpMd(ctx []byte, off int) uint32 { return binary.LittleEndian.Uint32(ctx[off:]) }
