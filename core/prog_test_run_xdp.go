package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Follows bpf_prog_test_run_xdp in net/bpf/test_run.c.

// Flags of BPF_PROG_TEST_RUN.
const (
	BPF_F_TEST_RUN_ON_CPU      = 1 << 0
	BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1
)

// Attach types that programs for maps of devices and CPUs have. They cannot be tested.
const (
	BPF_XDP_DEVMAP = 33
	BPF_XDP_CPUMAP = 35
)

const (
	xdpMaxBatch       = 256 // TEST_XDP_MAX_BATCH
	sizeofXdpPageHead = 112 // sizeof(struct xdp_page_head), before each live frame
)

// testRunXDP follows bpf_prog_test_run_xdp.
func (k *Kernel) testRunXDP(c *bpfCall, p *Prog) (int64, abi.Errno) {
	attach := p.ExpectedAttach
	if e := k.check(testXDPAttach, attach != BPF_XDP_DEVMAP && attach != BPF_XDP_CPUMAP, uint64(attach), 0); e != 0 {
		return 0, e
	}
	a, r := &c.attr, k.Machine.Release
	if !sinceTestMetaIn.In(r) {
		return k.testRunXDPPage(c, p)
	}
	flags, batch := a.U32(&abi.TestFlags), a.U32(&abi.TestBatchSize)
	live := flags == BPF_F_TEST_XDP_LIVE_FRAMES && sinceXDPFrags.In(r)
	if sinceXDPFrags.In(r) {
		if e := k.check(testXDPFlags, flags&^BPF_F_TEST_XDP_LIVE_FRAMES == 0, uint64(flags), 0); e != 0 {
			return 0, e
		}
		if e := k.check(testXDPBatch, live || batch == 0, uint64(batch), 0); e != 0 {
			return 0, e
		}
		if e := k.check(testXDPBatchLarge, batch <= xdpMaxBatch, uint64(batch), xdpMaxBatch); e != 0 {
			return 0, e
		}
	}
	ctx, e := k.testCtxInit(c, sizeofXdpMd)
	if e != 0 {
		return 0, e
	}
	size := a.U32(&abi.TestDataSizeIn)
	meta, linear, e := k.testXDPMeta(ctx, size)
	if e != 0 {
		return 0, e
	}
	out := a.U64(&abi.TestDataOut) | a.U64(&abi.TestCtxOut)
	if e := k.check(testXDPLiveOut, !live || ctx == nil || out == 0, out, 0); e != 0 {
		return 0, e
	}
	headroom := XDP_PACKET_HEADROOM - meta
	if live {
		headroom += sizeofXdpPageHead
	}
	linear = min(linear, PAGE_SIZE-headroom-skbTailroom)
	if e := k.check(testXDPLiveSize, !live || size <= linear, uint64(size), uint64(linear)); e != 0 {
		return 0, e
	}
	if e := k.check(testPacketSmall, size-meta >= ETH_HLEN, uint64(size-meta), ETH_HLEN); e != 0 {
		return 0, e
	}
	x := &xdpBuff{mem: make([]byte, PAGE_SIZE), meta: XDP_PACKET_HEADROOM - int(meta), data: XDP_PACKET_HEADROOM, release: r}
	x.end = x.meta + int(linear)
	in := a.U64(&abi.TestDataIn)
	if e := k.testCopyIn(c, testDataFault, x.mem[x.meta:x.end], in); e != 0 {
		return 0, e
	}
	if e := k.testXDPDevice(ctx); e != 0 {
		return 0, e
	}
	for at := linear; at < size; {
		if e := k.check(testFrags, len(x.frags) < maxSkbFrags, uint64(size), maxSkbFrags*PAGE_SIZE); e != 0 {
			return 0, e
		}
		page := make([]byte, min(size-at, PAGE_SIZE))
		if e := k.testCopyIn(c, testDataFault, page, in+uint64(at)); e != 0 {
			return 0, e
		}
		x.frags = append(x.frags, page)
		at += uint32(len(page))
	}
	run := k.testXDPPacket
	if live {
		run = k.testXDPLive
	}
	return run(c, p, x, func(c *bpfCall, o testOutcome) (int64, abi.Errno) { return 0, k.testXDPFinish(c, x, ctx, o) })
}

// testXDPFinish writes the packet, the results and the context.
func (k *Kernel) testXDPFinish(c *bpfCall, x *xdpBuff, ctx []byte, o testOutcome) abi.Errno {
	packet, frags := x.mem[x.meta:x.end], x.fragBytes()
	for _, f := range x.frags {
		packet = append(packet[:len(packet):len(packet)], f...)
	}
	if e := k.testFinish(c, packet, frags, o); e != 0 {
		return e
	}
	if ctx != nil {
		putIndex(ctx[xdpData:], uint32(x.data-x.meta))
		putIndex(ctx[xdpDataEnd:], uint32(x.end-x.meta))
	}
	return k.testCtxFinish(c, ctx)
}

