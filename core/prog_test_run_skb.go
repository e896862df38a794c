package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows bpf_prog_test_run_skb in net/bpf/test_run.c.

var (
	sinceTestHwtstamp = abi.Since{abi.V5_18} // hwtstamp of the context
	sinceTestIngress  = abi.Since{abi.V5_16} // ingress_ifindex of the context
	sinceTestGsoSize  = abi.Since{abi.V5_7}  // gso_size of the context
	sinceTestFrags    = abi.Since{abi.V6_19} // packets may have several pages
	sinceTestHead     = abi.Since{abi.V6_19} // a buffer smaller than the further pages is filled from the first page
	sinceTestComplete = abi.Since{abi.V6_15, abi.V6_1 + 142, abi.V6_6 + 94, abi.V6_12 + 34, abi.V6_15 + 3}
	sinceTestIPLen    = abi.Since{abi.V6_19, abi.V5_10 + 252, abi.V5_15 + 202, abi.V6_1 + 165, abi.V6_6 + 128, abi.V6_12 + 75, abi.V6_18 + 16} // packets of IP have whole headers
)

// BPF_F_TEST_SKB_CHECKSUM_COMPLETE makes the kernel check that the program keeps the checksum.
const BPF_F_TEST_SKB_CHECKSUM_COMPLETE = 1 << 2

// Limits of the context.
const (
	GSO_LEGACY_MAX_SIZE = 65536
	GSO_MAX_SEGS        = 65535
)

// skbMax is the largest packet in one page.
const skbMax = PAGE_SIZE - NET_SKB_PAD - skbTailroom

// skbInputs are the parts of struct __sk_buff that the caller may set.
var skbInputs = [...]struct {
	from, to int
	since    abi.Since
}{
	{skbMark, skbMark + 4, abi.Since{}},
	{skbPriority, skbPriority + 4, abi.Since{}},
	{skbIngress, skbIngress + 4, sinceTestIngress},
	{skbIfindex, skbIfindex + 4, abi.Since{}},
	{skbCb, skbCb + 20, abi.Since{}},
	{skbDataEnd, skbDataEnd + 4, sinceTestFrags},
	{skbTstamp, skbTstamp + 8, abi.Since{}},
	{skbWireLen, skbWireLen + 4, abi.Since{}},
	{skbGsoSegs, skbGsoSegs + 4, abi.Since{}},
	{skbGsoSize, skbGsoSize + 4, sinceTestGsoSize},
	{skbHwtstamp, skbHwtstamp + 8, sinceTestHwtstamp},
}

// skbForbidden returns the offset of the first byte of ctx that is set and must not be, or -1.
func skbForbidden(r abi.Release, ctx []byte) int {
	at := 0
	for _, in := range skbInputs {
		if !in.since.In(r) {
			continue
		}
		if bad := firstSet(ctx[at:in.from]); bad >= 0 {
			return at + bad
		}
		at = in.to
	}
	if bad := firstSet(ctx[at:]); bad >= 0 {
		return at + bad
	}
	return -1
}

// firstSet returns the index of the first byte that is not 0, or -1.
func firstSet(b []byte) int {
	for i, x := range b {
		if x != 0 {
			return i
		}
	}
	return -1
}

