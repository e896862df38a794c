package core

import "bpfplay/core/abi"

// Follows link_create in kernel/bpf/syscall.c.

// probeAttachTypes are the attach types of KPROBE programs besides BPF_PERF_EVENT, each with its first release.
var probeAttachTypes = []struct {
	since abi.Release
	t     abi.AttachType
}{
	{abi.V5_18, abi.BPF_TRACE_KPROBE_MULTI}, {abi.V6_6, abi.BPF_TRACE_UPROBE_MULTI},
	{abi.V6_10, abi.BPF_TRACE_KPROBE_SESSION}, {abi.V6_13, abi.BPF_TRACE_UPROBE_SESSION},
}

var (
	sinceSkbOwnType   = abi.Since{abi.V6_9, abi.V6_1 + 100} // the attach type of a CGROUP_SKB program is checked again
	sinceSockMapLinks = abi.Since{abi.V6_10}                // links of socket maps
)

// bpfLinkCreate follows link_create: it attaches a program for as long as the new descriptor, or another reference to the
// link, exists.
func (k *Kernel) bpfLinkCreate(c *bpfCall) (int64, abi.Errno) {
	r := k.Machine.Release
	if e := k.checkAttr(c, foreignCheckAttr); e != 0 {
		return 0, e
	}
	t := abi.AttachType(c.attr.U32(&abi.LinkAttachType))
	if t == abi.BPF_STRUCT_OPS && sinceStructLinks.In(r) {
		return 0, k.structOpsLinkCreate(c)
	}
	p, e := k.progAtFD(c, &abi.LinkProgFD)
	if e != 0 {
		return 0, e
	}
	if e := k.checkAttachType(c, p, t, attachCapable); e != 0 {
		return 0, e
	}
	typ, point := abi.ProgType(p.Type), k.attachPointOf(t)
	if e := k.check(attachForOther, k.linkMayAttach(p, t), uint64(t), uint64(typ)); e != 0 {
		return 0, e
	}
	switch {
	case typ == abi.BPF_PROG_TYPE_CGROUP_SKB && point.prog != typ:
		return k.notEmulated(c) // a bug of some releases: the program runs elsewhere
	case point.place == atCgroup && typ != abi.BPF_PROG_TYPE_LSM:
		return k.cgroupBpfLinkAttach(c, p)
	case point.place == atNetns && sinceNetnsBpf.In(r):
		return k.netnsBpfLinkCreate(c, p)
	case point.place == atSockMap && sinceSockMapLinks.In(r):
		return k.sockMapLinkCreate(c, p)
	case t == abi.BPF_PERF_EVENT:
		return k.perfLinkAttach(c, p)
	case point.place == atDevice:
		return 0, k.deviceOf(point, &c.attr, &abi.LinkTargetFD)
	case typ == abi.BPF_PROG_TYPE_XDP && c.attr.U32(&abi.LinkTargetFD) == 0:
		return 0, k.check(attachNoXDPDevice, false, 0, 0)
	case point.place == atSockMap || point.place == atNetns:
		return 0, k.check(attachNoLinks, false, uint64(t), 0)
	}
	return k.notEmulated(c)
}

// linkMayAttach reports whether a link can attach p to an attach type.
func (k *Kernel) linkMayAttach(p *Prog, t abi.AttachType) bool {
	r, own := k.Machine.Release, abi.AttachType(p.ExpectedAttach)
	switch typ := abi.ProgType(p.Type); typ {
	case abi.BPF_PROG_TYPE_EXT:
		return true
	case abi.BPF_PROG_TYPE_NETFILTER:
		return t == abi.BPF_NETFILTER
	case abi.BPF_PROG_TYPE_PERF_EVENT, abi.BPF_PROG_TYPE_TRACEPOINT:
		return t == abi.BPF_PERF_EVENT && sincePerfLinks.In(r)
	case abi.BPF_PROG_TYPE_KPROBE:
		for _, multi := range probeAttachTypes {
			switch {
			case multi.since > r:
			case t == multi.t:
				return true
			case own == multi.t:
				return false
			}
		}
		return t == abi.BPF_PERF_EVENT && sincePerfLinks.In(r)
	case abi.BPF_PROG_TYPE_CGROUP_SKB:
		if sinceAttachByKind.In(r) && !sinceSkbOwnType.In(r) {
			return true
		}
		return k.attachPointOf(t).prog == typ
	default:
		return k.attachPointOf(t).prog == typ
	}
}

// structOpsLinkCreate follows bpf_struct_ops_link_create. No map of struct_ops can be made here.
func (k *Kernel) structOpsLinkCreate(c *bpfCall) abi.Errno {
	fd := c.attr.U32(&abi.LinkProgFD)
	f := c.task.Files.File(int(int32(fd)))
	if e := k.check(structLinkNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return e
	}
	return k.check(structLinkMap, false, uint64(fd), 0)
}