// testXDPMeta checks the context's pointers. It returns the bytes of metadata before the packet, and of both in the first
// page.
func (k *Kernel) testXDPMeta(ctx []byte, size uint32) (meta, linear uint32, e abi.Errno) {
	if ctx == nil {
		return 0, size, 0
	}
	meta, end := xdpMd(ctx, xdpData), xdpMd(ctx, xdpDataEnd)
	if start := xdpMd(ctx, xdpDataMeta); start != 0 {
		return 0, 0, k.check(testXDPDataMeta, false, uint64(start), 0)
	}
	if e := k.check(testXDPDataEnd, end <= size, uint64(end), uint64(size)); e != 0 {
		return 0, 0, e
	}
	if e := k.check(testXDPData, meta <= end, uint64(meta), uint64(end)); e != 0 {
		return 0, 0, e
	}
	valid := !xdpMetalenInvalid(k.Machine.Release, int(meta)) && int(meta) <= XDP_PACKET_HEADROOM-40
	return meta, end, k.check(testXDPMetaLen, valid, uint64(meta), 0)
}

// testXDPDevice follows xdp_convert_md_to_buff. The only device is the loopback device with one queue.
func (k *Kernel) testXDPDevice(ctx []byte) abi.Errno {
	if ctx == nil {
		return 0
	}
	egress, ingress, queue := xdpMd(ctx, xdpEgress), xdpMd(ctx, xdpIngress), xdpMd(ctx, xdpRxQueue)
	if e := k.check(testXDPEgress, egress == 0, uint64(egress), 0); e != 0 {
		return e
	}
	if e := k.check(testXDPQueueAlone, ingress != 0 || queue == 0, uint64(queue), 0); e != 0 {
		return e
	}
	if e := k.check(testNoDevice, ingress <= loopbackIfindex, uint64(ingress), 0); e != 0 {
		return e
	}
	return k.check(testXDPQueue, queue == 0, uint64(queue), 0)
}

// testXDPPacket runs the program on a packet.
func (k *Kernel) testXDPPacket(c *bpfCall, p *Prog, x *xdpBuff, finish func(*bpfCall, testOutcome) (int64, abi.Errno)) (int64, abi.Errno) {
	run := k.startRun(c.task, k.runs.cpu)
	x.addr = k.runs.space.AddBytes(x.mem)
	run.xdp, run.packet = x, x.addr
	run.ctx = k.runs.space.Add(x, sizeofXdpMd)
	return k.testRun(c, run, p, c.attr.U32(&abi.TestRepeat), finish)
}

// testXDPLive follows bpf_test_run_xdp_live: each round gets its own copy of the packet, which the kernel then receives or
// drops. The caller gets neither the packet nor the program's result.
func (k *Kernel) testXDPLive(c *bpfCall, p *Prog, x *xdpBuff, finish func(*bpfCall, testOutcome) (int64, abi.Errno)) (int64, abi.Errno) {
	run := k.startRun(c.task, k.runs.cpu)
	fresh := func() {
		frame := *x
		frame.mem = slices.Clone(x.mem)
		k.freeAddr(run.packet)
		k.freeAddr(run.ctx)
		frame.addr = k.runs.space.AddBytes(frame.mem)
		run.xdp, run.packet = &frame, frame.addr
		run.ctx = k.runs.space.Add(&frame, sizeofXdpMd)
	}
	return k.testRunFresh(c, run, p, c.attr.U32(&abi.TestRepeat), fresh, func(c *bpfCall, o testOutcome) (int64, abi.Errno) {
		o.retval = 0
		return finish(c, o)
	})
}

// testRunXDPPage follows bpf_prog_test_run_xdp of releases without contexts and further pages.
func (k *Kernel) testRunXDPPage(c *bpfCall, p *Prog) (int64, abi.Errno) {
	a := &c.attr
	if in, out := a.U64(&abi.TestCtxIn), a.U64(&abi.TestCtxOut); in != 0 || out != 0 {
		return 0, k.check(testXDPNoCtx, false, in, out)
	}
	const most = PAGE_SIZE - XDP_PACKET_HEADROOM - skbTailroom
	size := a.U32(&abi.TestDataSizeIn)
	if e := k.check(testXDPLarge, size <= most, uint64(size), most); e != 0 {
		return 0, e
	}
	x := &xdpBuff{mem: make([]byte, PAGE_SIZE), meta: XDP_PACKET_HEADROOM, data: XDP_PACKET_HEADROOM, end: XDP_PACKET_HEADROOM + int(size), release: k.Machine.Release}
	if e := k.testCopyIn(c, testDataFault, x.mem[x.data:x.end], a.U64(&abi.TestDataIn)); e != 0 {
		return 0, e
	}
	return k.testXDPPacket(c, p, x, func(c *bpfCall, o testOutcome) (int64, abi.Errno) {
		return 0, k.testFinish(c, x.mem[x.data:x.end], 0, o)
	})
}