// testLinear returns the bytes of the packet that are in the first page. Later releases put the rest in further pages.
func (k *Kernel) testLinear(c *bpfCall, p *Prog, ctx []byte) (int, abi.Errno) {
	size := c.attr.U32(&abi.TestDataSizeIn)
	if !sinceTestFrags.In(k.Machine.Release) {
		return int(size), k.check(testPacketLarge, size <= skbMax, uint64(size), skbMax)
	}
	linear, typ := size, abi.ProgType(p.Type)
	if ctx != nil {
		end := binary.LittleEndian.Uint32(ctx[skbDataEnd:])
		if e := k.check(testSkbDataEnd, end <= size, uint64(end), uint64(size)); e != 0 {
			return 0, e
		}
		data := binary.LittleEndian.Uint32(ctx[skbData:]) | binary.LittleEndian.Uint32(ctx[skbDataMeta:])
		if e := k.check(testSkbData, data == 0, uint64(data), 0); e != 0 {
			return 0, e
		}
		if end != 0 {
			lwt := typ >= abi.BPF_PROG_TYPE_LWT_IN && typ <= abi.BPF_PROG_TYPE_LWT_XMIT
			if e := k.check(testSkbLwt, !lwt, uint64(p.Type), 0); e != 0 {
				return 0, e
			}
			linear = max(ETH_HLEN, end)
		}
	}
	return int(min(linear, skbMax)), 0
}

// testRunSkb follows bpf_prog_test_run_skb.
func (k *Kernel) testRunSkb(c *bpfCall, p *Prog) (int64, abi.Errno) {
	a, r := &c.attr, k.Machine.Release
	flags, allowed := a.U32(&abi.TestFlags), uint32(0)
	if sinceTestComplete.In(r) {
		allowed = BPF_F_TEST_SKB_CHECKSUM_COMPLETE
	}
	if e := k.check(testSkbFlags, flags&^allowed == 0, uint64(flags), uint64(allowed)); e != 0 {
		return 0, e
	}
	if cpu := a.U32(&abi.TestCPU); cpu != 0 {
		return 0, k.check(testSkbCPU, false, uint64(cpu), 0)
	}
	if batch := a.U32(&abi.TestBatchSize); batch != 0 {
		return 0, k.check(testSkbBatch, false, uint64(batch), 0)
	}
	size := a.U32(&abi.TestDataSizeIn)
	if e := k.check(testPacketSmall, size >= ETH_HLEN, uint64(size), ETH_HLEN); e != 0 {
		return 0, e
	}
	var ctx []byte
	var e abi.Errno
	ctxFirst := sinceTestFrags.In(r)
	if ctxFirst {
		if ctx, e = k.testCtxInit(c, skbMdSize(r)); e != 0 {
			return 0, e
		}
	}
	linear, e := k.testLinear(c, p, ctx)
	if e != 0 {
		return 0, e
	}
	most := uint32(linear + maxSkbFrags*PAGE_SIZE)
	packet := make([]byte, min(size, most))
	if e := k.testCopyIn(c, testDataFault, packet[:linear], a.U64(&abi.TestDataIn)); e != 0 {
		return 0, e
	}
	if !ctxFirst {
		if ctx, e = k.testCtxInit(c, skbMdSize(r)); e != 0 {
			return 0, e
		}
	}
	if int(size) > linear {
		if e := k.testCopyIn(c, testDataFault, packet[linear:], a.U64(&abi.TestDataIn)+uint64(linear)); e != 0 {
			return 0, e
		}
	}
	if e := k.check(testFrags, size <= most, uint64(size), uint64(most)); e != 0 {
		return 0, e
	}
	if ctx != nil {
		ifindex := binary.LittleEndian.Uint32(ctx[skbIfindex:])
		if e := k.check(testNoDevice, ifindex <= loopbackIfindex, uint64(ifindex), 0); e != 0 {
			return 0, e
		}
	}
	run := k.startRun(c.task, k.runs.cpu)
	skb := k.newSkBuff(packet, linear)
	run.skb, run.packet = skb, skb.addr
	run.machine.Packet = skb.packet
	e = k.testSkbPacket(p, skb)
	if e == 0 {
		e = k.testSkbContext(skb, ctx)
	}
	if e != 0 {
		k.freeRun(run)
		return 0, e
	}
	skb.set(skbIfindex, loopbackIfindex)
	if flags&BPF_F_TEST_SKB_CHECKSUM_COMPLETE != 0 {
		skb.complete, skb.csum = true, csumPartial(skb.mem[skb.net:skb.end], 0)
	}
	run.ctx = k.runs.space.Add(skb, sizeofSkBuffMd)
	return k.testRun(c, run, p, a.U32(&abi.TestRepeat), func(c *bpfCall, o testOutcome) (int64, abi.Errno) {
		return 0, k.testSkbFinish(c, skb, ctx, o)
	})
}

// testSkbFinish writes the packet, the results and the context.
func (k *Kernel) testSkbFinish(c *bpfCall, skb *skBuff, ctx []byte, o testOutcome) abi.Errno {
	if skb.data == skb.net {
		skb.data -= ETH_HLEN
		clear(skb.mem[skb.data : skb.data+ETH_HLEN])
	}
	if skb.complete {
		want := csumFold(csumPartial(skb.mem[skb.net:skb.end], 0))
		if e := k.check(testBadCsum, csumFold(skb.csum) == want, uint64(csumFold(skb.csum)), uint64(want)); e != 0 {
			return e
		}
	}
	if e := k.testFinish(c, skb.mem[skb.data:skb.end], skb.end-skb.linear, o); e != 0 {
		return e
	}
	return k.testCtxFinish(c, k.testSkbResult(skb, ctx))
}

// testSkbPacket checks the headers of the packet and removes the Ethernet header, unless programs of the type see it.
func (k *Kernel) testSkbPacket(p *Prog, skb *skBuff) abi.Errno {
	proto := skb.ethTypeTrans()
	header := 0
	switch proto {
	case ETH_P_IP:
		header = 20
	case ETH_P_IPV6:
		header = 40
	}
	if sinceTestIPLen.In(k.Machine.Release) {
		if e := k.check(testIPHeader, skb.linear-skb.data >= header, uint64(skb.linear-skb.data), uint64(header)); e != 0 {
			return e
		}
	}
	if typ := abi.ProgType(p.Type); typ == abi.BPF_PROG_TYPE_SCHED_CLS || typ == abi.BPF_PROG_TYPE_SCHED_ACT {
		skb.data -= ETH_HLEN
	}
	return 0
}

// testSkbContext follows convert___skb_to_skb.
func (k *Kernel) testSkbContext(skb *skBuff, ctx []byte) abi.Errno {
	if ctx == nil {
		return 0
	}
	r := k.Machine.Release
	bad := skbForbidden(r, ctx)
	if e := k.check(testSkbSet, bad < 0, uint64(bad), 0); e != 0 {
		return e
	}
	wire := binary.LittleEndian.Uint32(ctx[skbWireLen:])
	if wire == 0 {
		wire = uint32(skb.len())
	}
	if e := k.check(testSkbWireLen, wire >= uint32(skb.len()) && wire <= GSO_LEGACY_MAX_SIZE, uint64(wire), uint64(skb.len())); e != 0 {
		return e
	}
	segs := binary.LittleEndian.Uint32(ctx[skbGsoSegs:])
	if e := k.check(testSkbGsoSegs, segs <= GSO_MAX_SEGS, uint64(segs), 0); e != 0 {
		return e
	}
	for _, in := range skbInputs {
		if in.since.In(r) && in.from != skbIfindex && in.from != skbDataEnd {
			copy(skb.md[in.from:in.to], ctx[in.from:in.to])
		}
	}
	skb.set(skbWireLen, wire)
	skb.set(skbGsoSize, uint32(uint16(skb.get(skbGsoSize))))
	return 0
}

// testSkbResult follows convert_skb_to___skb: it writes the fields of the packet to the caller's context.
func (k *Kernel) testSkbResult(skb *skBuff, ctx []byte) []byte {
	if ctx == nil {
		return nil
	}
	for _, in := range skbInputs {
		if in.since.In(k.Machine.Release) && in.from != skbGsoSize && in.from != skbDataEnd {
			copy(ctx[in.from:in.to], skb.md[in.from:in.to])
		}
	}
	return ctx
}
